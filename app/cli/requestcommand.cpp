// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "requestcommand.h"

#include "refreshguard.h"

#include <QtNetwork/QNetworkReply>

#include <algorithm>

namespace Latchkey {

namespace {

constexpr qint64 pieceSize = 64 * 1024;

int statusOf(const QNetworkReply *reply)
{
    return reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
}

/// What a server sent, fit for a terminal.
QString plain(const QString &text)
{
    QString shown = text.left(200);
    const auto isUnfit = [](QChar character) {
        return character < QLatin1Char(' ') || character > QLatin1Char('~');
    };
    std::replace_if(shown.begin(), shown.end(), isUnfit, QLatin1Char('?'));
    return shown;
}

/// Why there was no whole answer; none where there was, whatever its status.
Error errorOf(const QNetworkReply *reply)
{
    const QNetworkReply::NetworkError code = reply->error();
    if (code == QNetworkReply::NoError)
        return {};
    const QString detail = plain(reply->errorString());
    if (code == QNetworkReply::SslHandshakeFailedError)
        return Error(Error::Kind::Tls, detail);
    // From 201 on Qt repeats what a status of 400 or more says already.
    const bool isOfContent =
        code >= QNetworkReply::ContentAccessDenied && code != QNetworkReply::ProtocolFailure;
    if (isOfContent && statusOf(reply) >= 400)
        return {};
    return Error(isOfContent && statusOf(reply) > 0 ? Error::Kind::Protocol : Error::Kind::Network,
                 detail);
}

} // namespace

RequestCommand::RequestCommand(const CommandLine &line) : Command(line)
{ }

RequestCommand::~RequestCommand() = default;

void RequestCommand::start()
{
    QString problem;
    m_request = requestToSend(line(), &problem);
    if (!m_request)
        return finish(out().fail(QStringLiteral("usage"), problem, ExitUsage));
    m_session = chosenSession(line().account);
    if (!m_session)
        return;
    problem = headerOfTheProvider();
    if (!problem.isEmpty())
        return finish(out().fail(QStringLiteral("usage"), problem, ExitUsage));
    m_guard = std::make_unique<RefreshGuard>(m_session, out(), nullptr);
    send();
}

/// A sentence where the person gives a header that the provider has a use for: some take the token
/// in one of their own, with others beside it.
QString RequestCommand::headerOfTheProvider() const
{
    const Provider provider = m_session->provider();
    const QStringList taken = provider.requestHeaderNames() << provider.tokenPresentation().header;
    for (const QString &header : taken) {
        if (m_request->request.hasRawHeader(header.toLatin1()))
            return tr("The header %1 is for the account's token, or goes with it.").arg(header);
    }
    return {};
}

void RequestCommand::send()
{
    m_session->send(m_request->request, m_request->verb, m_request->body, this,
                    [this](const SendResult &result) { answered(result); });
}

void RequestCommand::answered(const SendResult &result)
{
    // Where a token was refused, the refusal is the answer even if its successor was not stored.
    const bool isLocked = m_session->state() == Session::State::Locked;
    const Error error = isLocked ? m_session->lastError() : result.error;
    m_reply = result.reply;
    if (m_guard->tryAgainAfter(error, [this] { send(); })) {
        if (m_reply)
            m_reply->deleteLater();
        return;
    }
    // From here on there is nothing to lose.
    m_guard.reset();
    if (error.isError())
        return finish(out().fail(error));
    if (statusOf(m_reply) > 0)
        tellStatus();
    if (line().failOnStatus && statusOf(m_reply) >= 400) {
        const QString message = tr("The server answered with %1.").arg(statusOf(m_reply));
        return finish(out().fail(QStringLiteral("http_status"), message, ExitFailure));
    }
    if (m_reply->isFinished())
        return ended();
    connect(m_reply, &QNetworkReply::readyRead, this, &RequestCommand::pass);
    connect(m_reply, &QNetworkReply::finished, this, &RequestCommand::ended);
    pass();
}

void RequestCommand::tellStatus()
{
    const int status = statusOf(m_reply);
    const QString reason =
        plain(m_reply->attribute(QNetworkRequest::HttpReasonPhraseAttribute).toString());
    const QUrl target = QUrl::fromEncoded(m_reply->rawHeader("Location"), QUrl::StrictMode);
    out().note(QStringLiteral("HTTP %1 %2").arg(status).arg(reason).trimmed());
    QJsonObject event{
        {QStringLiteral("account"), m_session->id()},
        {QStringLiteral("status"), status},
        {QStringLiteral("content_type"),
         plain(QString::fromLatin1(m_reply->rawHeader("Content-Type")))},
    };
    if (status >= 300 && status < 400 && !target.isEmpty()) {
        const QString address = m_reply->url().resolved(target).toString(QUrl::FullyEncoded);
        out().note(tr("It leads to %1").arg(address));
        event.insert(QStringLiteral("location"), address);
    }
    out().event(QStringLiteral("response"), event);
}

void RequestCommand::pass()
{
    while (m_reply->bytesAvailable() > 0 && !out().hasFailed()) {
        const QByteArray piece = m_reply->read(pieceSize);
        m_received += piece.size();
        // Writing waits for whoever reads, and the server waits for us meanwhile.
        out().raw(piece);
        out().event(QStringLiteral("body"),
                    {{QStringLiteral("base64"), QString::fromLatin1(piece.toBase64())}});
    }
    if (!out().hasFailed())
        return;
    // Nobody takes the rest.
    m_reply->disconnect(this);
    finish(ExitFailure);
}

void RequestCommand::ended()
{
    pass();
    if (out().hasFailed())
        return;
    Error error = errorOf(m_reply);
    // Qt does not always say so where the status is an error, too.
    if (!error.isError() && isShort()) {
        error = Error(Error::Kind::Network,
                      QStringLiteral("the answer ended after %1 bytes").arg(m_received));
    }
    finish(error.isError() ? out().fail(error) : ExitDone);
}

/// True where less of a body has come than was announced.
bool RequestCommand::isShort() const
{
    const int status = statusOf(m_reply);
    const bool hasBody = m_reply->operation() != QNetworkAccessManager::HeadOperation
        && status != 204 && status != 304;
    bool isAnnounced = false;
    const qint64 length = m_reply->rawHeader("Content-Length").toLongLong(&isAnnounced);
    return hasBody && isAnnounced && m_received < length;
}

} // namespace Latchkey
