// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "endpoints/jwksendpoint.h"

namespace Latchkey {

JwksEndpoint::JwksEndpoint(HttpClient *client, const Provider &provider)
    : Endpoint(client, provider, Provider::Endpoint::Jwks)
{ }

void JwksEndpoint::request(QObject *context, Callback callback) const
{
    HttpRequest question = Endpoint::request(HttpRequest::Verb::Get);
    // A person is watching, and there is another way without the keys.
    question.deadline = std::chrono::seconds(10);
    client()->send(question, context, [callback = std::move(callback)](const HttpResult &result) {
        if (!result)
            return callback(unexpected(result.error()));
        const auto describe = [&](const Error &error) { return result->describe(error); };
        callback(result->grant().and_then([&](const QJsonObject &object) {
            return JwkSet::fromJson(object)
                .map([&](const JwkSet &keys) {
                    return Answer{keys, result->lifetime};
                })
                .map_error(describe);
        }));
    });
}

} // namespace Latchkey
