// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT
#include "connection.h"

#ifndef _WIN32
#include <poll.h>
#endif

namespace Latchkey::Demo {

using Clock = std::chrono::steady_clock;

namespace {

int pollOnce(socket_t socket, short events, int milliseconds)
{
#ifdef _WIN32
    WSAPOLLFD entry{socket, events, 0};
    return WSAPoll(&entry, 1, milliseconds);
#else
    pollfd entry{socket, events, 0};
    return ::poll(&entry, 1, milliseconds);
#endif
}

bool wasInterrupted()
{
#ifdef _WIN32
    return WSAGetLastError() == WSAEINTR;
#else
    return errno == EINTR;
#endif
}

bool isToken(const QByteArray &text)
{
    if (text.isEmpty())
        return false;
    for (const char c : text) {
        if (c <= ' ' || c >= 0x7f || std::strchr("\"(),/:;<=>?@[\\]{}", c))
            return false;
    }
    return true;
}

} // namespace

Connection::Connection(socket_t socket, quint64 number) : m_socket(socket)
{
    m_request.connection = number;
    const int yes = 1;
    // Head and body of an answer are two writes; Nagle's algorithm would hold back the second.
    setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, reinterpret_cast<const char *>(&yes), sizeof(yes));
}

Connection::Wait Connection::waitUntil(bool forWriting, Clock::time_point deadline) const
{
    for (;;) {
        const auto left =
            std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now());
        if (left.count() < 0)
            return Wait::TimedOut;
        const int ready =
            pollOnce(m_socket, forWriting ? POLLOUT : POLLIN, static_cast<int>(left.count()));
        if (ready > 0)
            return Wait::Readable;
        if (ready < 0 && !wasInterrupted())
            return Wait::Broken;
    }
}

Connection::Wait Connection::waitForRequest(std::chrono::milliseconds time) const
{
    if (!m_ahead.isEmpty())
        return Wait::Readable;
    return waitUntil(false, Clock::now() + time);
}

Connection::Head Connection::readHead()
{
    m_deadline = Clock::now() + requestDeadline;
    m_delivery = {};
    m_headSent = false;
    m_bodySent = 0;
    m_bodyLeft = 0;
    m_unread.clear();

    QByteArray received = std::exchange(m_ahead, {});
    for (;;) {
        const qsizetype end = received.indexOf("\r\n\r\n");
        if (end >= 0 && end <= maximumHead) {
            m_ahead = received.mid(end + 4);
            return parseHead(received.left(end)) ? Head::Complete : Head::Refused;
        }
        if (received.size() > maximumHead) {
            refuse("431 Request Header Fields Too Large");
            return Head::Refused;
        }
        char buffer[4096];
        if (waitUntil(false, m_deadline) != Wait::Readable)
            return Head::Broken;
        const auto count = ::recv(m_socket, buffer, sizeof(buffer), 0);
        if (count <= 0)
            return Head::Broken;
        received.append(buffer, static_cast<qsizetype>(count));
    }
}

bool Connection::parseHead(const QByteArray &head)
{
    const auto reject = [this](const char *status) {
        refuse(status);
        return false;
    };
    qsizetype lineEnd = head.indexOf("\r\n");
    const QByteArray requestLine = lineEnd < 0 ? head : head.left(lineEnd);
    const QList<QByteArray> words = requestLine.split(' ');
    if (words.size() != 3 || !isToken(words[0])
        || (words[2] != "HTTP/1.1" && words[2] != "HTTP/1.0"))
        return reject("400 Bad Request");
    if (words[1].size() > maximumTarget)
        return reject("414 URI Too Long");
    if (!words[1].startsWith('/'))
        return reject("400 Bad Request");

    m_request.method = words[0];
    m_request.target = words[1];
    m_request.headers.clear();
    m_request.body.clear();
    qsizetype length = -1;
    while (lineEnd >= 0) {
        const qsizetype start = lineEnd + 2;
        lineEnd = head.indexOf("\r\n", start);
        const QByteArray line = lineEnd < 0 ? head.mid(start) : head.mid(start, lineEnd - start);
        const qsizetype colon = line.indexOf(':');
        const QByteArray name = line.left(qMax<qsizetype>(colon, 0));
        const QByteArray value = line.mid(colon + 1).trimmed();
        if (!isToken(name) || value.contains('\r') || value.contains('\n') || value.contains('\0'))
            return reject("400 Bad Request");
        m_request.headers.append({name, value});
        const QByteArray key = name.toLower();
        if (key == "transfer-encoding")
            return reject("411 Length Required");
        if (key == "content-encoding")
            return reject("415 Unsupported Media Type");
        if (key == "content-length") {
            if (length >= 0 || value.isEmpty()
                || !std::all_of(value.begin(), value.end(),
                                [](char c) { return c >= '0' && c <= '9'; }))
                return reject("400 Bad Request");
            length = value.size() > 9 ? maximumBody + 1 : value.toLongLong();
            if (length > maximumBody)
                return reject("413 Content Too Large");
        }
    }
    m_bodyLeft = qMax<qsizetype>(length, 0);

    const qsizetype question = m_request.target.indexOf('?');
    const QByteArray path = question < 0 ? m_request.target : m_request.target.left(question);
    m_request.path = QString::fromUtf8(QByteArray::fromPercentEncoding(path));
    const auto query = parseForm(question < 0 ? QByteArray() : m_request.target.mid(question + 1));
    if (!query)
        return reject("400 Bad Request");
    m_request.query = *query;

    // All paths are one to httplib, so that none is ever matched against a pattern.
    m_unread = m_request.method + " / " + words[2]
        + "\r\nContent-Length: " + QByteArray::number(m_bodyLeft) + "\r\n";
    for (const char *passedOn : {"Connection", "Expect"}) {
        const QByteArray value = m_request.header(passedOn);
        if (!value.isEmpty() && value.size() < 100)
            m_unread += QByteArray(passedOn) + ": " + value + "\r\n";
    }
    m_unread += "\r\n";
    return true;
}

