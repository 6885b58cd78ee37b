// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include <latchkey/usercodeview.h>

#include "accessibility.h"
#include "logging.h"
#include "look.h"
#include "usercode.h"

#include <QtGui/QClipboard>
#include <QtGui/QContextMenuEvent>
#include <QtGui/QFontMetricsF>
#include <QtGui/QGuiApplication>
#include <QtGui/QMouseEvent>
#include <QtGui/QPainter>
#include <QtWidgets/QMenu>

#include <algorithm>
#include <cmath>

namespace Latchkey {

namespace {

// A group of more characters than this is broken where it does not fit: nobody groups a code so.
constexpr int longestUnbrokenGroup = 12;

} // namespace

class UserCodeView::Private
{
public:
    explicit Private(UserCodeView *view) : q(view) { }

    /// Where everything goes.
    struct Plan
    {
        QList<QRect> cells; // One for each character.
        QList<QRect> dashes;
        QSize size;
    };

    struct Measures
    {
        int cellWidth = 0;
        int cellHeight = 0;
        int gap = 0;
        int separator = 0; // Between two groups, in place of the gap.
    };

    QFont cellFont() const { return Look::fixed(q->font(), fontScale, QFont::Bold); }
    Measures measures() const;
    int groupWidth(const UserCode::Group &group, const Measures &m) const;
    Plan plan(int width) const;
    QString sentence() const
    {
        return UserCodeView::tr("This code is too long to show. Copy it instead.");
    }

    bool hasSelection() const { return anchor >= 0; }
    bool isSelected(int index) const
    {
        return hasSelection() && index >= std::min(anchor, cursor)
            && index <= std::max(anchor, cursor);
    }
    void select(int from, int to);
    int characterAt(const QPoint &position) const;
    bool extendSelection(int key);
    void paintCells(QPainter &painter) const;

