// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "oauth/form.h"

#include <QtCore/QMap>
#include <QtCore/QStringList>
#include <QtCore/QUrl>

namespace Latchkey {

/// What the browser asks of the authorization endpoint (RFC 6749 §4.1.1, RFC 7636 §4.3, OpenID
/// Connect Core §3.1.2.1).
struct AuthorizationRequest
{
    QString clientId;
    QString redirectUri; ///< As it is registered, to the letter.
    QStringList scopes;
    QString audience;
    QString state;
    QString codeChallenge;
    QString nonce; ///< Empty where no ID token is asked for.

    FormParameters toForm() const;
};

/// \a endpoint with \a parameters behind the query that it has, which is kept (RFC 6749 §3.1), and
/// without a fragment.
QUrl authorizationUrl(const QUrl &endpoint, const FormParameters &parameters);

} // namespace Latchkey
