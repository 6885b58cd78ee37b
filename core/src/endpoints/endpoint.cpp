// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "endpoints/endpoint.h"

namespace Latchkey {

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
    addParameters(form,
                  {{QStringLiteral("client_id"), m_provider.clientId()},
                   {QStringLiteral("client_secret"), m_provider.clientSecret()}});
    addParameters(form, m_provider.extraParameters(m_which));
    HttpRequest posted = request(HttpRequest::Verb::Post);
    posted.form = form;
    m_client->send(posted, context, std::move(callback));
}

} // namespace Latchkey
