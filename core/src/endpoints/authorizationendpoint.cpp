// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "endpoints/authorizationendpoint.h"

#include "oauth/pastedcode.h"

#include <QtCore/QRegularExpression>

#include <optional>

namespace Latchkey {

namespace {

std::optional<AuthorizationResponse> codeOf(const QJsonObject &object)
{
    const QString code = object.value(QLatin1String("code")).toString();
    if (code.isEmpty())
        return std::nullopt;
    AuthorizationResponse response;
    response.code = code;
    response.state = object.value(QLatin1String("state")).toString();
    response.issuer = object.value(QLatin1String("iss")).toString();
    return response;
}

std::optional<AuthorizationResponse> fromJson(const QJsonObject &object)
{
    if (auto response = codeOf(object))
        return response;
    for (const QJsonValue &value : object) {
        if (auto response = codeOf(value.toObject()))
            return response;
    }
    return std::nullopt;
}

std::optional<AuthorizationResponse> fromForm(const QByteArray &query)
{
    const Expected<AuthorizationResponse> response = AuthorizationResponse::fromQuery(query);
    if (!response || (response->code.isEmpty() && !response->error))
        return std::nullopt;
    return *response;
}

std::optional<AuthorizationResponse> fromBody(const QByteArray &body)
{
    static const QRegularExpression form(QStringLiteral("\\A[A-Za-z_]+=[^\\s<>]*\\z"));
    const QString text = QString::fromUtf8(body).trimmed();
    if (form.match(text).hasMatch())
        return fromForm(text.toUtf8());
    static const QRegularExpression title(QStringLiteral("<title[^>]*>([^<]*code=[^<]*)</title>"),
                                          QRegularExpression::CaseInsensitiveOption);
    const QRegularExpressionMatch match = title.match(text);
    if (!match.hasMatch())
        return std::nullopt;
    const Expected<AuthorizationResponse> response = PastedCode::read(match.captured(1));
    return response ? std::optional(*response) : std::nullopt;
}

// The server's own page for a code is as good as the URI: nobody else could have sent us there.
std::optional<AuthorizationResponse> fromRedirect(const HttpAnswer &answer,
                                                  const QString &redirectUri)
{
    const QUrl target = answer.url.resolved(QUrl(answer.location, QUrl::StrictMode));
    const QString place =
        target.toString(QUrl::RemoveQuery | QUrl::RemoveFragment | QUrl::FullyEncoded);
    const bool isWithin =
        target.scheme() == answer.url.scheme() && target.authority() == answer.url.authority();
    if (place != redirectUri && !isWithin)
        return std::nullopt;
    return fromForm(target.query(QUrl::FullyEncoded).toUtf8());
}

// What the server wants to ask a person, it can ask in a browser.
bool wantsPerson(const QString &code)
{
    return code == QLatin1String("login_required") || code == QLatin1String("consent_required")
        || code == QLatin1String("interaction_required")
        || code == QLatin1String("account_selection_required");
}

} // namespace

Expected<AuthorizationResponse> readAuthorizeAnswer(const HttpAnswer &answer,
                                                    const QString &redirectUri)
{
    const AuthorizationResponse none;
    if (answer.status >= 300 && answer.status < 400)
        return fromRedirect(answer, redirectUri).value_or(none);
    const Expected<QJsonObject> object = answer.grant();
    if (object)
        return fromJson(*object).value_or(none);
    const Error &error = object.error();
    if (wantsPerson(error.oauthCode()))
        return none;
    // Anything that is no OAuth error and no trouble of the network is a page for people.
    if (!error.oauthCode().isEmpty() || error.kind() == Error::Kind::Network)
        return unexpected(error);
    const bool isSuccess = answer.status >= 200 && answer.status < 300;
    return isSuccess ? fromBody(answer.body).value_or(none) : none;
}

AuthorizationEndpoint::AuthorizationEndpoint(HttpClient *client, const Provider &provider)
    : Endpoint(client, provider, Provider::Endpoint::Authorization)
{ }

void AuthorizationEndpoint::request(const QUrl &url, const QString &redirectUri, QObject *context,
                                    Callback callback) const
{
    HttpRequest asked = Endpoint::request(HttpRequest::Verb::Get);
    asked.url = url;
    asked.redirects = HttpRequest::Redirects::Tell;
    client()->send(asked, context,
                   [redirectUri, callback = std::move(callback)](const HttpResult &result) {
                       callback(result.and_then([&](const HttpAnswer &answer) {
                           return readAuthorizeAnswer(answer, redirectUri);
                       }));
                   });
}

} // namespace Latchkey
