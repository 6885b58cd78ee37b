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

/// The title of a page that has a code in it; empty where there is none. Each letter of the page is
/// looked at a few times at most, whatever the page is like.
QString titleWithCode(const QString &page)
{
    qsizetype at = 0;
    while (true) {
        const qsizetype tag = page.indexOf(QLatin1String("<title"), at, Qt::CaseInsensitive);
        const qsizetype begin = tag < 0 ? -1 : page.indexOf(u'>', tag) + 1;
        const qsizetype end = begin <= 0 ? -1 : page.indexOf(u'<', begin);
        if (end < 0)
            return {};
        const QStringView title = QStringView(page).mid(begin, end - begin);
        const bool isWhole =
            QStringView(page).mid(end).startsWith(QLatin1String("</title>"), Qt::CaseInsensitive);
        if (isWhole && title.contains(QLatin1String("code="), Qt::CaseInsensitive))
            return title.toString();
        at = end;
    }
}

std::optional<AuthorizationResponse> fromBody(const QByteArray &body)
{
    static const QRegularExpression form(QStringLiteral("\\A[A-Za-z_]+=[^\\s<>]*\\z"));
    const QString text = QString::fromUtf8(body).trimmed();
    if (form.match(text).hasMatch())
        return fromForm(text.toUtf8());
    const QString title = titleWithCode(text);
    if (title.isEmpty())
        return std::nullopt;
    const Expected<AuthorizationResponse> response = PastedCode::read(title);
    return response ? std::optional(*response) : std::nullopt;
}

// The server's own page for a code is as good as the URI: nobody else could have sent us there. Of
// an error it may have a page for people, who can still do something about it there.
std::optional<AuthorizationResponse> fromRedirect(const HttpAnswer &answer,
                                                  const QString &redirectUri)
{
    const QUrl target = answer.url.resolved(QUrl(answer.location, QUrl::StrictMode));
    const QString place =
        target.toString(QUrl::RemoveQuery | QUrl::RemoveFragment | QUrl::FullyEncoded);
    const bool isWithin =
        target.scheme() == answer.url.scheme() && target.authority() == answer.url.authority();
    const bool isAtUri = place == redirectUri;
    if (!isAtUri && !isWithin)
        return std::nullopt;
    auto response = fromForm(target.query(QUrl::FullyEncoded).toUtf8());
    if (response && response->error && !isAtUri)
        response.reset();
    return response;
}

// What the server wants to ask a person, it can ask in a browser.
bool wantsPerson(const QString &code)
{
    return code == QLatin1String("login_required") || code == QLatin1String("consent_required")
        || code == QLatin1String("interaction_required")
        || code == QLatin1String("account_selection_required");
}

Expected<AuthorizationResponse> readAnswer(const HttpAnswer &answer, const QString &redirectUri)
{
    const AuthorizationResponse none;
    if (answer.status >= 300 && answer.status < 400)
        return fromRedirect(answer, redirectUri).value_or(none);
    const Expected<QJsonObject> object = answer.grant();
    if (object)
        return fromJson(*object).value_or(none);
    const Error &error = object.error();
    // Anything that is no OAuth error and no trouble of the network is a page for people.
    if (!error.oauthCode().isEmpty() || error.kind() == Error::Kind::Network)
        return unexpected(error);
    const bool isSuccess = answer.status >= 200 && answer.status < 300;
    return isSuccess ? fromBody(answer.body).value_or(none) : none;
}

} // namespace

Expected<AuthorizationResponse> readAuthorizeAnswer(const HttpAnswer &answer,
                                                    const QString &redirectUri)
{
    const Expected<AuthorizationResponse> response = readAnswer(answer, redirectUri);
    const bool isForPerson = response ? response->error && wantsPerson(response->error->error)
                                      : wantsPerson(response.error().oauthCode());
    return isForPerson ? AuthorizationResponse() : response;
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
