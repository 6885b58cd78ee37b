// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "textflow.h"

#include <QtCore/QUrl>

namespace Latchkey {

/// An address as a person should read it: without its scheme, with the registrable domain (by the
/// Public Suffix List) in bold, everything else plain. Where there is no registrable domain, as in
/// an IP address, the whole host is bold. Names outside ASCII appear as punycode.
TextPiece addressPiece(const QUrl &url);

/// As addressPiece(), of the host alone.
TextPiece hostPiece(const QUrl &url);

/// True where \a url leads to this computer, which a phone cannot reach.
bool isOnThisComputer(const QUrl &url);

/// \a sentence with \a piece in the place of "%1".
QList<TextPiece> sentenceWith(const QString &sentence, const TextPiece &piece);

} // namespace Latchkey
