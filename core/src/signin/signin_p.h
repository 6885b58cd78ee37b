// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "http/httpclient.h"

#include <latchkey/signin.h>

#include <memory>
#include <optional>

namespace Latchkey {

/// What all ways to sign in share: the state, the requests that end with the attempt, and the last
/// steps once tokens were granted.
class SignInPrivate
{
public:
    SignInPrivate(const Provider &attemptProvider, Provider::Flow attemptFlow);
    SignInPrivate(const SignInPrivate &) = delete;
    SignInPrivate &operator=(const SignInPrivate &) = delete;
    virtual ~SignInPrivate();

    /// What stops the attempt before anything is sent.
    virtual Error check() const { return provider.check(flow); }
    /// Makes the first request; the state is Contacting.
    virtual void begin() = 0;
    /// Forgets what is scheduled; the attempt has ended.
    virtual void end() = 0;

    HttpClient *http();
    /// The context of every request: replaced when the attempt ends, which aborts them.
    QObject *attempt() const { return attemptContext.get(); }

    void setState(SignIn::State newState);
    void setConnectionTrouble(const Error &newTrouble);
    /// Tokens were granted: finds out who it is where the provider can tell, then succeeds. An ID
    /// token that is there and not valid ends the attempt, and what was granted is revoked.
    void granted(const TokenSet &newTokens);
    /// Ends the attempt in the state that fits \a error.
    void fail(const Error &error);
    /// Gives granted tokens back that nobody is going to use.
    void revokeUnused();

    SignIn *q = nullptr;
    const Provider provider;
    const Provider::Flow flow;
    QNetworkAccessManager *manager = nullptr;
    Scheduler *scheduler;
    SignIn::State state = SignIn::State::Idle;
    Error trouble;
    TokenSet tokens;
    /// What the ID token has to repeat (OpenID Connect Core §3.1.3.7, 11); empty where none was
    /// sent.
    QString nonce;
    std::optional<std::chrono::seconds> clockTolerance; ///< Nothing unless it was set.

protected:
    void finish(SignIn::State endState, const SignInResult &result);

private:
    bool hasEnded = false;
    std::unique_ptr<HttpClient> httpClient;
    std::unique_ptr<QObject> attemptContext = std::make_unique<QObject>();
};

} // namespace Latchkey
