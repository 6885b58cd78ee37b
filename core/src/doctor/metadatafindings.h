// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "doctor/check.h"
#include "http/httpanswer.h"

#include <optional>

namespace Latchkey {

/// What one of the places where an issuer's metadata may be has to say.
enum class MetadataVerdict {
    Good, ///< It is there.
    OtherIssuer, ///< It is there, and names another issuer.
    Insecure, ///< It is there, and holds an address that is not secure.
    Unreadable, ///< It is there, and is not what it should be.
    ServerTrouble, ///< The server cannot answer now.
    TooManyRequests, ///< The server does not want to answer now.
    WebPage, ///< Something else is there: a page for people, or the way to one.
    NotFound, ///< Nothing is there.
};

struct MetadataAnswer
{
    MetadataVerdict verdict = MetadataVerdict::NotFound;
    QString detail;

    /// Judges an answer for \a issuer. \a result must not be an error of the connection.
    static MetadataAnswer judge(const Expected<HttpAnswer> &result, const QUrl &issuer);
    /// True where another place may have what this one has not.
    bool isInconclusive() const;
};

/// What to say of the answers of all places, in the order in which they were asked.
Finding metadataFinding(const QString &server, const QList<MetadataAnswer> &answers);

/// What there is to say of an address that is no metadata: nothing, unless the network itself
/// answers in the place of the server (RFC 6585 §6).
std::optional<Finding> endpointFinding(const QString &server, const Expected<HttpAnswer> &result);

} // namespace Latchkey
