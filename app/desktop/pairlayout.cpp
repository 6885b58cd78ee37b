// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "pairlayout.h"

#include "look.h"

#include <QtWidgets/QStyle>
#include <QtWidgets/QWidget>

#include <algorithm>

namespace Latchkey::Desktop {

namespace {

int heightOf(const QLayoutItem &item, int width)
{
    return item.hasHeightForWidth() ? item.heightForWidth(width) : item.sizeHint().height();
}

} // namespace

PairLayout::PairLayout(QWidget *parent, Stretch stretch, Vertical vertical, int wanted)
    : QLayout(parent), m_stretch(stretch), m_vertical(vertical), m_wanted(wanted)
{
    setContentsMargins(0, 0, 0, 0);
    setSpacing(16);
}

PairLayout::~PairLayout() = default;

void PairLayout::addItem(QLayoutItem *item)
{
    m_items.at(m_items[0] ? 1 : 0).reset(item);
}

int PairLayout::count() const
{
    return m_items[1] ? 2 : m_items[0] ? 1 : 0;
}

QLayoutItem *PairLayout::itemAt(int index) const
{
    return index >= 0 && index < count() ? m_items.at(static_cast<size_t>(index)).get() : nullptr;
}

QLayoutItem *PairLayout::takeAt(int index)
{
    if (!itemAt(index))
        return nullptr;
    QLayoutItem *const taken = m_items.at(static_cast<size_t>(index)).release();
    if (index == 0)
        m_items[0] = std::move(m_items[1]);
    return taken;
}

PairLayout::Widths PairLayout::widthsFor(int width) const
{
    const size_t stretching = m_stretch == Stretch::First ? 0 : 1;
    const size_t other = 1 - stretching;
    const int fixed = m_items.at(other)->sizeHint().width();
    const int limit = parentWidget() ? Look::grown(parentWidget()->font(), m_wanted) : m_wanted;
    const int wanted = std::min(m_items.at(stretching)->sizeHint().width(), limit);
    Widths widths{fixed + spacing() + wanted <= width, {}};
    widths.width.at(other) = std::min(fixed, width);
    widths.width.at(stretching) = widths.beside ? width - spacing() - fixed : width;
    return widths;
}

int PairLayout::heightForWidth(int width) const
{
    if (count() < 2)
        return 0;
    const Widths widths = widthsFor(width);
    const int first = heightOf(*m_items[0], widths.width[0]);
    const int second = heightOf(*m_items[1], widths.width[1]);
    return widths.beside ? std::max(first, second) : first + spacing() / 2 + second;
}

void PairLayout::setGeometry(const QRect &rect)
{
    QLayout::setGeometry(rect);
    if (count() < 2)
        return;
    const Widths widths = widthsFor(rect.width());
    const std::array<int, 2> heights = {heightOf(*m_items[0], widths.width[0]),
                                        heightOf(*m_items[1], widths.width[1])};
    const int tallest = std::max(heights[0], heights[1]);
    const auto direction = parentWidget() ? parentWidget()->layoutDirection() : Qt::LeftToRight;
    QPoint corner = rect.topLeft();
    for (size_t i = 0; i < 2; ++i) {
        QRect place(corner, QSize(widths.width.at(i), heights.at(i)));
        if (widths.beside) {
            if (m_vertical == Vertical::Middle)
                place.translate(0, (tallest - heights.at(i)) / 2);
            corner.rx() += place.width() + spacing();
        } else {
            corner.ry() += place.height() + spacing() / 2;
        }
        m_items.at(i)->setGeometry(QStyle::visualRect(direction, rect, place));
    }
}

QSize PairLayout::sizeHint() const
{
    if (count() < 2)
        return {};
    const QSize first = m_items[0]->sizeHint();
    const QSize second = m_items[1]->sizeHint();
    return {first.width() + spacing() + second.width(), std::max(first.height(), second.height())};
}

QSize PairLayout::minimumSize() const
{
    QSize size;
    for (const auto &item : m_items) {
        if (item)
            size = size.expandedTo(item->minimumSize());
    }
    return size;
}

} // namespace Latchkey::Desktop
