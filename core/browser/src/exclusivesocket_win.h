// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <cstdint>

namespace Latchkey {

/// A socket that listens on 127.0.0.1 or [::1], and that no other program can bind beside it
/// (SO_EXCLUSIVEADDRUSE). On Windows a plain one lets a second program take over what comes to the
/// port.
struct ExclusiveSocket
{
    enum class Status { Listening, InUse, Failed };
    enum class Family { IPv4, IPv6 };

    /// Port 0 takes any that is free.
    static ExclusiveSocket listen(Family family, std::uint16_t port);

    Status status = Status::Failed;
    std::intptr_t descriptor = -1; ///< To be closed by whoever takes it, while Listening.
    int systemError = 0; ///< WSAGetLastError() otherwise.
};

} // namespace Latchkey
