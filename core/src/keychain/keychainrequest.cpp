// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "keychain/keychainrequest.h"

#include "base/logging.h"

#ifdef LATCHKEY_HAVE_DBUS
#include "keychain/secretlibrary.h"
#include "keychain/secretsearch.h"
#include "keychain/servicelosslistener.h"
#include "keychain/sessionbus.h"
#endif

#include <latchkey/scheduler.h>

#include <qt6keychain/keychain.h>

using namespace std::chrono_literals;

namespace Latchkey {

/// What a job ended with.
struct KeychainRequest::Answer
{
    QKeychain::Error error = QKeychain::NoError;
    QString text;
    QByteArray value;
    std::chrono::milliseconds took{0};
};

KeychainRequest::KeychainRequest(const Order &order, QObject *caller, Callback callback)
    : m_order(order), m_caller(caller), m_callback(std::move(callback))
{ }

void KeychainRequest::start()
{
    startJob(m_order.verb);
}

void KeychainRequest::refuse(const Error &error)
{
    m_error = error;
    end({error, false, {}});
}

void KeychainRequest::startJob(Verb verb)
{
    QKeychain::Job *job = nullptr;
    switch (verb) {
    case Verb::Read:
        job = new QKeychain::ReadPasswordJob(m_order.service);
        break;
    case Verb::Write: {
        auto *write = new QKeychain::WritePasswordJob(m_order.service);
        write->setBinaryData(m_order.value);
        job = write;
        break;
    }
    case Verb::Remove:
        job = new QKeychain::DeletePasswordJob(m_order.service);
        break;
    }
    job->setKey(m_order.key);
    job->setInsecureFallback(false);
    job->setAutoDelete(true);
    m_job = job;
    const std::chrono::milliseconds begin = Scheduler::system()->monotonic();
    connect(job, &QKeychain::Job::finished, this, [this, verb, begin](QKeychain::Job *finished) {
        Answer answer{finished->error(),
                      finished->errorString(),
                      {},
                      Scheduler::system()->monotonic() - begin};
        if (const auto *read = qobject_cast<QKeychain::ReadPasswordJob *>(finished))
            answer.value = read->binaryData();
        endOfJob();
        haveAnswer(verb, answer);
    });
#ifdef LATCHKEY_HAVE_DBUS
    serveSecretLibrary(job);
    listenForLoss();
#endif
    job->start();
}

void KeychainRequest::endOfJob()
{
    m_job.clear();
    m_lossListener.reset();
}

void KeychainRequest::haveAnswer(Verb verb, const Answer &answer)
{
#ifdef LATCHKEY_HAVE_DBUS
    if (answer.error != QKeychain::NoError || verb == Verb::Remove)
        askService(answer);
    else if (verb != m_order.verb)
        startJob(m_order.verb); // What is to be removed had to be unlocked, and is.
    else
        haveSuccess(answer);
#else
    Q_UNUSED(verb)
    switch (answer.error) {
    case QKeychain::NoError:
    case QKeychain::EntryNotFound:
        return haveSuccess(answer);
    case QKeychain::AccessDeniedByUser:
        m_speaksForOthers = true;
        return fail(Error::Kind::KeychainLocked, answer.text);
    case QKeychain::AccessDenied:
        return fail(Error::Kind::KeychainDenied, answer.text);
    case QKeychain::NoBackendAvailable:
    case QKeychain::NotImplemented:
        return fail(Error::Kind::KeychainAbsent, answer.text);
    default:
        return fail(Error::Kind::KeychainFailed, answer.text);
    }
#endif
}

void KeychainRequest::haveSuccess(const Answer &answer)
{
    const bool found = answer.error == QKeychain::NoError && m_order.verb == Verb::Read;
    end({Error(), found, found ? answer.value : QByteArray()});
}

#ifdef LATCHKEY_HAVE_DBUS

/// QtKeychain takes a locked item for none and for removed, and calls everything else that goes
/// wrong "other error", so the service is asked what it was.
void KeychainRequest::askService(const Answer &answer)
{
    keychainStatus(this, [this, answer](const KeychainStatus &status) { judge(answer, status); });
}

void KeychainRequest::judge(const Answer &answer, const KeychainStatus &status)
{
    using S = KeychainStatus::State;
    const bool isLocked = status.state == S::Locked;
    switch (status.state) {
    case S::Absent:
        return fail(Error::Kind::KeychainAbsent, status.detail);
    case S::Denied:
        return fail(Error::Kind::KeychainDenied, status.detail);
    case S::NotAnswering:
        m_speaksForOthers = true;
        return fail(Error::Kind::KeychainFailed,
                    QStringLiteral("the service does not answer: ") + status.detail);
    default:
        break;
    }
    switch (answer.error) {
    case QKeychain::NoError:
    case QKeychain::EntryNotFound:
        // KWallet's own interface is asked once the wallet is open, and tells the truth.
        if (status.isWallet && !isLocked)
            return haveSuccess(answer);
        if (status.state == S::NotRunning)
            return tryAgain(Error(Error::Kind::KeychainFailed, answer.text));
        if (isLocked && status.service != KeychainStatus::Service::GnomeKeyring) {
            m_speaksForOthers = true;
            return fail(Error::Kind::KeychainLocked, QStringLiteral("the keyring is locked"));
        }
        return search(answer);
    case QKeychain::AccessDeniedByUser:
    case QKeychain::AccessDenied:
        if (isLocked) {
            m_speaksForOthers = true;
            return fail(Error::Kind::KeychainLocked, answer.text);
        }
        if (status.isWallet)
            return fail(Error::Kind::KeychainDenied, answer.text);
        // It has been unlocked in another way than by the prompt.
        return tryAgain(Error(Error::Kind::KeychainDenied, answer.text));
    case QKeychain::NoBackendAvailable:
    case QKeychain::NotImplemented:
        return fail(Error::Kind::KeychainAbsent, answer.text);
    default:
        // Without a keyring, the person was asked for the password of a new one, and gave none.
        if (status.isWallet || (m_order.verb == Verb::Write && status.state == S::NoKeyring))
            return fail(Error::Kind::KeychainFailed, answer.text);
        // KeePassXC prompts before it answers a search, for which libsecret does not wait long.
        if (isLocked && (m_triedAgain || answer.took > 20s)) {
            m_speaksForOthers = true;
            return fail(Error::Kind::KeychainLocked, answer.text);
        }
        return tryAgain(Error(Error::Kind::KeychainFailed, answer.text));
    }
}

void KeychainRequest::search(const Answer &answer)
{
    searchSecret(m_order.service, m_order.key, this, [this, answer](SecretFound found) {
        const bool isShut =
            found == SecretFound::InLockedCollection || found == SecretFound::Withheld;
        // Removing does not prompt, reading does.
        if (isShut && m_order.verb == Verb::Remove && !m_triedToUnlock) {
            m_triedToUnlock = true;
            return startJob(Verb::Read);
        }
        switch (found) {
        case SecretFound::Nowhere:
            return end({});
        case SecretFound::Open:
            return tryAgain(Error(Error::Kind::KeychainFailed,
                                  QStringLiteral("the item is there, and cannot be used")));
        case SecretFound::InLockedCollection:
            m_speaksForOthers = true;
            return fail(Error::Kind::KeychainLocked,
                        QStringLiteral("the item is in a locked keyring"));
        case SecretFound::Withheld:
            return fail(Error::Kind::KeychainDenied,
                        QStringLiteral("the keyring does not give the item to this program"));
        case SecretFound::Unknown:
            return fail(Error::Kind::KeychainFailed,
                        QStringLiteral("the service does not answer a search"));
        }
    });
}

void KeychainRequest::listenForLoss()
{
    if (!nativeWalletService().isEmpty())
        return;
    auto *listener = new ServiceLossListener;
    m_lossListener.reset(listener);
    connect(listener, &ServiceLossListener::lost, this, [this, listener] {
        if (listener == m_lossListener.get())
            giveUpJob();
    });
}

/// Tells QtKeychain that the job is over, so that it goes on with the next one. The job itself
/// stays for good, since libsecret may still know it.
void KeychainRequest::giveUpJob()
{
    static QList<QKeychain::Job *> givenUp;
    QKeychain::Job *job = m_job;
    givenUp += job;
    job->setAutoDelete(false);
    disconnect(job, nullptr, this, nullptr);
    endOfJob();
    const QString text = QStringLiteral("the service ended before it answered");
    job->emitFinishedWithError(QKeychain::OtherError, text);
    askService({QKeychain::OtherError, text, {}, 0ms});
}

#endif

void KeychainRequest::tryAgain(const Error &otherwise)
{
    if (m_triedAgain)
        return fail(otherwise.kind(), otherwise.detail());
    m_triedAgain = true;
#ifdef LATCHKEY_HAVE_DBUS
    forgetSecretService();
#endif
    startJob(m_order.verb);
}

void KeychainRequest::fail(Error::Kind kind, const QString &detail)
{
    m_error = Error(kind, detail);
    qCWarning(lcKeychain) << m_error;
    end({m_error, false, {}});
}

void KeychainRequest::end(const SecretStore::ReadResult &result)
{
    // The end is told first, so that requests which the caller makes now are not among those that
    // have waited for it.
    Q_EMIT ended();
    if (m_caller)
        m_callback(result);
}

} // namespace Latchkey
