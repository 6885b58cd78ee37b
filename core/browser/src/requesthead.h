// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QByteArray>

namespace Latchkey {

/// The first lines of an HTTP/1 request (RFC 9112), as far as somebody needs them who answers
/// nothing but a redirect. Whoever sends it may be anybody.
struct RequestHead
{
    enum class Status {
        Incomplete, ///< More has to come.
        Complete,
        TooLarge, ///< More than any browser sends.
        Malformed, ///< Not HTTP, or not as it has to be.
    };

    /// Room for the cookies that other servers of this host name have left in the browser.
    static constexpr qsizetype maxBytes = 64 * 1024;

    Status status = Status::Incomplete;
    QByteArray method;
    QByteArray path; ///< As it was sent, percent-encoded.
    QByteArray query; ///< What stands behind the '?'.
    QByteArray host; ///< The Host header.
    bool hasBody = false;

    static RequestHead read(const QByteArray &received);
};

} // namespace Latchkey
