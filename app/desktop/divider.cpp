// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "divider.h"

#include "look.h"

#include <QtGui/QPainter>

namespace Latchkey::Desktop {

Divider::Divider(QWidget *parent) : QWidget(parent)
{
    setFixedHeight(1);
}

void Divider::paintEvent(QPaintEvent *)
{
    QPainter(this).fillRect(rect(), Look::track(palette()));
}

} // namespace Latchkey::Desktop
