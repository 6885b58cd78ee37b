// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <latchkey/scheduler.h>
#include <latchkey/session.h>

#include <QtCore/QHash>
#include <QtCore/QObject>
#include <QtCore/QSet>

namespace Latchkey {
class Accounts;
}

namespace Latchkey::Desktop {

/// Keeps true what the accounts say of themselves: each is read from the keychain when it appears
/// and when its token has ended, and those that wait for a keychain when another one was let in.
class SessionKeeper : public QObject
{
    Q_OBJECT
public:
    SessionKeeper(Accounts *accounts, Scheduler *scheduler, QObject *parent);
    ~SessionKeeper() override;

    /// The person is back: somebody may have signed in again elsewhere in the meantime.
    void lookAgain();

private:
    void rowsInserted(int first, int last);
    void changed(Session *session);
    void schedule();
    void loadEnded();
    void load(Session *session);

    Accounts *m_accounts;
    Scheduler *m_scheduler;
    Scheduler::TimerId m_timer = 0;
    QHash<Session *, Session::State> m_states;
    QSet<Session *> m_loading;
};

} // namespace Latchkey::Desktop
