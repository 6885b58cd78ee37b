// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "rowdelegate.h"

#include "look.h"

#include <QtCore/QTextBoundaryFinder>
#include <QtGui/QPainter>
#include <QtWidgets/QApplication>

#include <algorithm>
#include <cmath>

namespace Latchkey::Desktop {

namespace {

constexpr int rowHeight = 56;
constexpr int rowGap = 2; // between two rows
constexpr int rowInset = 8; // between the list's edge and the selection
constexpr int iconSide = 32;
constexpr int padding = 12; // between the selection's edge and what is in it
constexpr int leastPadding = 4; // where there is more to say than fits
constexpr int iconGap = 12;
constexpr int wordGap = 12;
constexpr int leastWordGap = 6;
constexpr int markSide = 16;
constexpr int markGap = 6;
constexpr qreal secondLineScale = 0.93;

QString letter(const QString &name)
{
    for (qsizetype i = 0; i < std::min<qsizetype>(name.size(), 100); ++i) {
        if (!name.at(i).isLetterOrNumber() && !name.at(i).isHighSurrogate())
            continue;
        QTextBoundaryFinder finder(QTextBoundaryFinder::Grapheme, name);
        finder.setPosition(i);
        const qsizetype end = finder.toNextBoundary();
        return name.mid(i, std::clamp<qsizetype>(end - i, 1, 4)).toUpper();
    }
    return {};
}

void paintPlus(QPainter *painter, const QRectF &icon, const QColor &color)
{
    const qreal arm = icon.width() * 0.2;
    const QPointF centre = icon.center();
    painter->setPen(QPen(color, icon.width() / 18, Qt::SolidLine, Qt::RoundCap));
    painter->drawLine(centre - QPointF(arm, 0), centre + QPointF(arm, 0));
    painter->drawLine(centre - QPointF(0, arm), centre + QPointF(0, arm));
}

/// The colours of one row, selected or not.
struct Colors
{
    Colors(const QPalette &palette, bool selected)
    {
        const QColor highlighted = palette.color(QPalette::HighlightedText);
        text = selected ? highlighted : palette.color(QPalette::Text);
        secondary = selected ? highlighted : Look::secondaryText(palette);
        iconGround = selected ? highlighted : Look::tint(palette);
        iconLetter = selected ? palette.color(QPalette::Highlight) : Look::tintText(palette);
    }

    QColor text;
    QColor secondary;
    QColor iconGround;
    QColor iconLetter;
};

/// Gives out a row's width from its leading to its trailing side, mirrored where need be.
class Strip
{
public:
    Strip(const QRectF &rect, Qt::LayoutDirection direction)
        : m_rect(rect), m_left(rect.left()), m_direction(direction)
    { }

