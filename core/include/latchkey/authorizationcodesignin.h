// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <latchkey/core_export.h>
#include <latchkey/signin.h>

#include <QtCore/QByteArray>
#include <QtCore/QUrl>

#include <chrono>

namespace Latchkey {

class AuthorizationCodeSignInPrivate;

/// Signs in by the authorization code grant (RFC 6749 §4.1): the person agrees in their browser,
/// the browser gets a code, and this program exchanges the code for tokens. How the code comes back
/// is the subclass's business; all the rest is here, for every one of them: a fresh `state` that is
/// good for one answer, PKCE by S256 (RFC 7636), the issuer in the answer (RFC 9207), a `nonce`
/// where an ID token is asked for, and the exchange.
///
/// The state is Contacting until authorizeWithBrowser(), WaitingForUser until an answer has come,
/// Finishing during the exchange. It ends as Expired where no answer has come within timeLimit.
/// A code that was exchanged by the time the attempt is cancelled or destroyed is not lost: what it
/// brings is revoked, where the provider can.
///
/// The person's own browser is the only place for authorizationUrl(), never a web view inside of
/// the program (RFC 8252 §8.12).
class LATCHKEY_CORE_EXPORT AuthorizationCodeSignIn : public SignIn
{
    Q_OBJECT
    Q_PROPERTY(QUrl authorizationUrl READ authorizationUrl NOTIFY authorizeWithBrowser)
public:
    /// How long the person has, from the moment at which the browser is asked for.
    static constexpr std::chrono::minutes timeLimit{10};

    ~AuthorizationCodeSignIn() override;

    /// Where the person has to go; https, or http on loopback. Empty before authorizeWithBrowser()
    /// and once the attempt has ended. It holds no secret that outlives the attempt, and is still
    /// not for logs.
    QUrl authorizationUrl() const;
    /// When the person's time ends by the wall clock, in UTC; invalid before
    /// authorizeWithBrowser().
    QDateTime expiresAt() const;

    void pollIfDue() override;

public Q_SLOTS:
    /// Asks for the browser once more, for a person who has closed it: the same attempt, the same
    /// address. Does nothing unless the state is WaitingForUser.
    void openBrowser();

Q_SIGNALS:
    /// Open this address in the person's browser (QDesktopServices::openUrl, or what stands in for
    /// it). Comes once for each attempt that gets so far, never from within start(), and again for
    /// each openBrowser().
    void authorizeWithBrowser(const QUrl &url);

protected:
    /// \a flow is what Provider::check() is asked about before anything is done.
    AuthorizationCodeSignIn(const Provider &provider, Provider::Flow flow, QObject *parent);

    // For a subclass, in the order in which they come.

    /// Called once, after start() has returned: makes ready whatever takes the answer, and then
    /// calls authorize() or giveUp(), at once or later.
    virtual void prepare() = 0;
    /// Asks for the browser. \a redirectUri is sent to the letter, now and with the exchange.
    void authorize(const QString &redirectUri);
    /// Ends the attempt in the state that fits \a error, which is one. Does nothing where it has
    /// ended.
    void giveUp(const Error &error);
    /// Takes the query of the redirect URI, from whoever came with it. False where it is not the
    /// answer to this attempt (its state is another one, it is not well-formed, or there was an
    /// answer already): nothing has happened then, and the attempt goes on. True where it is; the
    /// attempt may have ended by then.
    bool receive(const QByteArray &query);

    /// The clock that was set, or the system's.
    Scheduler *scheduler() const;

private:
    friend class AuthorizationCodeSignInPrivate;
    friend class PastedCodeSignIn;
    AuthorizationCodeSignInPrivate *priv() const;
};

} // namespace Latchkey
