// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "oauth/tokenrequest.h"

namespace Latchkey {

TokenRequest TokenRequest::deviceCode(const QString &deviceCode, const QStringList &scopes)
{
    return {{{QStringLiteral("grant_type"),
              QStringLiteral("urn:ietf:params:oauth:grant-type:device_code")},
             {QStringLiteral("device_code"), deviceCode}},
            scopes};
}

TokenRequest TokenRequest::authorizationCode(const QString &code, const QString &redirectUri,
                                             const QString &codeVerifier, const QStringList &scopes)
{
    return {{{QStringLiteral("grant_type"), QStringLiteral("authorization_code")},
             {QStringLiteral("code"), code},
             {QStringLiteral("redirect_uri"), redirectUri},
             {QStringLiteral("code_verifier"), codeVerifier}},
            scopes};
}

TokenRequest TokenRequest::refreshToken(const QString &refreshToken, const QStringList &scopes)
{
    return {{{QStringLiteral("grant_type"), QStringLiteral("refresh_token")},
             {QStringLiteral("refresh_token"), refreshToken}},
            scopes};
}

} // namespace Latchkey
