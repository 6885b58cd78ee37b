// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <latchkey/core_export.h>

#include <QtCore/QUrl>

namespace Latchkey {

/// Whether a slash at the end of an issuer makes another issuer of it.
enum class LastSlash { Counts, DoesNotCount };

/// True where \a text is the issuer, letter by letter (RFC 3986 §6.2.1), apart from what QUrl,
/// which our side of it has been through, writes in its own way: scheme and host may have capitals,
/// since those are alike (§6.2.2.1), and what may be percent-encoded may be so or not.
LATCHKEY_CORE_EXPORT bool isIssuer(const QUrl &issuer, const QString &text,
                                   LastSlash lastSlash = LastSlash::Counts);

} // namespace Latchkey
