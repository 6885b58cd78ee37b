// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "base/scheduledcall.h"
#include "http/httpclient.h"
#include "oauth/tokenrequest.h"

#include <latchkey/provider.h>
#include <latchkey/tokenset.h>

#include <QtCore/QPointer>

namespace Latchkey {

/// Exchanges a code for tokens (RFC 6749 §4.1.3). A code is good for one exchange, so this one is
/// not aborted when nobody wants it any more: it goes on by itself, and what it brings is revoked.
///
/// A request that never reached the server is made again, for as long as codes are known to live.
/// One that may have reached it is not, since a second one would look like a thief's.
class CodeExchange : public QObject
{
    Q_OBJECT
public:
    using Callback = std::function<void(const Expected<TokenSet> &)>;
    using TroubleCallback = std::function<void(const Error &)>;

    /// Owns itself. \a manager and \a scheduler are not owned; the scheduler has to outlive
    /// \a context, after which Scheduler::system() takes its place.
    /// \a callback comes once, later, unless \a context dies first. \a trouble tells before that
    /// why it has to be tried again.
    static void start(const Provider &provider, const TokenRequest &request,
                      QNetworkAccessManager *manager, Scheduler *scheduler, QObject *context,
                      TroubleCallback trouble, Callback callback);

private:
    CodeExchange(const Provider &provider, const TokenRequest &request,
                 QNetworkAccessManager *manager, Scheduler *scheduler, QObject *owner);

    void send();
    void answered(const Expected<TokenSet> &answer);
    void abandon();

    Provider m_provider;
    TokenRequest m_request;
    QPointer<QNetworkAccessManager> m_manager;
    Scheduler *m_scheduler;
    HttpClient m_http;
    QPointer<QObject> m_context;
    TroubleCallback m_trouble;
    Callback m_callback;
    ScheduledCall m_retry;
    std::chrono::seconds m_pause{1};
    bool m_abandoned = false;
};

} // namespace Latchkey
