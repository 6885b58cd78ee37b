// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QHash>
#include <QtCore/QList>
#include <QtCore/QUrl>
#include <QtNetwork/QTcpServer>
#include <QtNetwork/QTcpSocket>

#include <functional>

namespace Latchkey {

/// A request as it came over the wire.
struct ReceivedRequest
{
    QByteArray head; ///< The request line and the headers.
    QByteArray body;
    int connection = 0; ///< Counted from 1.

    /// The value of a header; empty where it was not sent.
    QByteArray header(const QByteArray &name) const;
};

/// A server on 127.0.0.1 that answers whatever bytes its handler writes, well-formed or not.
class LoopbackServer : public QObject
{
    Q_OBJECT
public:
    using Handler = std::function<void(QTcpSocket *, const ReceivedRequest &)>;

    /// Serves the connections of \a server, which may be a QSslServer; a QTcpServer of its own
    /// where there is none.
    explicit LoopbackServer(Handler handler, QTcpServer *server = nullptr);
    ~LoopbackServer() override;

    QUrl url(const QString &path = QStringLiteral("/oauth/token")) const;
    QList<ReceivedRequest> requests() const { return m_requests; }
    int connections() const { return m_connections; }
    /// Connections that are open now.
    int openConnections() const { return static_cast<int>(m_buffers.size()); }
    /// What the other side's system has taken, of everything that was written.
    qint64 bytesTaken() const { return m_bytesTaken; }
    void closeConnections();

    /// A handler that answers \a bytes and keeps the connection.
    static Handler always(const QByteArray &bytes);
    /// A handler that goes on writing \a chunk after \a head, as fast as it is taken, until
    /// \a length bytes of it were written; then the connection is closed.
    static Handler flood(const QByteArray &head, const QByteArray &chunk, qint64 length);
    /// A well-formed answer with a body.
    static QByteArray answer(int status, const QByteArray &body, const QByteArray &headers = {});

private:
    void accept();
    void read(QTcpSocket *socket, int connection);

    Handler m_handler;
    QTcpServer *m_server;
    QHash<QTcpSocket *, QByteArray> m_buffers;
    QList<ReceivedRequest> m_requests;
    int m_connections = 0;
    qint64 m_bytesTaken = 0;
};

} // namespace Latchkey
