// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "session/authorizedrequest.h"

#include "oauth/transportsecurity.h"
#include "session/session_p.h"

#include <QtNetwork/QNetworkAccessManager>

namespace Latchkey {

AuthorizedRequest::AuthorizedRequest(SessionPrivate *session, const QNetworkRequest &request,
                                     const QByteArray &verb, const QByteArray &body,
                                     QObject *parent)
    : QObject(parent), m_session(session), m_request(request), m_verb(verb), m_body(body)
{
    // Elsewhere the token would be somebody else's to use.
    const QVariant policy = m_request.attribute(QNetworkRequest::RedirectPolicyAttribute);
    if (policy.toInt() != QNetworkRequest::ManualRedirectPolicy || !policy.isValid()) {
        m_request.setAttribute(QNetworkRequest::RedirectPolicyAttribute,
                               QNetworkRequest::SameOriginRedirectPolicy);
    }
    // The token is what answers a challenge, and no password that the manager remembers.
    m_request.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
}

AuthorizedRequest::~AuthorizedRequest()
{
    dropReply();
}

void AuthorizedRequest::start(QObject *context, std::function<void(const SendResult &)> callback)
{
    m_context = context;
    m_callback = std::move(callback);
    connect(context, &QObject::destroyed, this, [this] { delete this; });
    if (!isSecureUrl(m_request.url())) {
        SendResult result;
        result.error = Error(Error::Kind::InsecureEndpoint).withEndpoint(m_request.url());
        QMetaObject::invokeMethod(
            this, [this, result] { finish(result); }, Qt::QueuedConnection);
        return;
    }
    SessionPrivate::Waiter waiter;
    waiter.context = this;
    waiter.callback = [this](const AccessTokenResult &token) { send(token); };
    m_session->ensureToken(waiter);
}

void AuthorizedRequest::send(const AccessTokenResult &token)
{
    if (token.error.isError())
        return finish({token.error, nullptr});
    m_usedToken = token.accessToken;
    m_session->withSecrets(this, [this](const Error &error) {
        if (error.isError())
            return finish({error, nullptr});
        sendNow();
    });
}

void AuthorizedRequest::sendNow()
{
    const Provider &provider = m_session->record.provider;
    const TokenPresentation presentation = provider.tokenPresentation();
    m_request.setRawHeader(presentation.header.toLatin1(),
                           presentation.value(m_usedToken).toLatin1());
    const QMap<QString, QString> headers = provider.requestHeaders();
    for (auto it = headers.cbegin(); it != headers.cend(); ++it) {
        // What the application has set itself, it means.
        if (!m_request.hasRawHeader(it.key().toLatin1()))
            m_request.setRawHeader(it.key().toLatin1(), it.value().toLatin1());
    }
    QNetworkAccessManager *manager = m_session->context.http->manager();
    // With a verb that Qt has no name for, it announces a body, and waits for the one that the
    // answer announces, which that to HEAD never has.
    if (m_verb == "HEAD")
        m_reply = manager->head(m_request);
    else if (m_verb == "GET" && m_body.isEmpty())
        m_reply = manager->get(m_request);
    else
        m_reply = manager->sendCustomRequest(m_request, m_verb, m_body);
    connect(m_reply, &QNetworkReply::metaDataChanged, this, &AuthorizedRequest::answerBegins);
    connect(m_reply, &QNetworkReply::finished, this, &AuthorizedRequest::answerBegins);
    // It goes with its manager, if that is the application's, and says nothing else then.
    connect(m_reply, &QObject::destroyed, this, &AuthorizedRequest::handOver);
}

void AuthorizedRequest::answerBegins()
{
    const int status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    const QVariant policy = m_request.attribute(QNetworkRequest::RedirectPolicyAttribute);
    const bool isFollowed = policy.toInt() != QNetworkRequest::ManualRedirectPolicy;
    const bool isRedirect = status >= 300 && status < 400 && !m_reply->isFinished();
    if (isRedirect && isFollowed)
        return;
    m_reply->disconnect(this);
    if (status == 401 && !m_isRepeated)
        askForNewerToken();
    else
        handOver();
}

void AuthorizedRequest::askForNewerToken()
{
    m_isRepeated = true;
    SessionPrivate::Waiter waiter;
    waiter.context = this;
    waiter.newerThan = m_usedToken;
    waiter.callback = [this](const AccessTokenResult &token) {
        // Without a newer token the refusal is the answer.
        if (token.error.isError())
            return handOver();
        dropReply();
        send(token);
    };
    m_session->ensureToken(waiter);
}

void AuthorizedRequest::handOver()
{
    SendResult result;
    result.reply = m_reply;
    if (!m_reply) {
        result.error =
            Error(Error::Kind::Network, QStringLiteral("the network access manager is gone"))
                .withEndpoint(m_request.url());
    }
    // Whoever connects to finished() in the callback is told of an end that has been already, too.
    if (m_reply && m_reply->isFinished())
        QMetaObject::invokeMethod(m_reply, &QNetworkReply::finished, Qt::QueuedConnection);
    m_reply = nullptr;
    finish(result);
}

void AuthorizedRequest::finish(const SendResult &result)
{
    deleteLater();
    m_context->disconnect(this);
    const auto callback = std::move(m_callback);
    callback(result);
}

void AuthorizedRequest::dropReply()
{
    if (!m_reply)
        return;
    m_reply->disconnect(this);
    m_reply->deleteLater();
    m_reply = nullptr;
}

} // namespace Latchkey
