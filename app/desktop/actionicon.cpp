// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "actionicon.h"

#include <QtCore/QPointer>
#include <QtGui/QIconEngine>
#include <QtGui/QPainter>
#include <QtGui/QPainterPath>
#include <QtWidgets/QWidget>

#include <initializer_list>

namespace Latchkey::Desktop {

namespace {

QPainterPath line(std::initializer_list<QPointF> points)
{
    QPainterPath path(*points.begin());
    for (const QPointF &point : points)
        path.lineTo(point);
    return path;
}

// On a grid of 16.
QPainterPath pathOf(ActionIcon icon, Qt::LayoutDirection direction)
{
    QPainterPath path;
    switch (icon) {
    case ActionIcon::Back:
        path.addPath(line({{9.5, 3.5}, {5, 8}, {9.5, 12.5}}));
        break;
    case ActionIcon::Close:
        path.addPath(line({{4, 4}, {12, 12}}));
        path.addPath(line({{12, 4}, {4, 12}}));
        return path;
    case ActionIcon::Menu:
        path.addPath(line({{3, 4.5}, {13, 4.5}}));
        path.addPath(line({{3, 8}, {13, 8}}));
        path.addPath(line({{3, 11.5}, {13, 11.5}}));
        return path;
    case ActionIcon::Plus:
        path.addPath(line({{8, 3}, {8, 13}}));
        path.addPath(line({{3, 8}, {13, 8}}));
        return path;
    case ActionIcon::Refresh:
        // Three quarters of a circle, and a head where it ends.
        path.arcMoveTo(QRectF(3, 3, 10, 10), 45);
        path.arcTo(QRectF(3, 3, 10, 10), 45, 300);
        path.addPath(line({{12.2, 1.8}, {12.2, 5}, {9, 5}}));
        return path;
    case ActionIcon::SignOut:
        path.addPath(line({{6.5, 2.7}, {3, 2.7}, {3, 13.3}, {6.5, 13.3}}));
        path.addPath(line({{6.5, 8}, {13.5, 8}}));
        path.addPath(line({{10.7, 5.2}, {13.5, 8}, {10.7, 10.8}}));
        break;
    }
    if (direction == Qt::RightToLeft)
        return QTransform(-1, 0, 0, 1, 16, 0).map(path);
    return path;
}

class ActionIconEngine : public QIconEngine
{
public:
    ActionIconEngine(ActionIcon icon, QWidget *owner, QPalette::ColorRole role)
        : m_icon(icon), m_owner(owner), m_role(role)
    { }

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State) override
    {
        const QPalette palette = m_owner ? m_owner->palette() : QPalette();
        const auto group = mode == QIcon::Disabled ? QPalette::Disabled : QPalette::Active;
        const auto direction = m_owner ? m_owner->layoutDirection() : Qt::LeftToRight;
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->translate(rect.topLeft());
        painter->scale(rect.width() / 16.0, rect.height() / 16.0);
        painter->setPen(
            QPen(palette.color(group, m_role), 1.4, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter->setBrush(Qt::NoBrush);
        painter->drawPath(pathOf(m_icon, direction));
        painter->restore();
    }

    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override
    {
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paint(&painter, QRect(QPoint(), size), mode, state);
        return pixmap;
    }

    QIconEngine *clone() const override { return new ActionIconEngine(*this); }

private:
    ActionIcon m_icon;
    QPointer<QWidget> m_owner;
    QPalette::ColorRole m_role;
};

} // namespace

QIcon actionIcon(ActionIcon icon, QWidget *owner, QPalette::ColorRole role)
{
    return QIcon(new ActionIconEngine(icon, owner, role));
}

} // namespace Latchkey::Desktop
