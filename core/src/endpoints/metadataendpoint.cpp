// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "endpoints/metadataendpoint.h"

namespace Latchkey {

MetadataEndpoint::MetadataEndpoint(HttpClient *client, const QUrl &issuer)
    : m_client(client), m_issuer(issuer)
{ }

QList<QUrl> MetadataEndpoint::documentUrls() const
{
    const QUrl origin =
        m_issuer.adjusted(QUrl::RemovePath | QUrl::RemoveQuery | QUrl::RemoveFragment);
    QString path = m_issuer.path(QUrl::FullyEncoded);
    if (path.endsWith(u'/'))
        path.chop(1);
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
                    .map([&](const Provider &provider) {
                        return Metadata{provider, object, urls.constFirst(), result->lifetime};
                    })
                    .map_error([&](const Error &error) { return result->describe(error); });
            }));
        });
}

} // namespace Latchkey
