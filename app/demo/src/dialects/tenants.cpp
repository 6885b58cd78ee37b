// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT
#include "tenants.h"

namespace Latchkey::Demo {

namespace {

QString withoutAudience(Endpoint endpoint, const ParameterList &parameters)
{
    const bool starts =
        endpoint == Endpoint::DeviceAuthorization || endpoint == Endpoint::Authorization;
    return starts && valueOf(parameters, u"audience").isEmpty()
        ? QStringLiteral("audience is missing.")
        : QString();
}

void addExpiresAt(const AnswerFacts &facts, QJsonObject &answer)
{
    answer.insert(QStringLiteral("expires_at"),
                  facts.nowMs / 1000 + facts.knobs.accessTokenLifetime);
}

} // namespace

const DialectRules::Refusals &Auth0Rules::ownRefusals() const
{
    static const Refusals refusals{
        {Cause::Pending,
         {403, QLatin1String("authorization_pending"),
          QLatin1String("User has yet to authorize device code.")}},
        {Cause::PolledTooSoon,
         {403, QLatin1String("slow_down"),
          QLatin1String("You are polling faster than the specified interval.")}},
        {Cause::Denied,
         {403, QLatin1String("access_denied"),
          QLatin1String("User cancelled the confirmation prompt.")}},
        {Cause::DeviceCodeExpired,
         {403, QLatin1String("expired_token"), QLatin1String("The device_code has expired.")}},
        {Cause::DeviceCodeUnknown,
         {403, QLatin1String("invalid_grant"), QLatin1String("Invalid or expired device code.")}},
        {Cause::CodeRefused,
         {403, QLatin1String("invalid_grant"), QLatin1String("Invalid authorization code")}},
        {Cause::RedirectUriDiffers, {403, QLatin1String("invalid_grant"), {}}},
        {Cause::RefreshTokenRefused,
         {403, QLatin1String("invalid_grant"), QLatin1String("Unknown or invalid refresh token.")}},
        {Cause::ClientUnauthorized, {403, QLatin1String("unauthorized_client"), {}}},
        {Cause::GrantTypeUnknown, {403, QLatin1String("unsupported_grant_type"), {}}},
    };
    return refusals;
}

QString YotoRules::missing(Endpoint endpoint, const HttpRequest &, const ParameterList &parameters,
                           const Knobs &) const
{
    return withoutAudience(endpoint, parameters);
}

void YotoRules::shapeTokens(const AnswerFacts &facts, QJsonObject &answer) const
{
    addExpiresAt(facts, answer);
}

QString YotoReferenceRules::missing(Endpoint endpoint, const HttpRequest &,
                                    const ParameterList &parameters, const Knobs &) const
{
    if (endpoint == Endpoint::DeviceAuthorization && valueOf(parameters, u"scope").isEmpty())
        return QStringLiteral("scope is missing.");
    return withoutAudience(endpoint, parameters);
}

void YotoReferenceRules::shapeTokens(const AnswerFacts &facts, QJsonObject &answer) const
{
    addExpiresAt(facts, answer);
}

void YotoReferenceRules::shapeRefusal(const AnswerFacts &, Cause, int, QJsonObject &answer) const
{
    answer.insert(QStringLiteral("error_uri"),
                  QString(QLatin1String("https://demo.example/errors/")
                          + answer.value(QLatin1String("error")).toString()));
}

const DialectRules::Refusals &DressipiRules::ownRefusals() const
{
    // The reference has one status for every error, and RFC 6749's codes.
    static const Refusals refusals{
        {Cause::ClientUnknown, {400, QLatin1String("invalid_client"), {}}},
        {Cause::SecretWrong, {400, QLatin1String("invalid_client"), {}}},
    };
    return refusals;
}

QString DressipiRules::missing(Endpoint endpoint, const HttpRequest &request,
                               const ParameterList &parameters, const Knobs &knobs) const
{
    if (endpoint != Endpoint::Token)
        return {};
    const QByteArray apiKey = request.header("x-api-key");
    if (apiKey.isEmpty() || (!knobs.apiKey.isEmpty() && apiKey != knobs.apiKey.toUtf8()))
        return QStringLiteral("The API key is missing or wrong.");
    if (valueOf(parameters, u"redirect_uri") != QLatin1String("urn:ietf:wg:oauth:2.0:oob:auto"))
        return QStringLiteral("redirect_uri must be urn:ietf:wg:oauth:2.0:oob:auto.");
    return {};
}

std::optional<QByteArray> DressipiRules::presentedToken(const HttpRequest &request) const
{
    if (!request.hasHeader("x-dressipi-jwt"))
        return std::nullopt;
    return request.header("x-dressipi-jwt").trimmed();
}

void DressipiRules::shapeTokens(const AnswerFacts &, QJsonObject &answer) const
{
    answer.remove(QLatin1String("scope"));
    answer.remove(QLatin1String("id_token"));
}

} // namespace Latchkey::Demo
