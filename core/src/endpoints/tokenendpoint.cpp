// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "endpoints/tokenendpoint.h"

#include "oauth/tokenresponse.h"

namespace Latchkey {

TokenEndpoint::TokenEndpoint(HttpClient *client, const Provider &provider)
    : Endpoint(client, provider, Provider::Endpoint::Token)
{ }

void TokenEndpoint::request(const TokenRequest &request, QObject *context, Callback callback) const
{
    FormParameters form = request.parameters;
    addParameters(form,
                  {{QStringLiteral("audience"), provider().audience(Provider::Endpoint::Token)}});
    post(form, context,
         [scopes = request.requestedScopes,
          callback = std::move(callback)](const HttpResult &result) {
             if (!result)
                 return callback(unexpected(result.error()));
             const auto describe = [&](const Error &error) { return result->describe(error); };
             callback(result->grant().and_then([&](const QJsonObject &object) {
                 return tokenSetFromJson(object, scopes, result->receivedAt, result->serverDate)
                     .map([&](TokenSet tokens) {
                         if (result->serverDate.isValid())
                             tokens.setClockSkew(result->clockSkew());
                         return tokens;
                     })
                     .map_error(describe);
             }));
         });
}

} // namespace Latchkey
