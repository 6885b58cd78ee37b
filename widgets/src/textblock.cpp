// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "textblock.h"

#include "accessibility.h"
#include "look.h"

#include <QtGui/QClipboard>
#include <QtGui/QContextMenuEvent>
#include <QtGui/QGuiApplication>
#include <QtGui/QMouseEvent>
#include <QtGui/QPainter>
#include <QtWidgets/QMenu>
#include <QtWidgets/QStyle>
#include <QtWidgets/QStyleOptionFocusRect>

#include <algorithm>
#include <cmath>

namespace Latchkey {

class TextBlock::Private
{
public:
    explicit Private(TextBlock *block) : q(block) { }

    qreal lineHeight() const { return Look::lineHeight(textFont(), leading); }
    QFont textFont() const { return Look::scaled(q->font(), scale, weight); }
    void restyle();
    void setPieces(const QList<TextPiece> &pieces);
    int positionAt(const QPoint &point) const;
    void select(int from, int to);
    QString selection() const;
    void copy(const QString &what) const { QGuiApplication::clipboard()->setText(what); }

    TextBlock *q;
    TextFlow flow;
    qreal scale = 1;
    qreal leading = Look::usualLeading;
    QFont::Weight weight = QFont::Normal;
    Tone tone = Tone::Normal;
    QColor warning;
    Qt::Alignment alignment = Qt::AlignLeft;
    qreal hintEms = 30;
    qreal widestWordEms = 10;
    Selecting selecting = Selecting::Off;

    // Positions in the layout; nothing is selected where they are the same.
    int anchor = 0;
    int cursor = 0;
    bool reachedByKey = false;
};

void TextBlock::Private::restyle()
{
    flow.setStyle({textFont(), lineHeight(),
                   QStyle::visualAlignment(q->layoutDirection(), alignment), q->layoutDirection(),
                   widestWordEms});
    q->updateGeometry();
    q->update();
}

void TextBlock::Private::setPieces(const QList<TextPiece> &pieces)
{
    // What is said each second, and is the same, keeps its selection and costs nothing.
    if (pieces == flow.pieces())
        return;
    flow.setPieces(pieces);
    anchor = cursor = 0;
    q->updateGeometry();
    q->update();
    Accessibility::nameChanged(q);
}

int TextBlock::Private::positionAt(const QPoint &point) const
{
    const QTextLayout &layout = flow.laidOut(q->width());
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

QString TextBlock::Private::selection() const
{
    return flow.text(std::min(anchor, cursor), std::max(anchor, cursor));
}

TextBlock::TextBlock(QWidget *parent) : QWidget(parent), d(std::make_unique<Private>(this))
{
    Accessibility::install();
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    d->restyle();
}

TextBlock::~TextBlock() = default;

void TextBlock::setText(const QString &text)
{
    setPieces({TextPiece{{TextRun{text}}}});
}

void TextBlock::setPieces(const QList<TextPiece> &pieces)
{
    d->setPieces(pieces);
}

QString TextBlock::text() const
{
    return d->flow.text();
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
    d->restyle();
}

void TextBlock::setLeading(qreal ems)
{
    if (qFuzzyCompare(ems, d->leading))
        return;
    d->leading = ems;
    d->restyle();
}

void TextBlock::setTone(Tone tone)
{
    if (tone == d->tone)
        return;
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
    d->restyle();
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

void TextBlock::setWidestWordEms(qreal ems)
{
    d->widestWordEms = ems;
    d->restyle();
}

int TextBlock::lineHeight() const
{
    return int(std::ceil(d->lineHeight()));
}

int TextBlock::naturalWidth() const
{
    return d->flow.naturalWidth();
}

int TextBlock::wrappedWidth(int width) const
{
    return d->flow.wrappedWidth(width);
}

QSize TextBlock::sizeHint() const
{
    const int widest = int(d->hintEms * Look::pixelSize(d->textFont()));
    const int width = std::max(std::min(naturalWidth(), widest), minimumSizeHint().width());
    return {width, heightForWidth(width)};
}

QSize TextBlock::minimumSizeHint() const
{
    return {d->flow.leastWidth(), lineHeight()};
}

int TextBlock::heightForWidth(int width) const
{
    return d->flow.height(width);
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
    d->flow.laidOut(width()).draw(&painter, {0, 0}, selections);
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
        d->restyle();
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
    const auto [from, to] = d->flow.wordAt(d->positionAt(event->pos()));
    d->select(from, to);
}

void TextBlock::keyPressEvent(QKeyEvent *event)
{
    if (d->selecting == Selecting::On && event->matches(QKeySequence::SelectAll))
        d->select(0, d->flow.length());
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
    for (const TextPiece &piece : d->flow.pieces()) {
        if (piece.copyText.isEmpty())
            continue;
        menu->addAction(tr("Copy &Address"), this,
                        [this, address = piece.copyText] { d->copy(address); });
    }
    menu->addAction(tr("Select &All"), this, [this] { d->select(0, d->flow.length()); });
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
