// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "http/httpclient.h"
#include "session/accountindex.h"
#include "session/accountrecord.h"
#include "session/accountsecrets.h"

#include <latchkey/session.h>

#include <memory>

namespace Latchkey {

/// What all sessions of one Accounts share. Nothing is owned.
struct SessionContext
{
    SecretStore *store = nullptr;
    AccountIndex *index = nullptr; ///< Null for accounts of this run only.
    Scheduler *scheduler = nullptr;
    HttpClient *http = nullptr;
};

class SessionPrivate
{
public:
    SessionPrivate(const AccountRecord &accountRecord, const SessionContext &sessionContext);

    AccountSecrets secrets() const { return {context.store, record.id}; }
    void setState(Session::State newState, const Error &error);
    void loaded(const Expected<DurableSecrets> &durable, const Expected<CachedAccess> &cached);
    void setCached(const CachedAccess &newCached);
    bool isFresh(std::chrono::seconds minimumValidity) const;
    AccessTokenResult accessToken(std::chrono::seconds minimumValidity) const;
    void revokeAndForget(const Expected<DurableSecrets> &read, QObject *caller,
                         const std::function<void(const SignOutResult &)> &callback);
    void forget(SignOutResult result, QObject *caller,
                const std::function<void(const SignOutResult &)> &callback);

    Session *q = nullptr;
    AccountRecord record;
    SessionContext context;
    Session::State state = Session::State::Restoring;
    Error lastError;
    Identity identity;
    QStringList scopes;
    CachedAccess cached;
    bool hasRefreshToken = false;
    /// Called once nothing of the account is left.
    std::function<void()> forgotten;
};

} // namespace Latchkey
