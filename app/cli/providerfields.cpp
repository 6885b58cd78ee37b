// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "providerfields.h"

#include "loginflow.h"

namespace Latchkey {

QJsonObject endpointFields(const Provider &provider)
{
    using Endpoint = Provider::Endpoint;
    const QPair<Endpoint, QString> all[] = {
        {Endpoint::DeviceAuthorization, QStringLiteral("device_authorization")},
        {Endpoint::Authorization, QStringLiteral("authorization")},
        {Endpoint::Token, QStringLiteral("token")},
        {Endpoint::Revocation, QStringLiteral("revocation")},
        {Endpoint::UserInfo, QStringLiteral("userinfo")},
        {Endpoint::Jwks, QStringLiteral("jwks")},
    };
    QJsonObject fields;
    for (const auto &[endpoint, name] : all) {
        const QUrl url = provider.endpoint(endpoint);
        if (!url.isEmpty())
            fields.insert(name, url.toString(QUrl::FullyEncoded));
    }
    return fields;
}

QJsonArray suggestionFields(const Provider &provider)
{
    QJsonArray fields;
    for (const Suggestion &suggestion : provider.suggestions()) {
        fields.append(
            QJsonObject{{QStringLiteral("method"), suggestion.method},
                        {QStringLiteral("url"), suggestion.url.toString(QUrl::FullyEncoded)},
                        {QStringLiteral("text"), suggestion.text}});
    }
    return fields;
}

QStringList flowNames(const Provider &provider)
{
    QStringList names;
    for (const Provider::Flow flow : provider.flows())
        names += flowName(flow);
    return names;
}

} // namespace Latchkey
