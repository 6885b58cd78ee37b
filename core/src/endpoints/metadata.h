// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "oauth/expected.h"

#include <latchkey/provider.h>

#include <QtCore/QJsonObject>

#include <chrono>
#include <optional>

namespace Latchkey {

/// What an issuer says of itself: OpenID Connect Discovery §3 and RFC 8414 §2.
struct Metadata
{
    Provider provider; ///< All its endpoints are discovered ones.
    QJsonObject document;
    QUrl url; ///< Where it was found.
    std::optional<std::chrono::seconds> lifetime; ///< As HttpAnswer::lifetime.
};

/// Reads a metadata document. The error is Protocol where it names another issuer, and
/// InsecureEndpoint where an address is neither https nor http on loopback.
///
/// The issuer has to be named to the letter (RFC 8414 §3.3), but for one slash at its end: both
/// spellings lead to this same document, and the one that counts from then on is the document's.
Expected<Provider> providerFromMetadata(const QJsonObject &document, const QUrl &issuer);

/// The signature algorithms for ID tokens that both the document and we know.
QStringList commonIdTokenAlgorithms(const QJsonObject &document);

} // namespace Latchkey
