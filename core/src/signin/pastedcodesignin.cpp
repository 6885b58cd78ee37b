// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include <latchkey/pastedcodesignin.h>

#include "oauth/pastedcode.h"
#include "signin/authorizationcodesignin_p.h"

namespace Latchkey {

PastedCodeSignIn::PastedCodeSignIn(const Provider &provider, QObject *parent)
    : AuthorizationCodeSignIn(provider, Provider::Flow::Paste, parent)
{ }

PastedCodeSignIn::~PastedCodeSignIn() = default;

void PastedCodeSignIn::prepare()
{
    const QUrl uri = provider().redirectUri();
    priv()->createRequest(uri.isEmpty() ? QStringLiteral("urn:ietf:wg:oauth:2.0:oob")
                                        : uri.toString(QUrl::FullyEncoded));
    priv()->awaitAnswer();
}

Error PastedCodeSignIn::submit(const QString &pasted)
{
    AuthorizationCodeSignInPrivate *const p = priv();
    if (state() != State::WaitingForUser || p->csrfState.isEmpty())
        return Error(Error::Kind::Usage, QStringLiteral("no code is waited for"));
    const Expected<AuthorizationResponse> response = PastedCode::read(pasted);
    if (!response)
        return response.error();
    // A code alone says nothing of where it is from; PKCE keeps another attempt's from being
    // exchanged all the same.
    if (!response->state.isEmpty() && !isSameSecret(response->state, p->csrfState)) {
        return Error(Error::Kind::Usage, QStringLiteral("the state is another attempt's"))
            .withSentences(tr("That code belongs to another sign-in."),
                           tr("Open the browser from here once more, and paste the code that you "
                              "get this time."));
    }
    if (p->isOverdue())
        p->expire();
    else
        p->answered(*response);
    return {};
}

} // namespace Latchkey
