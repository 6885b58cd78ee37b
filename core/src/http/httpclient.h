// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "http/httpanswer.h"
#include "oauth/form.h"

#include <QtCore/QMap>
#include <QtCore/QObject>
#include <QtCore/QSet>
#include <QtCore/QStringList>

#include <functional>
#include <memory>

class QNetworkAccessManager;

namespace Latchkey {

class Scheduler;

struct HttpRequest
{
    enum class Verb { Get, Post };
    enum class Redirects {
        Refuse, ///< A redirect is an error.
        Tell, ///< It is an answer like any other, with its location. Nobody follows it.
    };

    Verb verb = Verb::Post;
    QUrl url;
    FormParameters form; ///< For Post.
    Redirects redirects = Redirects::Refuse;
    QMap<QString, QString> headers; ///< Beside our own; no log and no error repeats their values.
    QStringList secrets; ///< What else is secret in what is sent: a part of a header.
    std::chrono::milliseconds deadline = std::chrono::seconds(30); ///< For the whole exchange.
    qint64 maxBytes = 1024 * 1024; ///< An answer that is larger is dropped as it arrives.
};

using HttpResult = Expected<HttpAnswer>;
using HttpCallback = std::function<void(const HttpResult &)>;

/// One careful request at a time or several: no cookies, no cache, no password prompts, no redirect
/// followed, https only (loopback aside), every exchange bounded in time and size.
///
/// The errors are InsecureEndpoint, Network, Tls, and Protocol for an answer that is too large or
/// a redirect. Any answer with another status is a success here, for its reader to judge.
class HttpClient : public QObject
{
    Q_OBJECT
public:
    /// Neither is owned. Without a \a manager the client has one of its own.
    HttpClient(QNetworkAccessManager *manager, Scheduler *scheduler, QObject *parent);
    ~HttpClient() override;

    /// The callback comes exactly once, later, unless \a context dies first, which aborts the
    /// exchange.
    void send(const HttpRequest &request, QObject *context, HttpCallback callback);

    Scheduler *scheduler() const { return m_scheduler; }
    /// Takes \a scheduler from now on, and forgets the one of before. Exchanges that are under way
    /// have their whole time once more.
    void setScheduler(Scheduler *scheduler);
    QNetworkAccessManager *manager();

private:
    friend class HttpExchange;

    QNetworkAccessManager *m_manager;
    Scheduler *m_scheduler;
    // Whose kept-alive connection may have gone stale; see HttpExchange.
    QSet<QString> m_knownOrigins;
};

} // namespace Latchkey
