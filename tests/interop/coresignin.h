// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <latchkey/provider.h>
#include <latchkey/session.h>
#include <latchkey/signin.h>

#include <QtCore/QJsonObject>
#include <QtCore/QStringList>

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

/// Waits for the end of an attempt; its error is Cancelled where that did not come in time.
Latchkey::SignInResult waitForEnd(Latchkey::SignIn *signIn, int seconds);

/// Renews the access token although the present one is still good.
Latchkey::AccessTokenResult refresh(Latchkey::Session *session);
Reply userInfo(Latchkey::Session *session);
Latchkey::SignOutResult signOut(Latchkey::Session *session);

} // namespace CoreSignIn
