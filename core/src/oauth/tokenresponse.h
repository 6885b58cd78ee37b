// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "oauth/expected.h"

#include <latchkey/tokenset.h>

#include <QtCore/QDateTime>
#include <QtCore/QJsonObject>

namespace Latchkey {

/// Reads a success answer of a token endpoint (RFC 6749 §5.1). \a receivedAt turns `expires_in`
/// into a point in time; where `expires_at` (a UNIX time stamp) or the `exp` of an access token
/// that is a JWT (RFC 9068 §2.2) are there too, the earliest wins. The latter two are by the
/// server's clock, which \a serverDate tells where it is valid. The error is Protocol.
Expected<TokenSet> tokenSetFromJson(const QJsonObject &object, const QStringList &requestedScopes,
                                    const QDateTime &receivedAt,
                                    const QDateTime &serverDate = QDateTime());

} // namespace Latchkey
