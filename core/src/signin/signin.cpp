// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include <latchkey/scheduler.h>
#include <latchkey/signin.h>

#include "base/logging.h"
#include "endpoints/metadatacache.h"
#include "endpoints/revocationendpoint.h"
#include "signin/identityinquiry.h"
#include "signin/signin_p.h"

#include <QtCore/QPointer>

#include <algorithm>
#include <utility>

namespace Latchkey {

SignInPrivate::SignInPrivate(const Provider &attemptProvider, Provider::Flow attemptFlow)
    : provider(attemptProvider), flow(attemptFlow), scheduler(Scheduler::system())
{ }

SignInPrivate::~SignInPrivate() = default;

HttpClient *SignInPrivate::http()
{
    if (!httpClient)
        httpClient = std::make_unique<HttpClient>(manager, scheduler, nullptr);
    return httpClient.get();
}

void SignInPrivate::setState(SignIn::State newState)
{
    if (state == newState)
        return;
    state = newState;
    qCDebug(lcSignIn) << provider.id() << newState;
    Q_EMIT q->stateChanged(newState);
}

void SignInPrivate::setConnectionTrouble(const Error &newTrouble)
{
    const bool same =
        trouble.kind() == newTrouble.kind() && trouble.httpStatus() == newTrouble.httpStatus();
    trouble = newTrouble;
    // Listeners get a copy: any of them may end the attempt, or destroy it.
    const Error told = trouble;
    if (!same)
        Q_EMIT q->connectionTroubleChanged(told);
}

void SignInPrivate::granted(const TokenSet &newTokens)
{
    // A listener may cancel from here on, so that nothing is done after it.
    const QPointer<QObject> stillWanted(attempt());
    tokens = newTokens;
    setConnectionTrouble(Error());
    if (!stillWanted)
        return;
    auto *inquiry = new IdentityInquiry(http(), provider, attempt());
    const std::chrono::seconds tolerance = clockTolerance.value_or(std::chrono::minutes(1));
    inquiry->start({tokens, nonce, tolerance}, [this](const Expected<Identity> &who) {
        if (!who)
            return fail(who.error());
        SignInResult result;
        result.provider = provider;
        result.tokens = tokens;
        result.identity = *who;
        finish(SignIn::State::Succeeded, result);
    });
    setState(SignIn::State::Finishing);
}

void SignInPrivate::fail(const Error &error)
{
    // The next one who asks the issuer is not to be told the same.
    const bool isGone = error.httpStatus() == 404 || error.httpStatus() == 410;
    if (isGone && !provider.discoveredEndpoints().isEmpty())
        MetadataCache::instance()->forget(provider.issuer());
    SignInResult result;
    result.provider = provider;
    result.error = error;
    switch (error.kind()) {
    case Error::Kind::Denied:
        return finish(SignIn::State::Denied, result);
    case Error::Kind::Expired:
        return finish(SignIn::State::Expired, result);
    case Error::Kind::Cancelled:
        return finish(SignIn::State::Cancelled, result);
    default:
        return finish(SignIn::State::Failed, result);
    }
}

void SignInPrivate::finish(SignIn::State endState, const SignInResult &result)
{
    // Whoever listens to what the end brings about may cancel, or delete the attempt.
    if (std::exchange(hasEnded, true))
        return;
    const QPointer<SignIn> alive(q);
    end();
    if (!alive)
        return;
    attemptContext = std::make_unique<QObject>();
    if (endState != SignIn::State::Succeeded)
        revokeUnused();
    tokens = TokenSet();
    setConnectionTrouble(Error());
    if (alive)
        setState(endState);
    if (alive)
        Q_EMIT alive->finished(result);
}

void SignInPrivate::revokeUnused()
{
    if (tokens.isValid())
        revokeInBackground(provider, tokens, manager);
    tokens = TokenSet();
}

SignIn::SignIn(std::unique_ptr<SignInPrivate> priv, QObject *parent)
    : QObject(parent), d(std::move(priv))
{
    d->q = this;
}

SignIn::~SignIn()
{
    d->revokeUnused();
}

Provider SignIn::provider() const
{
    return d->provider;
}

SignIn::State SignIn::state() const
{
    return d->state;
}

bool SignIn::isFinished() const
{
    return d->state >= State::Succeeded;
}

Error SignIn::connectionTrouble() const
{
    return d->trouble;
}

void SignIn::setNetworkAccessManager(QNetworkAccessManager *manager)
{
    d->manager = manager;
}

void SignIn::setScheduler(Scheduler *scheduler)
{
    d->scheduler = scheduler;
}

void SignIn::setClockTolerance(std::chrono::seconds tolerance)
{
    constexpr std::chrono::seconds longest = std::chrono::hours(24);
    d->clockTolerance = std::clamp(tolerance, std::chrono::seconds::zero(), longest);
}

void SignIn::start()
{
    if (d->state != State::Idle)
        return;
    const QPointer<QObject> stillWanted(d->attempt());
    d->setState(State::Contacting);
    if (!stillWanted)
        return;
    const Error error = d->check();
    if (error.isError())
        QMetaObject::invokeMethod(
            d->attempt(), [this, error] { d->fail(error); }, Qt::QueuedConnection);
    else
        d->begin();
}

void SignIn::cancel()
{
    if (d->state != State::Idle && !isFinished())
        d->fail(Error(Error::Kind::Cancelled));
}

void SignIn::pollIfDue()
{ }

} // namespace Latchkey
