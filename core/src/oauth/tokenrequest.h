// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "oauth/form.h"

#include <QtCore/QStringList>

namespace Latchkey {

/// What is asked of the token endpoint. One function a grant; the client's own parameters are added
/// by the endpoint.
struct TokenRequest
{
    FormParameters parameters;
    /// What the answer grants where it does not say (RFC 6749 §5.1).
    QStringList requestedScopes;

    /// RFC 8628 §3.4.
    static TokenRequest deviceCode(const QString &deviceCode, const QStringList &scopes);
    /// RFC 6749 §4.1.3, RFC 7636 §4.5. \a redirectUri as the authorization request had it.
    static TokenRequest authorizationCode(const QString &code, const QString &redirectUri,
                                          const QString &codeVerifier, const QStringList &scopes);
    /// RFC 6749 §6. \a scopes were granted before; they are not sent, which asks for the same.
    static TokenRequest refreshToken(const QString &refreshToken, const QStringList &scopes);
};

} // namespace Latchkey
