// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include <latchkey/pastedcodesignin.h>

#include "base/logging.h"
#include "endpoints/authorizationendpoint.h"
#include "oauth/pastedcode.h"
#include "signin/authorizationcodesignin_p.h"

namespace Latchkey {

using Arrival = AuthorizationCodeSignInPrivate::Arrival;

PastedCodeSignIn::PastedCodeSignIn(const Provider &provider, QObject *parent)
    : AuthorizationCodeSignIn(provider, Provider::Flow::Paste, parent)
{ }

PastedCodeSignIn::~PastedCodeSignIn() = default;

void PastedCodeSignIn::prepare()
{
    const QUrl uri = provider().redirectUri();
    priv()->createRequest(uri.isEmpty() ? QStringLiteral("urn:ietf:wg:oauth:2.0:oob")
                                        : uri.toString(QUrl::FullyEncoded));
    if (provider().hasQuirk(Provider::Quirk::AuthorizeAnswersProgram))
        askProvider();
    else
        priv()->awaitAnswer();
}

void PastedCodeSignIn::askProvider()
{
    AuthorizationCodeSignInPrivate *const p = priv();
    const AuthorizationEndpoint endpoint(p->http(), provider());
    endpoint.request(
        p->url, p->redirectUri, p->attempt(), [p](const Expected<AuthorizationResponse> &response) {
            if (!response)
                return p->fail(response.error());
            if (response->code.isEmpty() && !response->error) {
                qCDebug(lcSignIn, "the answer holds no code, so the person has to");
                return p->awaitAnswer();
            }
            // The answer came to our own request, so a state need not be there. One
            // that is another's is a server that mixes people up.
            if (!response->state.isEmpty() && !isSameSecret(response->state, p->csrfState)) {
                return p->fail(
                    Error(Error::Kind::Protocol,
                          QStringLiteral("\"state\" in the answer is another one"))
                        .withEndpoint(p->provider.endpoint(Provider::Endpoint::Authorization)));
            }
            p->answered(*response, Arrival::CodeAlone);
        });
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
        p->answered(*response, response->state.isEmpty() ? Arrival::CodeAlone : Arrival::Whole);
    return {};
}

} // namespace Latchkey
