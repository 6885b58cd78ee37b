// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "doctor/check.h"

#include <latchkey/provider.h>

namespace Latchkey {

/// What the list of accounts at a path is like, and whom it names.
struct AccountListReport
{
    Findings findings;
    QList<Provider> providers;
};

/// Reads the list of \a program, and nothing else.
AccountListReport checkAccountList(const QString &program);

} // namespace Latchkey
