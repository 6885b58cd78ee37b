// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "loginway.h"

#include <latchkey/authorizationcodesignin.h>
#include <latchkey/systembrowser.h>

namespace Latchkey {

/// What the ways have in common that send the person to a page in their browser.
class RedirectLogin : public LoginWay
{
    Q_OBJECT
protected:
    explicit RedirectLogin(const Means &means);

    /// To be called once, with the attempt made.
    void watchAttempt(AuthorizationCodeSignIn *attempt);
    /// Whether the address is opened for the person, as far as we know beforehand.
    bool isOpened() const;

    /// Tells of the address, before it is opened.
    virtual void showAddress(const QUrl &url) = 0;
    /// The address is on its way to the person.
    virtual void addressShown() { }
    virtual SystemBrowser::Terminal terminal() const = 0;

private:
    void show(const QUrl &url);
};

} // namespace Latchkey