    UserCodeView *q;
    QString raw;
    UserCode code;
    qreal fontScale = 1.7;
    // Both are indexes of characters; no selection where the anchor is -1.
    int anchor = -1;
    int cursor = -1;
    bool reachedByKey = false;
};

UserCodeView::Private::Measures UserCodeView::Private::measures() const
{
    const QFont font = cellFont();
    Measures m;
    m.cellWidth = int(std::ceil(2.2 * QFontMetricsF(font).horizontalAdvance(QLatin1Char('0'))));
    m.cellHeight = qRound(2 * Look::pixelSize(font));
    m.gap = std::max(2, m.cellWidth / 8);
    m.separator = std::max(m.gap + 4, qRound(m.cellWidth * 0.62));
    return m;
}

int UserCodeView::Private::groupWidth(const UserCode::Group &group, const Measures &m) const
{
    const int cells = group.count * m.cellWidth + (group.count - 1) * m.gap;
    // The dash stays with the group that it ends.
    return cells + (group.after == UserCode::Separator::None ? 0 : m.separator);
}

UserCodeView::Private::Plan UserCodeView::Private::plan(int width) const
{
    const Measures m = measures();
    Plan plan;
    int x = 0;
    int y = 0;
    const auto breakLine = [&] {
        x = 0;
        y += m.cellHeight + 2 * m.gap;
    };
    for (const UserCode::Group &group : code.groups()) {
        if (x > 0 && x + groupWidth(group, m) > width)
            breakLine();
        for (int i = 0; i < group.count; ++i) {
            if (x > 0 && x + m.cellWidth > width)
                breakLine();
            plan.cells.append(QRect(x, y, m.cellWidth, m.cellHeight));
            plan.size = plan.size.expandedTo({x + m.cellWidth, y + m.cellHeight});
            x += m.cellWidth + m.gap;
        }
        if (group.after == UserCode::Separator::None)
            continue;
        x -= m.gap;
        if (group.after == UserCode::Separator::Dash) {
            const int length = std::max(4, m.cellWidth / 4);
            const int thickness = std::max(2, m.cellHeight / 24);
            plan.dashes.append(QRect(x + (m.separator - length) / 2,
                                     y + (m.cellHeight - thickness) / 2, length, thickness));
        }
        x += m.separator;
    }
    return plan;
}

void UserCodeView::Private::select(int from, int to)
{
    if (from == anchor && to == cursor)
        return;
    anchor = from;
    cursor = to;
    q->update();
}

// The nearest one, so that a selection may be dragged beyond the ends.
int UserCodeView::Private::characterAt(const QPoint &position) const
{
    const Plan where = plan(q->width());
    int nearest = -1;
    int distance = 0;
    for (int i = 0; i < where.cells.size(); ++i) {
        const QRect cell = where.cells.at(i);
        const int dx = std::max({cell.left() - position.x(), 0, position.x() - cell.right()});
        const int dy = std::max({cell.top() - position.y(), 0, position.y() - cell.bottom()});
        if (nearest < 0 || dx + 4 * dy < distance) {
            nearest = i;
            distance = dx + 4 * dy;
        }
    }
    return nearest;
}

bool UserCodeView::Private::extendSelection(int key)
{
    const int last = int(code.characters().size()) - 1;
    if (last < 0)
        return false;
    int target = hasSelection() ? cursor : (key == Qt::Key_Left || key == Qt::Key_Home ? last : 0);
    const int start = hasSelection() ? anchor : target;
    if (key == Qt::Key_Home)
        target = 0;
    else if (key == Qt::Key_End)
        target = last;
    else if (hasSelection())
        target = std::clamp(target + (key == Qt::Key_Left ? -1 : 1), 0, last);
    select(start, target);
    return true;
}

void UserCodeView::Private::paintCells(QPainter &painter) const
{
    const QPalette palette = q->palette();
    const Plan where = plan(q->width());
    const Measures m = measures();
    const qreal radius = m.cellWidth / 6.4;
    const QColor edge = reachedByKey ? palette.color(QPalette::Highlight) : Look::outline(palette);
    painter.setFont(cellFont());
    for (int i = 0; i < where.cells.size(); ++i) {
        const bool selected = isSelected(i);
        const QRect cell = where.cells.at(i);
        painter.setPen(QPen(edge, reachedByKey ? 2 : 1));
        painter.setBrush(palette.color(selected ? QPalette::Highlight : QPalette::Base));
        painter.drawRoundedRect(QRectF(cell).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius);
        painter.setPen(palette.color(selected ? QPalette::HighlightedText : QPalette::Text));
        painter.save();
        painter.setClipRect(cell);
        painter.drawText(cell, Qt::AlignCenter | Qt::TextSingleLine | Qt::TextDontClip,
                         code.characters().at(i));
        painter.restore();
    }
    for (const QRect &dash : where.dashes)
        painter.fillRect(dash, Look::secondaryText(palette));
}

UserCodeView::UserCodeView(QWidget *parent) : QWidget(parent), d(std::make_unique<Private>(this))
{
    Accessibility::install();
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    setFocusPolicy(Qt::StrongFocus);
    setCursor(Qt::IBeamCursor);
    // RFC 8628 codes are typed from left to right, whatever the language around them.
    setLayoutDirection(Qt::LeftToRight);
}

UserCodeView::~UserCodeView() = default;

QString UserCodeView::code() const
{
    return d->raw;
}

void UserCodeView::setCode(const QString &code)
{
    if (code == d->raw)
        return;
    d->raw = code;
    d->code = UserCode(code);
    d->select(-1, -1);
    updateGeometry();
    update();
    Accessibility::nameChanged(this);
    Q_EMIT codeChanged(code);
}

qreal UserCodeView::fontScale() const
{
    return d->fontScale;
}

void UserCodeView::setFontScale(qreal scale)
{
    scale = std::max(0.5, scale);
    if (qFuzzyCompare(scale, d->fontScale))
        return;
    d->fontScale = scale;
    updateGeometry();
    update();
}

QString UserCodeView::selectedText() const
{
    if (!d->hasSelection())
        return {};
    return d->code.text(std::min(d->anchor, d->cursor), std::max(d->anchor, d->cursor));
}

void UserCodeView::selectAll()
{
    if (!d->code.characters().isEmpty())
        d->select(0, int(d->code.characters().size()) - 1);
}

void UserCodeView::copy()
{
    if (d->raw.isEmpty())
        return;
    QGuiApplication::clipboard()->setText(d->hasSelection() ? selectedText() : d->raw);
    Q_EMIT copied();
}

QSize UserCodeView::sizeHint() const
{
    if (d->code.isTooLong())
        return {minimumSizeHint().width() * 2, heightForWidth(minimumSizeHint().width() * 2)};
    return d->plan(QWIDGETSIZE_MAX).size.expandedTo(QSize(0, d->measures().cellHeight));
}

QSize UserCodeView::minimumSizeHint() const
{
    const Private::Measures m = d->measures();
    int width = d->code.isTooLong() ? 6 * m.cellWidth : 0;
    for (UserCode::Group group : d->code.groups()) {
        group.count = std::min(group.count, longestUnbrokenGroup);
        width = std::max(width, d->groupWidth(group, m));
    }
    return {width, m.cellHeight};
}

bool UserCodeView::hasHeightForWidth() const
{
    return true;
}

int UserCodeView::heightForWidth(int width) const
{
    if (d->code.isTooLong()) {
        return fontMetrics()
            .boundingRect(QRect(0, 0, width, 10000), Qt::TextWordWrap, d->sentence())
            .height();
    }
    return std::max(d->measures().cellHeight, d->plan(width).size.height());
}

bool UserCodeView::event(QEvent *event)
{
    // Without this a shortcut of the host program would take Ctrl+C away.
    if (event->type() == QEvent::ShortcutOverride) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->matches(QKeySequence::Copy) || key->matches(QKeySequence::SelectAll)) {
            event->accept();
            return true;
        }
    }
    return QWidget::event(event);
}

