// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include <latchkey/authorizationcodesignin.h>
#include <latchkey/scheduler.h>

#include "base/logging.h"
#include "oauth/authorizationrequest.h"
#include "oauth/issuer.h"
#include "signin/authorizationcodesignin_p.h"
#include "signin/codeexchange.h"

#include <QtCore/QPointer>

namespace Latchkey {

void AuthorizationCodeSignInPrivate::begin()
{
    // Later, so that no signal comes from within start().
    QMetaObject::invokeMethod(
        attempt(), [this] { codeSignIn()->prepare(); }, Qt::QueuedConnection);
}

void AuthorizationCodeSignInPrivate::end()
{
    expiry.cancel();
    csrfState.clear();
    pkce = Pkce();
    url.clear();
}

void AuthorizationCodeSignInPrivate::createRequest(const QString &uri)
{
    redirectUri = uri;
    csrfState = randomWord();
    pkce = Pkce::create();
    if (provider.scopeNames().contains(QLatin1String("openid")))
        nonce = randomWord();
    const AuthorizationRequest request{provider.clientId(),
                                       redirectUri,
                                       provider.scopeNames(),
                                       provider.audience(Provider::Endpoint::Authorization),
                                       csrfState,
                                       pkce.challenge,
                                       nonce};
    FormParameters form = request.toForm();
    addParameters(form, provider.extraParameters(Provider::Endpoint::Authorization));
    // Without it an OpenID provider leaves offline access out (OpenID Connect Core §11), and the
    // sign-in would end with its first token. What the provider itself is said to want goes first.
    if (!nonce.isEmpty() && provider.scopeNames().contains(QLatin1String("offline_access")))
        addParameters(form, {{QStringLiteral("prompt"), QStringLiteral("consent")}});
    url = authorizationUrl(provider.endpoint(Provider::Endpoint::Authorization), form);
}

void AuthorizationCodeSignInPrivate::awaitAnswer()
{
    waiting.emplace(scheduler);
    constexpr std::chrono::seconds limit = AuthorizationCodeSignIn::timeLimit;
    expiresAt = scheduler->wallClock().addSecs(limit.count());
    expiry.start(scheduler, limit, [this] { expire(); });
    const QPointer<QObject> stillWanted(attempt());
    setState(SignIn::State::WaitingForUser);
    if (!stillWanted)
        return;
    // One listener may end the attempt, which forgets the address that the next one gets.
    const QUrl told = url;
    Q_EMIT codeSignIn()->authorizeWithBrowser(told);
}

void AuthorizationCodeSignInPrivate::expire()
{
    fail(Error(Error::Kind::Expired,
               QStringLiteral("no answer within %1 min").arg(codeSignIn()->timeLimit.count()))
             .withSentences(AuthorizationCodeSignIn::tr("The time for this sign-in has run out."),
                            AuthorizationCodeSignIn::tr("Nothing was signed in.")));
}

Error AuthorizationCodeSignInPrivate::checkIssuer(const AuthorizationResponse &response,
                                                  Arrival arrival) const
{
    const QUrl issuer = provider.issuer();
    QString problem;
    if (response.issuer.isEmpty()) {
        if (arrival == Arrival::Whole && provider.sendsIssuer())
            problem = QStringLiteral("\"iss\" is missing, which this issuer always sends");
    } else if (!issuer.isEmpty() && !isIssuer(issuer, response.issuer)) {
        // Compared as text and not as addresses (RFC 9207 §2.4).
        problem = QStringLiteral("\"iss\" is another issuer");
    }
    if (problem.isEmpty())
        return {};
    return Error(Error::Kind::Protocol, problem)
        .withEndpoint(provider.endpoint(Provider::Endpoint::Authorization))
        .withSentences(
            AuthorizationCodeSignIn::tr("The answer does not come from the server that was asked."),
            AuthorizationCodeSignIn::tr("Nothing was signed in. If this happens again, tell those "
                                        "who made this program."));
}

void AuthorizationCodeSignInPrivate::answered(const AuthorizationResponse &response,
                                              Arrival arrival)
{
    // The state is good for one answer, whatever that is.
    csrfState.clear();
    expiry.cancel();
    const QUrl endpoint = provider.endpoint(Provider::Endpoint::Authorization);
    const Error mixUp = checkIssuer(response, arrival);
    if (mixUp.isError())
        return fail(mixUp);
    if (response.error)
        return fail(response.error->toError().withEndpoint(endpoint));
    if (response.code.isEmpty()) {
        return fail(Error(Error::Kind::Protocol,
                          QStringLiteral("the answer has neither \"code\" nor \"error\""))
                        .withEndpoint(endpoint));
    }
    exchange(response.code);
}

void AuthorizationCodeSignInPrivate::exchange(const QString &code)
{
    const auto request =
        TokenRequest::authorizationCode(code, redirectUri, pkce.verifier, provider.scopeNames());
    CodeExchange::start(
        provider, request, manager, scheduler, attempt(),
        [this](const Error &newTrouble) { setConnectionTrouble(newTrouble); },
        [this](const Expected<TokenSet> &answer) {
            if (answer)
                granted(*answer);
            else
                fail(answer.error());
        });
    setState(SignIn::State::Finishing);
}

AuthorizationCodeSignIn::AuthorizationCodeSignIn(const Provider &provider, Provider::Flow flow,
                                                 QObject *parent)
    : SignIn(std::make_unique<AuthorizationCodeSignInPrivate>(provider, flow), parent)
{ }

AuthorizationCodeSignIn::~AuthorizationCodeSignIn() = default;

AuthorizationCodeSignInPrivate *AuthorizationCodeSignIn::priv() const
{
    return static_cast<AuthorizationCodeSignInPrivate *>(d.get());
}

QUrl AuthorizationCodeSignIn::authorizationUrl() const
{
    return priv()->waiting ? priv()->url : QUrl();
}

QDateTime AuthorizationCodeSignIn::expiresAt() const
{
    return priv()->expiresAt;
}

void AuthorizationCodeSignIn::pollIfDue()
{
    // The timers stood still while the computer slept.
    if (state() == State::WaitingForUser && priv()->isOverdue())
        priv()->expire();
}

void AuthorizationCodeSignIn::openBrowser()
{
    if (state() == State::WaitingForUser)
        Q_EMIT authorizeWithBrowser(authorizationUrl());
}

void AuthorizationCodeSignIn::authorize(const QString &redirectUri)
{
    if (state() != State::Contacting)
        return;
    priv()->createRequest(redirectUri);
    priv()->awaitAnswer();
}

void AuthorizationCodeSignIn::giveUp(const Error &error)
{
    if (state() != State::Idle && !isFinished())
        d->fail(error);
}

bool AuthorizationCodeSignIn::receive(const QByteArray &query)
{
    AuthorizationCodeSignInPrivate *const p = priv();
    if (state() != State::WaitingForUser || p->csrfState.isEmpty())
        return false;
    const Expected<AuthorizationResponse> response = AuthorizationResponse::fromQuery(query);
    if (!response || !isSameSecret(response->state, p->csrfState)) {
        qCDebug(lcSignIn, "somebody came with what is not the answer to this attempt");
        return false;
    }
    if (p->isOverdue())
        p->expire();
    else
        p->answered(*response, AuthorizationCodeSignInPrivate::Arrival::Whole);
    return true;
}

Scheduler *AuthorizationCodeSignIn::scheduler() const
{
    return d->scheduler;
}

} // namespace Latchkey
