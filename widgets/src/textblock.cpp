// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "textblock.h"

#include "accessibility.h"
#include "look.h"

#include <QtGui/QClipboard>
#include <QtGui/QContextMenuEvent>
#include <QtGui/QFontMetricsF>
#include <QtGui/QGuiApplication>
#include <QtGui/QMouseEvent>
#include <QtGui/QPainter>
#include <QtWidgets/QMenu>
#include <QtWidgets/QStyle>
#include <QtWidgets/QStyleOptionFocusRect>

#include <algorithm>
#include <cmath>

namespace Latchkey {

namespace {

// A piece such as an address keeps its own direction in a sentence of the other one.
constexpr QChar firstStrongIsolate(0x2068);
constexpr QChar popIsolate(0x2069);

struct Span
{
    int start = 0;
    int end = 0;
};

} // namespace

class TextBlock::Private
{
public:
    explicit Private(TextBlock *block) : q(block) { }

    qreal lineHeight() const { return Look::lineHeight(textFont(), leading); }
    QFont textFont() const { return Look::scaled(q->font(), scale, weight); }
    void compose();
    void layOut(QTextLayout &layout, qreal width) const;
    int columnsOfLine(const QTextLine &line) const;
    const QTextLayout &laidOut(int width);
    qreal heightOf(const QTextLayout &layout) const
    {
        return std::max(1, layout.lineCount()) * lineHeight();
    }
    int positionAt(const QPoint &point);
    void select(int from, int to);
    QString selection() const;
    static QString withoutIsolates(QString text);
    void copy(const QString &what) const { QGuiApplication::clipboard()->setText(what); }

    TextBlock *q;
    QList<TextPiece> pieces;
    qreal scale = 1;
    qreal leading = Look::usualLeading;
    QFont::Weight weight = QFont::Normal;
    Tone tone = Tone::Normal;
    QColor warning;
    Qt::Alignment alignment = Qt::AlignLeft;
    qreal hintEms = 30;
    Selecting selecting = Selecting::Off;

    // What pieces come to.
    QString composed;
    QList<QTextLayout::FormatRange> formats;
    QList<Span> whole;
    QList<Span> unbroken;
    QList<Span> addresses;

    std::unique_ptr<QTextLayout> cached;
    int cachedWidth = -1;

