// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <latchkey/core_export.h>

#include <QtCore/QString>

namespace Latchkey {

/// Proof key for code exchange (RFC 7636), by S256 and by nothing else: a server that knows only
/// "plain" is to be told of the fault, and not of the verifier.
struct Pkce
{
    QString verifier; ///< A secret until the exchange: 43 unreserved characters (§4.1).
    QString challenge; ///< What the authorization request shows of it (§4.2).

    /// A fresh pair, of 256 bits from the system's generator.
    static Pkce create();
    static QString challengeFor(const QString &verifier);
};

/// 256 bits from the system's generator as 43 characters that need no encoding anywhere: a `state`
/// (RFC 6749 §10.12), a `nonce` (OpenID Connect Core §15.5.2), a verifier.
QString randomWord();

/// Compares without telling by the time it takes how much of the two is alike.
LATCHKEY_CORE_EXPORT bool isSameSecret(const QString &a, const QString &b);

} // namespace Latchkey
