// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtWidgets/QWidget>

namespace Latchkey {

/// Whether anything of \a widget may be on the screen. QWidget calls what is in a minimised window
/// visible.
inline bool mayBeSeen(const QWidget *widget)
{
    return widget->isVisible() && !widget->window()->isMinimized();
}

} // namespace Latchkey
