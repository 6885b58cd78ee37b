// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "oauth/jws.h"

#include <latchkey/identity.h>

#include <QtCore/QDateTime>
#include <QtCore/QList>
#include <QtCore/QUrl>

#include <chrono>
#include <optional>

namespace Latchkey {

class JwkSet;

/// An ID token (OpenID Connect Core §2). What it claims may be believed once the checks of
/// §3.1.3.7 are passed: checkClaims(), and checkSignature() or that it came straight from the token
/// endpoint over TLS (step 6). Each error is InvalidIdToken and repeats nothing of the token.
class IdToken
{
public:
    /// What the claims are held against.
    struct Rules
    {
        QUrl issuer;
        QString clientId;
        /// Audiences beside the client itself that are no reason for doubt.
        QStringList trustedAudiences;
        /// What was sent with the authorization request; empty where nothing was.
        QString nonce;
        /// The access token that came with it, for `at_hash`.
        QString accessToken;
        QDateTime now;
        /// By how much this computer's clock is ahead of the server's, where the server told.
        std::optional<std::chrono::seconds> clockSkew;
        std::chrono::seconds tolerance{60};
    };

    /// As CompactJws::parse().
    static Expected<IdToken> parse(const QString &text);

    const QJsonObject &claims() const { return m_jws.payload; }
    QString algorithm() const { return m_jws.algorithm(); }
    QString keyId() const { return m_jws.keyId(); }

    /// The checks that were passed. The error names the first that was not; where `exp`, `iat` or
    /// `nbf` are off because this computer's clock is, it has a clockSkew().
    Expected<QList<Identity::Check>> checkClaims(const Rules &rules) const;

    Error checkSignature(const JwkSet &keys) const;

private:
    CompactJws m_jws;
};

} // namespace Latchkey
