// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "http/httpexchange.h"

#include "base/logging.h"
#include "oauth/redact.h"
#include "oauth/transportsecurity.h"

#include <QtCore/QTimer>
#include <QtNetwork/QNetworkAccessManager>
#include <QtNetwork/QNetworkRequest>

namespace Latchkey {

namespace {

QString originOf(const QUrl &url)
{
    return url.adjusted(QUrl::RemovePath | QUrl::RemoveQuery | QUrl::RemoveFragment).toString();
}

QNetworkRequest networkRequest(const HttpRequest &request)
{
    QNetworkRequest result(request.url);
    result.setRawHeader("Accept", "application/json");
    if (request.verb == HttpRequest::Verb::Post) {
        result.setHeader(QNetworkRequest::ContentTypeHeader,
                         QStringLiteral("application/x-www-form-urlencoded"));
    }
    if (!request.bearerToken.isEmpty())
        result.setRawHeader("Authorization", "Bearer " + request.bearerToken.toUtf8());
    result.setAttribute(QNetworkRequest::RedirectPolicyAttribute,
                        QNetworkRequest::ManualRedirectPolicy);
    result.setAttribute(QNetworkRequest::CookieLoadControlAttribute, QNetworkRequest::Manual);
    result.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    result.setAttribute(QNetworkRequest::AuthenticationReuseAttribute, QNetworkRequest::Manual);
    result.setAttribute(QNetworkRequest::CacheLoadControlAttribute, QNetworkRequest::AlwaysNetwork);
    result.setAttribute(QNetworkRequest::CacheSaveControlAttribute, false);
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
}

void HttpExchange::start()
{
    if (!isSecureUrl(m_request.url)) {
        const Error error = Error(Error::Kind::InsecureEndpoint).withEndpoint(m_request.url);
        QTimer::singleShot(0, this, [this, error] { finishWith(error); });
        return;
    }
    m_deadline.start(m_client->scheduler(), m_request.deadline, [this] {
        finishWith(Error(
            Error::Kind::Network,
            QStringLiteral("no whole answer within %1 s").arg(m_request.deadline.count() / 1000)));
    });
    post();
}

void HttpExchange::post()
{
    m_connectionWasKnown = m_client->m_knownOrigins.contains(originOf(m_request.url));
    const QByteArray form = formEncode(m_request.form);
    const QNetworkRequest request = networkRequest(m_request);
    m_reply = m_request.verb == HttpRequest::Verb::Post ? m_client->manager()->post(request, form)
                                                        : m_client->manager()->get(request);
    // Bounds what Qt holds on our behalf between two reads.
    m_reply->setReadBufferSize(64 * 1024);
    qCDebug(lcHttp, "%s %s %s", m_request.verb == HttpRequest::Verb::Post ? "POST" : "GET",
            qUtf8Printable(m_request.url.toString(QUrl::RemoveQuery)),
            qUtf8Printable(redactBody(form)));
    connect(m_reply, &QNetworkReply::readyRead, this, &HttpExchange::readAvailable);
    connect(m_reply, &QNetworkReply::finished, this, &HttpExchange::replyFinished);
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
        m_body.clear();
        post();
        return;
    }
    const int status = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
    const Error transportError = replyError();
    if (transportError.isError())
        return finishWith(transportError);
    HttpAnswer answer;
    answer.url = m_request.url;
    answer.status = status;
    answer.body = m_body;
    answer.retryAfter =
        parseRetryAfter(m_reply->rawHeader("Retry-After"), m_client->scheduler()->wallClock());
    qCDebug(lcHttp, "HTTP %d from %s: %s", status,
            qUtf8Printable(m_request.url.toString(QUrl::RemoveQuery)),
            qUtf8Printable(redactBody(m_body)));
    m_client->m_knownOrigins.insert(originOf(m_request.url));
    if (status >= 300 && status < 400) {
        return finishWith(answer.describe(
            Error(Error::Kind::Protocol,
                  QStringLiteral("the answer is a redirect, which is not followed"))));
    }
    finish(answer);
}

Error HttpExchange::replyError() const
{
    const QNetworkReply::NetworkError code = m_reply->error();
    switch (code) {
    case QNetworkReply::NoError:
        return {};
    case QNetworkReply::SslHandshakeFailedError:
        return Error(Error::Kind::Tls, m_reply->errorString());
    default:
        break;
    }
    // From 201 on Qt repeats what the status says already, 400 among them as an invalid operation;
    // the body that came with it counts. Below that the exchange itself failed, even where a status
    // had arrived by then.
    const bool hasStatus = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).isValid();
    if (hasStatus && code >= QNetworkReply::ContentAccessDenied
        && code != QNetworkReply::ProtocolFailure)
        return {};
    return Error(Error::Kind::Network, m_reply->errorString());
}

/// A POST on a connection that the server had closed in the meantime never reached it. Only a
/// connection that may have been kept from before can be stale; a second one is not.
bool HttpExchange::diedOnStaleConnection() const
{
    return m_reply->error() == QNetworkReply::RemoteHostClosedError && m_connectionWasKnown
        && !m_sentAgain && m_body.isEmpty()
        && !m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).isValid();
}

void HttpExchange::dropReply()
{
    if (!m_reply)
        return;
    m_reply->disconnect(this);
    m_reply->abort();
    m_reply->deleteLater();
    m_reply = nullptr;
}

void HttpExchange::finishWith(const Error &error)
{
    qCDebug(lcHttp, "%s: %s", qUtf8Printable(m_request.url.toString(QUrl::RemoveQuery)),
            qUtf8Printable(error.detail()));
    finish(unexpected(error.withEndpoint(m_request.url)));
}

void HttpExchange::finish(const HttpResult &result)
{
    m_done = true;
    m_deadline.cancel();
    dropReply();
    deleteLater();
    const HttpCallback callback = std::move(m_callback);
    if (m_context) {
        m_context->disconnect(this);
        callback(result);
    }
}

} // namespace Latchkey
