// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "redirectlogin.h"

namespace Latchkey {

RedirectLogin::RedirectLogin(const Means &means) : LoginWay(means)
{
    connect(means.browser, &SystemBrowser::failed, this, [this](const QString &detail) {
        out().note(tr("No browser could be opened. Open the address yourself."));
        out().note(QStringLiteral("  (%1)").arg(detail));
    });
}

void RedirectLogin::watchAttempt(AuthorizationCodeSignIn *attempt)
{
    watchConnection();
    connect(attempt, &AuthorizationCodeSignIn::authorizeWithBrowser, this, &RedirectLogin::show);
}

bool RedirectLogin::isOpened() const
{
    return !line().noBrowser && means().browser->isAvailable();
}

void RedirectLogin::show(const QUrl &url)
{
    showAddress(url);
    if (isOpened())
        means().browser->open(url, terminal());
    addressShown();
}

} // namespace Latchkey
