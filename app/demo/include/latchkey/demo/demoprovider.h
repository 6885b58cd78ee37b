// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT
#pragma once

#include <latchkey/demo/demoknobs.h>

#include <QtCore/QUrl>

#include <memory>

namespace Latchkey {

/// A small but honest authorization server on 127.0.0.1: discovery, device authorization with a web
/// page to approve it (RFC 8628), authorization codes with PKCE (RFC 6749 section 4.1, RFC 7636,
/// RFC 9207), rotating refresh tokens with reuse detection (RFC 9700 section
/// 4.14), revocation (RFC 7009), userinfo, JWKS and signed ID tokens (OpenID Connect Core).
///
/// Two kinds of people use it: somebody who tries Latchkey out (a fixed port, remembered in a
/// file), and tests (any port, in memory, with knobs).
///
/// Needs no event loop and no application object: it answers from threads of its own. All functions
/// are safe to call from any thread, start(), ensureRunning() and stop() from one at a time.
class DemoProvider
{
public:
    static constexpr quint16 defaultPort = 8765;

    struct Options
    {
        /// 0 takes any free port, which port() then tells.
        quint16 port = defaultPort;
        /// Where sign-ins and the signing key are remembered, readable by the user alone and with
        /// tokens as SHA-256 digests only. Empty: nothing outlives this object (and all such
        /// providers of one process begin with the same keys, since making one takes a while).
        QString stateFile;
        Demo::Knobs knobs;

        /// The provider as a person runs it: a fixed port and defaultStateFile().
        static Options persistent(quint16 port);
        /// The provider as tests run it: any port, in memory.
        static Options inMemory();
    };

    struct StartResult
    {
        enum class Status {
            Started, ///< This object serves.
            Attached, ///< Another program serves the demo provider on this port; use that one.
            PortTaken, ///< Something else answers, or nothing that could be understood does.
            Failed ///< The port or the file could not be opened for another reason.
        };
        Status status = Status::Failed;
        /// For the user, in their language: what went wrong. With Started it may tell that an
        /// unreadable file was set aside, and where it is now.
        QString message;

        /// Whether a demo provider answers at issuer() now.
        bool isUsable() const { return status == Status::Started || status == Status::Attached; }
    };

    explicit DemoProvider(const Options &options);
    /// As stop(), which is done in well under a second whoever is still connected.
    ~DemoProvider();
    DemoProvider(const DemoProvider &) = delete;
    DemoProvider &operator=(const DemoProvider &) = delete;

    /// GenericDataLocation/latchkey/demo-provider.json, or demo-provider-PORT.json for another port
    /// than the usual one, so that two providers never write to one file.
    static QString defaultStateFile(quint16 port);

    /// Begins to serve, or finds that another program already does. Blocks for at most some two
    /// seconds, and only where something strange holds the port. Once started, does nothing.
    StartResult start();
    /// The same as start(), but for a provider that was attached: when the other program is gone,
    /// this one takes over, with the sign-ins that the other one remembered in the shared file.
    StartResult ensureRunning();
    /// Ends serving. What is remembered in the file stays.
    void stop();
    /// Whether this very object serves.
    bool isServing() const;

    /// The port served or attached to; 0 before a start on any port.
    quint16 port() const;
    /// http://127.0.0.1:PORT, without a slash at the end.
    QUrl issuer() const;
    /// An address below the issuer; \a path begins with a slash.
    QUrl url(const QString &path) const;

    Demo::Knobs knobs() const;
    void setKnobs(const Demo::Knobs &knobs);
    /// Changes some knobs at once, without a gap for a request to slip into.
    void adjust(const std::function<void(Demo::Knobs &)> &change);

    /// The person's decision, for tests that have no browser. False when the code is unknown,
    /// expired or already decided. The code is understood as loosely as on the page.
    bool approve(const QString &userCode);
    bool deny(const QString &userCode);

    /// The person's decision about an authorization request, for tests that have no browser:
    /// \a request is the address that a program would open, and the answer is the one that the
    /// browser would be sent to, with `code` or `error`, `state` and `iss` in its query (for the
    /// oob URNs too). Empty when the request is one of those that are refused on the page, since
    /// nothing may be sent to its redirect_uri.
    QUrl approveRequest(const QUrl &request);
    QUrl denyRequest(const QUrl &request);

    /// Forgets the grant behind every sign-in, as an administrator would: each refresh is answered
    /// with invalid_grant from now on, each access token is refused.
    void revokeEverything();

    /// Other keys sign ID tokens from now on. Those that signed until now stay published until the
    /// next time.
    void rotateKeys();

    /// Each queued fault hits one request of the endpoint, in order, and is gone then.
    void queueFault(Demo::Endpoint endpoint, const Demo::Fault &fault);
    /// Hits every request of the endpoint for which none is queued, until cleared.
    void setFault(Demo::Endpoint endpoint, const Demo::Fault &fault);
    /// Takes away all queued and lasting faults.
    void clearFaults();

    /// The log, oldest first; empty unless Knobs::recordRequests.
    QList<Demo::LoggedRequest> requests() const;
    QList<Demo::LoggedRequest> requests(Demo::Endpoint endpoint) const;
    void clearRequests();

    Demo::Counters counters() const;
    /// Every device code and token ever issued, in plain, for tests that search for leaks. Empty
    /// unless Knobs::recordSecrets. User codes are not among them: they are meant to be seen.
    QStringList issuedSecrets() const;

private:
    struct Private;
    std::unique_ptr<Private> d;
};

} // namespace Latchkey