    int anchor = 0;
    int cursor = 0;
    bool reachedByKey = false;
};

void TextBlock::Private::compose()
{
    composed.clear();
    formats.clear();
    whole.clear();
    unbroken.clear();
    addresses.clear();
    for (const TextPiece &piece : std::as_const(pieces)) {
        const int pieceStart = int(composed.size());
        const bool keep = piece.keeping == TextPiece::Keeping::Whole;
        const bool isolate = !piece.copyText.isEmpty();
        if (isolate)
            composed += firstStrongIsolate;
        for (const TextRun &run : piece.runs) {
            const int start = int(composed.size());
            composed += run.text.left(std::max(0, longestText - start));
            const int end = int(composed.size());
            if (run.weight == TextRun::Weight::Strong) {
                QTextCharFormat format;
                format.setFontWeight(QFont::Bold);
                formats.append({start, end - start, format});
            }
            if (run.breaking == TextRun::Breaking::Never)
                unbroken.append({start, end});
        }
        if (isolate)
            composed += popIsolate;
        int end = int(composed.size());
        while (end > pieceStart && composed.at(end - 1).isSpace())
            --end;
        if (keep)
            whole.append({pieceStart, end});
        if (isolate)
            addresses.append({pieceStart, end});
    }
    composed.replace(QLatin1Char('\n'), QChar(QChar::LineSeparator));
    cachedWidth = -1;
    anchor = cursor = 0;
    q->updateGeometry();
    q->update();
    Accessibility::nameChanged(q);
}

// Where the line has to end earlier, or later, than QTextLayout would let it; -1 where it need not.
int TextBlock::Private::columnsOfLine(const QTextLine &line) const
{
    const int start = line.textStart();
    const int end = start + line.textLength();
    if (end >= composed.size())
        return -1;
    // An address begins a line of its own in a sentence that takes more than one.
    for (const Span &span : addresses) {
        if (span.start > start && span.start < end)
            return span.start - start;
    }
    for (const Span &span : whole) {
        if (span.start > start && span.start < end && span.end > end)
            return span.start - start;
    }
    for (const Span &span : unbroken) {
        const bool isBroken = span.start < end && span.end > end;
        if (isBroken)
            return span.start > start ? span.start - start : span.end - start;
    }
    return -1;
}

void TextBlock::Private::layOut(QTextLayout &layout, qreal width) const
{
    layout.setFont(textFont());
    layout.setText(composed);
    layout.setFormats(formats);
    QTextOption option(QStyle::visualAlignment(q->layoutDirection(), alignment));
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    option.setTextDirection(q->layoutDirection());
    layout.setTextOption(option);

    const qreal height = lineHeight();
    qreal y = 0;
    layout.beginLayout();
    for (QTextLine line = layout.createLine(); line.isValid(); line = layout.createLine()) {
        line.setLineWidth(width);
        const int columns = columnsOfLine(line);
        if (columns > 0)
            line.setNumColumns(columns, width);
        line.setPosition({0, y + (height - line.height()) / 2});
        y += height;
    }
    layout.endLayout();
}

const QTextLayout &TextBlock::Private::laidOut(int width)
{
    if (!cached || cachedWidth != width) {
        cached = std::make_unique<QTextLayout>();
        layOut(*cached, width);
        cachedWidth = width;
    }
    return *cached;
}

int TextBlock::Private::positionAt(const QPoint &point)
{
    const QTextLayout &layout = laidOut(q->width());
    if (layout.lineCount() == 0)
        return 0;
    const int index = std::clamp(int(point.y() / lineHeight()), 0, layout.lineCount() - 1);
    return layout.lineAt(index).xToCursor(point.x());
}

void TextBlock::Private::select(int from, int to)
{
    anchor = from;
    cursor = to;
    q->update();
}

QString TextBlock::Private::withoutIsolates(QString text)
{
    text.remove(firstStrongIsolate);
    text.remove(popIsolate);
    return text.replace(QChar(QChar::LineSeparator), QLatin1Char('\n'));
}

QString TextBlock::Private::selection() const
{
    return withoutIsolates(composed.mid(std::min(anchor, cursor), std::abs(anchor - cursor)));
}

TextBlock::TextBlock(QWidget *parent) : QWidget(parent), d(std::make_unique<Private>(this))
{
    Accessibility::install();
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

TextBlock::~TextBlock() = default;

void TextBlock::setText(const QString &text)
{
    setPieces({TextPiece{{TextRun{text}}}});
}

void TextBlock::setPieces(const QList<TextPiece> &pieces)
{
    d->pieces = pieces;
    d->compose();
}

QString TextBlock::text() const
{
    return Private::withoutIsolates(d->composed);
}

QString TextBlock::selectedText() const
{
    return d->selection();
}

void TextBlock::setType(qreal scale, QFont::Weight weight)
{
    if (qFuzzyCompare(scale, d->scale) && weight == d->weight)
        return;
    d->scale = scale;
    d->weight = weight;
    d->cachedWidth = -1;
    updateGeometry();
    update();
}

void TextBlock::setLeading(qreal ems)
{
    if (qFuzzyCompare(ems, d->leading))
        return;
    d->leading = ems;
    d->cachedWidth = -1;
    updateGeometry();
    update();
}

void TextBlock::setTone(Tone tone)
{
    d->tone = tone;
    update();
}

void TextBlock::setWarningColor(const QColor &color)
{
    d->warning = color;
    update();
}

void TextBlock::setAlignment(Qt::Alignment alignment)
{
    d->alignment = alignment;
    d->cachedWidth = -1;
    update();
}

void TextBlock::setSelecting(Selecting selecting)
{
    d->selecting = selecting;
    const bool on = selecting == Selecting::On;
    setFocusPolicy(on ? Qt::StrongFocus : Qt::NoFocus);
    setCursor(on ? Qt::IBeamCursor : Qt::ArrowCursor);
}

void TextBlock::setHintEms(qreal ems)
{
    d->hintEms = ems;
    updateGeometry();
}

int TextBlock::lineHeight() const
{
    return int(std::ceil(d->lineHeight()));
}

int TextBlock::naturalWidth() const
{
    return wrappedWidth(QWIDGETSIZE_MAX);
}

int TextBlock::wrappedWidth(int wrapAt) const
{
    QTextLayout layout;
    d->layOut(layout, wrapAt);
    qreal width = 0;
    for (int i = 0; i < layout.lineCount(); ++i)
        width = std::max(width, layout.lineAt(i).naturalTextWidth());
    return int(std::ceil(width)) + 1;
}

QSize TextBlock::sizeHint() const
{
    const int widest = int(d->hintEms * Look::pixelSize(d->textFont()));
    const int width = std::max(std::min(naturalWidth(), widest), minimumSizeHint().width());
    return {width, heightForWidth(width)};
}

QSize TextBlock::minimumSizeHint() const
{
    QTextLayout layout;
    d->layOut(layout, QWIDGETSIZE_MAX);
    // A word is broken only where it is longer than words are.
    qreal width = std::min(layout.minimumWidth(), 10 * Look::pixelSize(d->textFont()));
    for (const Span &span : std::as_const(d->unbroken)) {
        for (int i = 0; i < layout.lineCount(); ++i) {
            const QTextLine line = layout.lineAt(i);
            if (span.start >= line.textStart()
                && span.start < line.textStart() + line.textLength()) {
                width = std::max(width,
                                 std::abs(line.cursorToX(span.end) - line.cursorToX(span.start)));
            }
        }
    }
    return {int(std::ceil(width)) + 1, lineHeight()};
}

int TextBlock::heightForWidth(int width) const
{
    return int(std::ceil(d->heightOf(d->laidOut(width))));
}

bool TextBlock::event(QEvent *event)
{
    // Without this a shortcut of the host program would take the selected text's Ctrl+C away.
    if (event->type() == QEvent::ShortcutOverride && d->selecting == Selecting::On) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->matches(QKeySequence::SelectAll)
            || (key->matches(QKeySequence::Copy) && !d->selection().isEmpty())) {
            event->accept();
            return true;
        }
    }
    return QWidget::event(event);
}