void UserCodeView::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (d->code.isTooLong()) {
        painter.setPen(palette().color(QPalette::WindowText));
        painter.drawText(rect(), Qt::TextWordWrap, d->sentence());
    } else {
        d->paintCells(painter);
    }
    // What "process start to user code painted" is measured by; the code itself is not told.
    if (!d->raw.isEmpty())
        qCDebug(lcWidgets, "user code painted");
}

void UserCodeView::changeEvent(QEvent *event)
{
    switch (event->type()) {
    case QEvent::FontChange:
    case QEvent::StyleChange:
    case QEvent::LanguageChange:
        updateGeometry();
        update();
        break;
    default:
        break;
    }
    QWidget::changeEvent(event);
}

void UserCodeView::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton) {
        QWidget::mousePressEvent(event);
        return;
    }
    // A plain click takes the selection away; dragging from here makes a new one.
    d->select(-1, d->characterAt(event->pos()));
}

void UserCodeView::mouseMoveEvent(QMouseEvent *event)
{
    const int index = d->characterAt(event->pos());
    if (!(event->buttons() & Qt::LeftButton) || index < 0)
        return;
    if (d->hasSelection())
        d->select(d->anchor, index);
    else if (d->cursor >= 0 && index != d->cursor)
        d->select(d->cursor, index);
}

void UserCodeView::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton)
        selectAll();
}

void UserCodeView::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy)) {
        copy();
    } else if (event->matches(QKeySequence::SelectAll)) {
        selectAll();
    } else if (!(event->modifiers() & Qt::ShiftModifier)
               || !(event->key() == Qt::Key_Left || event->key() == Qt::Key_Right
                    || event->key() == Qt::Key_Home || event->key() == Qt::Key_End)
               || !d->extendSelection(event->key())) {
        QWidget::keyPressEvent(event);
    }
}

void UserCodeView::contextMenuEvent(QContextMenuEvent *event)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    QAction *copyAction = menu->addAction(d->hasSelection() ? tr("&Copy") : tr("&Copy Code"), this,
                                          &UserCodeView::copy);
    copyAction->setEnabled(!d->raw.isEmpty());
    QAction *selectAction = menu->addAction(tr("Select &All"), this, &UserCodeView::selectAll);
    selectAction->setEnabled(!d->code.characters().isEmpty());
    menu->popup(event->globalPos());
}

void UserCodeView::focusInEvent(QFocusEvent *event)
{
    d->reachedByKey = event->reason() == Qt::TabFocusReason
        || event->reason() == Qt::BacktabFocusReason || event->reason() == Qt::ShortcutFocusReason;
    QWidget::focusInEvent(event);
    update();
}

void UserCodeView::focusOutEvent(QFocusEvent *event)
{
    d->reachedByKey = false;
    // A menu takes the focus for a while only, and acts on what is selected.
    if (event->reason() != Qt::PopupFocusReason && event->reason() != Qt::ActiveWindowFocusReason)
        d->select(-1, -1);
    QWidget::focusOutEvent(event);
    update();
}

} // namespace Latchkey
