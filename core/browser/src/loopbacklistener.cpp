// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "loopbacklistener.h"

#if defined(Q_OS_WIN)
#include "exclusivesocket_win.h"
#endif
#include "loopbackconnection.h"

#include <latchkey/loopbackreplyhandler.h>

#include <QtNetwork/QTcpSocket>

#include <algorithm>

namespace Latchkey {

namespace {

Error unusable(const QUrl &redirectUri)
{
    return Error(Error::Kind::Usage,
                 QStringLiteral("the redirect URI %1 is not http on 127.0.0.1 or [::1]")
                     .arg(redirectUri.toString(QUrl::RemoveUserInfo | QUrl::RemoveQuery)));
}

bool canBeListenedOn(const QUrl &uri)
{
    const QHostAddress address(uri.host());
    return uri.isValid() && uri.scheme() == QLatin1String("http") && uri.userInfo().isEmpty()
        && !uri.hasFragment()
        && (address == QHostAddress(QHostAddress::LocalHost)
            || address == QHostAddress(QHostAddress::LocalHostIPv6));
}

struct Attempt
{
    enum class Status { Listening, InUse, Failed };

    Status status = Status::Failed;
    QString detail;
};

Attempt listenOn(QTcpServer &server, const QString &host, quint16 port)
{
#if defined(Q_OS_WIN)
    const bool isIPv6 = host == QLatin1String("::1");
    const auto socket = ExclusiveSocket::listen(
        isIPv6 ? ExclusiveSocket::Family::IPv6 : ExclusiveSocket::Family::IPv4, port);
    if (socket.status == ExclusiveSocket::Status::InUse)
        return {Attempt::Status::InUse, {}};
    if (socket.status == ExclusiveSocket::Status::Failed)
        return {Attempt::Status::Failed, QStringLiteral("error %1").arg(socket.systemError)};
    if (server.setSocketDescriptor(socket.descriptor))
        return {Attempt::Status::Listening, {}};
#else
    // Elsewhere a port that somebody listens on is nobody else's.
    if (server.listen(QHostAddress(host), port))
        return {Attempt::Status::Listening, {}};
    if (server.serverError() == QAbstractSocket::AddressInUseError)
        return {Attempt::Status::InUse, {}};
#endif
    return {Attempt::Status::Failed, server.errorString()};
}

Error listenError(const Attempt &attempt, int port)
{
    if (attempt.status == Attempt::Status::InUse) {
        return Error(Error::Kind::Busy, QStringLiteral("port %1 is in use").arg(port))
            .withSentences(LoopbackReplyHandler::tr("Another program on this computer uses the "
                                                    "port %1, which this sign-in needs.")
                               .arg(port),
                           LoopbackReplyHandler::tr("Close it, then try again. A second sign-in "
                                                    "to the same service may be what uses it."));
    }
    return Error(Error::Kind::Network,
                 QStringLiteral("cannot listen on this computer's port %1: %2")
                     .arg(port)
                     .arg(attempt.detail))
        .withSentences(LoopbackReplyHandler::tr("This computer does not let the program wait for "
                                                "the browser."),
                       LoopbackReplyHandler::tr("A firewall or a sandbox may be the cause."));
}

} // namespace

LoopbackListener::LoopbackListener(Scheduler *scheduler) : m_scheduler(scheduler)
{
    connect(&m_server, &QTcpServer::newConnection, this, &LoopbackListener::takeIn);
}

LoopbackListener::~LoopbackListener() = default;

Error LoopbackListener::listen(const QUrl &redirectUri)
{
    QUrl uri = redirectUri;
    if (uri.isEmpty())
        uri = QUrl(QStringLiteral("http://127.0.0.1/callback"));
    if (!canBeListenedOn(uri))
        return unusable(redirectUri);
    const int port = std::max(uri.port(), 0);
    Attempt attempt = listenOn(m_server, uri.host(), static_cast<quint16>(port));
    if (attempt.status != Attempt::Status::Listening && redirectUri.isEmpty()) {
        uri.setHost(QStringLiteral("::1"));
        attempt = listenOn(m_server, uri.host(), 0);
    }
    if (attempt.status != Attempt::Status::Listening)
        return listenError(attempt, port);
    uri.setPort(m_server.serverPort());
    m_redirectUri = uri;
    return {};
}

void LoopbackListener::close()
{
    m_server.close();
    const QList<LoopbackConnection *> connections = m_connections;
    for (LoopbackConnection *connection : connections) {
        if (connection->isReading())
            connection->drop();
    }
}

QByteArray LoopbackListener::host() const
{
    // Browsers leave out the port that http has by itself.
    const bool isUsual = m_redirectUri.port() == 80;
    const QUrl::FormattingOptions part = isUsual ? QUrl::RemovePort : QUrl::None;
    return m_redirectUri.adjusted(part).authority(QUrl::FullyEncoded).toLatin1();
}

QByteArray LoopbackListener::path() const
{
    // The redirect URI is sent as it is registered, and a browser asks for "/" where it has none.
    const QByteArray path = m_redirectUri.path(QUrl::FullyEncoded).toLatin1();
    return path.isEmpty() ? QByteArray("/") : path;
}

void LoopbackListener::takeIn()
{
    while (QTcpSocket *socket = m_server.nextPendingConnection()) {
        makeRoom();
        auto *connection = new LoopbackConnection(socket, m_scheduler, this);
        m_connections.append(connection);
        connect(
            connection, &LoopbackConnection::requested, this,
            [this, connection](const RequestHead &head) { Q_EMIT requested(connection, head); });
        connect(connection, &LoopbackConnection::gone, this,
                [this, connection] { m_connections.removeOne(connection); });
    }
}

void LoopbackListener::makeRoom()
{
    if (m_connections.size() < maxConnections)
        return;
    const auto idle = std::find_if(m_connections.cbegin(), m_connections.cend(),
                                   [](const auto *connection) { return connection->isReading(); });
    LoopbackConnection *const leaving =
        idle == m_connections.cend() ? m_connections.constFirst() : *idle;
    leaving->drop();
}

} // namespace Latchkey
