// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT
#include "logging.h"

namespace Latchkey::Demo {

Q_LOGGING_CATEGORY(logDemo, "latchkey.demo")

} // namespace Latchkey::Demo
