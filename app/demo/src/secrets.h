// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QString>

namespace Latchkey::Demo {

/// 256 bits from the system's generator, base64url without padding.
QByteArray randomSecret();
/// 20 letters to the power of 8, without vowels and without what looks like a digit (RFC 8628
/// section 6.1). Without the dash.
QString randomUserCode();

/// What is kept of a secret in place of it: SHA-256, in hexadecimal.
QByteArray digest(const QByteArray &secret);
/// Compares in a time that does not tell how much was right.
bool equalDigests(const QByteArray &one, const QByteArray &other);

/// What a person typed, without blanks and dashes and in upper case; empty when it cannot be a
/// code.
QString normalizedUserCode(const QString &typed);
/// As it is shown: XXXX-XXXX.
QString shownUserCode(const QString &normalized);

} // namespace Latchkey::Demo
