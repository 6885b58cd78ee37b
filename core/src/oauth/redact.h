// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "oauth/form.h"

#include <QtCore/QByteArray>
#include <QtCore/QString>
#include <QtCore/QStringList>

namespace Latchkey {

/// What may be told of a secret: that it is there, and how long it is. Never a part of it.
QString redact(const QString &secret);

/// A form body or JSON object with the values of everything secret redacted, bounded in length, for
/// logs and bug reports. Anything that is neither is told by its length alone.
QString redactBody(const QByteArray &body);
/// The same, of an answer to a request that held \a secrets, which it may repeat anywhere.
QString redactBody(const QByteArray &body, const QStringList &secrets);

/// The values of a form that are secret, apart from those that are too short to be.
QStringList secretsOf(const FormParameters &parameters);

/// \a text without \a secrets, which a server may repeat in what it says of them.
QString withoutSecrets(QString text, const QStringList &secrets);

} // namespace Latchkey
