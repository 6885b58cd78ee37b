// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QHash>
#include <QtCore/QList>
#include <QtCore/QString>
#include <QtGui/QFont>
#include <QtGui/QTextLayout>

#include <memory>

namespace Latchkey {

/// A stretch of text in one weight.
struct TextRun
{
    enum class Weight { Plain, Strong };
    enum class Breaking { Free, Never };

    QString text;
    Weight weight = Weight::Plain;
    Breaking breaking = Breaking::Free;

    bool operator==(const TextRun &) const = default;
};

/// Runs that stand on one line where they fit on one.
struct TextPiece
{
    enum class Keeping { Free, Whole };

    QList<TextRun> runs;
    Keeping keeping = Keeping::Free;
    /// What "copy" in the menu gives for this piece, such as the whole address; may be empty.
    QString copyText = {};

    bool operator==(const TextPiece &) const = default;
};

/// Breaks pieces of text into lines and measures them.
///
/// A piece that is to stay whole begins a new line rather than being broken, an address does so in
/// any sentence of more than one line, and a run that may not be broken never is, wider than the
/// line or not.
class TextFlow
{
public:
    /// Longer texts are cut, to bound what a hostile server can make the program lay out.
    static constexpr int longestText = 4000;

    struct Style
    {
        QFont font;
        qreal lineHeight = 0;
        Qt::Alignment alignment = Qt::AlignLeft; ///< As QStyle::visualAlignment() gives it.
        Qt::LayoutDirection direction = Qt::LeftToRight;
        qreal widestWordEms = 10; ///< Longer ones are broken rather than asked room for.
    };

    void setPieces(const QList<TextPiece> &pieces);
    const QList<TextPiece> &pieces() const { return m_pieces; }
    void setStyle(const Style &style);

    /// Without the invisible marks that keep an address in its own direction.
    QString text() const { return text(0, length()); }
    /// The part of the text between two positions in the layout.
    QString text(int from, int to) const;
    int length() const { return int(m_composed.size()); }
    /// From where to where the address at \a position goes, or everything where there is none.
    std::pair<int, int> wordAt(int position) const;

    const QTextLayout &laidOut(int width) const;
    int height(int width) const;
    int naturalWidth() const;
    /// The width of the longest line where the text is wrapped at \a width.
    int wrappedWidth(int width) const;
    /// No word and no host is broken at this width; words that are longer than words are excepted.
    int leastWidth() const;

private:
    struct Span
    {
        int start = 0;
        int end = 0;
    };

    void compose();
    void keepIsolatesWithHost(int pieceStart);
    void forgetMeasures();
    void layOut(QTextLayout &layout, qreal width) const;
    int columnsOfLine(const QTextLine &line) const;
    int heightOf(int lines) const;
    static int widthOf(const QTextLayout &layout);
    qreal advance(int start, int end) const;
    int measureLeastWidth() const;

    QList<TextPiece> m_pieces;
    Style m_style;

    // What the pieces come to.
    QString m_composed;
    QList<QTextLayout::FormatRange> m_formats;
    QList<Span> m_whole;
    QList<Span> m_unbroken;
    QList<Span> m_addresses;

    // A layout asks for the same widths again and again before it settles.
    mutable std::unique_ptr<QTextLayout> m_laidOut;
    mutable int m_laidOutWidth = -1;
    mutable int m_leastWidth = -1;
    mutable int m_naturalWidth = -1;
    mutable int m_naturalLines = 0; // Where nothing is wrapped.
    mutable QHash<int, int> m_heights; // By width.
};

} // namespace Latchkey
