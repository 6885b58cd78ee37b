// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "lineicon.h"

#include "look.h"
#include "textblock.h"

#include <QtCore/QEvent>
#include <QtCore/QFile>
#include <QtGui/QIconEngine>
#include <QtGui/QPainter>
#include <QtSvg/QSvgRenderer>

#include <algorithm>

// In a static library nothing else would link the resource in. The macro has to stand outside of
// any namespace.
static void initResources()
{
    Q_INIT_RESOURCE(latchkey_icons);
}

namespace Latchkey {

namespace {

QString fileName(LineIcon icon)
{
    switch (icon) {
    case LineIcon::Chevron:
        return QStringLiteral("chevron");
    case LineIcon::Clock:
        return QStringLiteral("clock");
    case LineIcon::Copy:
        return QStringLiteral("copy");
    case LineIcon::Declined:
        return QStringLiteral("declined");
    case LineIcon::Device:
        return QStringLiteral("device");
    case LineIcon::Lock:
        return QStringLiteral("lock");
    case LineIcon::Offline:
        return QStringLiteral("offline");
    case LineIcon::OpenInBrowser:
        return QStringLiteral("open-in-browser");
    case LineIcon::Paste:
        return QStringLiteral("paste");
    case LineIcon::Tick:
        return QStringLiteral("tick");
    case LineIcon::Warning:
        return QStringLiteral("warning");
    }
    return {};
}

QByteArray source(LineIcon icon)
{
    static const bool initialised = (initResources(), true);
    Q_UNUSED(initialised);
    QFile file(QStringLiteral(":/latchkey/icons/%1.svg").arg(fileName(icon)));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

class LineIconEngine : public QIconEngine
{
public:
    LineIconEngine(LineIcon icon, QWidget *owner, QPalette::ColorRole role)
        : m_icon(icon), m_owner(owner), m_role(role)
    { }

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State) override
    {
        const QPalette palette = m_owner ? m_owner->palette() : QPalette();
        const auto group = mode == QIcon::Disabled ? QPalette::Disabled : QPalette::Active;
        const auto role = mode == QIcon::Selected ? QPalette::HighlightedText : m_role;
        paintLineIcon(painter, m_icon, rect, palette.color(group, role));
    }

    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override
    {
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paint(&painter, QRect(QPoint(), size), mode, state);
        return pixmap;
    }

    QIconEngine *clone() const override { return new LineIconEngine(*this); }

private:
    LineIcon m_icon;
    QPointer<QWidget> m_owner;
    QPalette::ColorRole m_role;
};

} // namespace

void paintLineIcon(QPainter *painter, LineIcon icon, const QRectF &rect, const QColor &color)
{
    QByteArray svg = source(icon);
    svg.replace("#000", color.name(QColor::HexRgb).toLatin1());
    QSvgRenderer renderer(svg);
    renderer.render(painter, rect);
}

QIcon lineIcon(LineIcon icon, QWidget *owner, QPalette::ColorRole role)
{
    return QIcon(new LineIconEngine(icon, owner, role));
}

QColor toneColor(Tone tone, const QPalette &palette, const QColor &warning)
{
    switch (tone) {
    case Tone::Normal:
        break;
    case Tone::Secondary:
        return Look::secondaryText(palette);
    case Tone::Accent:
        return Look::accentText(palette);
    case Tone::Warning:
        return Look::warning(palette, warning);
    }
    return palette.color(QPalette::WindowText);
}

IconView::IconView(QWidget *parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void IconView::setIcon(LineIcon icon)
{
    m_icon = icon;
    update();
}

void IconView::setTone(Tone tone)
{
    m_tone = tone;
    update();
}

void IconView::setWarningColor(const QColor &color)
{
    m_warning = color;
    update();
}

void IconView::setSide(int side)
{
    m_side = side;
    updateGeometry();
    update();
}

void IconView::setBeside(const TextBlock *text)
{
    m_beside = text;
    updateGeometry();
}

QSize IconView::sizeHint() const
{
    const int side = Look::grown(font(), m_side);
    return {side, m_beside ? m_beside->lineHeight() : side};
}

void IconView::paintEvent(QPaintEvent *)
{
    const int side = std::min(width(), Look::grown(font(), m_side));
    QRectF square(0, 0, side, side);
    square.moveCenter(QRectF(rect()).center());
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    paintLineIcon(&painter, m_icon, square, toneColor(m_tone, palette(), m_warning));
}

void IconView::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::FontChange)
        updateGeometry();
    QWidget::changeEvent(event);
}

} // namespace Latchkey
