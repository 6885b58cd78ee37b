// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QLoggingCategory>

namespace Latchkey {

// Quiet unless somebody turns it on: QT_LOGGING_RULES="latchkey.widgets=true".
Q_DECLARE_LOGGING_CATEGORY(lcWidgets)

} // namespace Latchkey
