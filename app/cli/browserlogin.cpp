// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "browserlogin.h"

#include "prompt.h"

namespace Latchkey {

BrowserLogin::BrowserLogin(const Provider &provider, const Means &means)
    : RedirectLogin(means), m_signIn(provider)
{
    watchAttempt(&m_signIn);
}

void BrowserLogin::showAddress(const QUrl &url)
{
    const QString address = url.toString(QUrl::FullyEncoded);
    out().event(QStringLiteral("browser"), {{QStringLiteral("url"), address}});
    out().say(tr("Sign in to %1").arg(m_signIn.provider().name()));
    out().say(isOpened() ? tr("Your browser opens. Where it does not, open this address in a "
                              "browser on this computer:")
                         : tr("Open this address in a browser on this computer:"));
    out().say(QString());
    out().say(address);
    out().say(QString());
    out().say(tr("Waiting for your browser to come back. Ctrl+C cancels."));
}

/// A browser that draws in the terminal may have it: nothing is asked there meanwhile.
SystemBrowser::Terminal BrowserLogin::terminal() const
{
    const bool isFree = out().isTerminal() && !out().isJson() && Prompt::isTerminal();
    return isFree ? SystemBrowser::Terminal::Lend : SystemBrowser::Terminal::Keep;
}

} // namespace Latchkey
