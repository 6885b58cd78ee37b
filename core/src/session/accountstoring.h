// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "session/accountrecord.h"
#include "session/accountsecrets.h"
#include "session/processlock.h"

#include <latchkey/signin.h>

#include <QtCore/QObject>

#include <functional>

namespace Latchkey {

class AccountIndex;

/// Stores one finished sign-in: its secrets in the keychain, then its line in the list. Until that
/// is done it can be taken back, and then everything is as it was before. Deletes itself at its
/// end.
class AccountStoring : public QObject
{
    Q_OBJECT
public:
    struct Grant
    {
        AccountRecord record;
        DurableSecrets durable;
        CachedAccess access;
        SignInResult result; ///< What all of it was made of.
    };

    /// Nothing is owned.
    AccountStoring(SecretStore *store, AccountIndex *index, Scheduler *scheduler,
                   const Grant &grant, QObject *parent);

    const Grant &grant() const { return m_grant; }
    /// To be called once. The callback comes once, later, unless it is taken back. After an error
    /// everything is as it was before, as far as the keychain lets us.
    void start(std::function<void(const Error &)> callback);
    /// Nobody wants it any more.
    void takeBack() { m_isTakenBack = true; }

private:
    void lookAtWhatIsThere();
    void replace();
    void list();
    void listed(const Error &error);
    void undo(const Error &error);
    void undoList(const Error &error);
    void finish(const Error &error);

    AccountIndex *m_index;
    Scheduler *m_scheduler;
    AccountSecrets m_secrets;
    Grant m_grant;
    ProcessLock m_lock;
    std::function<void(const Error &)> m_callback;
    AccountSecrets::Snapshot m_before;
    std::optional<AccountRecord> m_recordBefore;
    bool m_isTakenBack = false;
    bool m_isListed = false;
};

} // namespace Latchkey
