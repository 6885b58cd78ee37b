// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QDateTime>

#include <chrono>
#include <optional>

namespace Latchkey {

/// The headers by which a server says how long an answer may be kept.
struct FreshnessHeaders
{
    QByteArray cacheControl;
    QByteArray expires;
    QByteArray age;
};

/// For how long from now on an answer may be kept (RFC 9111 §4.2): `max-age`, or `Expires` less the
/// server's \a serverDate (\a receivedAt where it did not tell), less the time that it has been in
/// caches on the way. Zero where it must not be kept; nothing where the server does not say.
std::optional<std::chrono::seconds> freshness(const FreshnessHeaders &headers,
                                              const QDateTime &serverDate,
                                              const QDateTime &receivedAt);

} // namespace Latchkey
