// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtGui/QColor>
#include <QtGui/QFont>
#include <QtGui/QPalette>

/// Colours, type and measures, all taken from the host program's palette and font.
namespace Latchkey::Look {

/// \a base at \a factor times its size, whether that is set in points or in pixels.
QFont scaled(const QFont &base, qreal factor, QFont::Weight weight);
/// The system's fixed font at \a factor times the size of \a base.
QFont fixed(const QFont &base, qreal factor, QFont::Weight weight);
/// The height of the em square in device-independent pixels.
qreal pixelSize(const QFont &font);
/// The distance between two lines of text: \a leading ems, or what the font needs.
qreal lineHeight(const QFont &font, qreal leading);
constexpr qreal usualLeading = 1.4;
/// A measure that is \a measure where the font is 14 pixels high, and grows with the font.
int grown(const QFont &font, qreal measure);

/// WCAG 2 contrast ratio, 1 to 21.
qreal contrast(const QColor &one, const QColor &other);
/// \a over at \a amount (0 to 1) laid over \a under.
QColor blend(const QColor &under, const QColor &over, qreal amount);

bool isDark(const QPalette &palette);
QColor secondaryText(const QPalette &palette);
/// Outlines of cells, cards and marks.
QColor outline(const QPalette &palette);
/// Dividers and the tracks of the ring and the bar.
QColor track(const QPalette &palette);
/// Digits of the steps, ticks and the disclosure: Link where it can be read.
QColor accentText(const QPalette &palette);
/// The ground of letter icons and initials.
QColor tint(const QPalette &palette);
/// The letter on tint().
QColor tintText(const QPalette &palette);
/// The amber that QPalette has no role for, unless \a chosen is valid.
QColor warning(const QPalette &palette, const QColor &chosen);

} // namespace Latchkey::Look
