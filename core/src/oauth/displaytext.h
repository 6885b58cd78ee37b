// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QString>

namespace Latchkey {

/// Makes text from the network fit to be shown as plain text: control, format and bidirectional
/// characters and letters that nobody can see are removed, line breaks become blanks, and what is
/// longer than \a maxLength UTF-16 units is cut with an ellipsis.
QString displayText(const QString &text, qsizetype maxLength);

/// True where \a text has nothing but blanks and the printable characters of ASCII: all that a
/// token or a code may consist of (RFC 6749 App. A), and what can stand in a header. Anything else
/// could begin a header of its own or give orders to the terminal that it is printed on.
bool isVisibleAscii(const QString &text);

/// The bounds for texts that servers send.
inline constexpr qsizetype maxDescriptionLength = 500;
inline constexpr qsizetype maxNameLength = 200;
inline constexpr qsizetype maxSubjectLength = 255; // OpenID Connect Core §2
inline constexpr qsizetype maxCodeLength = 64;

} // namespace Latchkey
