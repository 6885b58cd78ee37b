// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "base/scheduledcall.h"
#include "http/httpclient.h"

#include <QtCore/QPointer>
#include <QtNetwork/QNetworkAccessManager>
#include <QtNetwork/QNetworkReply>

namespace Latchkey {

/// One request and its answer. A child of its client; deletes itself after its callback.
class HttpExchange : public QObject
{
    Q_OBJECT
public:
    HttpExchange(HttpClient *client, const HttpRequest &request, QObject *context,
                 HttpCallback callback);
    ~HttpExchange() override;

    void start();
    /// Counts anew, by the client's scheduler of now.
    void restartDeadline();
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void send();
    void beginSilence();
    void endSilence();
    void readAvailable();
    void replyFinished();
    QStringList sentSecrets() const;
    Error replyError() const;
    bool diedOnStaleConnection() const;
    void dropReply();
    void finishWith(const Error &error);
    void finish(const HttpResult &result);

    HttpClient *m_client;
    HttpRequest m_request;
    QPointer<QObject> m_context;
    HttpCallback m_callback;
    QPointer<QNetworkReply> m_reply;
    QByteArray m_body;
    ScheduledCall m_deadline;
    QPointer<QNetworkAccessManager> m_silenced;
    bool m_wasSilent = false;
    bool m_isSent = false;
    bool m_connectionMayBeStale = false;
    bool m_sentAgain = false;
    bool m_done = false;
};

} // namespace Latchkey
