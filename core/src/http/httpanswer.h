// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "oauth/expected.h"

#include <QtCore/QDateTime>
#include <QtCore/QJsonObject>

#include <chrono>
#include <optional>

namespace Latchkey {

/// A whole answer of a server.
struct HttpAnswer
{
    QUrl url;
    int status = 0;
    QByteArray body;
    QString location; ///< Where a redirect points; empty elsewhere, and where it is too long.
    std::chrono::seconds retryAfter{0};
    QDateTime receivedAt; ///< By this computer's clock, in UTC.
    /// What was sent and is secret; no error repeats it, whatever the server says.
    QStringList sentSecrets;
    /// For how long it may be kept (RFC 9111 §4.2); nothing where the server does not say.
    std::optional<std::chrono::seconds> lifetime;
    QDateTime serverDate; ///< The server's clock (RFC 9110 §6.6.1); invalid where it did not tell.

    /// The answer's JSON object where it grants something: JSON is judged first and the status
    /// second, since servers send errors with 200 and success with other statuses. Everything else
    /// is an error that knows the endpoint, the status and Retry-After.
    Expected<QJsonObject> grant() const;

    /// By how much this computer's clock is ahead of the server's; negative where it is behind.
    /// Zero where the two agree to within a minute, or where the server did not tell.
    std::chrono::seconds clockSkew() const;

    /// Adds to \a error what is known of this answer.
    Error describe(const Error &error) const;
};

/// Reads a date in any of the three forms of RFC 9110 §5.6.7, in UTC; invalid where it is none.
QDateTime parseHttpDate(const QByteArray &value);

/// Reads Retry-After (RFC 9110 §10.2.3), in seconds or as a date; zero where it is absent, past or
/// unreadable, and never more than an hour.
std::chrono::seconds parseRetryAfter(const QByteArray &value, const QDateTime &now);

} // namespace Latchkey
