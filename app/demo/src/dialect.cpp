// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT
#include "dialect.h"

#include "endpoints.h"

namespace Latchkey::Demo {

namespace {

const DialectRules::Refusals &standardRefusals()
{
    static const DialectRules::Refusals refusals{
        {Cause::Pending, {400, QLatin1String("authorization_pending"), {}}},
        {Cause::PolledTooSoon, {400, QLatin1String("slow_down"), {}}},
        {Cause::Denied, {400, QLatin1String("access_denied"), {}}},
        {Cause::DeviceCodeExpired, {400, QLatin1String("expired_token"), {}}},
        {Cause::DeviceCodeUnknown, {400, QLatin1String("invalid_grant"), {}}},
        {Cause::CodeRefused, {400, QLatin1String("invalid_grant"), {}}},
        {Cause::RedirectUriDiffers, {400, QLatin1String("invalid_grant"), {}}},
        {Cause::RefreshTokenRefused, {400, QLatin1String("invalid_grant"), {}}},
        {Cause::ClientUnknown, {401, QLatin1String("invalid_client"), {}}},
        {Cause::SecretWrong, {401, QLatin1String("invalid_client"), {}}},
        {Cause::ClientUnauthorized, {400, QLatin1String("unauthorized_client"), {}}},
        {Cause::RequestMalformed, {400, QLatin1String("invalid_request"), {}}},
        {Cause::ScopeRefused, {400, QLatin1String("invalid_scope"), {}}},
        {Cause::GrantTypeUnknown, {400, QLatin1String("unsupported_grant_type"), {}}},
        {Cause::TooManyWaiting, {503, QLatin1String("temporarily_unavailable"), {}}},
        {Cause::RevokedTokenUnknown, {200, {}, {}}},
        {Cause::AccessTokenMissing, {401, {}, {}}},
        {Cause::AccessTokenRefused, {401, QLatin1String("invalid_token"), {}}},
        {Cause::ScopeInsufficient, {403, QLatin1String("insufficient_scope"), {}}},
    };
    return refusals;
}

} // namespace

Refusal DialectRules::refusal(Cause cause) const
{
    const auto own = ownRefusals().find(cause);
    return own != ownRefusals().end() ? own->second : standardRefusals().at(cause);
}

const DialectRules::Refusals &DialectRules::ownRefusals() const
{
    static const Refusals none;
    return none;
}

QString DialectRules::missing(Endpoint, const HttpRequest &, const ParameterList &,
                              const Knobs &) const
{
    return {};
}

std::optional<QByteArray> DialectRules::presentedToken(const HttpRequest &request) const
{
    // RFC 6750 section 2.1, and none of the other ways.
    const QByteArray authorization = request.header("Authorization");
    if (!authorization.toLower().startsWith("bearer "))
        return std::nullopt;
    return authorization.mid(7).trimmed();
}

void DialectRules::shapeDeviceAuthorization(const AnswerFacts &, QJsonObject &) const
{ }

void DialectRules::shapeTokens(const AnswerFacts &, QJsonObject &) const
{ }

void DialectRules::shapeUserInfo(const AnswerFacts &, QJsonObject &) const
{ }

void DialectRules::shapeRefusal(const AnswerFacts &, Cause, int, QJsonObject &) const
{ }

HttpAnswer DialectRules::write(const HttpRequest &, int status, const QJsonObject &answer) const
{
    return jsonAnswer(status, answer);
}

} // namespace Latchkey::Demo
