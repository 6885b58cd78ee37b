// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include <latchkey/session.h>

#include "base/logging.h"
#include "endpoints/revocationendpoint.h"
#include "session/session_p.h"

#include <QtCore/QPointer>

#include <algorithm>

namespace Latchkey {

SessionPrivate::SessionPrivate(const AccountRecord &accountRecord,
                               const SessionContext &sessionContext)
    : record(accountRecord), context(sessionContext)
{ }

void SessionPrivate::setState(Session::State newState, const Error &error)
{
    state = newState;
    lastError = error;
    qCDebug(lcSession) << record.id << newState << error;
    Q_EMIT q->changed();
}

void SessionPrivate::loaded(const Expected<DurableSecrets> &durable,
                            const Expected<CachedAccess> &newCached)
{
    if (!durable || !newCached)
        return setState(Session::State::Locked, durable ? newCached.error() : durable.error());
    identity = Identity(durable->claims);
    scopes = durable->scopes;
    hasRefreshToken = !durable->refreshToken.isEmpty();
    setCached(*newCached);
}

void SessionPrivate::setCached(const CachedAccess &newCached)
{
    cached = newCached;
    if (isFresh(std::chrono::seconds::zero()))
        setState(Session::State::Active, Error());
    else
        setState(Session::State::NeedsSignIn, Error(Error::Kind::SignedOut));
}

bool SessionPrivate::isFresh(std::chrono::seconds minimumValidity) const
{
    if (cached.accessToken.isEmpty())
        return false;
    const QDateTime until = context.scheduler->wallClock().addSecs(minimumValidity.count());
    return !cached.expiresAt.isValid() || until < cached.expiresAt;
}

AccessTokenResult SessionPrivate::accessToken(std::chrono::seconds minimumValidity) const
{
    AccessTokenResult result;
    if (!isFresh(minimumValidity)) {
        const bool ended = !isFresh(std::chrono::seconds::zero());
        result.error = Error(Error::Kind::SignedOut,
                             ended ? QStringLiteral("the access token has ended, and this version "
                                                    "does not renew it")
                                   : QStringLiteral("the access token is not good for long enough, "
                                                    "and this version does not renew it"));
        return result;
    }
    result.accessToken = cached.accessToken;
    result.tokenType = cached.tokenType;
    result.expiresAt = cached.expiresAt;
    return result;
}

void SessionPrivate::revokeAndForget(const Expected<DurableSecrets> &read, QObject *caller,
                                     const std::function<void(const SignOutResult &)> &callback)
{
    SignOutResult result;
    if (!read) {
        // What cannot be read cannot be revoked, and is forgotten all the same if possible.
        result.revocationError = read.error();
        return forget(result, caller, callback);
    }
    Provider provider = record.provider;
    provider.setClientSecret(read->clientSecret);
    const RevocationEndpoint endpoint(context.http, provider);
    TokenSet tokens;
    tokens.setRefreshToken(read->refreshToken);
    tokens.setAccessToken(cached.accessToken);
    if (!endpoint.exists() || (read->refreshToken.isEmpty() && cached.accessToken.isEmpty()))
        return forget(result, caller, callback);
    endpoint.revoke(
        tokens, q,
        [this, result, caller = QPointer<QObject>(caller), callback](const Error &error) {
            SignOutResult answered = result;
            answered.revoked = !error.isError();
            answered.revocationError = error;
            forget(answered, caller, callback);
        });
}

void SessionPrivate::forget(SignOutResult result, QObject *caller,
                            const std::function<void(const SignOutResult &)> &callback)
{
    const auto finish = [this, result, caller = QPointer<QObject>(caller),
                         callback](const Error &error) {
        SignOutResult ended = result;
        ended.storageError = error;
        ended.forgotten = !error.isError();
        if (ended.forgotten)
            forgotten();
        if (caller)
            callback(ended);
    };
    secrets().remove(q, [this, finish](const Error &error) {
        if (error.isError() || !context.index)
            return finish(error);
        context.index->update(
            context.scheduler,
            [id = record.id](QList<AccountRecord> &records) {
                records.removeIf([&](const AccountRecord &entry) { return entry.id == id; });
            },
            finish);
    });
}

Session::Session(std::unique_ptr<SessionPrivate> priv, QObject *parent)
    : QObject(parent), d(std::move(priv))
{
    d->q = this;
}

Session::~Session() = default;

QString Session::id() const
{
    return d->record.id;
}

QString Session::name() const
{
    return d->record.name;
}

Provider Session::provider() const
{
    return d->record.provider;
}

Session::State Session::state() const
{
    return d->state;
}

Error Session::lastError() const
{
    return d->lastError;
}

bool Session::isPersistent() const
{
    return d->context.index != nullptr;
}

Identity Session::identity() const
{
    return d->identity;
}

QStringList Session::scopes() const
{
    return d->scopes;
}

QDateTime Session::expiresAt() const
{
    return d->cached.expiresAt;
}

QDateTime Session::issuedAt() const
{
    return d->cached.issuedAt;
}

bool Session::hasRefreshToken() const
{
    return d->hasRefreshToken;
}

void Session::load()
{
    d->secrets().readDurable(this, [this](const Expected<DurableSecrets> &durable) {
        d->secrets().readCache(this, [this, durable](const Expected<CachedAccess> &cached) {
            d->loaded(durable, cached);
        });
    });
}

void Session::withFreshToken(std::chrono::seconds minimumValidity, QObject *context,
                             std::function<void(const AccessTokenResult &)> callback)
{
    const auto answer = [guard = QPointer<QObject>(context),
                         callback = std::move(callback)](const AccessTokenResult &result) {
        if (guard)
            callback(result);
    };
    if (d->isFresh(minimumValidity)) {
        const AccessTokenResult result = d->accessToken(minimumValidity);
        QMetaObject::invokeMethod(
            this, [answer, result] { answer(result); }, Qt::QueuedConnection);
        return;
    }
    // Another process may have signed in again; only the cache is read, which is all it takes.
    d->secrets().readCache(this,
                           [this, minimumValidity, answer](const Expected<CachedAccess> &cached) {
                               AccessTokenResult result;
                               if (cached) {
                                   d->setCached(*cached);
                                   result = d->accessToken(minimumValidity);
                               } else {
                                   d->setState(State::Locked, cached.error());
                                   result.error = cached.error();
                               }
                               answer(result);
                           });
}

void Session::signOut(QObject *context, std::function<void(const SignOutResult &)> callback)
{
    const QPointer<QObject> caller(context);
    d->secrets().readCache(
        this, [this, caller, callback = std::move(callback)](const Expected<CachedAccess> &cached) {
            // Without the access token the refresh token is revoked alone.
            if (cached)
                d->cached = *cached;
            d->secrets().readDurable(
                this, [this, caller, callback](const Expected<DurableSecrets> &read) {
                    d->revokeAndForget(read, caller, callback);
                });
        });
}

} // namespace Latchkey
