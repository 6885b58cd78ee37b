// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "textflow.h"

#include "look.h"

#include <QtCore/QTextBoundaryFinder>
#include <QtGui/QFontMetricsF>

#include <algorithm>
#include <cmath>

namespace Latchkey {

namespace {

// A piece such as an address keeps its own direction in a sentence of the other one.
constexpr QChar firstStrongIsolate(0x2068);
constexpr QChar popIsolate(0x2069);

constexpr qreal unlimited = 1 << 24;

} // namespace

void TextFlow::setPieces(const QList<TextPiece> &pieces)
{
    m_pieces = pieces;
    compose();
}

void TextFlow::setStyle(const Style &style)
{
    m_style = style;
    forgetMeasures();
}

void TextFlow::forgetMeasures()
{
    m_laidOutWidth = m_leastWidth = m_naturalWidth = -1;
    m_heights.clear();
}

void TextFlow::compose()
{
    m_composed.clear();
    m_formats.clear();
    m_whole.clear();
    m_unbroken.clear();
    m_addresses.clear();
    for (const TextPiece &piece : std::as_const(m_pieces)) {
        const int pieceStart = int(m_composed.size());
        const bool keep = piece.keeping == TextPiece::Keeping::Whole;
        const bool isolate = !piece.copyText.isEmpty();
        if (isolate)
            m_composed += firstStrongIsolate;
        for (const TextRun &run : piece.runs) {
            const int start = int(m_composed.size());
            m_composed += run.text.left(std::max(0, longestText - start));
            const int end = int(m_composed.size());
            if (run.weight == TextRun::Weight::Strong) {
                QTextCharFormat format;
                format.setFontWeight(QFont::Bold);
                m_formats.append({start, end - start, format});
            }
            if (run.breaking == TextRun::Breaking::Never) {
                // Runs that touch make one: a host is plain in one part and strong in the other.
                if (!m_unbroken.isEmpty() && m_unbroken.constLast().end == start)
                    m_unbroken.last().end = end;
                else
                    m_unbroken.append({start, end});
            }
        }
        if (isolate) {
            m_composed += popIsolate;
            keepIsolatesWithHost(pieceStart);
        }
        int end = int(m_composed.size());
        while (end > pieceStart && m_composed.at(end - 1).isSpace())
            --end;
        if (keep)
            m_whole.append({pieceStart, end});
        if (isolate)
            m_addresses.append({pieceStart, end});
    }
    m_composed.replace(QLatin1Char('\n'), QChar(QChar::LineSeparator));
    forgetMeasures();
}

// The invisible marks around an address must not come to stand on a line by themselves.
void TextFlow::keepIsolatesWithHost(int pieceStart)
{
    for (Span &span : m_unbroken) {
        if (span.start == pieceStart + 1)
            span.start = pieceStart;
        if (span.end == m_composed.size() - 1)
            span.end = int(m_composed.size());
    }
}

QString TextFlow::text(int from, int to) const
{
    QString text = m_composed.mid(from, to - from);
    text.remove(firstStrongIsolate);
    text.remove(popIsolate);
    return text.replace(QChar(QChar::LineSeparator), QLatin1Char('\n'));
}

std::pair<int, int> TextFlow::wordAt(int position) const
{
    for (const Span &span : m_addresses) {
        if (position >= span.start && position <= span.end)
            return {span.start, span.end};
    }
    return {0, length()};
}

// Where the line has to end earlier, or later, than QTextLayout would let it; -1 where it need not.
int TextFlow::columnsOfLine(const QTextLine &line) const
{
    const int start = line.textStart();
    const int end = start + line.textLength();
    if (end >= m_composed.size())
        return -1;
    // An address begins a line of its own in a sentence that takes more than one.
    for (const Span &span : m_addresses) {
        if (span.start > start && span.start < end)
            return span.start - start;
    }
    for (const Span &span : m_whole) {
        if (span.start > start && span.start < end && span.end > end)
            return span.start - start;
    }
    for (const Span &span : m_unbroken) {
        const bool isBroken = span.start < end && span.end > end;
        if (isBroken)
            return span.start > start ? span.start - start : span.end - start;
    }
    return -1;
}

void TextFlow::layOut(QTextLayout &layout, qreal width) const
{
    layout.setFont(m_style.font);
    layout.setText(m_composed);
    layout.setFormats(m_formats);
    QTextOption option(m_style.alignment);
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    option.setTextDirection(m_style.direction);
    layout.setTextOption(option);

    const qreal height = m_style.lineHeight;
    qreal y = 0;
    layout.beginLayout();
    for (QTextLine line = layout.createLine(); line.isValid(); line = layout.createLine()) {
        line.setLineWidth(width);
        const int columns = columnsOfLine(line);
        if (columns > 0) {
            // Measured without a limit first: what may not be broken may be wider than the line.
            line.setNumColumns(columns);
            line.setNumColumns(columns, std::max(width, line.naturalTextWidth() + 1));
        }
        line.setPosition({0, y + (height - line.height()) / 2});
        y += height;
    }
    layout.endLayout();
}

const QTextLayout &TextFlow::laidOut(int width) const
{
    if (!m_laidOut || m_laidOutWidth != width) {
        m_laidOut = std::make_unique<QTextLayout>();
        layOut(*m_laidOut, width);
        m_laidOutWidth = width;
    }
    return *m_laidOut;
}

int TextFlow::height(int width) const
{
    constexpr int mostHeights = 16;
    // Most texts are short, and one layout answers for every width that they fit in.
    if (width >= naturalWidth())
        return heightOf(m_naturalLines);
    const auto known = m_heights.constFind(width);
    if (known != m_heights.constEnd())
        return *known;
    if (m_heights.size() >= mostHeights)
        m_heights.clear();
    QTextLayout layout;
    layOut(layout, width);
    const int height = heightOf(layout.lineCount());
    m_heights.insert(width, height);
    return height;
}

int TextFlow::heightOf(int lines) const
{
    return int(std::ceil(std::max(1, lines) * m_style.lineHeight));
}

int TextFlow::naturalWidth() const
{
    if (m_naturalWidth < 0) {
        QTextLayout layout;
        layOut(layout, unlimited);
        m_naturalWidth = widthOf(layout);
        m_naturalLines = layout.lineCount();
    }
    return m_naturalWidth;
}

int TextFlow::wrappedWidth(int width) const
{
    if (width >= naturalWidth())
        return m_naturalWidth;
    QTextLayout layout;
    layOut(layout, width);
    return widthOf(layout);
}

int TextFlow::widthOf(const QTextLayout &layout)
{
    qreal width = 0;
    for (int i = 0; i < layout.lineCount(); ++i)
        width = std::max(width, layout.lineAt(i).naturalTextWidth());
    return int(std::ceil(width)) + 1;
}

int TextFlow::leastWidth() const
{
    if (m_leastWidth < 0)
        m_leastWidth = measureLeastWidth();
    return m_leastWidth;
}

// By characters rather than by places in a line: where directions mix, the places of a word's ends
// say nothing about its width.
qreal TextFlow::advance(int start, int end) const
{
    QFont strong = m_style.font;
    strong.setWeight(QFont::Bold);
    const QFontMetricsF plainMetrics(m_style.font);
    const QFontMetricsF strongMetrics(strong);
    qreal width = 0;
    int position = start;
    for (const QTextLayout::FormatRange &range : m_formats) {
        const int from = std::clamp(range.start, position, end);
        const int to = std::clamp(range.start + range.length, from, end);
        width += plainMetrics.horizontalAdvance(m_composed.mid(position, from - position));
        width += strongMetrics.horizontalAdvance(m_composed.mid(from, to - from));
        position = to;
    }
    return width + plainMetrics.horizontalAdvance(m_composed.mid(position, end - position));
}

int TextFlow::measureLeastWidth() const
{
    const qreal widestWord = m_style.widestWordEms * Look::pixelSize(m_style.font);
    qreal width = 0;
    QTextBoundaryFinder finder(QTextBoundaryFinder::Line, m_composed);
    int start = 0;
    while (finder.toNextBoundary() != -1) {
        int end = int(finder.position());
        const int next = end;
        while (end > start && m_composed.at(end - 1).isSpace())
            --end;
        width = std::max(width, std::min(widestWord, advance(start, end)));
        start = next;
    }
    for (const Span &span : m_unbroken)
        width = std::max(width, advance(span.start, span.end));
    return int(std::ceil(width)) + 1;
}

} // namespace Latchkey
