// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QString>

namespace Latchkey {

/// True for the name or an address by which this computer reaches itself, and nobody else does.
bool isThisComputer(const QString &host);

} // namespace Latchkey
