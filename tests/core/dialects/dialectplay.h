// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "dialectcases.h"
#include "virtualscheduler.h"

#include <latchkey/accounts.h>
#include <latchkey/demo/demoprovider.h>
#include <latchkey/memorystore.h>
#include <latchkey/session.h>
#include <latchkey/signin.h>

#include <QtCore/QSet>
#include <QtCore/QTemporaryDir>
#include <QtNetwork/QNetworkAccessManager>
#include <QtNetwork/QNetworkReply>

#include <atomic>
#include <memory>
#include <optional>

namespace Latchkey {

/// Virtual time that a server with threads of its own lives by, too.
class SharedClock : public VirtualScheduler
{
public:
    TimerId callAfter(std::chrono::milliseconds delay, QObject *context,
                      std::function<void()> call) override;
    Demo::Clock function();
    void publish();

private:
    std::atomic<qint64> m_ms{wallClock().toMSecsSinceEpoch()};
};

/// A real network that knows how many of its requests have no answer yet.
class CountingNetwork : public QNetworkAccessManager
{
public:
    qsizetype underway() const { return m_underway.size(); }
    /// From now on \a server answers for \a host. Who sends a request does not notice.
    void playHost(const QString &host, const QUrl &server);

    QList<QUrl> played; ///< What was asked of that host.

protected:
    QNetworkReply *createRequest(Operation operation, const QNetworkRequest &request,
                                 QIODevice *body) override;

private:
    QSet<const QObject *> m_underway;
    QString m_host;
    QUrl m_server;
};

/// A provider file of the catalogue, filled in, whose endpoints are those of a demo provider that
/// speaks the provider's dialect; and somebody who signs in there, stays signed in, and signs out.
/// The requests are real ones; the time is not.
class DialectPlay
{
public:
    using Change = std::function<void(Demo::Knobs &)>;

    explicit DialectPlay(const DialectCase &one, const Change &change = {});

    /// Lets time pass until \a what is so, but for no longer than that. Time stands still while a
    /// request has no answer.
    bool waitFor(const std::function<bool()> &what,
                 std::chrono::seconds longest = std::chrono::seconds(120));
    /// Lets this much time pass.
    void pass(std::chrono::milliseconds duration);

    /// Uses this network, this clock, and keeps the result.
    void prepare(SignIn &attempt);
    /// Signs in by device code; the server should have been told to allow it.
    SignInResult signInByDevice();
    /// Signs in and stores the account.
    Session *signedIn();
    Session *stored(const SignInResult &signedIn);

    AccessTokenResult refresh(Session &session);
    /// The answer of a resource to the session's token; 0 where nothing was sent.
    int statusOfResource(Session &session);
    std::optional<SignOutResult> signOut(Session &session);

    /// The logged requests to the token endpoint for one grant ("refresh_token").
    QList<Demo::LoggedRequest> tokenRequests(const QString &grantType) const;
    QList<Demo::LoggedRequest> refreshes() const
    {
        return tokenRequests(QStringLiteral("refresh_token"));
    }

    DialectCase dialect;
    QTemporaryDir folder;
    SharedClock clock;
    DemoProvider server;
    CountingNetwork network;
    MemoryStore store;
    Provider provider;
    std::unique_ptr<Accounts> accounts;
    std::optional<SignInResult> result; ///< Of the attempt that was prepared last.

private:
    static DemoProvider::Options options(const DialectCase &one, SharedClock &clock);
    void settle();
};

/// The catalogue's file with the placeholders filled in; for servers that have none, the demo
/// provider's.
Provider providerOf(const DialectCase &one);

/// Rows by the ids of \a cases in a column "one".
void addRows(const QList<DialectCase> &cases);

} // namespace Latchkey
