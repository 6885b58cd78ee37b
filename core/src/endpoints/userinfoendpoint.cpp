// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "endpoints/userinfoendpoint.h"

namespace Latchkey {

UserInfoEndpoint::UserInfoEndpoint(HttpClient *client, const Provider &provider)
    : Endpoint(client, provider, Provider::Endpoint::UserInfo)
{ }

void UserInfoEndpoint::request(const QString &accessToken, QObject *context,
                               Callback callback) const
{
    HttpRequest question = Endpoint::request(HttpRequest::Verb::Get);
    const TokenPresentation presentation = provider().tokenPresentation();
    question.headers.insert(presentation.header, presentation.value(accessToken));
    question.secrets.append(accessToken);
    // A person is watching, and a name is not worth a long wait.
    question.deadline = std::chrono::seconds(10);
    client()->send(question, context, [callback = std::move(callback)](const HttpResult &result) {
        if (!result)
            return callback(unexpected(result.error()));
        callback(result->grant().and_then([&](const QJsonObject &object) -> Expected<Identity> {
            const Identity identity(object);
            if (!identity.isValid()) {
                return unexpected(result->describe(
                    Error(Error::Kind::Protocol, QStringLiteral("\"sub\" is missing"))));
            }
            return identity;
        }));
    });
}

} // namespace Latchkey
