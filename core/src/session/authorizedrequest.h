// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <latchkey/session.h>

#include <QtCore/QObject>
#include <QtCore/QPointer>
#include <QtNetwork/QNetworkReply>
#include <QtNetwork/QNetworkRequest>

#include <functional>

namespace Latchkey {

class SessionPrivate;

/// One request of the application with the session's access token. Deletes itself once it has
/// handed over the answer.
class AuthorizedRequest : public QObject
{
    Q_OBJECT
public:
    AuthorizedRequest(SessionPrivate *session, const QNetworkRequest &request,
                      const QByteArray &verb, const QByteArray &body, QObject *parent);
    ~AuthorizedRequest() override;

    /// To be called once.
    void start(QObject *context, std::function<void(const SendResult &)> callback);

private:
    void send(const AccessTokenResult &token);
    void sendNow();
    void answerBegins();
    void askForNewerToken();
    void handOver();
    void finish(const SendResult &result);
    void dropReply();

    SessionPrivate *m_session;
    QNetworkRequest m_request;
    QByteArray m_verb;
    QByteArray m_body;
    QPointer<QObject> m_context;
    std::function<void(const SendResult &)> m_callback;
    QPointer<QNetworkReply> m_reply;
    QString m_usedToken;
    bool m_isRepeated = false;
};

} // namespace Latchkey