    QRectF take(qreal width)
    {
        const QRectF taken(m_left, m_rect.top(), std::min(width, remaining()), m_rect.height());
        m_left += taken.width();
        if (m_direction == Qt::LeftToRight)
            return taken;
        QRectF mirrored = taken;
        mirrored.moveLeft(m_rect.left() + m_rect.right() - taken.right());
        return mirrored;
    }
    void skip(qreal width) { take(width); }
    qreal remaining() const { return std::max<qreal>(0, m_rect.right() - m_left); }

private:
    QRectF m_rect;
    qreal m_left;
    Qt::LayoutDirection m_direction;
};

void paintText(QPainter *painter, const QRectF &rect, const QFont &font, const QColor &color,
               const QString &text, Qt::LayoutDirection direction)
{
    painter->setFont(font);
    painter->setPen(color);
    const auto align = QStyle::visualAlignment(direction, Qt::AlignLeft | Qt::AlignVCenter);
    const QString shown = QFontMetricsF(font).elidedText(text, Qt::ElideRight, rect.width());
    painter->drawText(rect, int(align) | Qt::TextSingleLine, shown);
}

void paintIcon(QPainter *painter, const QRectF &square, const Row &row, const QFont &font,
               const Colors &colors)
{
    painter->setPen(Qt::NoPen);
    painter->setBrush(colors.iconGround);
    painter->drawRoundedRect(square, square.width() / 4, square.width() / 4);
    if (row.letterOf.isEmpty())
        return paintPlus(painter, square, colors.iconLetter);
    QFont letterFont = font;
    letterFont.setPixelSize(qRound(square.width() * 0.53));
    letterFont.setWeight(QFont::DemiBold);
    painter->setFont(letterFont);
    painter->setPen(colors.iconLetter);
    painter->drawText(square, Qt::AlignCenter | Qt::TextSingleLine, letter(row.letterOf));
}

QFont secondLineFont(const QFont &font)
{
    return Look::scaled(font, secondLineScale, QFont::Normal);
}

qreal textWidth(const QFont &font, const QString &text)
{
    return std::ceil(QFontMetricsF(font).horizontalAdvance(text));
}

void paintSecondLine(QPainter *painter, const QRectF &rect, const Row &row, const Colors &colors,
                     const QStyleOptionViewItem &option)
{
    const QFont font = secondLineFont(option.font);
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    // A name that would lose its end comes closer to the word before it and to the edge.
    const int spare = padding - leastPadding;
    Strip strip(option.direction == Qt::LeftToRight ? rect.adjusted(0, 0, spare, 0)
                                                    : rect.adjusted(-spare, 0, 0, 0),
                option.direction);
    if (row.mark) {
        const qreal side = Look::grown(option.font, markSide);
        QRectF square = strip.take(side);
        square = QRectF(square.left(), std::round(rect.center().y() - side / 2), side, side);
        row.mark(painter, square, selected ? colors.text : row.markColor);
        strip.skip(Look::grown(option.font, markGap));
    }
    const qreal natural = textWidth(font, row.rest);
    if (!row.word.isEmpty()) {
        const qreal word = textWidth(font, row.word);
        const qreal gap = Look::grown(option.font, wordGap);
        const bool fits = word + gap + natural + spare <= strip.remaining();
        paintText(painter, strip.take(word), font, colors.text, row.word, option.direction);
        strip.skip(fits ? gap : Look::grown(option.font, leastWordGap));
    }
    // Three dots tell nothing.
    if (strip.remaining() >= std::min(natural, 2 * Look::pixelSize(font))) {
        paintText(painter, strip.take(strip.remaining()), font, colors.secondary, row.rest,
                  option.direction);
    }
}

void paintGround(QPainter *painter, const QRectF &ground, const QStyleOptionViewItem &option,
                 const QPalette &palette)
{
    const QColor highlight = palette.color(QPalette::Highlight);
    const bool selected = option.state.testFlag(QStyle::State_Selected);
    const bool hovered = option.state.testFlag(QStyle::State_MouseOver);
    painter->setPen(Qt::NoPen);
    if (selected) {
        painter->setBrush(highlight);
        painter->drawRoundedRect(ground, 6, 6);
    } else if (hovered) {
        painter->setBrush(Look::blend(palette.color(QPalette::Base), highlight, 0.08));
        painter->drawRoundedRect(ground, 6, 6);
    }
    if (option.state.testFlag(QStyle::State_HasFocus)
        && option.state.testFlag(QStyle::State_KeyboardFocusChange)) {
        const QColor ring = selected ? palette.color(QPalette::HighlightedText) : highlight;
        painter->setPen(QPen(ring, 1.5));
        painter->setBrush(Qt::NoBrush);
        painter->drawRoundedRect(ground.adjusted(2, 2, -2, -2), 4.5, 4.5);
    }
}

} // namespace

void RowDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option,
                        const QModelIndex &index) const
{
    QPalette palette = option.palette;
    palette.setCurrentColorGroup(!option.state.testFlag(QStyle::State_Enabled) ? QPalette::Disabled
                                     : option.state.testFlag(QStyle::State_Active)
                                     ? QPalette::Active
                                     : QPalette::Inactive);
    const Row content = row(index, palette);
    const Colors colors(palette, option.state.testFlag(QStyle::State_Selected));
    const QFont font = option.font;

    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const QRectF ground =
        QRectF(option.rect).adjusted(rowInset, rowGap / 2.0, -rowInset, -rowGap / 2.0);
    paintGround(painter, ground, option, palette);

    Strip strip(ground.adjusted(padding, 0, -padding, 0), option.direction);
    const qreal side = Look::grown(font, iconSide);
    QRectF icon = strip.take(side);
    icon = QRectF(icon.left(), std::round(ground.center().y() - side / 2), side, side);
    paintIcon(painter, icon, content, font, colors);
    strip.skip(iconGap);

    const QRectF lines = strip.take(strip.remaining());
    const qreal line = Look::lineHeight(font, Look::usualLeading);
    const QRectF first(lines.left(), std::round(ground.center().y() - line), lines.width(), line);
    paintText(painter, first, Look::scaled(font, 1, QFont::DemiBold), colors.text, content.title,
              option.direction);
    paintSecondLine(painter, first.translated(0, line), content, colors, option);
    painter->restore();
}

QSize RowDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    Q_UNUSED(index);
    // A list makes its rows as wide as it is, and would cut off what asks for more.
    return {1, Look::grown(option.font, rowHeight) + rowGap};
}

int RowDelegate::widthFor(const QFont &font, const QString &word)
{
    return 2 * (rowInset + padding) + Look::grown(font, iconSide) + iconGap
        + Look::grown(font, markSide) + Look::grown(font, markGap)
        + static_cast<int>(textWidth(secondLineFont(font), word));
}

} // namespace Latchkey::Desktop
