// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QString>

#include <optional>

namespace Latchkey {

/// The `exp` of a token that is a JWT (RFC 7519 §4.1.4), in seconds since 1970; nothing where it is
/// no JWT or has none. Nothing is verified: an access token is the server's affair, and its own
/// word may only shorten what we take its life to be.
std::optional<qint64> jwtExpiry(const QString &token);

} // namespace Latchkey
