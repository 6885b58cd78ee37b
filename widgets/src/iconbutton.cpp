// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "iconbutton.h"

#include "look.h"

#include <QtWidgets/QStyleOptionButton>
#include <QtWidgets/QStylePainter>

#include <algorithm>

namespace Latchkey {

namespace {

constexpr int iconSpacing = 4; // As QPushButton::sizeHint() reckons, and the styles do.

// A label no wider than what is in it leaves the text nowhere else to go.
QRect tightLabel(const QStyleOptionButton &option, const QRect &contents)
{
    const QRect text = option.fontMetrics.boundingRect(contents, Qt::TextShowMnemonic, option.text);
    const int width = option.iconSize.width() + iconSpacing + text.width();
    return QStyle::alignedRect(option.direction, Qt::AlignCenter,
                               {std::min(width, contents.width()), contents.height()}, contents);
}

} // namespace

// Some styles leave no air at the ends.
QSize IconButton::sizeHint() const
{
    QSize size = QPushButton::sizeHint();
    if (!text().isEmpty()) {
        const int label = fontMetrics().horizontalAdvance(text())
            + (icon().isNull() ? 0 : iconSize().width() + iconSpacing);
        size.setWidth(std::max(size.width(), label + 2 * Look::grown(font(), 12)));
    }
    return size;
}

void IconButton::paintEvent(QPaintEvent *)
{
    QStyleOptionButton option;
    initStyleOption(&option);
    QStylePainter painter(this);
    if (!isRightToLeft() || icon().isNull() || text().isEmpty()) {
        painter.drawControl(QStyle::CE_PushButton, option);
        return;
    }
    painter.drawControl(QStyle::CE_PushButtonBevel, option);
    QStyleOptionButton label = option;
    label.rect =
        tightLabel(option, style()->subElementRect(QStyle::SE_PushButtonContents, &option, this));
    painter.drawControl(QStyle::CE_PushButtonLabel, label);
    if (option.state & QStyle::State_HasFocus) {
        QStyleOptionFocusRect focus;
        focus.QStyleOption::operator=(option);
        focus.rect = style()->subElementRect(QStyle::SE_PushButtonFocusRect, &option, this);
        painter.drawPrimitive(QStyle::PE_FrameFocusRect, focus);
    }
}

} // namespace Latchkey