void TextBlock::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setPen(toneColor(d->tone, palette(), d->warning));
    QList<QTextLayout::FormatRange> selections;
    if (d->anchor != d->cursor) {
        QTextCharFormat format;
        format.setBackground(palette().brush(QPalette::Highlight));
        format.setForeground(palette().brush(QPalette::HighlightedText));
        selections.append(
            {std::min(d->anchor, d->cursor), std::abs(d->anchor - d->cursor), format});
    }
    d->laidOut(width()).draw(&painter, {0, 0}, selections);
    if (d->reachedByKey) {
        QStyleOptionFocusRect option;
        option.initFrom(this);
        option.backgroundColor = palette().color(QPalette::Window);
        style()->drawPrimitive(QStyle::PE_FrameFocusRect, &option, &painter, this);
    }
}

void TextBlock::changeEvent(QEvent *event)
{
    switch (event->type()) {
    case QEvent::FontChange:
    case QEvent::LayoutDirectionChange:
    case QEvent::StyleChange:
        d->cachedWidth = -1;
        updateGeometry();
        update();
        break;
    default:
        break;
    }
    QWidget::changeEvent(event);
}

void TextBlock::mousePressEvent(QMouseEvent *event)
{
    if (d->selecting == Selecting::Off || event->button() != Qt::LeftButton) {
        QWidget::mousePressEvent(event);
        return;
    }
    const int position = d->positionAt(event->pos());
    d->select(position, position);
}

void TextBlock::mouseMoveEvent(QMouseEvent *event)
{
    if (d->selecting == Selecting::On && (event->buttons() & Qt::LeftButton))
        d->select(d->anchor, d->positionAt(event->pos()));
}

void TextBlock::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (d->selecting == Selecting::Off || event->button() != Qt::LeftButton)
        return;
    // The address as a whole is what somebody wants; anywhere else, everything.
    const int position = d->positionAt(event->pos());
    for (const Span &span : std::as_const(d->whole)) {
        if (position >= span.start && position <= span.end) {
            d->select(span.start, span.end);
            return;
        }
    }
    d->select(0, int(d->composed.size()));
}

void TextBlock::keyPressEvent(QKeyEvent *event)
{
    if (d->selecting == Selecting::On && event->matches(QKeySequence::SelectAll))
        d->select(0, int(d->composed.size()));
    else if (event->matches(QKeySequence::Copy) && !d->selection().isEmpty())
        d->copy(d->selection());
    else
        QWidget::keyPressEvent(event);
}

void TextBlock::contextMenuEvent(QContextMenuEvent *event)
{
    if (d->selecting == Selecting::Off) {
        QWidget::contextMenuEvent(event);
        return;
    }
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    QAction *copy = menu->addAction(tr("&Copy"), this, [this] { d->copy(d->selection()); });
    copy->setEnabled(!d->selection().isEmpty());
    for (const TextPiece &piece : std::as_const(d->pieces)) {
        if (piece.copyText.isEmpty())
            continue;
        menu->addAction(tr("Copy &Address"), this,
                        [this, address = piece.copyText] { d->copy(address); });
    }
    menu->addAction(tr("Select &All"), this, [this] { d->select(0, int(d->composed.size())); });
    menu->popup(event->globalPos());
}

void TextBlock::focusInEvent(QFocusEvent *event)
{
    d->reachedByKey =
        event->reason() == Qt::TabFocusReason || event->reason() == Qt::BacktabFocusReason;
    QWidget::focusInEvent(event);
    update();
}

void TextBlock::focusOutEvent(QFocusEvent *event)
{
    d->reachedByKey = false;
    // A menu takes the focus for a while only, and acts on what is selected.
    if (event->reason() != Qt::PopupFocusReason && event->reason() != Qt::ActiveWindowFocusReason)
        d->select(0, 0);
    QWidget::focusOutEvent(event);
    update();
}

} // namespace Latchkey
