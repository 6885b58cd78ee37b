// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtGui/QIcon>
#include <QtGui/QPalette>

class QWidget;

namespace Latchkey::Desktop {

/// The window's own icons, drawn in the manner of the widgets' line icons.
enum class ActionIcon {
    Back,
    Close,
    Menu,
    Plus,
    Refresh,
    SignOut,
};

/// An icon for a button, in the colour that \a owner's palette has for \a role when it is painted.
QIcon actionIcon(ActionIcon icon, QWidget *owner, QPalette::ColorRole role);

} // namespace Latchkey::Desktop
