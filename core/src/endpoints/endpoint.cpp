// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "endpoints/endpoint.h"

namespace Latchkey {

namespace {

/// RFC 6749 §2.3.1: both parts are form-encoded first, so that a colon in them does no harm.
QString basicCredentials(const Provider &provider)
{
    const QByteArray both = QUrl::toPercentEncoding(provider.clientId()) + ':'
        + QUrl::toPercentEncoding(provider.clientSecret());
    return QString::fromLatin1(both.toBase64());
}

} // namespace

Endpoint::Endpoint(HttpClient *client, const Provider &provider, Provider::Endpoint which)
    : m_client(client), m_provider(provider), m_which(which)
{ }

HttpRequest Endpoint::request(HttpRequest::Verb verb) const
{
    HttpRequest request;
    request.verb = verb;
    request.url = url();
    request.headers = m_provider.extraHeaders(m_which);
    return request;
}

void Endpoint::post(FormParameters form, QObject *context, HttpCallback callback) const
{
    HttpRequest posted = request(HttpRequest::Verb::Post);
    const bool usesBasic = !m_provider.clientSecret().isEmpty()
        && m_provider.clientAuthentication() == Provider::ClientAuthentication::Basic;
    if (usesBasic) {
        // One way in a request, and not both (RFC 6749 §2.3).
        const QString credentials = basicCredentials(m_provider);
        posted.headers.insert(QStringLiteral("Authorization"),
                              QStringLiteral("Basic ") + credentials);
        posted.secrets += {credentials, m_provider.clientSecret()};
    } else {
        addParameters(form,
                      {{QStringLiteral("client_id"), m_provider.clientId()},
                       {QStringLiteral("client_secret"), m_provider.clientSecret()}});
    }
    addParameters(form, m_provider.extraParameters(m_which));
    posted.form = form;
    m_client->send(posted, context, std::move(callback));
}

} // namespace Latchkey
