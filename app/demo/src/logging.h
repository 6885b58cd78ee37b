// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QtCore/QLoggingCategory>

namespace Latchkey::Demo {

Q_DECLARE_LOGGING_CATEGORY(logDemo)

} // namespace Latchkey::Demo
