// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <latchkey/identity.h>

namespace Latchkey {

// An identity as the durable item keeps it: its claims, and beside them what stands behind them.

/// The claims that are kept: all of them, or where that is too much for a keychain item, the ones
/// that name the person.
QJsonObject claimsToKeep(const Identity &identity);
/// The source and the checks.
QJsonObject proofToKeep(const Identity &identity);

/// The identity that was kept. Without a proof it is one of a version that knew userinfo alone.
Identity keptIdentity(const QJsonObject &claims, const QJsonObject &proof);

} // namespace Latchkey
