// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <latchkey/browser_export.h>
#include <latchkey/error.h>

#include <QtCore/QUrl>
#include <QtNetworkAuth/QAbstractOAuthReplyHandler>

#include <memory>

namespace Latchkey {

class Scheduler;

/// Takes the browser's answer on this computer (RFC 8252 §7.3), and answers the browser's tab once
/// it is known what came of it. BrowserSignIn has one of its own; a program that signs in with Qt's
/// QOAuth2AuthorizationCodeFlow uses it instead of QOAuthHttpServerReplyHandler, which answers the
/// tab before the outcome and, with Qt 6.4, listens on every address unless told otherwise:
///
/// \code
/// Latchkey::LoopbackReplyHandler handler;
/// if (handler.listen(QUrl()).isError()) ...
/// flow.setReplyHandler(&handler);
/// QObject::connect(&flow, &QAbstractOAuth::authorizeWithBrowser,
///                  &handler, &Latchkey::LoopbackReplyHandler::expectAnswerTo);
/// QObject::connect(&flow, &QAbstractOAuth::authorizeWithBrowser, &QDesktopServices::openUrl);
/// flow.grant();
/// \endcode
///
/// Nothing more is needed for the tab: the token answer passes through networkReplyFinished(),
/// which tells the outcome. A program that knows more of it (that it did not like the account, say)
/// calls tellOutcome() itself, at the latest from a slot that is called by tokensReceived().
///
/// It listens on 127.0.0.1 or [::1] and on nothing else, for one answer: the first one that holds
/// the state that is expected. Everybody else who knocks (another path, another state, no HTTP, no
/// end) is refused with a plain page, or dropped after a while, and changes nothing.
class LATCHKEY_BROWSER_EXPORT LoopbackReplyHandler : public QAbstractOAuthReplyHandler
{
    Q_OBJECT
public:
    explicit LoopbackReplyHandler(QObject *parent = nullptr);
    /// A tab that still waits is told that the sign-in was cancelled.
    ~LoopbackReplyHandler() override;

    /// To be called before listen(). Not owned; has to outlive the handler. Without it the clock is
    /// Scheduler::system().
    void setScheduler(Scheduler *scheduler);
    /// Whom the page says to go back to; the program's display name or application name where
    /// nothing is set.
    void setProgramName(const QString &name);
    /// Whom the page says that one is signed in to; may be empty.
    void setProviderName(const QString &name);

    /// Begins to listen; to be called before the browser is opened.
    ///
    /// \a redirectUri is what the provider has registered: `http`, the host 127.0.0.1 or [::1], and
    /// a path; with a port exactly that one, without a port (or with port 0) one that is free.
    /// `localhost` is not taken, since it may be another computer (RFC 8252 §8.3). Empty means
    /// http://127.0.0.1/callback on a port that is free, or [::1] where there is no IPv4.
    ///
    /// The error is Busy, and names the port, where another program has it; Usage where the address
    /// cannot be listened on; Network where this computer refuses it otherwise.
    Error listen(const QUrl &redirectUri);
    bool isListening() const;
    /// Stops listening without an answer; a tab that waits is told that the sign-in was cancelled.
    void close();

    /// What the browser comes back to, with the port that it has; empty before listen().
    QUrl redirectUri() const;
    /// The same, as it has to be sent.
    QString callback() const override;

public Q_SLOTS:
    /// From now on takes the answer to this authorization request, which is known by its `state`.
    /// The same address again changes nothing. Without this call the first answer that holds a code
    /// or an error is taken, whoever it is from.
    void expectAnswerTo(const QUrl &authorizationUrl);
    /// Reads the token endpoint's answer, as Qt's flow asks of its handler: emits tokensReceived(),
    /// or failed(), and then tells the tab, unless a slot has done that.
    void networkReplyFinished(QNetworkReply *reply) override;
    /// Answers the tab, once: no error means that the person is signed in. Stops listening.
    void tellOutcome(const Latchkey::Error &outcome);

Q_SIGNALS:
    /// The token endpoint's answer cannot be used, of which Qt 6.4's flow itself says nothing.
    void failed(const Latchkey::Error &error);

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace Latchkey
