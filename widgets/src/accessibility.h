// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

class QString;
class QWidget;

/// What Latchkey's own widgets tell a screen reader.
namespace Latchkey::Accessibility {

/// Makes roles and names of Latchkey's painted widgets known to QAccessible. Cheap to call again.
void install();
/// To be called where the name or the value that a painted widget gives has changed.
void nameChanged(QWidget *widget);
void valueChanged(QWidget *widget, int value);
/// Says \a text when the person has finished listening to what is being said.
void announce(QWidget *widget, const QString &text);

} // namespace Latchkey::Accessibility
