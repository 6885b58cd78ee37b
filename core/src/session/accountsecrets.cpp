// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "session/accountsecrets.h"

#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>

namespace Latchkey {

namespace {

// Earlier versions know of the client secret alone, and have it here.
const QString &clientSecretName()
{
    static const QString name = QStringLiteral("client_secret");
    return name;
}

QByteArray toBytes(const DurableSecrets &durable)
{
    QJsonObject others;
    for (auto it = durable.secrets.cbegin(); it != durable.secrets.cend(); ++it) {
        if (it.key() != clientSecretName())
            others.insert(it.key(), it.value());
    }
    return QJsonDocument(QJsonObject{
                             {QStringLiteral("version"), 1},
                             {QStringLiteral("refresh_token"), durable.refreshToken},
                             {clientSecretName(), durable.secrets.value(clientSecretName())},
                             {QStringLiteral("secrets"), others},
                             {QStringLiteral("scope"), durable.scopes.join(u' ')},
                             {QStringLiteral("claims"), durable.claims},
                             {QStringLiteral("identity"), durable.proof},
                             {QStringLiteral("ended"), durable.ended},
                         })
        .toJson(QJsonDocument::Compact);
}

QByteArray toBytes(const CachedAccess &cached)
{
    return QJsonDocument(QJsonObject{
                             {QStringLiteral("version"), 1},
                             {QStringLiteral("access_token"), cached.accessToken},
                             {QStringLiteral("token_type"), cached.tokenType},
                             {QStringLiteral("issued_at"), cached.issuedAt.toString(Qt::ISODate)},
                             {QStringLiteral("expires_at"), cached.expiresAt.toString(Qt::ISODate)},
                         })
        .toJson(QJsonDocument::Compact);
}

void fromJson(const QJsonObject &json, DurableSecrets &durable)
{
    durable.refreshToken = json.value(QLatin1String("refresh_token")).toString();
    const QJsonObject others = json.value(QLatin1String("secrets")).toObject();
    for (auto it = others.begin(); it != others.end(); ++it)
        durable.secrets.insert(it.key(), it.value().toString());
    const QString clientSecret = json.value(clientSecretName()).toString();
    if (!clientSecret.isEmpty())
        durable.secrets.insert(clientSecretName(), clientSecret);
    durable.scopes = json.value(QLatin1String("scope")).toString().split(u' ', Qt::SkipEmptyParts);
    durable.claims = json.value(QLatin1String("claims")).toObject();
    durable.proof = json.value(QLatin1String("identity")).toObject();
    durable.ended = json.value(QLatin1String("ended")).toBool();
}

void fromJson(const QJsonObject &json, CachedAccess &cached)
{
    const auto time = [&](QLatin1String name) {
        return QDateTime::fromString(json.value(name).toString(), Qt::ISODate);
    };
    cached.accessToken = json.value(QLatin1String("access_token")).toString();
    cached.tokenType = json.value(QLatin1String("token_type")).toString();
    cached.issuedAt = time(QLatin1String("issued_at"));
    cached.expiresAt = time(QLatin1String("expires_at"));
}

template <typename T> Expected<T> fromItem(const SecretStore::ReadResult &item)
{
    T value;
    if (item.error.isError())
        return unexpected(item.error);
    if (!item.found)
        return value;
    const QJsonDocument document = QJsonDocument::fromJson(item.value);
    if (document.object().value(QLatin1String("version")).toInt() != 1) {
        return unexpected(Error(Error::Kind::KeychainFailed,
                                QStringLiteral("the stored item is damaged, or was written by a "
                                               "newer version")));
    }
    fromJson(document.object(), value);
    return value;
}

} // namespace

AccountSecrets::AccountSecrets(SecretStore *store, const QString &accountId)
    : m_store(store), m_accountId(accountId)
{ }

void AccountSecrets::readDurable(QObject *context, ReadCallback<DurableSecrets> callback) const
{
    m_store->read(durableKey(), context,
                  [callback = std::move(callback)](const SecretStore::ReadResult &item) {
                      callback(fromItem<DurableSecrets>(item));
                  });
}

void AccountSecrets::readCache(QObject *context, ReadCallback<CachedAccess> callback) const
{
    m_store->read(cacheKey(), context,
                  [callback = std::move(callback)](const SecretStore::ReadResult &item) {
                      callback(fromItem<CachedAccess>(item));
                  });
}

void AccountSecrets::writeDurable(const DurableSecrets &durable, QObject *context,
                                  SecretStore::DoneCallback callback) const
{
    m_store->write(durableKey(), toBytes(durable), context, std::move(callback));
}

void AccountSecrets::writeCache(const CachedAccess &cached, QObject *context,
                                SecretStore::DoneCallback callback) const
{
    m_store->write(cacheKey(), toBytes(cached), context, std::move(callback));
}

void AccountSecrets::replace(const DurableSecrets &durable, const CachedAccess &cached,
                             QObject *context, SecretStore::DoneCallback callback) const
{
    const auto writeCacheThen = [self = *this, cached, context, callback](const Error &error) {
        if (error.isError())
            callback(error);
        else
            self.writeCache(cached, context, callback);
    };
    const auto writeDurableThen = [self = *this, durable, context, callback,
                                   writeCacheThen](const Error &error) {
        if (error.isError())
            callback(error);
        else
            self.writeDurable(durable, context, writeCacheThen);
    };
    m_store->remove(cacheKey(), context, writeDurableThen);
}

void AccountSecrets::remove(QObject *context, SecretStore::DoneCallback callback) const
{
    // The access token first: what is left after a failure can then still be revoked.
    const auto removeDurable = [self = *this, context, callback](const Error &cacheError) {
        self.m_store->remove(self.durableKey(), context,
                             [cacheError, callback](const Error &durableError) {
                                 callback(cacheError.isError() ? cacheError : durableError);
                             });
    };
    m_store->remove(cacheKey(), context, removeDurable);
}

void AccountSecrets::snapshot(QObject *context, ReadCallback<Snapshot> callback) const
{
    const auto bytes = [](const SecretStore::ReadResult &item) {
        return item.found ? std::optional(item.value) : std::nullopt;
    };
    const auto readCacheThen = [self = *this, context, callback = std::move(callback),
                                bytes](const SecretStore::ReadResult &durable) {
        if (durable.error.isError())
            return callback(unexpected(durable.error));
        self.m_store->read(self.cacheKey(), context,
                           [durable, callback, bytes](const SecretStore::ReadResult &cache) {
                               if (cache.error.isError())
                                   callback(unexpected(cache.error));
                               else
                                   callback(Snapshot{bytes(durable), bytes(cache)});
                           });
    };
    m_store->read(durableKey(), context, readCacheThen);
}

void AccountSecrets::restore(const Snapshot &snapshot, QObject *context,
                             SecretStore::DoneCallback callback) const
{
    // As in replace(), no token of the one is ever beside a token of the other.
    const auto putCacheThen = [self = *this, snapshot, context, callback](const Error &error) {
        if (error.isError())
            callback(error);
        else
            self.put(self.cacheKey(), snapshot.cache, context, callback);
    };
    const auto putDurableThen = [self = *this, snapshot, context, callback,
                                 putCacheThen](const Error &error) {
        if (error.isError())
            callback(error);
        else
            self.put(self.durableKey(), snapshot.durable, context, putCacheThen);
    };
    m_store->remove(cacheKey(), context, putDurableThen);
}

void AccountSecrets::put(const QString &key, const std::optional<QByteArray> &value,
                         QObject *context, SecretStore::DoneCallback callback) const
{
    if (value)
        m_store->write(key, *value, context, std::move(callback));
    else
        m_store->remove(key, context, std::move(callback));
}

} // namespace Latchkey
