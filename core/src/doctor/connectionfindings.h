// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "doctor/check.h"
#include "doctor/connectionwatch.h"
#include "doctor/hosttarget.h"

#include <latchkey/error.h>

namespace Latchkey {

/// Where a request went, in words.
struct Route
{
    QString server; ///< HostTarget::name()
    QString proxy; ///< proxyName(); empty where it goes straight.
    bool isLoopback = false;
    bool hasName = false; ///< The host is a name that has to be looked up on this computer.
    bool isEncrypted = false;

    static Route to(const HostTarget &target, const QString &proxy);
};

/// What an answer of any kind proves.
Findings reached(const Route &route);

/// Why no answer came: \a error is a Network, Tls or InsecureEndpoint of HttpClient, \a trouble
/// what else is known.
Finding notReached(const Route &route, const Error &error, const ConnectionTrouble &trouble);

/// No answer came, and nothing else is known.
Finding noAnswerInTime(const Route &route);

} // namespace Latchkey
