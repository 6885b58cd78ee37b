// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "endpoints/tokenendpoint.h"

#include "oauth/tokenresponse.h"

#include <algorithm>

namespace Latchkey {

namespace {

QString valueOf(const FormParameters &form, const QString &name)
{
    const auto it = std::find_if(form.cbegin(), form.cend(),
                                 [&](const auto &pair) { return pair.first == name; });
    return it == form.cend() ? QString() : it->second;
}

TokenSet withCommasSplit(TokenSet tokens)
{
    QStringList scopes;
    for (const QString &word : tokens.scopes())
        scopes += word.split(u',', Qt::SkipEmptyParts);
    tokens.setScopes(scopes);
    return tokens;
}

} // namespace

TokenEndpoint::TokenEndpoint(HttpClient *client, const Provider &provider)
    : Endpoint(client, provider, Provider::Endpoint::Token)
{ }

void TokenEndpoint::request(const TokenRequest &request, QObject *context, Callback callback) const
{
    FormParameters form = request.parameters;
    addHabits(form, request.requestedScopes);
    addParameters(form,
                  {{QStringLiteral("audience"), provider().audience(Provider::Endpoint::Token)}});
    post(form, context,
         [scopes = request.requestedScopes,
          hasCommas = provider().hasQuirk(Provider::Quirk::CommaSeparatedScopes),
          callback = std::move(callback)](const HttpResult &result) {
             if (!result)
                 return callback(unexpected(result.error()));
             const auto describe = [&](const Error &error) { return result->describe(error); };
             callback(result->grant()
                          .and_then([&](const QJsonObject &object) {
                              return tokenSetFromJson(object, scopes, result->receivedAt,
                                                      result->serverDate)
                                  .map_error(describe);
                          })
                          .map([&](TokenSet tokens) {
                              if (result->serverDate.isValid())
                                  tokens.setClockSkew(result->clockSkew());
                              return hasCommas ? withCommasSplit(tokens) : tokens;
                          }));
         });
}

/// What a provider wants beyond the specification.
void TokenEndpoint::addHabits(FormParameters &form, const QStringList &scopes) const
{
    const QString grantType = valueOf(form, QStringLiteral("grant_type"));
    const bool isRefresh = grantType == QLatin1String("refresh_token");
    if (isRefresh && provider().hasQuirk(Provider::Quirk::RedirectUriOnRefresh)) {
        addParameters(form,
                      {{QStringLiteral("redirect_uri"),
                        provider().redirectUri().toString(QUrl::FullyEncoded)}});
    }
    const bool isPoll = !valueOf(form, QStringLiteral("device_code")).isEmpty();
    if (isPoll && provider().hasQuirk(Provider::Quirk::DeviceScopesParameter))
        addParameters(form, {{QStringLiteral("scopes"), scopes.join(u' ')}});
}

} // namespace Latchkey
