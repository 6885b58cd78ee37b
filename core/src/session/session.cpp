// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include <latchkey/session.h>

#include "session/authorizedrequest.h"
#include "session/session_p.h"

namespace Latchkey {

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
    return d->access.expiresAt;
}

QDateTime Session::issuedAt() const
{
    return d->access.issuedAt;
}

bool Session::hasRefreshToken() const
{
    return d->hasRefreshToken;
}

QDateTime Session::nextTryAt() const
{
    return d->state == State::Offline && *d->context.keepsFresh ? d->nextTryAt : QDateTime();
}

void Session::load()
{
    d->load();
}

void Session::withFreshToken(std::chrono::seconds minimumValidity, QObject *context,
                             std::function<void(const AccessTokenResult &)> callback)
{
    SessionPrivate::Waiter waiter;
    waiter.minimumValidity = minimumValidity;
    waiter.context = context;
    waiter.callback = std::move(callback);
    d->ensureToken(waiter);
}

void Session::refresh(QObject *context, std::function<void(const AccessTokenResult &)> callback)
{
    SessionPrivate::Waiter waiter;
    waiter.context = context;
    waiter.callback = std::move(callback);
    waiter.insists = true;
    d->renew(waiter);
}

void Session::send(const QNetworkRequest &request, const QByteArray &verb, const QByteArray &body,
                   QObject *context, std::function<void(const SendResult &)> callback)
{
    auto *authorized = new AuthorizedRequest(d.get(), request, verb, body, this);
    authorized->start(context, std::move(callback));
}

void Session::signOut(QObject *context, std::function<void(const SignOutResult &)> callback)
{
    d->signOut(context, callback);
}

} // namespace Latchkey
