// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "oauth/expected.h"

#include <latchkey/identity.h>
#include <latchkey/secretstore.h>
#include <latchkey/tokenset.h>

#include <QtCore/QDateTime>
#include <QtCore/QMap>
#include <QtCore/QPointer>

#include <functional>
#include <optional>

namespace Latchkey {

/// What the durable item holds: what a session needs to go on.
struct DurableSecrets
{
    QString refreshToken;
    /// The provider's, by name; the client secret is among them (Provider::secrets()).
    QMap<QString, QString> secrets;
    QStringList scopes;
    QJsonObject claims;
    QJsonObject proof; ///< What stands behind the claims; see keptIdentity().
    /// The provider has refused the refresh token for good: the person has to sign in again. The
    /// token is kept until they have.
    bool ended = false;

    bool operator==(const DurableSecrets &) const = default;
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

    void writeDurable(const DurableSecrets &durable, QObject *context,
                      SecretStore::DoneCallback callback) const;
    void writeCache(const CachedAccess &cached, QObject *context,
                    SecretStore::DoneCallback callback) const;
    /// Writes both in place of what is there, which may be another person's: the old access token
    /// goes first, so that it is never found beside the new person's refresh token. The first error
    /// ends it.
    void replace(const DurableSecrets &durable, const CachedAccess &cached, QObject *context,
                 SecretStore::DoneCallback callback) const;
    void remove(QObject *context, SecretStore::DoneCallback callback) const;

    /// Both items as they are, readable to this version or not.
    struct Snapshot
    {
        std::optional<QByteArray> durable;
        std::optional<QByteArray> cache;
    };
    void snapshot(QObject *context, ReadCallback<Snapshot> callback) const;
    /// Puts back what a snapshot holds, and removes what it does not.
    void restore(const Snapshot &snapshot, QObject *context,
                 SecretStore::DoneCallback callback) const;

private:
    void put(const QString &key, const std::optional<QByteArray> &value, QObject *context,
             SecretStore::DoneCallback callback) const;
    QString durableKey() const { return m_accountId + QStringLiteral("/session"); }
    QString cacheKey() const { return m_accountId + QStringLiteral("/access"); }

    SecretStore *m_store;
    QString m_accountId;
};

} // namespace Latchkey
