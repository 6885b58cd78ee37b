// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "exclusivesocket_win.h"

#include <winsock2.h>
#include <ws2tcpip.h>

namespace Latchkey {

namespace {

ExclusiveSocket failure()
{
    ExclusiveSocket result;
    result.systemError = WSAGetLastError();
    // The latter is what an exclusive socket of somebody else is answered with.
    const bool isInUse = result.systemError == WSAEADDRINUSE || result.systemError == WSAEACCES;
    result.status = isInUse ? ExclusiveSocket::Status::InUse : ExclusiveSocket::Status::Failed;
    return result;
}

bool bindToLoopback(SOCKET descriptor, ExclusiveSocket::Family family, std::uint16_t port)
{
    if (family == ExclusiveSocket::Family::IPv6) {
        sockaddr_in6 address = {};
        address.sin6_family = AF_INET6;
        address.sin6_port = htons(port);
        address.sin6_addr = in6addr_loopback;
        return bind(descriptor, reinterpret_cast<const sockaddr *>(&address), sizeof(address)) == 0;
    }
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return bind(descriptor, reinterpret_cast<const sockaddr *>(&address), sizeof(address)) == 0;
}

} // namespace

ExclusiveSocket ExclusiveSocket::listen(Family family, std::uint16_t port)
{
    // Counted by the system: Qt's own use of it stays as it is, and the process ends with it.
    WSADATA data;
    if (WSAStartup(MAKEWORD(2, 2), &data) != 0)
        return failure();
    const SOCKET descriptor =
        socket(family == Family::IPv6 ? AF_INET6 : AF_INET, SOCK_STREAM, IPPROTO_TCP);
    if (descriptor == INVALID_SOCKET)
        return failure();
    const BOOL exclusive = TRUE;
    const bool isExclusive =
        setsockopt(descriptor, SOL_SOCKET, SO_EXCLUSIVEADDRUSE,
                   reinterpret_cast<const char *>(&exclusive), sizeof(exclusive))
        == 0;
    if (!isExclusive || !bindToLoopback(descriptor, family, port)
        || ::listen(descriptor, SOMAXCONN) != 0) {
        const ExclusiveSocket result = failure();
        closesocket(descriptor);
        return result;
    }
    ExclusiveSocket result;
    result.status = Status::Listening;
    result.descriptor = static_cast<std::intptr_t>(descriptor);
    return result;
}

} // namespace Latchkey
