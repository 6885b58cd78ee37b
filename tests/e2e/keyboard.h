// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QStringList>

/// The keyboard of the X display that this program is on, played by xdotool through XTest.
namespace Keyboard {

/// Turns it to the window with this title, as a window manager would; there is none here. False
/// where there is no such window.
bool focus(const QString &title);
/// Presses keys by their X names, one after the other: "ctrl+n", "End", "Return".
bool press(const QStringList &keys);
/// Types a text.
bool type(const QString &text);

} // namespace Keyboard
