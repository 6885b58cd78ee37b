// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "oauth/errorresponse.h"
#include "oauth/expected.h"

#include <latchkey/core_export.h>

#include <optional>

namespace Latchkey {

/// What the authorization endpoint sends back by the browser (RFC 6749 §4.1.2, RFC 9207 §2), from
/// whoever it may be: nothing of it is to be believed before the state was compared.
struct LATCHKEY_CORE_EXPORT AuthorizationResponse
{
    QString code; ///< A secret; empty with an error.
    QString state; ///< Empty where there was none.
    QString issuer; ///< `iss`; empty where there was none.
    std::optional<ErrorResponse> error;

    /// Reads the query of the redirect URI. The error is Protocol where it is too long, is not a
    /// form, names anything twice (RFC 6749 §3.1), or holds a code with characters that none may
    /// have (App. A.11). A query with neither a code nor an error is read all the same.
    static Expected<AuthorizationResponse> fromQuery(const QByteArray &query);
};

} // namespace Latchkey
