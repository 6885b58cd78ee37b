// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT
#include "servers.h"

#include <QtCore/QJsonArray>

namespace Latchkey::Demo {

void GitLabRules::shapeTokens(const AnswerFacts &facts, QJsonObject &answer) const
{
    answer.insert(QStringLiteral("created_at"), facts.nowMs / 1000);
}

const DialectRules::Refusals &OktaRules::ownRefusals() const
{
    static const Refusals refusals{
        {Cause::Pending,
         {400, QLatin1String("authorization_pending"),
          QLatin1String("The device authorization is pending. Please try again later.")}},
        {Cause::Denied,
         {400, QLatin1String("access_denied"),
          QLatin1String("The user denied the authorization request.")}},
        {Cause::RefreshTokenRefused,
         {400, QLatin1String("invalid_grant"),
          QLatin1String("The refresh token is invalid or expired.")}},
        {Cause::CodeRefused,
         {400, QLatin1String("invalid_grant"),
          QLatin1String("The authorization code is invalid or has expired.")}},
    };
    return refusals;
}

void OktaRules::shapeRefusal(const AnswerFacts &, Cause cause, int, QJsonObject &answer) const
{
    if (cause != Cause::ClientUnknown)
        return;
    answer = {{QStringLiteral("errorCode"), QStringLiteral("invalid_client")},
              {QStringLiteral("errorSummary"),
               QStringLiteral("Invalid value for 'client_id' parameter.")},
              {QStringLiteral("errorLink"), QStringLiteral("invalid_client")},
              {QStringLiteral("errorId"), QStringLiteral("oaeqwGnpNxAQZ6sWmqBrCtvZg")},
              {QStringLiteral("errorCauses"), QJsonArray()}};
}

const DialectRules::Refusals &KeycloakRules::ownRefusals() const
{
    static const Refusals refusals{
        {Cause::Pending,
         {400, QLatin1String("authorization_pending"),
          QLatin1String("The authorization request is still pending")}},
        {Cause::PolledTooSoon, {400, QLatin1String("slow_down"), QLatin1String("Slow down")}},
        {Cause::Denied,
         {400, QLatin1String("access_denied"),
          QLatin1String("The end user denied the authorization request")}},
        {Cause::DeviceCodeExpired,
         {400, QLatin1String("expired_token"), QLatin1String("Device code is expired")}},
        {Cause::DeviceCodeUnknown,
         {400, QLatin1String("invalid_grant"), QLatin1String("Device code not valid")}},
        {Cause::CodeRefused,
         {400, QLatin1String("invalid_grant"), QLatin1String("Code not valid")}},
        {Cause::RefreshTokenRefused,
         {400, QLatin1String("invalid_grant"), QLatin1String("Token is not active")}},
        {Cause::ClientUnknown,
         {401, QLatin1String("invalid_client"),
          QLatin1String("Invalid client or Invalid client credentials")}},
    };
    return refusals;
}

void KeycloakRules::shapeTokens(const AnswerFacts &facts, QJsonObject &answer) const
{
    answer.insert(QStringLiteral("refresh_expires_in"), facts.knobs.refreshTokenLifetime);
    answer.insert(QStringLiteral("not-before-policy"), 0);
    answer.insert(QStringLiteral("session_state"),
                  QStringLiteral("12e1f2b4-9d5e-4c0e-8d0a-9b6ff0a6b2a1"));
}

const DialectRules::Refusals &OidcProviderRules::ownRefusals() const
{
    static const Refusals refusals{
        {Cause::DeviceCodeUnknown,
         {400, QLatin1String("invalid_grant"), QLatin1String("grant request is invalid")}},
        {Cause::CodeRefused,
         {400, QLatin1String("invalid_grant"), QLatin1String("grant request is invalid")}},
        {Cause::RefreshTokenRefused,
         {400, QLatin1String("invalid_grant"), QLatin1String("grant request is invalid")}},
    };
    return refusals;
}

const DialectRules::Refusals &GlewlwydRules::ownRefusals() const
{
    static const Refusals refusals{
        {Cause::DeviceCodeUnknown, {400, QLatin1String("access_denied"), {}}},
    };
    return refusals;
}

void GlewlwydRules::shapeRefusal(const AnswerFacts &, Cause, int, QJsonObject &answer) const
{
    answer.remove(QLatin1String("error_description"));
}

} // namespace Latchkey::Demo
