// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT
#include "bigservices.h"

#include "redirecturi.h"

#include <QtCore/QDateTime>
#include <QtCore/QJsonArray>

namespace Latchkey::Demo {

namespace {

QString shownCode(const AnswerFacts &facts)
{
    return QString(facts.userCode).remove(QLatin1Char('-'));
}

void removeAll(QJsonObject &object, std::initializer_list<const char *> names)
{
    for (const char *name : names)
        object.remove(QLatin1String(name));
}

} // namespace

const DialectRules::Refusals &GoogleRules::ownRefusals() const
{
    static const Refusals refusals{
        {Cause::Pending,
         {428, QLatin1String("authorization_pending"), QLatin1String("Precondition Required")}},
        {Cause::PolledTooSoon, {403, QLatin1String("slow_down"), QLatin1String("Forbidden")}},
        {Cause::Denied, {403, QLatin1String("access_denied"), QLatin1String("Forbidden")}},
        {Cause::DeviceCodeExpired,
         {400, QLatin1String("invalid_grant"), QLatin1String("Malformed auth code.")}},
        {Cause::DeviceCodeUnknown,
         {400, QLatin1String("invalid_grant"), QLatin1String("Malformed auth code.")}},
        {Cause::CodeRefused, {400, QLatin1String("invalid_grant"), QLatin1String("Bad Request")}},
        {Cause::RedirectUriDiffers,
         {400, QLatin1String("redirect_uri_mismatch"), QLatin1String("Bad Request")}},
        {Cause::RefreshTokenRefused,
         {400, QLatin1String("invalid_grant"),
          QLatin1String("Token has been expired or revoked.")}},
        {Cause::SecretWrong, {401, QLatin1String("invalid_client"), QLatin1String("Unauthorized")}},
        {Cause::ClientUnknown,
         {401, QLatin1String("invalid_client"), QLatin1String("The OAuth client was not found.")}},
        {Cause::RevokedTokenUnknown,
         {400, QLatin1String("invalid_token"), QLatin1String("Token expired or revoked")}},
    };
    return refusals;
}

void GoogleRules::shapeDeviceAuthorization(const AnswerFacts &, QJsonObject &answer) const
{
    answer.insert(QStringLiteral("verification_url"),
                  answer.take(QStringLiteral("verification_uri")));
}

void GoogleRules::shapeUserInfo(const AnswerFacts &facts, QJsonObject &claims) const
{
    claims.remove(QLatin1String("preferred_username"));
    if (claims.contains(QLatin1String("name"))) {
        claims.insert(QStringLiteral("given_name"),
                      facts.knobs.person.name.section(QLatin1Char(' '), 0, 0));
        claims.insert(QStringLiteral("family_name"),
                      facts.knobs.person.name.section(QLatin1Char(' '), 1));
    }
}

const DialectRules::Refusals &GitHubRules::ownRefusals() const
{
    static const Refusals refusals{
        {Cause::Pending,
         {200, QLatin1String("authorization_pending"),
          QLatin1String("The authorization request is still pending.")}},
        {Cause::PolledTooSoon,
         {200, QLatin1String("slow_down"),
          QLatin1String("Too many requests have been made in the same timeframe.")}},
        {Cause::Denied,
         {200, QLatin1String("access_denied"),
          QLatin1String("The authorization request was denied.")}},
        {Cause::DeviceCodeExpired,
         {200, QLatin1String("expired_token"), QLatin1String("The `device_code` has expired.")}},
        {Cause::DeviceCodeUnknown,
         {200, QLatin1String("incorrect_device_code"),
          QLatin1String("The device_code provided is not valid.")}},
        {Cause::CodeRefused,
         {200, QLatin1String("bad_verification_code"),
          QLatin1String("The code passed is incorrect or expired.")}},
        {Cause::RedirectUriDiffers,
         {200, QLatin1String("redirect_uri_mismatch"),
          QLatin1String("The redirect_uri MUST match the registered callback URL for this "
                        "application.")}},
        {Cause::RefreshTokenRefused,
         {200, QLatin1String("bad_refresh_token"),
          QLatin1String("The refresh token passed is incorrect or expired.")}},
        {Cause::ClientUnknown, {404, QLatin1String("Not Found"), {}}},
        {Cause::SecretWrong,
         {200, QLatin1String("incorrect_client_credentials"),
          QLatin1String("The client_id and/or client_secret passed are incorrect.")}},
        {Cause::ClientUnauthorized,
         {400, QLatin1String("device_flow_disabled"),
          QLatin1String("Device Flow must be explicitly enabled for this App")}},
        {Cause::GrantTypeUnknown, {200, QLatin1String("unsupported_grant_type"), {}}},
    };
    return refusals;
}

void GitHubRules::shapeTokens(const AnswerFacts &facts, QJsonObject &answer) const
{
    answer.insert(QStringLiteral("token_type"), QStringLiteral("bearer"));
    answer.insert(QStringLiteral("scope"), facts.scopes.join(QLatin1Char(',')));
    answer.remove(QLatin1String("id_token"));
    if (facts.hasRefreshToken) // A GitHub App whose tokens expire.
        answer.insert(QStringLiteral("refresh_token_expires_in"), 15'811'200);
    else
        answer.remove(QLatin1String("expires_in"));
}

void GitHubRules::shapeUserInfo(const AnswerFacts &facts, QJsonObject &claims) const
{
    claims = {{QStringLiteral("login"), facts.knobs.person.email.section(QLatin1Char('@'), 0, 0)},
              {QStringLiteral("id"), 583231},
              {QStringLiteral("name"), facts.knobs.person.name},
              {QStringLiteral("email"), facts.knobs.person.email},
              {QStringLiteral("type"), QStringLiteral("User")}};
}

void GitHubRules::shapeRefusal(const AnswerFacts &facts, Cause cause, int,
                               QJsonObject &answer) const
{
    if (cause == Cause::AccessTokenRefused || cause == Cause::AccessTokenMissing) {
        answer = {
            {QStringLiteral("message"),
             cause == Cause::AccessTokenMissing ? QStringLiteral("Requires authentication")
                                                : QStringLiteral("Bad credentials")},
            {QStringLiteral("documentation_url"), QStringLiteral("https://docs.github.com/rest")},
            {QStringLiteral("status"), QStringLiteral("401")}};
        return;
    }
    if (cause == Cause::PolledTooSoon)
        answer.insert(QStringLiteral("interval"), facts.interval);
    if (cause != Cause::ClientUnknown)
        answer.insert(QStringLiteral("error_uri"), QStringLiteral("https://docs.github.com"));
    else
        answer.remove(QLatin1String("error_description"));
}

HttpAnswer GitHubRules::write(const HttpRequest &request, int status,
                              const QJsonObject &answer) const
{
    const bool ofItsApi = request.path.contains(QLatin1String("userinfo"))
        || request.path.startsWith(QLatin1String("/api/"));
    if (ofItsApi || request.header("Accept").contains("application/json"))
        return DialectRules::write(request, status, answer);
    ParameterList parameters;
    for (auto member = answer.begin(); member != answer.end(); ++member)
        parameters.append({member.key(), member.value().toVariant().toString()});
    HttpAnswer form;
    form.status = status;
    form.contentType = "application/x-www-form-urlencoded; charset=utf-8";
    form.body = encoded(parameters).toLatin1();
    return form;
}

const DialectRules::Refusals &MicrosoftRules::ownRefusals() const
{
    static const Refusals refusals{
        {Cause::Pending,
         {400, QLatin1String("authorization_pending"),
          QLatin1String("AADSTS70016: OAuth 2.0 device flow error. Authorization is pending. "
                        "Continue polling.")}},
        {Cause::Denied,
         {400, QLatin1String("authorization_declined"),
          QLatin1String("AADSTS70000: The end user denied the authorization request.")}},
        {Cause::DeviceCodeExpired,
         {400, QLatin1String("expired_token"),
          QLatin1String("AADSTS70020: The provided value for the input parameter 'device_code' "
                        "is not valid. This device code has expired.")}},
        {Cause::DeviceCodeUnknown,
         {400, QLatin1String("bad_verification_code"),
          QLatin1String("AADSTS70019: The device_code was not recognized.")}},
        {Cause::CodeRefused,
         {400, QLatin1String("invalid_grant"),
          QLatin1String("AADSTS70008: The provided authorization code is expired or was "
                        "redeemed.")}},
        {Cause::RefreshTokenRefused,
         {400, QLatin1String("invalid_grant"),
          QLatin1String("AADSTS700082: The refresh token has expired or was revoked.")}},
        {Cause::ClientUnknown,
         {400, QLatin1String("unauthorized_client"),
          QLatin1String("AADSTS700016: The application was not found in the directory.")}},
        {Cause::ScopeRefused,
         {400, QLatin1String("invalid_scope"),
          QLatin1String("AADSTS70011: The provided value for 'scope' is not valid.")}},
    };
    return refusals;
}

void MicrosoftRules::shapeDeviceAuthorization(const AnswerFacts &facts, QJsonObject &answer) const
{
    answer.insert(QStringLiteral("user_code"), shownCode(facts));
    answer.insert(
        QStringLiteral("message"),
        QStringLiteral("To sign in, use a web browser to open the page %1 and enter the code %2 to "
                       "authenticate.")
            .arg(answer.value(QLatin1String("verification_uri")).toString(), shownCode(facts)));
}

void MicrosoftRules::shapeTokens(const AnswerFacts &, QJsonObject &answer) const
{
    answer.insert(QStringLiteral("ext_expires_in"), answer.value(QLatin1String("expires_in")));
}

void MicrosoftRules::shapeRefusal(const AnswerFacts &facts, Cause cause, int,
                                  QJsonObject &answer) const
{
    if (cause == Cause::AccessTokenRefused || cause == Cause::AccessTokenMissing) {
        // Microsoft Graph: an object where OAuth has a string.
        answer = {
            {QStringLiteral("error"),
             QJsonObject{{QStringLiteral("code"), QStringLiteral("InvalidAuthenticationToken")},
                         {QStringLiteral("message"),
                          QStringLiteral("Access token has expired or is not yet valid.")}}}};
        return;
    }
    const QString description = answer.value(QLatin1String("error_description")).toString();
    const int number = description.section(QLatin1Char(':'), 0, 0).mid(6).toInt();
    const QString trace = QStringLiteral("255d1aef-8c98-452f-ac51-23d051240864");
    const QString correlation = QStringLiteral("fb3d2015-bc17-4bb9-bb85-30c5cf1aaaa7");
    const QString time = QDateTime::fromMSecsSinceEpoch(facts.nowMs, Qt::UTC)
                             .toString(QStringLiteral("yyyy-MM-dd hh:mm:ss'Z'"));
    answer.insert(QStringLiteral("error_description"),
                  QStringLiteral("%1\r\nTrace ID: %2\r\nCorrelation ID: %3\r\nTimestamp: %4")
                      .arg(description, trace, correlation, time));
    answer.insert(QStringLiteral("error_codes"), QJsonArray{number});
    answer.insert(QStringLiteral("timestamp"), time);
    answer.insert(QStringLiteral("trace_id"), trace);
    answer.insert(QStringLiteral("correlation_id"), correlation);
    answer.insert(QStringLiteral("error_uri"),
                  QStringLiteral("https://login.microsoftonline.com/error?code=%1").arg(number));
}

const DialectRules::Refusals &TwitchRules::ownRefusals() const
{
    // The descriptions are what becomes the message; there is no word for declined or expired.
    static const Refusals refusals{
        {Cause::Pending, {400, {}, QLatin1String("authorization_pending")}},
        {Cause::Denied, {400, {}, QLatin1String("invalid device code")}},
        {Cause::DeviceCodeExpired, {400, {}, QLatin1String("invalid device code")}},
        {Cause::DeviceCodeUnknown, {400, {}, QLatin1String("invalid device code")}},
        {Cause::CodeRefused, {400, {}, QLatin1String("Invalid authorization code")}},
        {Cause::RefreshTokenRefused,
         {400, QLatin1String("Bad Request"), QLatin1String("Invalid refresh token")}},
        {Cause::ClientUnknown, {400, {}, QLatin1String("invalid client")}},
        {Cause::SecretWrong, {403, {}, QLatin1String("invalid client secret")}},
        {Cause::RevokedTokenUnknown, {400, {}, QLatin1String("Invalid token")}},
        {Cause::AccessTokenMissing,
         {401, QLatin1String("Unauthorized"), QLatin1String("OAuth token is missing")}},
        {Cause::AccessTokenRefused,
         {401, QLatin1String("Unauthorized"), QLatin1String("Invalid OAuth token")}},
    };
    return refusals;
}

void TwitchRules::shapeDeviceAuthorization(const AnswerFacts &facts, QJsonObject &answer) const
{
    // The address holds the code, and there is no other.
    answer.insert(QStringLiteral("verification_uri"),
                  QString(answer.value(QLatin1String("verification_uri")).toString()
                          + QLatin1String("?public=true&user_code=") + shownCode(facts)));
    answer.insert(QStringLiteral("user_code"), shownCode(facts));
    answer.remove(QLatin1String("verification_uri_complete"));
}

void TwitchRules::shapeTokens(const AnswerFacts &facts, QJsonObject &answer) const
{
    answer.insert(QStringLiteral("token_type"), QStringLiteral("bearer"));
    answer.insert(QStringLiteral("scope"), QJsonArray::fromStringList(facts.scopes));
}

void TwitchRules::shapeRefusal(const AnswerFacts &, Cause, int status, QJsonObject &answer) const
{
    answer.insert(QStringLiteral("status"), status);
    answer.insert(QStringLiteral("message"), answer.value(QLatin1String("error_description")));
    answer.remove(QLatin1String("error_description"));
    const QString code = answer.value(QLatin1String("error")).toString();
    if (code.isEmpty() || !code.at(0).isUpper())
        removeAll(answer, {"error"});
}

} // namespace Latchkey::Demo
