// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "oauth/expected.h"

#include <latchkey/core_export.h>

#include <QtCore/QByteArray>
#include <QtCore/QList>
#include <QtCore/QMap>
#include <QtCore/QString>

#include <utility>

namespace Latchkey {

/// Form parameters in the order in which they are sent.
using FormParameters = QList<std::pair<QString, QString>>;

/// `application/x-www-form-urlencoded` (RFC 6749 App. B): every value percent-encoded as UTF-8, so
/// that '+', '&' and '%' in a value arrive as themselves. Parameters with an empty value are left
/// out (RFC 6749 §3.1).
QByteArray formEncode(const FormParameters &parameters);

/// Reads such a form; '+' is a blank in it. The error is Protocol where it is longer than 16 KiB,
/// is not encoded as it has to be, or names anything twice (RFC 6749 §3.1).
LATCHKEY_CORE_EXPORT Expected<QMap<QString, QString>> formDecode(const QByteArray &body);

/// Appends \a extra; a name that is there already is left as it is.
void addParameters(FormParameters &parameters, const QMap<QString, QString> &extra);

} // namespace Latchkey
