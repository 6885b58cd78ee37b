// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <latchkey/authorizationcodesignin.h>
#include <latchkey/core_export.h>

namespace Latchkey {

/// Signs in by a code that the browser shows and the person pastes
/// (`urn:ietf:wg:oauth:2.0:oob`, `urn:ietf:wg:oauth:2.0:oob:auto`, or a page of the provider's
/// own).
///
/// The provider's redirectUri() says which; `urn:ietf:wg:oauth:2.0:oob` where it says nothing.
/// Where the authorization endpoint gives the code to the program itself
/// (Quirk::AuthorizeAnswersProgram), the program asks there first, and neither a browser nor
/// submit() is needed if that works; if the answer holds no code, it goes on as above.
class LATCHKEY_CORE_EXPORT PastedCodeSignIn : public AuthorizationCodeSignIn
{
    Q_OBJECT
public:
    explicit PastedCodeSignIn(const Provider &provider, QObject *parent = nullptr);
    ~PastedCodeSignIn() override;

    /// Takes what the person pasted: the code, with blanks, line breaks or quotes around it; the
    /// whole address that the browser ended at; `code=…&state=…`; or the title of the page.
    ///
    /// An error (Usage) tells in a sentence for the person why it cannot be the code of this
    /// attempt (empty, far too long, another sign-in's); nothing has happened then, and they may
    /// try again. No error: the code is being exchanged, and finished() tells the rest.
    Error submit(const QString &pasted);

protected:
    void prepare() override;

private:
    void askProvider();
};

} // namespace Latchkey
