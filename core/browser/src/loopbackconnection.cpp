// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "loopbackconnection.h"

#include <QtCore/QCoreApplication>
#include <QtNetwork/QTcpSocket>

namespace Latchkey {

LoopbackConnection::LoopbackConnection(QTcpSocket *socket, Scheduler *scheduler, QObject *parent)
    : QObject(parent), m_socket(socket)
{
    m_socket->setParent(this);
    // Bounds what Qt holds between two reads.
    m_socket->setReadBufferSize(16 * 1024);
    connect(m_socket, &QTcpSocket::readyRead, this, &LoopbackConnection::readAvailable);
    connect(m_socket, &QTcpSocket::disconnected, this, &LoopbackConnection::closed);
    m_deadline.start(scheduler, patience, [this] { drop(); });
    // What came with the connection has been reported already.
    QMetaObject::invokeMethod(this, &LoopbackConnection::readAvailable, Qt::QueuedConnection);
}

LoopbackConnection::~LoopbackConnection()
{
    m_socket->disconnect(this);
}

void LoopbackConnection::readAvailable()
{
    // After the request whatever comes is taken and thrown away: a connection that is closed with
    // something unread is reset, and the other side loses the answer with it.
    const QByteArray more = m_socket->readAll();
    if (m_state != State::Reading || more.isEmpty())
        return;
    m_received += more;
    const RequestHead head = RequestHead::read(m_received);
    if (head.status == RequestHead::Status::Incomplete)
        return;
    m_deadline.cancel();
    m_received.clear();
    m_state = State::Waiting;
    m_mayBeUnread = head.status != RequestHead::Status::Complete || head.hasBody;
    Q_EMIT requested(head);
}

void LoopbackConnection::answer(const QByteArray &response)
{
    if (m_state == State::Answered)
        return;
    m_state = State::Answered;
    // A program may end right after the outcome; the system then still delivers what was flushed.
    setParent(QCoreApplication::instance());
    constexpr std::chrono::seconds linger{1};
    m_deadline.start(Scheduler::system(), linger, [this] { drop(); });
    m_socket->write(response);
    m_socket->flush();
    // The last thing, since it may report the end of the connection.
    if (!m_mayBeUnread)
        m_socket->disconnectFromHost();
}

void LoopbackConnection::drop()
{
    m_socket->disconnect(this);
    m_socket->abort();
    closed();
}

void LoopbackConnection::closed()
{
    m_deadline.cancel();
    m_socket->disconnect(this);
    deleteLater();
    Q_EMIT gone();
}

} // namespace Latchkey
