// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "endpoints/deviceauthorizationendpoint.h"

namespace Latchkey {

DeviceAuthorizationEndpoint::DeviceAuthorizationEndpoint(HttpClient *client,
                                                         const Provider &provider)
    : Endpoint(client, provider, Provider::Endpoint::DeviceAuthorization)
{ }

void DeviceAuthorizationEndpoint::request(QObject *context, Callback callback) const
{
    const DeviceAuthorizationRequest request{
        provider().clientId(), provider().scopeNames(),
        provider().audience(Provider::Endpoint::DeviceAuthorization)};
    post(request.toForm(), context, [callback = std::move(callback)](const HttpResult &result) {
        if (!result)
            return callback(unexpected(result.error()));
        const auto describe = [&](const Error &error) { return result->describe(error); };
        callback(result->grant().and_then([&](const QJsonObject &object) {
            return DeviceAuthorization::fromJson(object).map_error(describe);
        }));
    });
}

} // namespace Latchkey
