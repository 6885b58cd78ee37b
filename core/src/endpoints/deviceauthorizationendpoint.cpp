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
    FormParameters form = request.toForm();
    if (provider().hasQuirk(Provider::Quirk::DeviceScopesParameter)) {
        for (auto &[name, value] : form) {
            if (name == QLatin1String("scope"))
                name = QStringLiteral("scopes");
        }
    }
    post(form, context, [callback = std::move(callback)](const HttpResult &result) {
        if (!result)
            return callback(unexpected(result.error()));
        const auto describe = [&](const Error &error) { return result->describe(error); };
        callback(result->grant().and_then([&](const QJsonObject &object) {
            return DeviceAuthorization::fromJson(object).map_error(describe);
        }));
    });
}

} // namespace Latchkey
