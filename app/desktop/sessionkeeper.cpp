// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "sessionkeeper.h"

#include <latchkey/accounts.h>

#include <algorithm>

namespace Latchkey::Desktop {

namespace {

// Timers stand still while the computer sleeps, so that none is set for long.
constexpr std::chrono::milliseconds longestWait(60 * 1000);
constexpr std::chrono::milliseconds shortestWait(1000);

} // namespace

SessionKeeper::SessionKeeper(Accounts *accounts, Scheduler *scheduler, QObject *parent)
    : QObject(parent), m_accounts(accounts), m_scheduler(scheduler)
{
    connect(accounts, &Accounts::rowsInserted, this,
            [this](const QModelIndex &, int first, int last) { rowsInserted(first, last); });
    if (accounts->count() > 0)
        rowsInserted(0, accounts->count() - 1);
}

SessionKeeper::~SessionKeeper()
{
    m_scheduler->cancel(m_timer);
}

void SessionKeeper::rowsInserted(int first, int last)
{
    for (Session *session : m_accounts->sessions().mid(first, last - first + 1)) {
        m_states.insert(session, session->state());
        connect(session, &Session::changed, this, [this, session] { changed(session); });
        connect(session, &QObject::destroyed, this, [this, session] {
            m_states.remove(session);
            m_loading.remove(session);
        });
        // Later: one that was just signed in to is about to know everything by itself.
        m_scheduler->callAfter(std::chrono::milliseconds::zero(), session, [this, session] {
            if (session->state() == Session::State::Restoring)
                load(session);
        });
    }
}

/// A keychain that waits for the person is not asked twice for the same thing.
void SessionKeeper::load(Session *session)
{
    if (m_loading.contains(session))
        return;
    m_loading.insert(session);
    session->load();
}

void SessionKeeper::changed(Session *session)
{
    m_loading.remove(session);
    const Session::State before = m_states.value(session);
    const Session::State now = session->state();
    m_states.insert(session, now);
    schedule();
    if (before != Session::State::Locked || now == Session::State::Locked)
        return;
    for (Session *other : m_accounts->sessions()) {
        if (other->state() == Session::State::Locked)
            load(other);
    }
}

void SessionKeeper::lookAgain()
{
    for (Session *session : m_accounts->sessions()) {
        // A locked keychain is not asked again: its own prompt is what brought the person back.
        if (session->state() == Session::State::NeedsSignIn)
            load(session);
    }
    loadEnded();
}

void SessionKeeper::schedule()
{
    m_scheduler->cancel(m_timer);
    m_timer = 0;
    const QDateTime now = m_scheduler->wallClock();
    std::chrono::milliseconds wait = longestWait;
    bool wanted = false;
    for (const Session *session : m_accounts->sessions()) {
        if (session->state() != Session::State::Active || !session->expiresAt().isValid())
            continue;
        wanted = true;
        wait = std::min(wait, std::chrono::milliseconds(now.msecsTo(session->expiresAt())));
    }
    if (!wanted)
        return;
    wait = std::max(wait, shortestWait);
    m_timer = m_scheduler->callAfter(wait, this, [this] {
        loadEnded();
        schedule();
    });
}

void SessionKeeper::loadEnded()
{
    const QDateTime now = m_scheduler->wallClock();
    for (Session *session : m_accounts->sessions()) {
        if (session->state() == Session::State::Active && session->expiresAt().isValid()
            && session->expiresAt() <= now)
            load(session);
    }
}

} // namespace Latchkey::Desktop
