// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "endpoints/metadata.h"
#include "http/httpclient.h"

namespace Latchkey {

/// The metadata documents of an issuer: OpenID Connect Discovery §4 and RFC 8414 §3.
class MetadataEndpoint
{
public:
    /// \a client is not owned.
    MetadataEndpoint(HttpClient *client, const QUrl &issuer);

    using Callback = std::function<void(const Expected<Metadata> &)>;
    /// Asks the well-known places one after the other, until one answers with a document that
    /// names the same issuer and holds safe addresses only.
    void request(QObject *context, const Callback &callback) const;

    /// The places, in the order in which they are asked.
    QList<QUrl> documentUrls() const;

private:
    void requestNext(const QList<QUrl> &urls, QObject *context, const Callback &callback) const;

    HttpClient *m_client;
    QUrl m_issuer;
};

} // namespace Latchkey
