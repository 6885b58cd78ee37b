// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <latchkey/scheduler.h>

#include <QtCore/QMap>
#include <QtCore/QQueue>
#include <QtNetwork/QNetworkAccessManager>
#include <QtNetwork/QNetworkReply>

namespace Latchkey {

/// What a server answers to one request.
struct ScriptedAnswer
{
    int status = 200;
    QByteArray body;
    QMap<QByteArray, QByteArray> headers;
    QNetworkReply::NetworkError error = QNetworkReply::NoError; ///< Instead of an answer.
    bool never = false; ///< Neither an answer nor an error.
    bool isSent = true; ///< False where the request itself never got out.
    std::chrono::milliseconds delay{0}; ///< In the scheduler's time.

    static ScriptedAnswer json(int status, const QByteArray &body);
    /// No connection: the request was not sent.
    static ScriptedAnswer failure(QNetworkReply::NetworkError error);
    /// The request was sent, and then the connection broke.
    static ScriptedAnswer lost();
    static ScriptedAnswer silence();
};

/// What was sent.
struct SentRequest
{
    QByteArray verb;
    QUrl url;
    QByteArray body;
    QMap<QString, QString> form;
    QNetworkRequest request;
    std::chrono::milliseconds at{0}; ///< By the scheduler's monotonic clock.
};

/// A network in which every server answers what the test has queued for its address, the last
/// answer again and again. Nothing leaves the process. A request that no answer was queued for
/// fails the test by a warning.
class ScriptedNetwork : public QNetworkAccessManager
{
    Q_OBJECT
public:
    explicit ScriptedNetwork(Scheduler *scheduler) : m_scheduler(scheduler) { }
    ~ScriptedNetwork() override;

    /// \a url without a query stands for any query that has no answers of its own. `{state}` in an
    /// answer is the `state` of the request.
    void answer(const QUrl &url, const ScriptedAnswer &answer);
    /// Forgets what was queued for an address.
    void forget(const QUrl &url) { m_answers.remove(url); }
    QList<SentRequest> sent() const { return m_sent; }
    QList<SentRequest> sentTo(const QUrl &url) const;
    /// Requests that have neither finished nor been aborted.
    int underWay() const { return m_underWay; }

protected:
    QNetworkReply *createRequest(Operation operation, const QNetworkRequest &request,
                                 QIODevice *outgoing) override;

private:
    friend class ScriptedReply;

    Scheduler *m_scheduler;
    QMap<QUrl, QQueue<ScriptedAnswer>> m_answers;
    QList<SentRequest> m_sent;
    int m_underWay = 0;
};

} // namespace Latchkey
