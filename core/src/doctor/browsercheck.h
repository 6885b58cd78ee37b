// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "base/browserchoice.h"
#include "doctor/check.h"

namespace Latchkey {

Finding checkBrowser(const BrowserSurroundings &surroundings);

} // namespace Latchkey
