// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "actionbutton.h"

#include "look.h"

#include <QtCore/QEvent>

#include <algorithm>

namespace Latchkey::Desktop {

ActionButton::ActionButton(QWidget *parent) : ActionButton(QString(), parent)
{ }

ActionButton::ActionButton(const QString &text, QWidget *parent) : IconButton(text, parent)
{
    setIconSizes();
}

QSize ActionButton::sizeHint() const
{
    const QSize hint = IconButton::sizeHint();
    return {hint.width() + Look::grown(font(), 16),
            std::max(hint.height(), Look::grown(font(), 32))};
}

void ActionButton::changeEvent(QEvent *event)
{
    IconButton::changeEvent(event);
    if (event->type() == QEvent::FontChange) {
        setIconSizes();
        updateGeometry();
    }
}

void ActionButton::setIconSizes()
{
    const int side = Look::grown(font(), 16);
    setIconSize({side, side});
}

} // namespace Latchkey::Desktop
