// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "prompt.h"
#include "redirectlogin.h"

#include <latchkey/pastedcodesignin.h>

namespace Latchkey {

/// By a code that a page shows, and that is pasted or comes by standard input.
///
/// What is pasted shows: it is good for this attempt alone, which holds the verifier that it has to
/// come with (RFC 7636), and people want to see what they paste.
class PasteLogin : public RedirectLogin
{
    Q_OBJECT
public:
    PasteLogin(const Provider &provider, const Means &means);

    SignIn *signIn() override { return &m_signIn; }

private:
    void showAddress(const QUrl &url) override;
    void addressShown() override { askForCode(); }
    SystemBrowser::Terminal terminal() const override { return SystemBrowser::Terminal::Keep; }
    void askForCode();
    void take(const QString &pasted);
    void inputEnded();

    PastedCodeSignIn m_signIn;
    Prompt m_prompt;
};

} // namespace Latchkey
