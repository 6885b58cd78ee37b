// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "base/scheduledcall.h"
#include "oauth/authorizationresponse.h"
#include "oauth/pkce.h"
#include "signin/devicecode.h"
#include "signin/signin_p.h"

#include <latchkey/authorizationcodesignin.h>

#include <optional>

namespace Latchkey {

class AuthorizationCodeSignInPrivate : public SignInPrivate
{
public:
    AuthorizationCodeSignInPrivate(const Provider &attemptProvider, Provider::Flow attemptFlow)
        : SignInPrivate(attemptProvider, attemptFlow)
    { }

    void begin() override;
    void end() override;

    /// Makes the request, with everything in it that is good for one attempt only.
    void createRequest(const QString &uri);
    /// The browser is asked for, and the person's time begins.
    void awaitAnswer();
    enum class Arrival {
        Whole, ///< All that the server sent.
        CodeAlone, ///< Out of the page or the answer that showed it, so that more may be missing.
    };
    /// \a response is this attempt's; its state was compared, or it came over a way of our own.
    void answered(const AuthorizationResponse &response, Arrival arrival);
    /// No error where the answer came from the issuer that it was asked of (RFC 9207 §2.4).
    Error checkIssuer(const AuthorizationResponse &response, Arrival arrival) const;
    void exchange(const QString &code);
    bool isOverdue() const
    {
        return waiting && waiting->elapsed() >= AuthorizationCodeSignIn::timeLimit;
    }
    void expire();
    AuthorizationCodeSignIn *codeSignIn() const
    {
        return static_cast<AuthorizationCodeSignIn *>(q);
    }

    QString redirectUri;
    QString csrfState;
    Pkce pkce;
    QUrl url;
    std::optional<Stopwatch> waiting;
    QDateTime expiresAt;
    ScheduledCall expiry;
};

} // namespace Latchkey
