// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT
#pragma once

#include "grantstore.h"

#include <QtCore/QHash>

#include <functional>
#include <mutex>
#include <optional>

namespace Latchkey::Demo {

/// What an authorization request asked for, once everything in it was found to be in order.
struct AuthorizationRequest
{
    GrantRequest grant;
    QString redirectUri; ///< As it was given.
    QString state; ///< As it was given; empty when there was none.
    QString nonce; ///< OpenID Connect Core section 3.1.2.1.
    QByteArray codeChallenge; ///< S256, RFC 7636 section 4.2.
};

/// Authorization requests on their way from the page to the token endpoint. They live too briefly
/// to be remembered in a file. Safe from any thread.
class CodeStore
{
public:
    enum class RedeemOutcome {
        Redeemed,
        Unknown, ///< Or another client's.
        Expired,
        Reused, ///< What was granted for it should end, RFC 6749 section 4.1.2.
        WrongRedirectUri,
        WrongVerifier
    };
    struct Redeemed
    {
        RedeemOutcome outcome = RedeemOutcome::Unknown;
        QString nonce;
        QString grantId; ///< With Reused: what was granted for it; empty when that was nothing.
    };
    /// What a client presents at the token endpoint.
    struct Presented
    {
        QByteArray code;
        QString clientId;
        QString redirectUri;
        QByteArray codeVerifier;
    };

    /// A page token for a page that asks; empty when too many pages wait for an answer.
    QByteArray ask(const AuthorizationRequest &request, int lifetime, qint64 nowMs);
    /// The request behind a page, for the one time that it is answered.
    std::optional<AuthorizationRequest> takeAnswered(const QByteArray &pageToken, qint64 nowMs);

    QByteArray createCode(const AuthorizationRequest &request, int lifetime, qint64 nowMs);
    /// \a start begins the sign-in when all is well, and gives the grant's id.
    Redeemed redeem(const Presented &presented, qint64 nowMs,
                    const std::function<QString(const AuthorizationRequest &)> &start);

private:
    struct Waiting
    {
        AuthorizationRequest request;
        qint64 expiresMs = 0;
    };
    struct Code
    {
        AuthorizationRequest request;
        qint64 expiresMs = 0;
        bool spent = false;
        QString grantId;
    };

    void pruneLocked(qint64 nowMs);

    std::mutex m_mutex;
    QHash<QByteArray, Waiting> m_waiting; // By the page token's digest.
    QHash<QByteArray, Code> m_codes; // By digest.
};

/// RFC 7636 section 4.6 for S256.
QByteArray codeChallengeOf(const QByteArray &codeVerifier);
/// RFC 7636 section 4.1: 43 to 128 unreserved characters.
bool isCodeVerifier(const QByteArray &text);

} // namespace Latchkey::Demo
