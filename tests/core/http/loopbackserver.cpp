// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "loopbackserver.h"

#include <algorithm>
#include <memory>

namespace Latchkey {

QByteArray ReceivedRequest::header(const QByteArray &name) const
{
    const QList<QByteArray> lines = head.split('\n');
    for (const QByteArray &line : lines) {
        const qsizetype colon = line.indexOf(':');
        if (colon > 0 && line.left(colon).compare(name, Qt::CaseInsensitive) == 0)
            return line.mid(colon + 1).trimmed();
    }
    return {};
}

LoopbackServer::LoopbackServer(Handler handler, QTcpServer *server)
    : m_handler(std::move(handler)), m_server(server ? server : new QTcpServer)
{
    m_server->setParent(this);
    connect(m_server, &QTcpServer::pendingConnectionAvailable, this, &LoopbackServer::accept);
    if (!m_server->listen(QHostAddress::LocalHost))
        qFatal("no port on 127.0.0.1: %s", qUtf8Printable(m_server->errorString()));
}

LoopbackServer::~LoopbackServer()
{
    closeConnections();
}

QUrl LoopbackServer::url(const QString &path) const
{
    const QString scheme =
        m_server->inherits("QSslServer") ? QStringLiteral("https") : QStringLiteral("http");
    return QUrl(QStringLiteral("%1://127.0.0.1:%2%3")
                    .arg(scheme, QString::number(m_server->serverPort()), path));
}

void LoopbackServer::closeConnections()
{
    const QList<QTcpSocket *> sockets = m_buffers.keys();
    for (QTcpSocket *socket : sockets) {
        socket->disconnect(this);
        socket->disconnectFromHost();
    }
    m_buffers.clear();
}

void LoopbackServer::accept()
{
    while (QTcpSocket *socket = m_server->nextPendingConnection()) {
        const int connection = ++m_connections;
        m_buffers.insert(socket, {});
        connect(socket, &QTcpSocket::readyRead, this,
                [this, socket, connection] { read(socket, connection); });
        connect(socket, &QTcpSocket::bytesWritten, this,
                [this](qint64 bytes) { m_bytesTaken += bytes; });
        connect(socket, &QTcpSocket::disconnected, this, [this, socket] {
            m_buffers.remove(socket);
            socket->deleteLater();
        });
        read(socket, connection);
    }
}

void LoopbackServer::read(QTcpSocket *socket, int connection)
{
    QByteArray &buffer = m_buffers[socket];
    buffer += socket->readAll();
    const qsizetype end = buffer.indexOf("\r\n\r\n");
    if (end < 0)
        return;
    ReceivedRequest request;
    request.head = buffer.left(end);
    request.connection = connection;
    const qsizetype length = request.header("Content-Length").toLongLong();
    if (buffer.size() < end + 4 + length)
        return;
    request.body = buffer.mid(end + 4, length);
    buffer.remove(0, end + 4 + length);
    m_requests.append(request);
    m_handler(socket, request);
}

LoopbackServer::Handler LoopbackServer::always(const QByteArray &bytes)
{
    return [bytes](QTcpSocket *socket, const ReceivedRequest &) { socket->write(bytes); };
}

LoopbackServer::Handler LoopbackServer::flood(const QByteArray &head, const QByteArray &chunk,
                                              qint64 length)
{
    return [=](QTcpSocket *socket, const ReceivedRequest &) {
        const auto left = std::make_shared<qint64>(length);
        const auto writeMore = [=] {
            while (*left > 0 && socket->bytesToWrite() < 64 * 1024) {
                const QByteArray part = chunk.left(std::min<qint64>(*left, chunk.size()));
                *left -= part.size();
                socket->write(part);
            }
            if (*left == 0 && socket->bytesToWrite() == 0)
                socket->disconnectFromHost();
        };
        connect(socket, &QTcpSocket::bytesWritten, socket, writeMore);
        socket->write(head);
    };
}

QByteArray LoopbackServer::answer(int status, const QByteArray &body, const QByteArray &headers)
{
    return "HTTP/1.1 " + QByteArray::number(status)
        + " Status\r\nContent-Type: application/json\r\n"
        + "Content-Length: " + QByteArray::number(body.size()) + "\r\n" + headers + "\r\n" + body;
}

} // namespace Latchkey
