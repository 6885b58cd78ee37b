// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "codepage.h"

#include <QtCore/QRect>

namespace Latchkey {

class StepNumber;
class TextBlock;

/// Where the parts of a CodePage go for a width. One pass measures, another one places.
class CodeArrangement
{
public:
    enum class Pass { Measure, Place };

    CodeArrangement(const CodePage *page, CodePage::Columns columns, int width, Pass pass);

    /// Arranges everything; \a availableHeight lets the QR code grow where there is room to spare.
    /// Returns the height that it took, margins included.
    int run(int availableHeight);

    static CodePage::Columns columnsFor(const CodePage *page, int width);
    /// The least width at which nothing is cut off.
    static int leastWidth(const CodePage *page);
    /// The size in two columns at which nothing has to wrap but the first step.
    static QSize comfortableSize(const CodePage *page);

private:
    int two();
    int one(int cardSide);
    int cardSideForOne(int availableHeight);

    // Each puts its part at x, y with the given width, and returns the height that it takes.
    int title(int x, int y, int width);
    int step(StepNumber *number, TextBlock *text, int x, int y, int width);
    int code(int x, int y, int width);
    int timeBeside(int x, int y, int width);
    int timeStacked(int x, int y, int width);
    int timeBelowRing(int x, int y, int width, int height);
    int caution(int x, int y, int width);
    int rightColumn(int x, int y, int width);
    int topBand(int x, int y, int width, int cardSide);

    bool fitsBeside(int width, int cardSide) const;
    int leastRightColumn() const;
    int comfortableRightColumn() const;
    int indent() const;
    int stepGap() const;
    int bandGap() const;
    int labelGap() const;
    void place(QWidget *widget, const QRect &rect);

    const CodePage *m_page;
    int m_width;
    Pass m_pass;
    CodePage::Columns m_columns;
    int m_leastLines = 1; // Of the first step.
};

} // namespace Latchkey
