// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QDeadlineTimer>
#include <QtCore/QElapsedTimer>
#include <QtCore/QUrl>
#include <QtNetwork/QTcpSocket>
#include <QtTest/QTest>

namespace Latchkey {

/// Whoever knocks at the port: a browser, or somebody worse. Sends bytes, and keeps what comes
/// back.
class Visitor
{
public:
    explicit Visitor(const QUrl &url)
    {
        m_socket.connectToHost(url.host(), static_cast<quint16>(url.port()));
        m_isIn = wait([this] { return m_socket.state() == QTcpSocket::ConnectedState; });
    }

    bool isIn() const { return m_isIn; }

    void send(const QByteArray &bytes)
    {
        m_socket.write(bytes);
        wait([this] {
            return m_socket.bytesToWrite() == 0 || m_socket.state() != QTcpSocket::ConnectedState;
        });
    }

    /// What a browser sends for this address.
    void get(const QUrl &url) { send(request(url)); }

    static QByteArray request(const QUrl &url, const QByteArray &verb = "GET")
    {
        const QByteArray target = url.toEncoded(QUrl::RemoveScheme | QUrl::RemoveAuthority);
        return verb + (url.path().isEmpty() ? " /" : " ") + target
            + " HTTP/1.1\r\nHost: " + url.authority().toLatin1()
            + "\r\nUser-Agent: Mozilla/5.0\r\nAccept: text/html\r\nCookie: a=b\r\n\r\n";
    }

    /// All that came, once it is whole or the other side has closed.
    QByteArray answer()
    {
        wait([this] { return isWhole() || m_socket.state() == QTcpSocket::UnconnectedState; });
        return received();
    }

    QByteArray received()
    {
        m_received += m_socket.readAll();
        return m_received;
    }

    int status() { return answer().mid(9, 3).toInt(); }
    bool isOpen() const { return m_socket.state() == QTcpSocket::ConnectedState; }
    void leave() { m_socket.abort(); }

    /// Handles events until \a condition holds; false after a while.
    template <typename Condition> static bool wait(Condition condition)
    {
        const QDeadlineTimer deadline(30000);
        while (!condition()) {
            if (deadline.hasExpired())
                return false;
            QTest::qWait(1);
        }
        return true;
    }

    /// Lets what is under way arrive, where nothing is expected that one could wait for.
    static void pause() { QTest::qWait(50); }

private:
    bool isWhole()
    {
        const QByteArray all = received();
        const qsizetype end = all.indexOf("\r\n\r\n");
        const qsizetype length = all.indexOf("Content-Length: ") + 16;
        return end > 0 && length > 16
            && all.size() >= end + 4 + all.mid(length, all.indexOf('\r', length) - length).toInt();
    }

    QTcpSocket m_socket;
    QByteArray m_received;
    bool m_isIn = false;
};

} // namespace Latchkey
