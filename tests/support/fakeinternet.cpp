// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "fakeinternet.h"

#include <QtCore/QMutex>
#include <QtNetwork/QSslSocket>
#include <QtNetwork/QTcpServer>
#include <QtNetwork/QTcpSocket>

namespace Latchkey {

/// What both threads see.
struct FakeInternet::State
{
    QStringList hosts;
    mutable QMutex mutex;
    QMap<QString, TestHandler> handlers;
    QMap<QString, QList<TestRequest>> requests;
    QStringList strangers;
    quint16 proxyPort = 0;
};

class FakeInternet::Servers : public QObject
{
public:
    Servers(std::shared_ptr<State> state, const TestAuthority &authority)
        : m_state(std::move(state))
    {
        QStringList names;
        for (const QString &host : m_state->hosts)
            names += QStringLiteral("DNS:") + host;
        const QDateTime now = QDateTime::currentDateTimeUtc();
        m_server.reset(authority.newServer(names.join(u','), now.addDays(-1), now.addDays(1)));
        if (!m_server || !m_server->listen(QHostAddress::LocalHost)
            || !m_proxy.listen(QHostAddress::LocalHost))
            return;
        connect(m_server.get(), &QSslServer::pendingConnectionAvailable, this, [this] {
            while (QTcpSocket *const socket = m_server->nextPendingConnection())
                serve(socket);
        });
        connect(&m_proxy, &QTcpServer::newConnection, this, [this] {
            while (QTcpSocket *const socket = m_proxy.nextPendingConnection())
                connectThrough(socket);
        });
        m_state->proxyPort = m_proxy.serverPort();
    }

private:
    /// RFC 9110 §9.3.6
    void connectThrough(QTcpSocket *client)
    {
        connect(client, &QTcpSocket::disconnected, client, &QObject::deleteLater);
        connect(client, &QTcpSocket::readyRead, this, [this, client] {
            const QByteArray head = client->peek(16 * 1024);
            if (!head.contains("\r\n\r\n"))
                return;
            client->disconnect(this);
            client->readAll();
            const QString host = QString::fromLatin1(head.split(' ').value(1)).section(u':', 0, 0);
            if (head.startsWith("CONNECT ") && m_state->hosts.contains(host))
                return join(client);
            {
                const QMutexLocker locker(&m_state->mutex);
                m_state->strangers += host;
            }
            client->write("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n");
            client->disconnectFromHost();
        });
    }

    void join(QTcpSocket *client)
    {
        auto *const server = new QTcpSocket(client);
        const auto pass = [](QTcpSocket *from, QTcpSocket *to) {
            connect(from, &QTcpSocket::readyRead, to, [from, to] { to->write(from->readAll()); });
            connect(from, &QTcpSocket::disconnected, to, [to] { to->disconnectFromHost(); });
        };
        pass(client, server);
        pass(server, client);
        server->connectToHost(QHostAddress(QHostAddress::LocalHost), m_server->serverPort());
        client->write("HTTP/1.1 200 Connected\r\n\r\n");
    }

    void serve(QTcpSocket *socket)
    {
        connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
        const auto received = std::make_shared<QByteArray>();
        const auto answer = [this, socket, received] {
            *received += socket->readAll();
            while (const auto request = TestRequest::takeFrom(*received))
                socket->write(answerTo(*request).toBytes());
        };
        connect(socket, &QTcpSocket::readyRead, this, answer);
        answer();
    }

    TestAnswer answerTo(const TestRequest &request)
    {
        TestHandler handler;
        {
            const QMutexLocker locker(&m_state->mutex);
            m_state->requests[request.host()] += request;
            handler = m_state->handlers.value(request.host());
        }
        return handler ? handler(request) : TestAnswer(404, "{}");
    }

    const std::shared_ptr<State> m_state;
    std::unique_ptr<QSslServer> m_server;
    QTcpServer m_proxy;
};

FakeInternet::FakeInternet(const QStringList &hosts) : m_state(std::make_shared<State>())
{
    m_state->hosts = hosts;
    auto *const starter = new QObject;
    starter->moveToThread(&m_thread);
    QObject::connect(&m_thread, &QThread::finished, starter, &QObject::deleteLater);
    m_thread.start();
    QMetaObject::invokeMethod(
        starter,
        [this] {
            auto *const servers = new Servers(m_state, m_authority);
            QObject::connect(&m_thread, &QThread::finished, servers, &QObject::deleteLater);
        },
        Qt::BlockingQueuedConnection);
}

FakeInternet::~FakeInternet()
{
    m_thread.quit();
    m_thread.wait();
}

bool FakeInternet::isUp() const
{
    return m_state->proxyPort != 0;
}

void FakeInternet::serve(const QString &host, const TestHandler &handler)
{
    const QMutexLocker locker(&m_state->mutex);
    m_state->handlers.insert(host, handler);
}

void FakeInternet::addTo(QProcessEnvironment &environment) const
{
    environment.insert(QStringLiteral("HTTPS_PROXY"),
                       QStringLiteral("http://127.0.0.1:%1").arg(proxyPort()));
    environment.insert(QStringLiteral("SSL_CERT_FILE"), m_authority.file());
}

quint16 FakeInternet::proxyPort() const
{
    return m_state->proxyPort;
}

QList<TestRequest> FakeInternet::requests(const QString &host) const
{
    const QMutexLocker locker(&m_state->mutex);
    return m_state->requests.value(host);
}

void FakeInternet::clearRequests()
{
    const QMutexLocker locker(&m_state->mutex);
    m_state->requests.clear();
}

QStringList FakeInternet::strangers() const
{
    const QMutexLocker locker(&m_state->mutex);
    return m_state->strangers;
}

} // namespace Latchkey
