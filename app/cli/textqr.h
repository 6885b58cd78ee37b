// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QString>
#include <QtCore/QStringList>

namespace Latchkey {

enum class QrStyle {
    Terminal, ///< Black on white by ANSI colours, two modules a character.
    Plain, ///< Black by block characters, for paper and for files.
};

/// A QR code as lines of text, with the full quiet zone. Empty where \a text is too long for one.
QStringList textQr(const QString &text, QrStyle style);

/// The columns that a line takes.
int textQrWidth(const QStringList &lines, QrStyle style);

} // namespace Latchkey
