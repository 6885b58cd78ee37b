// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <latchkey/session.h>

#include <QtCore/QString>
#include <QtGui/QPalette>

class QPainter;

namespace Latchkey::Desktop {

/// The word for an account's state.
QString stateText(Session::State state);

/// The mark for an account's state. Marks differ by shape, so that nobody has to tell hues apart.
void paintStateMark(QPainter *painter, Session::State state, const QRectF &square,
                    const QColor &color);

/// What colour the mark has on the palette's Base.
QColor stateMarkColor(Session::State state, const QPalette &palette);

} // namespace Latchkey::Desktop
