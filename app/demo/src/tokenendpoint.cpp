// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT
#include "endpoints.h"
#include "idtoken.h"

namespace Latchkey::Demo {

namespace {

/// The statuses in which the dialects differ, for the errors of RFC 8628 section 3.5.
HttpAnswer deviceError(const Knobs &knobs, const QString &code, const QString &description)
{
    return oauthError(knobs.dialect == Dialect::Auth0 ? 403 : 400, code, description);
}

HttpAnswer invalidGrant(const Knobs &knobs, const QString &description)
{
    return oauthError(knobs.dialect == Dialect::Auth0 ? 403 : 400, QStringLiteral("invalid_grant"),
                      description);
}

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
    return jsonAnswer(200, answer);
}

HttpAnswer answerDeviceCode(const Context &context, const Client &client, const ParameterList &form)
{
    const Knobs &knobs = context.knobs;
    if (!client.deviceGrant) {
        return oauthError(400, QStringLiteral("unauthorized_client"),
                          QStringLiteral("This client may not use the device grant."));
    }
    const QByteArray deviceCode = valueOf(form, u"device_code").toUtf8();
    if (deviceCode.isEmpty()) {
        return oauthError(400, QStringLiteral("invalid_request"),
                          QStringLiteral("device_code is missing."));
    }
    const auto polled = context.store.poll(deviceCode, client.id, knobs, context.nowMs);
    switch (polled.outcome) {
    case GrantStore::PollOutcome::Pending:
        return deviceError(knobs, QStringLiteral("authorization_pending"),
                           QStringLiteral("Nobody has decided yet."));
    case GrantStore::PollOutcome::SlowDown:
        context.recorder.countSlowDown();
        return deviceError(knobs, QStringLiteral("slow_down"),
                           QStringLiteral("Wait five seconds longer between polls from now on."));
    case GrantStore::PollOutcome::Denied:
        return deviceError(knobs, QStringLiteral("access_denied"),
                           QStringLiteral("The request was declined."));
    case GrantStore::PollOutcome::Expired:
        return deviceError(knobs, QStringLiteral("expired_token"),
                           QStringLiteral("The device code has expired."));
    case GrantStore::PollOutcome::Issued:
        return tokenAnswer(context, polled.issued, TokenReason::SignIn);
    case GrantStore::PollOutcome::Unknown:
        break;
    }
    return invalidGrant(knobs, QStringLiteral("The device code is not known, or is spent."));
}

HttpAnswer answerCode(const Context &context, const Client &client, const ParameterList &form)
{
    if (!client.codeGrant) {
        return oauthError(400, QStringLiteral("unauthorized_client"),
                          QStringLiteral("This client may not use the authorization code grant."));
    }
    for (const char *name : {"code", "redirect_uri", "code_verifier"}) {
        if (valueOf(form, QString::fromLatin1(name)).isEmpty()) {
            return oauthError(400, QStringLiteral("invalid_request"),
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
        return invalidGrant(context.knobs,
                            QStringLiteral("The code was used before; its sign-in has ended."));
    case CodeStore::RedeemOutcome::WrongRedirectUri:
        return invalidGrant(context.knobs,
                            QStringLiteral("redirect_uri is not the one of the request."));
    case CodeStore::RedeemOutcome::WrongVerifier:
        return invalidGrant(context.knobs,
                            QStringLiteral("code_verifier does not fit the code_challenge."));
    case CodeStore::RedeemOutcome::Expired:
    case CodeStore::RedeemOutcome::Unknown:
        break;
    }
    return invalidGrant(context.knobs, QStringLiteral("The code is not known, or has expired."));
}

HttpAnswer answerRefresh(const Context &context, const Client &client, const ParameterList &form)
{
    const QByteArray refreshToken = valueOf(form, u"refresh_token").toUtf8();
    if (refreshToken.isEmpty()) {
        return oauthError(400, QStringLiteral("invalid_request"),
                          QStringLiteral("refresh_token is missing."));
    }
    const auto scopes = parseScope(valueOf(form, u"scope"));
    if (!scopes) {
        return oauthError(400, QStringLiteral("invalid_scope"),
                          QStringLiteral("The scope is malformed or too long."));
    }
    const auto refreshed =
        context.store.refresh(refreshToken, client.id, *scopes, context.knobs, context.nowMs);
    switch (refreshed.outcome) {
    case GrantStore::RefreshOutcome::Issued:
        return tokenAnswer(context, refreshed.issued, TokenReason::Refresh);
    case GrantStore::RefreshOutcome::ScopeTooWide:
        return oauthError(400, QStringLiteral("invalid_scope"),
                          QStringLiteral("More is asked for than was granted."));
    case GrantStore::RefreshOutcome::Reused:
        context.recorder.countReuse();
        return invalidGrant(
            context.knobs,
            QStringLiteral("The refresh token was used before; its sign-in has ended."));
    case GrantStore::RefreshOutcome::Unknown:
        break;
    }
    return invalidGrant(context.knobs,
                        QStringLiteral("The refresh token is not known, or has expired."));
}

} // namespace

HttpAnswer answerToken(const Context &context)
{
    const FormOrError read = readForm(context.request);
    if (read.error)
        return *read.error;
    const QString grantType = valueOf(read.form, u"grant_type");
    if (grantType.isEmpty()) {
        return oauthError(400, QStringLiteral("invalid_request"),
                          QStringLiteral("grant_type is missing."));
    }
    const ClientOrError authenticated = authenticateClient(context, read.form);
    if (authenticated.error)
        return *authenticated.error;
    if (grantType == QLatin1String("authorization_code"))
        return answerCode(context, authenticated.client, read.form);
    if (grantType == QLatin1String("urn:ietf:params:oauth:grant-type:device_code"))
        return answerDeviceCode(context, authenticated.client, read.form);
    if (grantType == QLatin1String("refresh_token"))
        return answerRefresh(context, authenticated.client, read.form);
    return oauthError(
        400, QStringLiteral("unsupported_grant_type"),
        QStringLiteral("Only authorization codes, device codes and refresh tokens are "
                       "exchanged here."));
}

HttpAnswer answerRevocation(const Context &context)
{
    const FormOrError read = readForm(context.request);
    if (read.error)
        return *read.error;
    const ClientOrError authenticated = authenticateClient(context, read.form);
    if (authenticated.error)
        return *authenticated.error;
    const QByteArray token = valueOf(read.form, u"token").toUtf8();
    if (token.isEmpty()) {
        return oauthError(400, QStringLiteral("invalid_request"),
                          QStringLiteral("token is missing."));
    }
    // An unknown token is not an error, section 2.2.
    if (context.store.revoke(token, authenticated.client.id))
        context.recorder.countRevocation();
    return jsonAnswer(200, {});
}

} // namespace Latchkey::Demo
