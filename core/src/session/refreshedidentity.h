// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "session/accountsecrets.h"

#include <latchkey/error.h>
#include <latchkey/tokenset.h>

namespace Latchkey {

/// Whether an ID token that came with a refresh is about another person, or another issuer's, than
/// the one of the sign-in (OpenID Connect Core §12.2): InvalidIdToken where it is. No error where
/// none came, where it cannot be read, or where no ID token vouches for what is \a known.
///
/// It came straight from the token endpoint over TLS, and nothing is taken from it.
Error checkRefreshedIdentity(const DurableSecrets &known, const TokenSet &tokens);

} // namespace Latchkey
