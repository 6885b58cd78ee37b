// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "redirectlogin.h"

#include <latchkey/browsersignin.h>

namespace Latchkey {

/// By a page in this computer's browser, which comes back to this program.
class BrowserLogin : public RedirectLogin
{
    Q_OBJECT
public:
    BrowserLogin(const Provider &provider, const Means &means);

    SignIn *signIn() override { return &m_signIn; }

private:
    void showAddress(const QUrl &url) override;
    SystemBrowser::Terminal terminal() const override;

    BrowserSignIn m_signIn;
};

} // namespace Latchkey
