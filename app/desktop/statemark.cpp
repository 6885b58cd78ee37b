// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "statemark.h"

#include "lineicon.h"
#include "look.h"

#include <QtCore/QCoreApplication>
#include <QtGui/QPainter>
#include <QtGui/QPainterPath>

namespace Latchkey::Desktop {

namespace {

// All marks are drawn on a grid of 16.
constexpr qreal grid = 16;

QPen stroke(const QColor &color, qreal width)
{
    return {color, width, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin};
}

void paintDisc(QPainter *painter, const QColor &color)
{
    painter->setPen(Qt::NoPen);
    painter->setBrush(color);
    painter->drawEllipse(QPointF(8, 8), 5, 5);
}

void paintRing(QPainter *painter, const QColor &color)
{
    painter->setPen(stroke(color, 2));
    painter->setBrush(Qt::NoBrush);
    painter->drawEllipse(QPointF(8, 8), 4.4, 4.4);
}

void paintDots(QPainter *painter, const QColor &color)
{
    painter->setPen(Qt::NoPen);
    painter->setBrush(color);
    for (const qreal x : {3.5, 8.0, 12.5})
        painter->drawEllipse(QPointF(x, 8), 1.3, 1.3);
}

void paintCircularArrow(QPainter *painter, const QColor &color)
{
    painter->setPen(stroke(color, 1.6));
    painter->setBrush(Qt::NoBrush);
    // Open at the top right, where the arrow's head is.
    painter->drawArc(QRectF(3, 3, 10, 10), 45 * 16, 285 * 16);
    painter->drawPolyline(QPolygonF({{13.2, 2.2}, {12.4, 5.4}, {9.2, 4.6}}));
}

} // namespace

QString stateText(Session::State state)
{
    switch (state) {
    case Session::State::Restoring:
        return QCoreApplication::translate("Latchkey::Desktop", "Restoring");
    case Session::State::Active:
        return QCoreApplication::translate("Latchkey::Desktop", "Active");
    case Session::State::Refreshing:
        return QCoreApplication::translate("Latchkey::Desktop", "Refreshing");
    case Session::State::Offline:
        return QCoreApplication::translate("Latchkey::Desktop", "Offline");
    case Session::State::NeedsSignIn:
        return QCoreApplication::translate("Latchkey::Desktop", "Sign in again");
    case Session::State::Locked:
        return QCoreApplication::translate("Latchkey::Desktop", "Locked");
    }
    return {};
}

void paintStateMark(QPainter *painter, Session::State state, const QRectF &square,
                    const QColor &color)
{
    if (state == Session::State::NeedsSignIn)
        return paintLineIcon(painter, LineIcon::Warning, square, color);
    if (state == Session::State::Locked)
        return paintLineIcon(painter, LineIcon::Lock, square, color);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->translate(square.topLeft());
    painter->scale(square.width() / grid, square.height() / grid);
    switch (state) {
    case Session::State::Active:
        paintDisc(painter, color);
        break;
    case Session::State::Offline:
        paintRing(painter, color);
        break;
    case Session::State::Refreshing:
        paintCircularArrow(painter, color);
        break;
    default:
        paintDots(painter, color);
        break;
    }
    painter->restore();
}

QColor stateMarkColor(Session::State state, const QPalette &palette)
{
    switch (state) {
    case Session::State::Active:
        return palette.color(QPalette::Highlight);
    case Session::State::NeedsSignIn:
        return Look::warning(palette, {});
    case Session::State::Locked:
        return palette.color(QPalette::Text);
    default:
        return Look::secondaryText(palette);
    }
}

} // namespace Latchkey::Desktop
