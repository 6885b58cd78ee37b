// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "session/accountrecord.h"
#include "session/accountsecrets.h"
#include "session/processlock.h"

#include <latchkey/session.h>

#include <QtCore/QObject>

#include <functional>

namespace Latchkey {

class AccountIndex;
class HttpClient;
class SessionPrivate;

/// The end of one account: revokes what the provider granted (RFC 7009), then forgets it here
/// whatever the provider says. Deletes itself when it is done.
class SignOut : public QObject
{
    Q_OBJECT
public:
    SignOut(const SessionPrivate &session, QObject *parent);

    /// To be called once. The callback comes once, later.
    void start(std::function<void(const SignOutResult &)> callback);

private:
    void read();
    void revoke(const Expected<DurableSecrets> &durable);
    enum class Where { AsStored, AsTheIssuerSays };
    void revokeAt(const Provider &provider, const TokenSet &tokens, Where where);
    void revoked(const Error &error);
    void forget();
    void finish(const Error &storageError);

    const SessionPrivate &m_session;
    HttpClient *m_http;
    AccountIndex *m_index; ///< Null for accounts of this run.
    AccountSecrets m_secrets;
    AccountRecord m_record;
    QString m_accessToken;
    ProcessLock m_lock;
    SignOutResult m_result;
    std::function<void(const SignOutResult &)> m_callback;
};

} // namespace Latchkey
