// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "doctor/keychaincheck.h"

#include "doctor/keychainsentence.h"
#include "oauth/displaytext.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QUuid>

namespace Latchkey {

namespace {

using Check = Finding::Check;

constexpr std::chrono::seconds patience(15);

Finding failure(const QString &service, const Error &error)
{
    return problem(Check::Keychain, service, error.message(),
                   error.advice().isEmpty() ? keychainSentence(KeychainSentence::CheckSettings)
                                            : error.advice())
        .withDetail(displayText(error.detail(), maxDescriptionLength));
}

} // namespace

KeychainCheck::KeychainCheck(SecretStore *store, Scheduler *scheduler, AskStatus askStatus,
                             QObject *parent)
    : DoctorCheck(parent), m_store(store), m_scheduler(scheduler),
      m_askStatus(std::move(askStatus)),
      // One of its own, so that two that run at once do not read each other's.
      m_key(QStringLiteral("doctor-") + QUuid::createUuid().toString(QUuid::WithoutBraces)),
      m_value(QUuid::createUuid().toByteArray())
{ }

KeychainCheck::~KeychainCheck()
{
    if (m_mayBeThere && QCoreApplication::instance())
        m_store->remove(m_key, QCoreApplication::instance(), [](const Error &) {});
}

void KeychainCheck::start()
{
    if (!m_store->isPersistent()) {
        tell(
            okFinding(Check::Keychain, QString(),
                      Doctor::tr("Sign-ins are kept until the program ends, as it was asked to.")));
        return end();
    }
    m_deadline.start(m_scheduler, patience, [this] {
        for (const Finding &finding : giveUp())
            tell(finding);
        end();
    });
    if (m_askStatus)
        m_askStatus(this, [this](const KeychainStatus &status) { judge(status); });
    else
        write();
}

Findings KeychainCheck::giveUp() const
{
    return {problem(Check::Keychain, m_service, keychainSentence(KeychainSentence::NotAnswering),
                    keychainSentence(KeychainSentence::RestartIt))};
}

void KeychainCheck::judge(const KeychainStatus &status)
{
    if (isFinished())
        return;
    m_service = displayText(status.program, maxNameLength);
    switch (status.state) {
    case KeychainStatus::State::Unlocked:
        tell(okFinding(Check::Keychain, m_service, keychainSentence(KeychainSentence::Unlocked)));
        return write();
    case KeychainStatus::State::NotAsked:
        return write();
    case KeychainStatus::State::NotRunning:
        tell(okFinding(Check::Keychain, m_service,
                       keychainSentence(KeychainSentence::StartsWhenNeeded)));
        break;
    case KeychainStatus::State::Locked: {
        const Error error(Error::Kind::KeychainLocked);
        tell(warning(Check::Keychain, m_service, error.message(), error.advice()));
        break;
    }
    case KeychainStatus::State::NoKeyring:
        tell(warning(Check::Keychain, m_service, keychainSentence(KeychainSentence::NoneYet),
                     keychainSentence(KeychainSentence::MakeOne)));
        break;
    case KeychainStatus::State::Absent:
        tell(failure(m_service, Error(Error::Kind::KeychainAbsent, status.detail)));
        break;
    case KeychainStatus::State::Denied:
        tell(failure(m_service, Error(Error::Kind::KeychainDenied, status.detail)));
        break;
    case KeychainStatus::State::NotAnswering:
        for (const Finding &finding : giveUp())
            tell(finding);
        break;
    }
    end();
}

void KeychainCheck::write()
{
    m_mayBeThere = true;
    m_store->write(m_key, m_value, this, [this](const Error &error) {
        if (!error.isError())
            return read();
        tell(failure(m_service, error));
        // It may be there all the same.
        remove();
    });
}

void KeychainCheck::read()
{
    m_store->read(m_key, this, [this](const SecretStore::ReadResult &item) {
        compare(item);
        remove();
    });
}

void KeychainCheck::compare(const SecretStore::ReadResult &item)
{
    if (item.error.isError())
        return tell(failure(m_service, item.error));
    if (item.found && item.value == m_value)
        return tell(
            okFinding(Check::Keychain, m_service, keychainSentence(KeychainSentence::Keeps)));
    tell(problem(Check::Keychain, m_service, keychainSentence(KeychainSentence::Loses),
                 keychainSentence(KeychainSentence::RestartIt))
             .withDetail(item.found ? QStringLiteral("the item that was read is not the one that "
                                                     "was written")
                                    : QStringLiteral("the item that was written is not there")));
}

void KeychainCheck::remove()
{
    m_store->remove(m_key, this, [this](const Error &error) {
        m_mayBeThere = false;
        if (error.isError())
            tell(failure(m_service, error));
        end();
    });
}

void KeychainCheck::tell(const Finding &finding)
{
    if (!isFinished())
        Q_EMIT found(finding);
}

void KeychainCheck::end()
{
    m_deadline.cancel();
    if (!isFinished())
        finish();
}

} // namespace Latchkey
