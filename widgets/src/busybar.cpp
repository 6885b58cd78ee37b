// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "busybar.h"

#include "look.h"
#include "visibility.h"

#include <QtGui/QPainter>
#include <QtWidgets/QStyle>

#include <algorithm>

namespace Latchkey {

namespace {

constexpr int thickness = 4;
constexpr qreal segment = 0.27;
constexpr qreal restingPlace = 0.2;

} // namespace

BusyBar::BusyBar(QWidget *parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_animation.setStartValue(-segment);
    m_animation.setEndValue(1.0);
    m_animation.setDuration(1800);
    m_animation.setLoopCount(-1);
    connect(&m_animation, &QVariantAnimation::valueChanged, this, [this] { update(); });
}

QSize BusyBar::sizeHint() const
{
    return {Look::grown(font(), 240), thickness};
}

QSize BusyBar::minimumSizeHint() const
{
    return {8 * thickness, thickness};
}

void BusyBar::paintEvent(QPaintEvent *)
{
    const QRectF bar(0, (height() - thickness) / 2.0, width(), thickness);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(Look::track(palette()));
    painter.drawRoundedRect(bar, thickness / 2.0, thickness / 2.0);

    qreal start = isMoving() ? m_animation.currentValue().toReal() : restingPlace;
    if (layoutDirection() == Qt::RightToLeft)
        start = 1 - segment - start;
    const qreal left = std::max(0.0, start) * bar.width();
    const qreal right = std::min(1.0, start + segment) * bar.width();
    painter.setBrush(palette().color(QPalette::Highlight));
    painter.drawRoundedRect(QRectF(left, bar.top(), right - left, thickness), thickness / 2.0,
                            thickness / 2.0);
}

void BusyBar::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    // In a window that is minimised; showing that brings another event.
    if (!mayBeSeen(this))
        return;
    if (style()->styleHint(QStyle::SH_Widget_Animation_Duration, nullptr, this) > 0)
        m_animation.start();
}

void BusyBar::hideEvent(QHideEvent *event)
{
    m_animation.stop();
    QWidget::hideEvent(event);
}

} // namespace Latchkey
