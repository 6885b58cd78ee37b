// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "session/recovery.h"

#include "http/networkwatch.h"
#include "keychain/keychainwatch.h"
#include "session/absencewatch.h"
#include "session/session_p.h"

#include <QtCore/QPointer>
#include <QtCore/QRandomGenerator>

#include <algorithm>

using namespace std::chrono_literals;

namespace Latchkey {

namespace {

using std::chrono::milliseconds;

// Names are often not found in the first moment, and whoever shares the network comes back at the
// same time: the first account asks at some moment between these two, ...
constexpr milliseconds earliestReturn = 1s;
constexpr milliseconds latestReturn = 4s;
// ... and each further one in the first half of its own interval after that.
constexpr milliseconds returnInterval = 500ms;

milliseconds randomUpTo(milliseconds limit)
{
    return milliseconds(QRandomGenerator::global()->bounded(static_cast<int>(limit.count())));
}

} // namespace

Recovery::Recovery(const Context &context, QObject *parent)
    : QObject(parent), m_context(context), m_absence(new AbsenceWatch(context.scheduler, this)),
      m_network(new NetworkWatch(context.scheduler, this)),
      m_keychain(new KeychainWatch(context.scheduler))
{
    m_keychain->setParent(this);
    connect(m_absence, &AbsenceWatch::returned, this, &Recovery::comeBack);
    connect(m_network, &NetworkWatch::online, this, &Recovery::comeBack);
    connect(m_keychain, &KeychainWatch::available, this, [this] {
        m_keychain->stop();
        retryAll();
    });
}

Recovery::~Recovery() = default;

template <typename Use> void Recovery::forEachSession(Use use)
{
    // Whoever listens may remove one, or delete the accounts and this with them.
    const QPointer<Recovery> alive(this);
    const QList<Session *> present = *m_context.sessions;
    for (Session *session : present) {
        if (alive && m_context.sessions->contains(session))
            use(session->d.get());
    }
}

void Recovery::update()
{
    const bool isWaiting = *m_context.keepsFresh
        && std::any_of(m_context.sessions->cbegin(), m_context.sessions->cend(),
                       [](const Session *session) { return session->d->isPlanning(); });
    if (isWaiting) {
        m_absence->start();
        m_network->start();
    } else {
        m_absence->stop();
        m_network->stop();
    }
    updateKeychainWatch();
    retryLocked();
}

/// The keychain that answers one session answers the others, too.
void Recovery::retryLocked()
{
    QSet<const Session *> locked;
    for (const Session *session : *m_context.sessions) {
        if (session->state() == Session::State::Locked)
            locked.insert(session);
    }
    const bool isUnlocked = std::any_of(
        m_context.sessions->cbegin(), m_context.sessions->cend(), [&](const Session *session) {
            return m_locked.contains(session) && !locked.contains(session);
        });
    m_locked = locked;
    if (!isUnlocked)
        return;
    forEachSession([](SessionPrivate *session) {
        if (session->state == Session::State::Locked)
            session->retrySoon();
    });
}

bool Recovery::isKeychainWanted() const
{
    const auto waits = [](const Session *session) {
        // Who was refused is not to be asked again by itself.
        return session->isPersistent() && session->state() == Session::State::Locked
            && session->lastError().kind() != Error::Kind::KeychainDenied;
    };
    return *m_context.keepsFresh && m_context.hasKeychain
        && std::any_of(m_context.sessions->cbegin(), m_context.sessions->cend(), waits);
}

void Recovery::updateKeychainWatch()
{
    if (!isKeychainWanted())
        m_keychain->stop();
    else if (!m_keychain->isStarted())
        m_keychain->start();
}

void Recovery::retryAll()
{
    forEachSession([](SessionPrivate *session) { session->retrySoon(); });
}

/// Not all accounts at one instant, and each once.
void Recovery::comeBack()
{
    milliseconds delay = earliestReturn + randomUpTo(latestReturn - earliestReturn);
    forEachSession([&delay](SessionPrivate *session) {
        if (session->comeBack(delay + randomUpTo(returnInterval / 2)))
            delay += returnInterval;
    });
}

} // namespace Latchkey
