// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "http/httpexchange.h"

#include "base/logging.h"
#include "http/freshness.h"
#include "http/onetimebody.h"
#include "oauth/displaytext.h"
#include "oauth/redact.h"
#include "oauth/transportsecurity.h"

#include <QtCore/QEvent>
#include <QtCore/QTimer>
#include <QtNetwork/QNetworkAccessManager>
#include <QtNetwork/QNetworkRequest>

namespace Latchkey {

namespace {

QString originOf(const QUrl &url)
{
    return url.adjusted(QUrl::RemovePath | QUrl::RemoveQuery | QUrl::RemoveFragment).toString();
}

QByteArray shown(const QUrl &url)
{
    return url.adjusted(QUrl::RemoveUserInfo | QUrl::RemoveQuery | QUrl::RemoveFragment)
        .toEncoded();
}

QNetworkRequest networkRequest(const HttpRequest &request)
{
    QNetworkRequest result(request.url);
    result.setRawHeader("Accept", "application/json");
    if (request.verb == HttpRequest::Verb::Post) {
        result.setHeader(QNetworkRequest::ContentTypeHeader,
                         QStringLiteral("application/x-www-form-urlencoded"));
    }
    for (auto it = request.headers.cbegin(); it != request.headers.cend(); ++it)
        result.setRawHeader(it.key().toLatin1(), it.value().toUtf8());
    result.setAttribute(QNetworkRequest::RedirectPolicyAttribute,
                        QNetworkRequest::ManualRedirectPolicy);
    result.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    result.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    result.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
    result.setAttribute(QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
    result.setAttribute(QNetworkRequest::CacheSaveControlAttribute, false);
    // Qt's own guard would end the exchange with an error that says less than ours, which reads no
    // more than the bound of what was compressed.
    result.setDecompressedSafetyCheckThreshold(-1);
    return result;
}

} // namespace

HttpExchange::HttpExchange(HttpClient *client, const HttpRequest &request, QObject *context,
                           HttpCallback callback)
    : QObject(client), m_client(client), m_request(request), m_context(context),
      m_callback(std::move(callback))
{
    // Nobody is left to be told.
    connect(context, &QObject::destroyed, this, [this] { delete this; });
}

HttpExchange::~HttpExchange()
{
    dropReply();
    endSilence();
}

void HttpExchange::start()
{
    if (!isSecureUrl(m_request.url)) {
        const Error error = Error(Error::Kind::InsecureEndpoint).withEndpoint(m_request.url);
        QTimer::singleShot(0, this, [this, error] { finishWith(error); });
        return;
    }
    restartDeadline();
    send();
}

void HttpExchange::restartDeadline()
{
    if (m_done)
        return;
    m_deadline.start(m_client->scheduler(), m_request.deadline, [this] {
        finishWith(Error(
            Error::Kind::Network,
            QStringLiteral("no whole answer within %1 s").arg(m_request.deadline.count() / 1000)));
    });
}

void HttpExchange::send()
{
    m_isSent = false;
    // Whether the connection is really a kept one is known when the request goes out.
    m_connectionMayBeStale = m_client->m_knownOrigins.contains(originOf(m_request.url));
    const QNetworkRequest request = networkRequest(m_request);
    if (m_request.verb == HttpRequest::Verb::Post) {
        const QByteArray form = formEncode(m_request.form);
        qCDebug(lcHttp, "POST %s %s", shown(m_request.url).constData(),
                qUtf8Printable(redactBody(form)));
        auto *body = new OneTimeBody(form);
        m_reply = m_client->manager()->post(request, body);
        body->setParent(m_reply);
    } else {
        qCDebug(lcHttp, "GET %s", shown(m_request.url).constData());
        m_reply = m_client->manager()->get(request);
    }
    // Bounds what Qt holds on our behalf between two reads. The reply starts with an event of its
    // own, and what is set before that does not reach the thread that reads.
    QTimer::singleShot(0, m_reply,
                       [reply = m_reply.data()] { reply->setReadBufferSize(64 * 1024); });
    m_reply->installEventFilter(this);
    connect(m_reply, &QNetworkReply::socketStartedConnecting, this, [this] {
        m_connectionMayBeStale = false;
        m_isSent = false;
    });
    connect(m_reply, &QNetworkReply::requestSent, this, [this] { m_isSent = true; });
    connect(m_reply, &QNetworkReply::readyRead, this, &HttpExchange::readAvailable);
    connect(m_reply, &QNetworkReply::finished, this, &HttpExchange::replyFinished);
}

/// Keeps an application's manager from telling its listeners of this reply. They may ask a person
/// for a password, which no endpoint of OAuth takes, or read away what is ours to read. What comes
/// before the request is sent is theirs to answer: a proxy's password, a certificate.
bool HttpExchange::eventFilter(QObject *watched, QEvent *event)
{
    // All that Qt's network thread has to say comes as such an event.
    if (watched != m_reply || event->type() != QEvent::MetaCall || !m_isSent)
        return QObject::eventFilter(watched, event);
    beginSilence();
    const QPointer<HttpExchange> self(this);
    watched->event(event);
    if (self)
        endSilence();
    return true;
}

void HttpExchange::beginSilence()
{
    m_silenced = m_reply->manager();
    m_wasSilent = m_silenced->blockSignals(true);
}

void HttpExchange::endSilence()
{
    if (m_silenced)
        m_silenced->blockSignals(m_wasSilent);
    m_silenced = nullptr;
}

void HttpExchange::readAvailable()
{
    m_body += m_reply->read(m_request.maxBytes + 1 - m_body.size());
    if (m_body.size() > m_request.maxBytes) {
        finishWith(
            Error(Error::Kind::Protocol,
                  QStringLiteral("the answer is larger than %1 bytes").arg(m_request.maxBytes)));
    }
}

void HttpExchange::replyFinished()
{
    if (m_done)
        return;
    readAvailable();
    if (m_done)
        return;
    if (diedOnStaleConnection()) {
        qCDebug(lcHttp, "the kept-alive connection was closed, sending once more");
        m_sentAgain = true;
        dropReply();
        send();
        return;
    }
    HttpAnswer answer;
    answer.url = m_request.url;
    answer.sentSecrets = sentSecrets();
    answer.status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    const bool isRedirect = answer.status >= 300 && answer.status < 400;
    // Qt may call a redirect an error as well, since it could not send the body again.
    const Error transportError = isRedirect ? Error() : replyError();
    if (transportError.isError())
        return finishWith(transportError);
    answer.body = m_body;
    answer.receivedAt = m_client->scheduler()->wallClock();
    answer.serverDate = parseHttpDate(m_reply->rawHeader("Date"));
    answer.retryAfter = parseRetryAfter(m_reply->rawHeader("Retry-After"), answer.receivedAt);
    answer.lifetime = freshness({m_reply->rawHeader("Cache-Control"), m_reply->rawHeader("Expires"),
                                 m_reply->rawHeader("Age")},
                                answer.serverDate, answer.receivedAt);
    qCDebug(lcHttp, "HTTP %d from %s: %s", answer.status, shown(m_request.url).constData(),
            qUtf8Printable(redactBody(m_body, answer.sentSecrets)));
    m_client->m_knownOrigins.insert(originOf(m_request.url));
    if (isRedirect && m_request.redirects == HttpRequest::Redirects::Tell) {
        constexpr qsizetype longest = 16 * 1024;
        const QByteArray location = m_reply->rawHeader("Location");
        answer.location = location.size() > longest ? QString() : QString::fromUtf8(location);
    } else if (isRedirect) {
        return finishWith(answer.describe(
            Error(Error::Kind::Protocol,
                  QStringLiteral("the answer is a redirect, which is not followed"))));
    }
    finish(answer);
}

QStringList HttpExchange::sentSecrets() const
{
    FormParameters headers;
    for (auto it = m_request.headers.cbegin(); it != m_request.headers.cend(); ++it)
        headers.append({it.key(), it.value()});
    // The whole of a header first, since it may hold one of the others.
    return secretsOf(headers) + m_request.secrets + secretsOf(m_request.form);
}

Error HttpExchange::replyError() const
{
    const QNetworkReply::NetworkError code = m_reply->error();
    const int status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    // It repeats what the server wrote into its status line.
    const QString text =
        displayText(withoutSecrets(m_reply->errorString(), sentSecrets()), maxDescriptionLength);
    switch (code) {
    case QNetworkReply::NoError:
        return {};
    case QNetworkReply::SslHandshakeFailedError:
        return Error(Error::Kind::Tls, text);
    case QNetworkReply::ContentReSendError:
        return Error(Error::Kind::Network,
                     QStringLiteral("the connection was closed before an answer"));
    default:
        break;
    }
    // From 201 on Qt repeats what a status of 400 or more says already, 400 itself as an invalid
    // operation; the body that came with it counts. Below that the exchange itself failed, even
    // where a status had arrived by then.
    const bool isOfContent =
        code >= QNetworkReply::ContentAccessDenied && code != QNetworkReply::ProtocolFailure;
    if (status >= 400 && isOfContent)
        return {};
    // With a better status it means that the content could not be decompressed.
    return Error(isOfContent && status > 0 ? Error::Kind::Protocol : Error::Kind::Network, text);
}

/// A POST on a connection that the server had closed in the meantime never reached it. Only a
/// connection that was kept from before can be stale; a second one is not.
bool HttpExchange::diedOnStaleConnection() const
{
    // The latter is what Qt says when it would send a body again and cannot.
    const bool isClosed = m_reply->error() == QNetworkReply::RemoteHostClosedError
        || m_reply->error() == QNetworkReply::ContentReSendError;
    return isClosed && m_connectionMayBeStale && !m_sentAgain && m_body.isEmpty()
        && !m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).isValid();
}

void HttpExchange::dropReply()
{
    if (!m_reply)
        return;
    m_reply->disconnect(this);
    m_reply->removeEventFilter(this);
    // Deleting it ends it, too. Aborting would report a second error, perhaps in the middle of Qt's
    // own reporting of the first.
    m_reply->deleteLater();
    m_reply = nullptr;
}

void HttpExchange::finishWith(const Error &error)
{
    qCDebug(lcHttp, "%s: %s", shown(m_request.url).constData(), qUtf8Printable(error.detail()));
    // Once the request is out, whatever ends the exchange but a status leaves its outcome open.
    const bool isOpen = m_isSent && error.kind() == Error::Kind::Network;
    const Error told = error.withEndpoint(m_request.url);
    finish(unexpected(isOpen ? told.withOutcomeUnknown() : told));
}

void HttpExchange::finish(const HttpResult &result)
{
    m_done = true;
    m_deadline.cancel();
    dropReply();
    // The callback is the application's, and its own requests have to be heard meanwhile.
    endSilence();
    deleteLater();
    const HttpCallback callback = std::move(m_callback);
    if (m_context) {
        m_context->disconnect(this);
        callback(result);
    }
}

} // namespace Latchkey
