// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT
#include "endpoints.h"

#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>

namespace Latchkey::Demo {

namespace {

QJsonArray strings(std::initializer_list<const char *> values)
{
    QJsonArray array;
    for (const char *value : values)
        array.append(QString::fromLatin1(value));
    return array;
}

} // namespace

HttpAnswer answerMetadata(const Context &context)
{
    const QString &issuer = context.issuer;
    const QJsonArray clientMethods = strings({"none", "client_secret_post", "client_secret_basic"});
    return jsonAnswer(
        200,
        {{QStringLiteral("issuer"), issuer},
         {QStringLiteral("authorization_endpoint"), issuer + QLatin1String("/oauth/authorize")},
         {QStringLiteral("device_authorization_endpoint"),
          issuer + QLatin1String("/oauth/device/code")},
         {QStringLiteral("token_endpoint"), issuer + QLatin1String("/oauth/token")},
         {QStringLiteral("userinfo_endpoint"), issuer + QLatin1String("/oauth/userinfo")},
         {QStringLiteral("jwks_uri"), issuer + QLatin1String("/oauth/jwks")},
         {QStringLiteral("revocation_endpoint"), issuer + QLatin1String("/oauth/revoke")},
         {QStringLiteral("grant_types_supported"),
          strings({"authorization_code", "urn:ietf:params:oauth:grant-type:device_code",
                   "refresh_token"})},
         {QStringLiteral("response_types_supported"), strings({"code"})},
         {QStringLiteral("response_modes_supported"), strings({"query"})},
         {QStringLiteral("code_challenge_methods_supported"), strings({"S256"})},
         {QStringLiteral("request_parameter_supported"), false},
         {QStringLiteral("request_uri_parameter_supported"), false},
         {QStringLiteral("authorization_response_iss_parameter_supported"),
          context.knobs.issuerParameter != IssuerParameter::Unsupported},
         {QStringLiteral("subject_types_supported"), strings({"public"})},
         {QStringLiteral("id_token_signing_alg_values_supported"),
          QJsonArray{nameOf(context.knobs.idTokenAlgorithm)}},
         {QStringLiteral("scopes_supported"),
          strings({"openid", "profile", "email", "demo:read", "offline_access"})},
         {QStringLiteral("claims_supported"),
          strings({"iss", "sub", "aud", "iat", "exp", "nonce", "name", "preferred_username",
                   "email", "email_verified"})},
         {QStringLiteral("token_endpoint_auth_methods_supported"), clientMethods},
         {QStringLiteral("revocation_endpoint_auth_methods_supported"), clientMethods}});
}

HttpAnswer answerKeys(const Context &context)
{
    HttpAnswer answer = jsonAnswer(200, context.signer.keySet(context.knobs.idTokenAlgorithm));
    answer.contentType = "application/jwk-set+json";
    return answer;
}

} // namespace Latchkey::Demo
