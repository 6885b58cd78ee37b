// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "oauth/expected.h"

#include <QtCore/QDateTime>
#include <QtCore/QJsonObject>

#include <chrono>

namespace Latchkey {

/// A whole answer of a server.
struct HttpAnswer
{
    QUrl url;
    int status = 0;
    QByteArray body;
    std::chrono::seconds retryAfter{0};

    /// The answer's JSON object where it grants something: JSON is judged first and the status
    /// second, since servers send errors with 200 and success with other statuses. Everything else
    /// is an error that knows the endpoint, the status and Retry-After.
    Expected<QJsonObject> grant() const;

    /// Adds to \a error what is known of this answer.
    Error describe(const Error &error) const;
};

/// Reads Retry-After (RFC 9110 §10.2.3), in seconds or as a date; zero where it is absent, past or
/// unreadable, and never more than an hour.
std::chrono::seconds parseRetryAfter(const QByteArray &value, const QDateTime &now);

} // namespace Latchkey
