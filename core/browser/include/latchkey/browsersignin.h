// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <latchkey/authorizationcodesignin.h>
#include <latchkey/browser_export.h>

namespace Latchkey {

/// Signs in by a redirect to this computer (RFC 8252): the person agrees in their own browser,
/// which then comes back to a port that only this computer can reach.
///
/// The provider's redirectUri() says where to listen, as LoopbackReplyHandler::listen() takes it.
/// The port is bound before authorizeWithBrowser() is emitted, and closed once the answer came. The
/// tab is answered when the outcome is known, the exchange and the identity included, and says what
/// it was. A person who has closed the tab cancels, or goes on with openBrowser().
///
/// Further errors of finished(): Busy where another program has the port that the provider
/// demands, with a message that names it; Usage where its redirect URI is not on this computer.
class LATCHKEY_BROWSER_EXPORT BrowserSignIn : public AuthorizationCodeSignIn
{
    Q_OBJECT
public:
    explicit BrowserSignIn(const Provider &provider, QObject *parent = nullptr);
    ~BrowserSignIn() override;

    /// To be called before start(): whom the page in the browser says to go back to; the program's
    /// display name or application name where nothing is set.
    void setProgramName(const QString &name);
    /// Where the browser comes back to; empty before authorizeWithBrowser() and after the end.
    QUrl redirectUri() const;

protected:
    void prepare() override;

private:
    class Private;
    std::unique_ptr<Private> b;
};

} // namespace Latchkey
