// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT
#include "endpoints.h"
#include "idtoken.h"

namespace Latchkey::Demo {

namespace {

enum class TokenReason { SignIn, Refresh };

HttpAnswer tokenAnswer(const Context &context, const Issued &issued, TokenReason reason,
                       const QString &nonce = {})
{
    QJsonObject answer{{QStringLiteral("access_token"), QString::fromLatin1(issued.accessToken)},
                       {QStringLiteral("token_type"), QStringLiteral("Bearer")},
                       {QStringLiteral("expires_in"), context.knobs.accessTokenLifetime},
                       {QStringLiteral("scope"), issued.request.scopes.join(QLatin1Char(' '))}};
    if (!issued.refreshToken.isEmpty()) {
        answer.insert(QStringLiteral("refresh_token"), QString::fromLatin1(issued.refreshToken));
    }
    QByteArray identity;
    if (issued.request.scopes.contains(QLatin1String("openid"))) {
        identity = makeIdToken(context, issued, nonce);
        answer.insert(QStringLiteral("id_token"), QString::fromLatin1(identity));
    }
    context.recorder.countIssued(issued, !identity.isEmpty(), reason == TokenReason::Refresh);
    if (context.knobs.recordSecrets) {
        context.recorder.keepSecret(issued.accessToken);
        context.recorder.keepSecret(issued.refreshToken);
        context.recorder.keepSecret(identity);
    }
    AnswerFacts facts = context.facts();
    facts.scopes = issued.request.scopes;
    facts.hasRefreshToken = !issued.refreshToken.isEmpty();
    context.rules.shapeTokens(facts, answer);
    return dialectAnswer(context, answer);
}

HttpAnswer answerDeviceCode(const Context &context, const Client &client, const ParameterList &form)
{
    if (!client.deviceGrant) {
        return refuse(context, Cause::ClientUnauthorized,
                      QStringLiteral("This client may not use the device grant."));
    }
    const QByteArray deviceCode = valueOf(form, u"device_code").toUtf8();
    if (deviceCode.isEmpty()) {
        return refuse(context, Cause::RequestMalformed, QStringLiteral("device_code is missing."));
    }
    const auto polled = context.store.poll(deviceCode, client.id, context.knobs, context.nowMs);
    switch (polled.outcome) {
    case GrantStore::PollOutcome::Pending:
        return refuse(context, Cause::Pending, QStringLiteral("Nobody has decided yet."));
    case GrantStore::PollOutcome::SlowDown:
        context.recorder.countSlowDown();
        return refuse(context, Cause::PolledTooSoon,
                      QStringLiteral("Wait five seconds longer between polls from now on."),
                      polled.interval);
    case GrantStore::PollOutcome::Denied:
        return refuse(context, Cause::Denied, QStringLiteral("The request was declined."));
    case GrantStore::PollOutcome::Expired:
        return refuse(context, Cause::DeviceCodeExpired,
                      QStringLiteral("The device code has expired."));
    case GrantStore::PollOutcome::Issued:
        return tokenAnswer(context, polled.issued, TokenReason::SignIn);
    case GrantStore::PollOutcome::Unknown:
        break;
    }
    return refuse(context, Cause::DeviceCodeUnknown,
                  QStringLiteral("The device code is not known, or is spent."));
}

HttpAnswer answerCode(const Context &context, const Client &client, const ParameterList &form)
{
    if (!client.codeGrant) {
        return refuse(context, Cause::ClientUnauthorized,
                      QStringLiteral("This client may not use the authorization code grant."));
    }
    for (const char *name : {"code", "redirect_uri", "code_verifier"}) {
        if (valueOf(form, QString::fromLatin1(name)).isEmpty()) {
            return refuse(context, Cause::RequestMalformed,
                          QStringLiteral("%1 is missing.").arg(QLatin1String(name)));
        }
    }
    Issued issued;
    const auto redeemed = context.codes.redeem(
        {valueOf(form, u"code").toUtf8(), client.id, valueOf(form, u"redirect_uri"),
         valueOf(form, u"code_verifier").toUtf8()},
        context.nowMs, [&](const AuthorizationRequest &request) {
            const auto started = context.store.start(request.grant, context.knobs, context.nowMs);
            issued = started.issued;
            return started.grantId;
        });
    switch (redeemed.outcome) {
    case CodeStore::RedeemOutcome::Redeemed:
        return tokenAnswer(context, issued, TokenReason::SignIn, redeemed.nonce);
    case CodeStore::RedeemOutcome::Reused:
        context.recorder.countCodeReuse();
        context.store.end(redeemed.grantId);
        return refuse(context, Cause::CodeRefused,
                      QStringLiteral("The code was used before; its sign-in has ended."));
    case CodeStore::RedeemOutcome::WrongRedirectUri:
        return refuse(context, Cause::RedirectUriDiffers,
                      QStringLiteral("redirect_uri is not the one of the request."));
    case CodeStore::RedeemOutcome::WrongVerifier:
        return refuse(context, Cause::CodeRefused,
                      QStringLiteral("code_verifier does not fit the code_challenge."));
    case CodeStore::RedeemOutcome::Expired:
    case CodeStore::RedeemOutcome::Unknown:
        break;
    }
    return refuse(context, Cause::CodeRefused,
                  QStringLiteral("The code is not known, or has expired."));
}

HttpAnswer answerRefresh(const Context &context, const Client &client, const ParameterList &form)
{
    const QByteArray refreshToken = valueOf(form, u"refresh_token").toUtf8();
    if (refreshToken.isEmpty()) {
        return refuse(context, Cause::RequestMalformed,
                      QStringLiteral("refresh_token is missing."));
    }
    const auto scopes = parseScope(valueOf(form, u"scope"));
    if (!scopes) {
        return refuse(context, Cause::ScopeRefused,
                      QStringLiteral("The scope is malformed or too long."));
    }
    const auto refreshed =
        context.store.refresh(refreshToken, client.id, *scopes, context.knobs, context.nowMs);
    switch (refreshed.outcome) {
    case GrantStore::RefreshOutcome::Issued:
        return tokenAnswer(context, refreshed.issued, TokenReason::Refresh);
    case GrantStore::RefreshOutcome::ScopeTooWide:
        return refuse(context, Cause::ScopeRefused,
                      QStringLiteral("More is asked for than was granted."));
    case GrantStore::RefreshOutcome::Reused:
        context.recorder.countReuse();
        return refuse(context, Cause::RefreshTokenRefused,
                      QStringLiteral("The refresh token was used before; its sign-in has ended."));
    case GrantStore::RefreshOutcome::Unknown:
        break;
    }
    return refuse(context, Cause::RefreshTokenRefused,
                  QStringLiteral("The refresh token is not known, or has expired."));
}

} // namespace

HttpAnswer answerToken(const Context &context)
{
    const FormOrError read = readForm(context);
    if (read.error)
        return *read.error;
    const QString grantType = valueOf(read.form, u"grant_type");
    if (grantType.isEmpty()) {
        return refuse(context, Cause::RequestMalformed, QStringLiteral("grant_type is missing."));
    }
    const ClientOrError authenticated = authenticateClient(context, read.form);
    if (authenticated.error)
        return *authenticated.error;
    if (const auto missing = refusalOfMissing(context, Endpoint::Token, read.form))
        return *missing;
    if (grantType == QLatin1String("authorization_code"))
        return answerCode(context, authenticated.client, read.form);
    if (grantType == QLatin1String("urn:ietf:params:oauth:grant-type:device_code"))
        return answerDeviceCode(context, authenticated.client, read.form);
    if (grantType == QLatin1String("refresh_token"))
        return answerRefresh(context, authenticated.client, read.form);
    return refuse(context, Cause::GrantTypeUnknown,
                  QStringLiteral("Only authorization codes, device codes and refresh tokens are "
                                 "exchanged here."));
}

HttpAnswer answerRevocation(const Context &context)
{
    const FormOrError read = readForm(context);
    if (read.error)
        return *read.error;
    const ClientOrError authenticated = authenticateClient(context, read.form);
    if (authenticated.error)
        return *authenticated.error;
    const QByteArray token = valueOf(read.form, u"token").toUtf8();
    if (token.isEmpty()) {
        return refuse(context, Cause::RequestMalformed, QStringLiteral("token is missing."));
    }
    if (context.store.revoke(token, authenticated.client.id)) {
        context.recorder.countRevocation();
        return jsonAnswer(200, {});
    }
    // An unknown token is not an error, section 2.2; not everybody reads it so.
    if (context.rules.refusal(Cause::RevokedTokenUnknown).status == 200)
        return jsonAnswer(200, {});
    return refuse(context, Cause::RevokedTokenUnknown, {});
}

} // namespace Latchkey::Demo
