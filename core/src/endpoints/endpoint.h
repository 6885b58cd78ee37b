// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "http/httpclient.h"

#include <latchkey/provider.h>

namespace Latchkey {

/// What the endpoints of one provider share: the client's own parameters and the way to send.
class Endpoint
{
public:
    /// \a client is not owned.
    Endpoint(HttpClient *client, const Provider &provider, Provider::Endpoint which);

protected:
    QUrl url() const { return m_provider.endpoint(m_which); }
    const Provider &provider() const { return m_provider; }
    HttpClient *client() const { return m_client; }
    Scheduler *scheduler() const { return m_client->scheduler(); }

    /// A request for this endpoint, with the headers that the provider wants on it.
    HttpRequest request(HttpRequest::Verb verb) const;
    /// Posts \a form with the client id, the client secret (RFC 6749 §2.3.1) and the provider's
    /// extra parameters.
    void post(FormParameters form, QObject *context, HttpCallback callback) const;

private:
    HttpClient *m_client;
    Provider m_provider;
    Provider::Endpoint m_which;
};

} // namespace Latchkey
