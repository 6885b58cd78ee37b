// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "endpoints/metadataendpoint.h"

#include "oauth/displaytext.h"
#include "oauth/json.h"
#include "oauth/transportsecurity.h"

#include <QtCore/QCryptographicHash>
#include <QtCore/QJsonArray>

namespace Latchkey {

namespace {

QString withoutTrailingSlash(QString text)
{
    while (text.endsWith(u'/'))
        text.chop(1);
    return text;
}

QStringList strings(const QJsonValue &value)
{
    QStringList list;
    for (const QJsonValue &entry : value.toArray())
        list += entry.toString();
    return list;
}

// What a sign-in asks for where nobody says otherwise: who it is, and to stay signed in.
QList<Scope> usualScopes(const QStringList &supported)
{
    QList<Scope> scopes;
    for (const char *name : {"openid", "profile", "email", "offline_access"}) {
        if (supported.contains(QLatin1String(name)))
            scopes.append({QString::fromLatin1(name), {}});
    }
    return scopes;
}

Error insecure(QLatin1String name, const QString &address)
{
    return Error(Error::Kind::InsecureEndpoint,
                 QStringLiteral("\"%1\" is %2").arg(name, displayText(address, maxNameLength)));
}

// An id is read again from files and is a part of keys, so it is ASCII and bounded. The path is in
// it, since two realms of one host are two issuers, and whose subjects are alike are not one
// person.
QString idFromIssuer(const QUrl &issuer)
{
    constexpr qsizetype longest = 64;
    QString id = issuer.host(QUrl::FullyEncoded);
    id.replace(u':', u'_');
    if (issuer.port() >= 0)
        id += u'-' + QString::number(issuer.port());
    const QString path = withoutTrailingSlash(issuer.path(QUrl::FullyEncoded));
    bool isUnique = !path.contains(u'_');
    for (const QChar character : path) {
        const char ascii = character.toLatin1();
        const bool isKept = (ascii >= 'a' && ascii <= 'z') || (ascii >= 'A' && ascii <= 'Z')
            || (ascii >= '0' && ascii <= '9') || ascii == '.' || ascii == '-';
        id += isKept ? character : QChar(u'_');
        isUnique = isUnique && (isKept || ascii == '/');
    }
    if (isUnique && id.size() <= longest)
        return id;
    const QByteArray hash =
        QCryptographicHash::hash(withoutTrailingSlash(issuer.toString(QUrl::FullyEncoded)).toUtf8(),
                                 QCryptographicHash::Sha256);
    const QString suffix = u'-' + QString::fromLatin1(hash.toHex().left(8));
    return id.left(longest - suffix.size()) + suffix;
}

} // namespace

Expected<Provider> providerFromMetadata(const QJsonObject &document, const QUrl &issuer)
{
    JsonFields fields(document);
    const QString named = fields.requiredString(QLatin1String("issuer"));
    if (fields.error().isError())
        return unexpected(fields.error());
    // Some issuers are written with a trailing slash and typed without it; nothing else may differ.
    const auto isAsked = [&](QUrl::FormattingOptions spelling) {
        return withoutTrailingSlash(named) == withoutTrailingSlash(issuer.toString(spelling));
    };
    if (!isAsked(QUrl::FullyEncoded) && !isAsked(QUrl::PrettyDecoded)) {
        return unexpected(
            Error(Error::Kind::Protocol, QStringLiteral("the document is another issuer's")));
    }

    Provider provider;
    provider.setId(idFromIssuer(issuer));
    provider.setName(issuer.host());
    provider.setIssuer(QUrl(named, QUrl::StrictMode));
    const std::pair<Provider::Endpoint, QLatin1String> known[] = {
        {Provider::Endpoint::DeviceAuthorization, QLatin1String("device_authorization_endpoint")},
        {Provider::Endpoint::Authorization, QLatin1String("authorization_endpoint")},
        {Provider::Endpoint::Token, QLatin1String("token_endpoint")},
        {Provider::Endpoint::Revocation, QLatin1String("revocation_endpoint")},
        {Provider::Endpoint::UserInfo, QLatin1String("userinfo_endpoint")},
        {Provider::Endpoint::Jwks, QLatin1String("jwks_uri")},
    };
    for (const auto &[which, name] : known) {
        const QString text = fields.string(name);
        if (fields.error().isError())
            return unexpected(fields.error());
        if (text.isEmpty())
            continue;
        const QUrl url(text, QUrl::StrictMode);
        if (!isSecureUrl(url))
            return unexpected(insecure(name, text));
        provider.setEndpoint(which, url);
    }
    provider.setScopes(usualScopes(strings(document.value(QLatin1String("scopes_supported")))));

    QList<Provider::Flow> flows;
    if (!provider.endpoint(Provider::Endpoint::DeviceAuthorization).isEmpty())
        flows.append(Provider::Flow::Device);
    if (!provider.endpoint(Provider::Endpoint::Authorization).isEmpty())
        flows.append(Provider::Flow::Browser);
    provider.setFlows(flows);
    return provider;
}

MetadataEndpoint::MetadataEndpoint(HttpClient *client, const QUrl &issuer)
    : m_client(client), m_issuer(issuer)
{ }

QList<QUrl> MetadataEndpoint::documentUrls() const
{
    const QUrl origin =
        m_issuer.adjusted(QUrl::RemovePath | QUrl::RemoveQuery | QUrl::RemoveFragment);
    const QString path = withoutTrailingSlash(m_issuer.path(QUrl::FullyEncoded));
    const auto at = [&](const QString &place) {
        QUrl url = origin;
        url.setPath(place, QUrl::StrictMode);
        return url;
    };
    const QString openId = QStringLiteral("/.well-known/openid-configuration");
    const QString oauth = QStringLiteral("/.well-known/oauth-authorization-server");
    // OpenID appends to the issuer's path, RFC 8414 §3.1 puts the well-known part before it.
    QList<QUrl> urls{at(path + openId), at(oauth + path)};
    if (!path.isEmpty())
        urls.append(at(openId + path));
    return urls;
}

void MetadataEndpoint::request(QObject *context, const Callback &callback) const
{
    requestNext(documentUrls(), context, callback);
}

void MetadataEndpoint::requestNext(const QList<QUrl> &urls, QObject *context,
                                   const Callback &callback) const
{
    HttpRequest request;
    request.verb = HttpRequest::Verb::Get;
    request.url = urls.constFirst();
    m_client->send(
        request, context, [endpoint = *this, urls, context, callback](const HttpResult &result) {
            // Not there, or a page that a server has for everything: the next place may be right.
            const Expected<QJsonObject> document = result.and_then(&HttpAnswer::grant);
            const bool tryNext = !document && urls.size() > 1
                && (document.error().kind() == Error::Kind::Protocol
                    || document.error().kind() == Error::Kind::Rejected);
            if (tryNext)
                return endpoint.requestNext(urls.mid(1), context, callback);
            callback(document.and_then([&](const QJsonObject &object) {
                return providerFromMetadata(object, endpoint.m_issuer)
                    .map_error([&](const Error &error) { return result->describe(error); });
            }));
        });
}

} // namespace Latchkey
