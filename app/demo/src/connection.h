// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT
#pragma once

#include "http.h"

#include <httplib.h>

#include <atomic>
#include <chrono>
#include <string>

namespace Latchkey::Demo {

/// One accepted connection. It reads each request head itself, within limits of size and time, and
/// hands httplib a plain one to go by: httplib 0.11 matches some headers with std::regex, whose
/// recursion a long hostile header turns into a stack overflow, and bounds neither their number nor
/// a chunked or compressed body.
class Connection final : public httplib::Stream
{
public:
    static constexpr qsizetype maximumHead = 32 * 1024;
    static constexpr qsizetype maximumTarget = 8 * 1024;
    static constexpr qsizetype maximumBody = 64 * 1024;
    /// For the whole of a request to arrive, from its first byte.
    static constexpr std::chrono::milliseconds requestDeadline{10'000};
    /// For a reader that takes nothing of the answer.
    static constexpr std::chrono::milliseconds writeDeadline{5'000};

    enum class Wait { Readable, TimedOut, Broken };
    enum class Head { Complete, Refused, Broken };

    /// Does not own \a socket.
    Connection(socket_t socket, quint64 number);

    /// Waits for the first byte of the next request.
    Wait waitForRequest(std::chrono::milliseconds time) const;
    /// Reads one request head. Refused: a final answer was already written.
    Head readHead();

    /// The request that the last readHead() read; its body is filled in by the server.
    HttpRequest &request() { return m_request; }
    /// What is to become of the answer now being written.
    void setDelivery(const Delivery &delivery) { m_delivery = delivery; }
    /// Whether the connection has to end after this answer.
    bool mustClose() const { return m_broken || m_delivery.closeAfter; }

    bool is_readable() const override;
    bool is_writable() const override;
    ssize_t read(char *data, size_t size) override;
    ssize_t write(const char *data, size_t size) override;
    using Stream::write;
    void get_remote_ip_and_port(std::string &ip, int &port) const override;
    void get_local_ip_and_port(std::string &ip, int &port) const override;
    socket_t socket() const override { return m_socket; }

private:
    bool parseHead(const QByteArray &head);
    void refuse(const char *statusLine);
    bool sendAll(const char *data, size_t size);
    Wait waitUntil(bool forWriting, std::chrono::steady_clock::time_point deadline) const;

    socket_t m_socket;
    HttpRequest m_request;
    Delivery m_delivery;
    QByteArray m_unread; ///< What httplib reads before it reads the socket again.
    QByteArray m_ahead; ///< What came in behind the head: the body and perhaps the next request.
    std::chrono::steady_clock::time_point m_deadline;
    qsizetype m_bodyLeft = 0; ///< Bytes of the announced body that httplib has not read yet.
    bool m_headSent = false;
    qint64 m_bodySent = 0;
    bool m_broken = false;
};

} // namespace Latchkey::Demo
