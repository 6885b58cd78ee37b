// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <latchkey/provider.h>
#include <latchkey/session.h>
#include <latchkey/signin.h>

#include <QtCore/QJsonObject>
#include <QtCore/QObject>
#include <QtCore/QStringList>

#include <optional>

/// The public classes of the core, waited for.
namespace CoreSignIn {

/// An answer to a request with an access token.
struct Reply
{
    int status = 0; ///< 0 where none came.
    QJsonObject body;
};

/// What the issuer says about itself, with this client and these scopes. Without endpoints where it
/// could not be learnt.
Latchkey::Provider discover(const QString &issuer, const QString &clientId,
                            const QStringList &scopes);

/// How an attempt ends, from before its start.
class Ending
{
public:
    explicit Ending(Latchkey::SignIn *signIn);

    /// Waits for it; the error is Cancelled where it does not come in time.
    Latchkey::SignInResult wait(int seconds);

private:
    std::optional<Latchkey::SignInResult> m_result;
    QObject m_context;
};

/// Renews the access token although the present one is still good.
Latchkey::AccessTokenResult refresh(Latchkey::Session *session);
Reply userInfo(Latchkey::Session *session);
Latchkey::SignOutResult signOut(Latchkey::Session *session);

} // namespace CoreSignIn
