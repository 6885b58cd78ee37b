// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "oauth/expected.h"

#include <latchkey/identity.h>
#include <latchkey/secretstore.h>
#include <latchkey/tokenset.h>

#include <QtCore/QDateTime>
#include <QtCore/QPointer>

#include <functional>

namespace Latchkey {

/// What the durable item holds: what a session needs to go on.
struct DurableSecrets
{
    QString refreshToken;
    QString clientSecret;
    QStringList scopes;
    QJsonObject claims;
};

/// What the cache item holds: the access token, so that short-lived processes share it.
struct CachedAccess
{
    QString accessToken;
    QString tokenType;
    QDateTime issuedAt;
    QDateTime expiresAt;
};

/// The two keychain items of one account.
class AccountSecrets
{
public:
    /// \a store is not owned.
    AccountSecrets(SecretStore *store, const QString &accountId);

    template <typename T> using ReadCallback = std::function<void(const Expected<T> &)>;

    /// A default-constructed value where there is no item. KeychainFailed where it is unreadable:
    /// it is left as it is.
    void readDurable(QObject *context, ReadCallback<DurableSecrets> callback) const;
    void readCache(QObject *context, ReadCallback<CachedAccess> callback) const;

    /// Writes both, the durable one first. Where one cannot be written, what was written is taken
    /// back as far as possible.
    void write(const DurableSecrets &durable, const CachedAccess &cached, QObject *context,
               SecretStore::DoneCallback callback) const;
    void remove(QObject *context, SecretStore::DoneCallback callback) const;

private:
    QString durableKey() const { return m_accountId + QStringLiteral("/session"); }
    QString cacheKey() const { return m_accountId + QStringLiteral("/access"); }

    SecretStore *m_store;
    QString m_accountId;
};

/// The claims that are kept: all of them, or where that is too much for a keychain item, the ones
/// that name the person.
QJsonObject claimsToKeep(const Identity &identity);

} // namespace Latchkey
