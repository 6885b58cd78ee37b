// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QString>

namespace Latchkey {

/// What may be told of a secret: that it is there, and how long it is. Never a part of it.
QString redact(const QString &secret);

/// A form body or JSON object with the values of everything secret redacted, bounded in length, for
/// logs and bug reports. Anything that is neither is told by its length alone.
QString redactBody(const QByteArray &body);

} // namespace Latchkey
