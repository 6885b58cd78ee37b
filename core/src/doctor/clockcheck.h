// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "doctor/check.h"

#include <QtCore/QDateTime>

#include <chrono>

namespace Latchkey {

/// Compares this computer's clock at the moment of an answer, \a local, with the server's own.
/// Within a minute they agree; more than five are a problem, since tokens then look ended that are
/// good, and good ones that are ended.
Finding clockFinding(const QString &server, const QDateTime &serverDate, const QDateTime &local);

/// The same by the difference alone: positive where this computer's clock is ahead.
Finding clockFinding(const QString &server, std::chrono::seconds ahead);

} // namespace Latchkey
