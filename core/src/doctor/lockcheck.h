// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "doctor/check.h"

#include <QtCore/QDateTime>

namespace Latchkey {

/// Whether the files of \a program can be written, and whether something keeps them locked. One
/// small file is made there and removed again; where there is no folder yet, none is made.
Findings checkLocks(const QString &program, const QDateTime &now);

/// True where the process runs, on this computer, that a lock file names by \a pid and \a name.
bool isProcessRunning(qint64 pid, const QString &name);

} // namespace Latchkey
