// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "logging.h"

namespace Latchkey {

Q_LOGGING_CATEGORY(lcWidgets, "latchkey.widgets", QtCriticalMsg)

} // namespace Latchkey
