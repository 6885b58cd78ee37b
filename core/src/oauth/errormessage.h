// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <latchkey/error.h>

namespace Latchkey {

/// The translated sentences for an error: what happened, and what to do about it.
QString errorMessage(const Error &error);
QString errorAdvice(const Error &error);

} // namespace Latchkey
