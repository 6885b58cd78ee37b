// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "codearrangement.h"

#include "caution.h"
#include "codepage.h"
#include "copybutton.h"
#include "look.h"
#include "stepnumber.h"
#include "textblock.h"

#include <latchkey/countdownring.h>
#include <latchkey/qrcodeview.h>
#include <latchkey/usercodeview.h>

#include <QtWidgets/QStyle>

#include <algorithm>
#include <initializer_list>

namespace Latchkey {

namespace {

constexpr int columnGap = 24;
constexpr int smallestModule = 3;
constexpr int comfortableModule = 6;
// The card of an address of common length at that size; a shorter one gets larger modules.
constexpr int comfortableCard = 256;

int codeWithCopy(const UserCodeView *code, const CopyButton *copy, CopyButton::Face face)
{
    return code->sizeHint().width() + 8 + copy->sizeFor(face).width();
}

} // namespace

CodeArrangement::CodeArrangement(const CodePage *page, CodePage::Columns columns, int width,
                                 Pass pass)
    : m_page(page), m_width(width), m_pass(pass), m_columns(columns)
{ }

CodePage::Columns CodeArrangement::columnsFor(const CodePage *page, int width)
{
    const CodeArrangement arrangement(page, CodePage::Columns::Two, width, Pass::Measure);
    const int needed = 2 * contentMargin(Density::Wide) + page->m_qr->minimumSizeHint().width()
        + columnGap + arrangement.leastRightColumn();
    return page->density() == Density::Wide && width >= needed ? CodePage::Columns::Two
                                                               : CodePage::Columns::One;
}

int CodeArrangement::run(int availableHeight)
{
    const bool two = m_columns == CodePage::Columns::Two;
    if (m_pass == Pass::Place)
        m_page->m_caution->setVisible(!two);
    return two ? this->two() : one(cardSideForOne(availableHeight));
}

int CodeArrangement::leastWidth(const CodePage *page)
{
    const CodeArrangement arrangement(page, CodePage::Columns::One, 0, Pass::Measure);
    const int content = std::max(
        {page->m_qr->minimumSizeHint().width(),
         arrangement.indent() + page->m_step1->minimumSizeHint().width(),
         arrangement.indent() + page->m_step2->minimumSizeHint().width(),
         page->m_code->minimumSizeHint().width(), page->m_title->minimumSizeHint().width(),
         page->m_caution->minimumSizeHint().width(), page->m_status->minimumSizeHint().width()});
    return content + 2 * contentMargin(page->density());
}

QSize CodeArrangement::comfortableSize(const CodePage *page)
{
    CodeArrangement arrangement(page, CodePage::Columns::Two, QWIDGETSIZE_MAX, Pass::Measure);
    const int right = arrangement.comfortableRightColumn();
    // The first step takes two lines as a rule; a shorter one does not make a smaller window.
    arrangement.m_leastLines = 2;
    const int height = arrangement.rightColumn(0, 0, right);
    const int card = std::max({comfortableCard, page->m_qr->sizeHint().width(), height});
    const int margins = 2 * contentMargin(Density::Wide);
    return {margins + card + columnGap + right, margins + std::max(card, height)};
}

int CodeArrangement::two()
{
    const int margin = contentMargin(Density::Wide);
    const int content = m_width - 2 * margin;
    const int least = m_page->m_qr->minimumSizeHint().width();
    const int most = std::max(least, content - columnGap - leastRightColumn());

    // The card is as tall as the right column, whose height depends on what the card leaves it.
    const Pass pass = m_pass;
    m_pass = Pass::Measure;
    int side = std::clamp(std::max(comfortableCard, m_page->m_qr->cardSide(comfortableModule)),
                          least, most);
    const int right = rightColumn(0, 0, content - columnGap - side);
    const int generous = std::max(side, content - columnGap - comfortableRightColumn());
    side =
        std::clamp(std::max(side, std::min(right, content / 2)), least, std::min(most, generous));
    m_pass = pass;

    place(m_page->m_qr, QRect(margin, margin, side, side));
    const int x = margin + side + columnGap;
    const int height = rightColumn(x, margin, m_width - margin - x);
    return margin + std::max(side, height) + margin;
}

int CodeArrangement::rightColumn(int x, int y, int width)
{
    const int top = y;
    int taken = title(x, y, width);
    y += taken > 0 ? taken + stepGap() : 0;
    y += step(m_page->m_number1, m_page->m_step1, x, y, width) + stepGap();
    y += step(m_page->m_number2, m_page->m_step2, x, y, width) + labelGap();
    y += code(x + indent(), y, width - indent()) + stepGap();
    y += timeBeside(x, y, width);
    return y - top;
}

int CodeArrangement::one(int cardSide)
{
    const int margin = contentMargin(m_page->density());
    const int width = m_width - 2 * margin;
    const int taken = title(margin, margin, width);
    int y = margin + (taken > 0 ? taken + stepGap() : 0);
    y += topBand(margin, y, width, cardSide) + bandGap();
    y += step(m_page->m_number1, m_page->m_step1, margin, y, width) + stepGap();
    y += step(m_page->m_number2, m_page->m_step2, margin, y, width) + labelGap();
    y += code(margin, y, width) + bandGap();
    y += caution(margin, y, width);
    // What follows are the buttons, which bring their own distance.
    return y;
}

// The largest card that takes up no more than half of the width, and no room that is not there.
int CodeArrangement::cardSideForOne(int availableHeight)
{
    const int content = m_width - 2 * contentMargin(m_page->density());
    const Pass pass = m_pass;
    m_pass = Pass::Measure;
    int side = m_page->m_qr->cardSide(smallestModule);
    for (int module = smallestModule + 1;; ++module) {
        const int larger = m_page->m_qr->cardSide(module);
        if (larger > content / 2 || one(larger) > availableHeight)
            break;
        side = larger;
    }
    m_pass = pass;
    return std::max(side, m_page->m_qr->minimumSizeHint().width());
}

int CodeArrangement::title(int x, int y, int width)
{
    if (m_page->m_title->isHidden())
        return 0;
    const int height = m_page->m_title->heightForWidth(width);
    place(m_page->m_title, QRect(x, y, width, height));
    return height;
}

int CodeArrangement::step(StepNumber *number, TextBlock *text, int x, int y, int width)
{
    const int side = number->sizeHint().width();
    const int line = text->lineHeight();
    const int lines = text == m_page->m_step1 ? m_leastLines : 1;
    const int textHeight = std::max(lines * line, text->heightForWidth(width - indent()));
    const int numberTop = std::max(0, (line - side) / 2);
    const int textTop = std::max(0, (side - line) / 2);
    place(number, QRect(x, y + numberTop, side, side));
    place(text, QRect(x + indent(), y + textTop, width - indent(), textHeight));
    return std::max(numberTop + side, textTop + textHeight);
}

int CodeArrangement::code(int x, int y, int width)
{
    UserCodeView *code = m_page->m_code;
    CopyButton *copy = m_page->m_copy;
    const bool hasRoomForWords = m_page->density() == Density::Wide
        && codeWithCopy(code, copy, CopyButton::Face::IconAndText) <= width;
    const auto face = hasRoomForWords ? CopyButton::Face::IconAndText : CopyButton::Face::IconOnly;
    const QSize button = copy->sizeFor(face);
    if (m_pass == Pass::Place)
        copy->setFace(face);

    const int gap = m_page->density() == Density::Wide ? 8 : 6;
    const int beside = std::min(code->sizeHint().width(), width - gap - button.width());
    if (beside >= code->minimumSizeHint().width()) {
        const int height = code->heightForWidth(beside);
        place(code, QRect(x, y, beside, height));
        place(copy, QRect(QPoint(x + beside + gap, y + (height - button.height()) / 2), button));
        return std::max(height, button.height());
    }
    const int height = code->heightForWidth(width);
    place(code, QRect(x, y, width, height));
    place(copy, QRect(QPoint(x, y + height + 8), button));
    return height + 8 + button.height();
}

int CodeArrangement::timeBeside(int x, int y, int width)
{
    const int ring = m_page->m_ring->sizeHint().width();
    const int textX = x + ring + 16;
    const int textWidth = width - ring - 16;
    if (textWidth < m_page->m_status->minimumSizeHint().width())
        return timeStacked(x, y, width);
    const int status = m_page->m_status->heightForWidth(textWidth);
    const int caption = m_page->m_caption->heightForWidth(textWidth);
    const int height = std::max(ring, status + caption);
    const int textY = y + (height - status - caption) / 2;
    if (m_pass == Pass::Place) {
        m_page->m_status->setAlignment(Qt::AlignLeading);
        m_page->m_caption->show();
    }
    place(m_page->m_ring, QRect(x, y + (height - ring) / 2, ring, ring));
    place(m_page->m_status, QRect(textX, textY, textWidth, status));
    place(m_page->m_caption, QRect(textX, textY + status, textWidth, caption));
    return height;
}

int CodeArrangement::timeStacked(int x, int y, int width)
{
    const int ring = m_page->m_ring->sizeHint().width();
    const int status = m_page->m_status->heightForWidth(width);
    const int caption = m_page->m_caption->heightForWidth(width);
    if (m_pass == Pass::Place) {
        m_page->m_status->setAlignment(Qt::AlignLeading);
        m_page->m_caption->show();
    }
    place(m_page->m_ring, QRect(x, y, ring, ring));
    place(m_page->m_status, QRect(x, y + ring + 8, width, status));
    place(m_page->m_caption, QRect(x, y + ring + 8 + status, width, caption));
    return ring + 8 + status + caption;
}

int CodeArrangement::timeBelowRing(int x, int y, int width, int height)
{
    const int ring = m_page->m_ring->sizeHint().width();
    const int status = m_page->m_status->heightForWidth(width);
    const int taken = ring + 8 + status;
    const int top = y + std::max(0, (height - taken) / 2);
    if (m_pass == Pass::Place) {
        m_page->m_status->setAlignment(Qt::AlignHCenter);
        m_page->m_caption->hide();
    }
    place(m_page->m_ring, QRect(x + (width - ring) / 2, top, ring, ring));
    place(m_page->m_status, QRect(x, top + ring + 8, width, status));
    return std::max(height, taken);
}

bool CodeArrangement::fitsBeside(int width, int cardSide) const
{
    return width - cardSide - bandGap() >= std::max(m_page->m_ring->sizeHint().width(),
                                                    m_page->m_status->minimumSizeHint().width());
}

int CodeArrangement::topBand(int x, int y, int width, int cardSide)
{
    if (fitsBeside(width, cardSide)) {
        const int rest = x + cardSide + bandGap();
        const int height = timeBelowRing(rest, y, x + width - rest, cardSide);
        place(m_page->m_qr, QRect(x, y + (height - cardSide) / 2, cardSide, cardSide));
        return height;
    }
    place(m_page->m_qr, QRect(x, y, cardSide, cardSide));
    return cardSide + bandGap() + timeBeside(x, y + cardSide + bandGap(), width);
}

int CodeArrangement::caution(int x, int y, int width)
{
    const int height = m_page->m_caution->heightForWidth(width);
    place(m_page->m_caution, QRect(x, y, width, height));
    return height;
}

// The whole code on one line, and the host unbroken.
int CodeArrangement::leastRightColumn() const
{
    return indent()
        + std::max(codeWithCopy(m_page->m_code, m_page->m_copy, CopyButton::Face::IconOnly),
                   m_page->m_step1->minimumSizeHint().width());
}

// Nothing has to wrap or to do without its words but the first step.
int CodeArrangement::comfortableRightColumn() const
{
    const int code =
        indent() + codeWithCopy(m_page->m_code, m_page->m_copy, CopyButton::Face::IconAndText);
    const int time = m_page->m_ring->sizeHint().width() + 16 + m_page->m_status->sizeHint().width();
    return std::max({code, time, m_page->m_title->sizeHint().width()});
}

int CodeArrangement::indent() const
{
    return m_page->m_number1->sizeHint().width() + 8;
}

int CodeArrangement::stepGap() const
{
    return m_page->density() == Density::Wide ? 16 : 9;
}

int CodeArrangement::bandGap() const
{
    return m_page->density() == Density::Wide ? 16 : 12;
}

int CodeArrangement::labelGap() const
{
    return m_page->density() == Density::Wide ? 8 : 6;
}

void CodeArrangement::place(QWidget *widget, const QRect &rect)
{
    if (m_pass == Pass::Place) {
        widget->setGeometry(QStyle::visualRect(m_page->layoutDirection(),
                                               QRect(0, 0, m_width, m_page->height()), rect));
    }
}

} // namespace Latchkey
