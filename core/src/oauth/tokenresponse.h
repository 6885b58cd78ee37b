// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "oauth/expected.h"

#include <latchkey/tokenset.h>

#include <QtCore/QDateTime>
#include <QtCore/QJsonObject>

namespace Latchkey {

/// Reads a success answer of a token endpoint (RFC 6749 §5.1). \a receivedAt turns `expires_in`
/// into a point in time; where `expires_at` (a UNIX time stamp) is there too, the earlier wins. The
/// error is Protocol.
Expected<TokenSet> tokenSetFromJson(const QJsonObject &object, const QStringList &requestedScopes,
                                    const QDateTime &receivedAt);

} // namespace Latchkey
