// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "endpoints/endpoint.h"

namespace Latchkey {

Endpoint::Endpoint(HttpClient *client, const Provider &provider, Provider::Endpoint which)
    : m_client(client), m_provider(provider), m_which(which)
{ }

void Endpoint::post(FormParameters form, QObject *context, HttpCallback callback) const
{
    addParameters(form,
                  {{QStringLiteral("client_id"), m_provider.clientId()},
                   {QStringLiteral("client_secret"), m_provider.clientSecret()}});
    addParameters(form, m_provider.extraParameters(m_which));
    HttpRequest request;
    request.url = url();
    request.form = form;
    m_client->send(request, context, std::move(callback));
}

} // namespace Latchkey
