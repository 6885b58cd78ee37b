// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "endpoints/endpoint.h"
#include "oauth/authorizationresponse.h"

namespace Latchkey {

/// RFC 6749 §3.1, asked by the program itself instead of a browser, where the provider gives the
/// code to whoever asks with the right headers (Quirk::AuthorizeAnswersProgram).
class AuthorizationEndpoint : public Endpoint
{
public:
    AuthorizationEndpoint(HttpClient *client, const Provider &provider);

    /// A response with neither a code nor an error: the answer holds none, and a person has to go
    /// there. The error is the server's own, or the network's.
    using Callback = std::function<void(const Expected<AuthorizationResponse> &)>;
    /// \a url is the whole authorization request, with \a redirectUri in it.
    void request(const QUrl &url, const QString &redirectUri, QObject *context,
                 Callback callback) const;
};

/// Finds the code in such an answer: JSON (`code` at the top or one level down), a form, a redirect
/// to \a redirectUri or within the server, or a page whose title holds `code=…`, which is the
/// convention of `urn:ietf:wg:oauth:2.0:oob:auto`.
Expected<AuthorizationResponse> readAuthorizeAnswer(const HttpAnswer &answer,
                                                    const QString &redirectUri);

} // namespace Latchkey
