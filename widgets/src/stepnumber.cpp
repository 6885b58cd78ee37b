// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "stepnumber.h"

#include "look.h"

#include <QtGui/QFontMetricsF>
#include <QtGui/QPainter>

namespace Latchkey {

StepNumber::StepNumber(int number, QWidget *parent) : QWidget(parent), m_number(number)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void StepNumber::setSide(int side)
{
    m_side = side;
    updateGeometry();
    update();
}

QSize StepNumber::sizeHint() const
{
    const int side = Look::grown(font(), m_side);
    return {side, side};
}

void StepNumber::paintEvent(QPaintEvent *)
{
    const qreal line = 1.5 * Look::grown(font(), 10) / 10;
    const qreal half = line / 2;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(palette().color(QPalette::Highlight), line));
    painter.drawEllipse(QRectF(rect()).adjusted(half, half, -half, -half));

    const QFont digit = Look::scaled(font(), 0.93 * m_side / 24, QFont::DemiBold);
    const QFontMetricsF metrics(digit);
    const QString text = QString::number(m_number);
    painter.setFont(digit);
    painter.setPen(Look::accentText(palette()));
    painter.drawText(QPointF((width() - metrics.horizontalAdvance(text)) / 2,
                             (height() + metrics.capHeight()) / 2),
                     text);
}

} // namespace Latchkey
