// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "scriptednetwork.h"

#include <QtCore/QBuffer>
#include <QtCore/QUrlQuery>

#include <algorithm>

namespace Latchkey {

class ScriptedReply : public QNetworkReply
{
    Q_OBJECT
public:
    ScriptedReply(ScriptedNetwork *network, const QNetworkRequest &request,
                  const ScriptedAnswer &answer)
        : QNetworkReply(network), m_network(network), m_answer(answer)
    {
        setRequest(request);
        setUrl(request.url());
        open(QIODevice::ReadOnly);
        m_buffer.open(QIODevice::ReadOnly);
        ++m_network->m_underWay;
    }

    ~ScriptedReply() override { settle(); }

    void play()
    {
        if (isFinished())
            return;
        if (m_answer.isSent)
            Q_EMIT requestSent();
        if (m_answer.never)
            return;
        if (m_answer.error != NoError)
            return end(m_answer.error, QStringLiteral("scripted failure"));
        setAttribute(QNetworkRequest::HttpStatusCodeAttribute, m_answer.status);
        for (auto it = m_answer.headers.cbegin(); it != m_answer.headers.cend(); ++it)
            setRawHeader(it.key(), it.value());
        m_buffer.close();
        m_buffer.setData(m_answer.body);
        m_buffer.open(QIODevice::ReadOnly);
        Q_EMIT metaDataChanged();
        Q_EMIT readyRead();
        if (!isFinished())
            end(m_answer.status >= 400 ? ContentAccessDenied : NoError, QString());
    }

    void abort() override
    {
        if (!isFinished())
            end(OperationCanceledError, QStringLiteral("aborted"));
    }

    bool isSequential() const override { return true; }
    qint64 bytesAvailable() const override
    {
        return m_buffer.bytesAvailable() + QNetworkReply::bytesAvailable();
    }

protected:
    qint64 readData(char *data, qint64 maxSize) override { return m_buffer.read(data, maxSize); }

private:
    void end(NetworkError error, const QString &text)
    {
        if (error != NoError)
            setError(error, text);
        settle();
        setFinished(true);
        Q_EMIT finished();
    }

    void settle()
    {
        if (!m_settled)
            --m_network->m_underWay;
        m_settled = true;
    }

    ScriptedNetwork *m_network;
    ScriptedAnswer m_answer;
    QBuffer m_buffer;
    bool m_settled = false;
};

ScriptedAnswer ScriptedAnswer::json(int status, const QByteArray &body)
{
    ScriptedAnswer answer;
    answer.status = status;
    answer.body = body;
    answer.headers.insert("Content-Type", "application/json");
    return answer;
}

ScriptedAnswer ScriptedAnswer::failure(QNetworkReply::NetworkError error)
{
    ScriptedAnswer answer;
    answer.error = error;
    answer.isSent = false;
    return answer;
}

ScriptedAnswer ScriptedAnswer::lost()
{
    ScriptedAnswer answer;
    answer.error = QNetworkReply::RemoteHostClosedError;
    return answer;
}

ScriptedAnswer ScriptedAnswer::silence()
{
    ScriptedAnswer answer;
    answer.never = true;
    return answer;
}

// Replies that are still under way count themselves out, which they can do here only while this is
// more than a QNetworkAccessManager.
ScriptedNetwork::~ScriptedNetwork()
{
    qDeleteAll(findChildren<QNetworkReply *>());
}

void ScriptedNetwork::answer(const QUrl &url, const ScriptedAnswer &answer)
{
    m_answers[url].enqueue(answer);
}

QList<SentRequest> ScriptedNetwork::sentTo(const QUrl &url) const
{
    QList<SentRequest> found;
    std::copy_if(m_sent.cbegin(), m_sent.cend(), std::back_inserter(found),
                 [&](const SentRequest &request) { return request.url == url; });
    return found;
}

QNetworkReply *ScriptedNetwork::createRequest(Operation operation, const QNetworkRequest &request,
                                              QIODevice *outgoing)
{
    SentRequest sent;
    sent.verb = operation == PostOperation ? "POST" : "GET";
    if (operation == CustomOperation)
        sent.verb = request.attribute(QNetworkRequest::CustomVerbAttribute).toByteArray();
    sent.url = request.url();
    sent.body = outgoing ? outgoing->readAll() : QByteArray();
    const auto items = QUrlQuery(QString::fromLatin1(sent.body)).queryItems(QUrl::FullyDecoded);
    for (const auto &[name, value] : items)
        sent.form.insert(name, value);
    sent.request = request;
    sent.at = m_scheduler->monotonic();
    m_sent.append(sent);

    // A query that nobody can know beforehand is left out.
    const QUrl plain = request.url().adjusted(QUrl::RemoveQuery);
    const bool isKnown = m_answers.contains(request.url()) || !m_answers.contains(plain);
    QQueue<ScriptedAnswer> &queue = m_answers[isKnown ? request.url() : plain];
    ScriptedAnswer answer = ScriptedAnswer::failure(QNetworkReply::HostNotFoundError);
    if (queue.isEmpty())
        qWarning("no answer was queued for %s", qUtf8Printable(request.url().toString()));
    else
        answer = queue.size() == 1 ? queue.head() : queue.dequeue();
    const QByteArray state =
        QUrlQuery(request.url()).queryItemValue(QStringLiteral("state")).toLatin1();
    answer.body.replace("{state}", state);
    for (QByteArray &header : answer.headers)
        header.replace("{state}", state);
    auto *reply = new ScriptedReply(this, request, answer);
    const auto play = [reply] { reply->play(); };
    if (answer.delay.count() > 0)
        m_scheduler->callAfter(answer.delay, reply, play);
    else
        QMetaObject::invokeMethod(reply, play, Qt::QueuedConnection);
    return reply;
}

} // namespace Latchkey

#include "scriptednetwork.moc"
