// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT
#pragma once

#include "endpoints.h"

namespace Latchkey::Demo {

/// The ID token for what was issued, OpenID Connect Core section 2, with the fault that the knobs
/// ask for. \a nonce is that of the authorization request, or empty.
QByteArray makeIdToken(const Context &context, const Issued &issued, const QString &nonce);

} // namespace Latchkey::Demo