void Connection::refuse(const char *statusLine)
{
    const QByteArray answer = QByteArray("HTTP/1.1 ") + statusLine
        + "\r\nConnection: close\r\nContent-Length: 0\r\nCache-Control: no-store\r\n\r\n";
    sendAll(answer.constData(), static_cast<size_t>(answer.size()));
    m_broken = true;
    // Closing with unread bytes resets the connection, which can overtake the answer. So the end is
    // announced, and a bounded part of what still comes in is taken off the socket first.
#ifdef _WIN32
    ::shutdown(m_socket, SD_SEND);
#else
    ::shutdown(m_socket, SHUT_WR);
#endif
    const auto deadline = std::min(m_deadline, Clock::now() + std::chrono::milliseconds(200));
    char buffer[4096];
    for (int reads = 0; reads < 256 && waitUntil(false, deadline) == Wait::Readable; ++reads) {
        if (::recv(m_socket, buffer, sizeof(buffer), 0) <= 0)
            return;
    }
}

bool Connection::is_readable() const
{
    return !m_unread.isEmpty() || !m_ahead.isEmpty()
        || waitUntil(false, m_deadline) == Wait::Readable;
}

bool Connection::is_writable() const
{
    return !m_broken && waitUntil(true, Clock::now() + writeDeadline) == Wait::Readable;
}

ssize_t Connection::read(char *data, size_t size)
{
    const auto take = [data](QByteArray &from, qsizetype count) {
        std::memcpy(data, from.constData(), static_cast<size_t>(count));
        from.remove(0, count);
        return static_cast<ssize_t>(count);
    };
    const auto wanted = static_cast<qsizetype>(size);
    if (!m_unread.isEmpty())
        return take(m_unread, qMin(wanted, m_unread.size()));
    // Never past the announced body: what follows is the next request.
    const qsizetype limit = qMin(wanted, m_bodyLeft);
    if (limit == 0)
        return 0;
    ssize_t count = -1;
    if (!m_ahead.isEmpty())
        count = take(m_ahead, qMin(limit, m_ahead.size()));
    else if (waitUntil(false, m_deadline) == Wait::Readable)
        count = static_cast<ssize_t>(::recv(m_socket, data, static_cast<size_t>(limit), 0));
    if (count <= 0)
        m_broken = true;
    else
        m_bodyLeft -= static_cast<qsizetype>(count);
    return count;
}

ssize_t Connection::write(const char *data, size_t size)
{
    if (m_broken)
        return -1;
    if (m_delivery.drop) {
        m_broken = true;
        return -1;
    }
    size_t wanted = size;
    if (m_delivery.cutBodyAfter >= 0 && m_headSent) {
        const qint64 left = m_delivery.cutBodyAfter - m_bodySent;
        wanted = static_cast<size_t>(qBound<qint64>(0, left, static_cast<qint64>(size)));
        m_bodySent += static_cast<qint64>(wanted);
    }
    if (!sendAll(data, wanted)) {
        m_broken = true;
        return -1;
    }
    if (wanted < size) {
        m_broken = true;
        return -1;
    }
    // httplib writes a head in one piece, and nothing of the body with it.
    if (QByteArrayView(data, static_cast<qsizetype>(size)).endsWith("\r\n\r\n")
        && !QByteArrayView(data, static_cast<qsizetype>(size)).startsWith("HTTP/1.1 100"))
        m_headSent = true;
    return static_cast<ssize_t>(size);
}

bool Connection::sendAll(const char *data, size_t size)
{
#ifdef MSG_NOSIGNAL
    constexpr int flags = MSG_NOSIGNAL;
#else
    constexpr int flags = 0;
#endif
    while (size > 0) {
        if (waitUntil(true, Clock::now() + writeDeadline) != Wait::Readable)
            return false;
        // The socket is blocking: a small piece fits once it is writable, so that a reader that
        // takes nothing is noticed by the deadline above.
        const size_t piece = std::min<size_t>(size, 16 * 1024);
        const auto count = ::send(m_socket, data, static_cast<int>(piece), flags);
        if (count <= 0) {
            if (count < 0 && wasInterrupted())
                continue;
            return false;
        }
        data += count;
        size -= static_cast<size_t>(count);
    }
    return true;
}

void Connection::get_remote_ip_and_port(std::string &ip, int &port) const
{
    ip = "127.0.0.1";
    port = 0;
}

void Connection::get_local_ip_and_port(std::string &ip, int &port) const
{
    ip = "127.0.0.1";
    port = 0;
}

} // namespace Latchkey::Demo
