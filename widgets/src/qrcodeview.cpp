// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include <latchkey/qrcodeview.h>

#include "accessibility.h"
#include "look.h"
#include "qrmodules.h"

#include <QtCore/QEvent>
#include <QtGui/QFontMetrics>
#include <QtGui/QPainter>

#include <algorithm>

namespace Latchkey {

namespace {

constexpr int quietZone = 4;
constexpr int smallestModule = 3;
constexpr int comfortableModule = 6;
// What an address of common length needs (version 4), so that a layout does not jump when the code
// comes.
constexpr int usualModules = 33 + 2 * quietZone;

int sideFor(int modules, int modulePixels)
{
    // The rim keeps the round corners of the card out of the quiet zone.
    return modules * modulePixels + (5 * modulePixels + 2) / 3;
}

} // namespace

class QrCodeView::Private
{
public:
    QString text;
    std::optional<QrModules> modules;
    bool tooLong = false;

    int across() const { return modules ? modules->side() + 2 * quietZone : 0; }
    QString sentence() const { return QrCodeView::tr("This address is too long for a QR code."); }
    void paintSentence(QPainter &painter, const QRect &card) const;
    void paintModules(QPainter &painter, const QRect &card) const;
};

void QrCodeView::Private::paintSentence(QPainter &painter, const QRect &card) const
{
    painter.setPen(Qt::black);
    painter.drawText(card.adjusted(8, 8, -8, -8), Qt::AlignCenter | Qt::TextWordWrap, sentence());
}

void QrCodeView::Private::paintModules(QPainter &painter, const QRect &card) const
{
    const int module = std::max(smallestModule, card.width() / across());
    const int offset = (card.width() - module * across()) / 2 + module * quietZone;
    // Without antialiasing an edge falls on the nearest device pixel, the same one for both of its
    // neighbours: sharp, and without seams, at fractional scales as well.
    painter.setRenderHint(QPainter::Antialiasing, false);
    painter.translate(card.topLeft() + QPoint(offset, offset));
    painter.setPen(Qt::NoPen);
    painter.setBrush(Qt::black);
    QList<QRect> rects;
    rects.reserve(modules->runs().size());
    for (const QRect &run : modules->runs()) {
        rects.append(
            QRect(run.x() * module, run.y() * module, run.width() * module, run.height() * module));
    }
    painter.drawRects(rects);
}

QrCodeView::QrCodeView(QWidget *parent) : QWidget(parent), d(std::make_unique<Private>())
{
    Accessibility::install();
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Preferred);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

QrCodeView::~QrCodeView() = default;

QString QrCodeView::text() const
{
    return d->text;
}

bool QrCodeView::isTooLong() const
{
    return d->tooLong;
}

int QrCodeView::modulesAcross() const
{
    return d->across();
}

int QrCodeView::cardSide(int modulePixels) const
{
    return sideFor(d->modules ? d->across() : usualModules, std::max(smallestModule, modulePixels));
}

void QrCodeView::setText(const QString &text)
{
    if (text == d->text)
        return;
    d->text = text;
    d->modules = QrModules::encode(text);
    d->tooLong = !text.isEmpty() && !d->modules;
    updateGeometry();
    update();
    Accessibility::nameChanged(this);
    Q_EMIT textChanged(text);
}

QSize QrCodeView::sizeHint() const
{
    const int side = cardSide(comfortableModule);
    return QSize(side, side).expandedTo(minimumSizeHint());
}

QSize QrCodeView::minimumSizeHint() const
{
    int side = cardSide(smallestModule);
    if (d->tooLong) {
        // The sentence has to fit in, whatever the font.
        const auto fits = [this](int room) {
            const QRect bounds = fontMetrics().boundingRect(
                QRect(0, 0, room, 10000), Qt::AlignCenter | Qt::TextWordWrap, d->sentence());
            return bounds.width() <= room && bounds.height() <= room;
        };
        while (side < 1000 && !fits(side - 16))
            side += 8;
    }
    return {side, side};
}

bool QrCodeView::hasHeightForWidth() const
{
    return true;
}

int QrCodeView::heightForWidth(int width) const
{
    return std::max(width, minimumSizeHint().height());
}

void QrCodeView::paintEvent(QPaintEvent *)
{
    const int side = std::min(width(), height());
    const QRect card((width() - side) / 2, (height() - side) / 2, side, side);

    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    // On a dark ground the white card has an edge already.
    painter.setPen(Look::isDark(palette()) ? QPen(Qt::white) : QPen(Look::track(palette())));
    painter.setBrush(Qt::white);
    // Small enough to keep clear of the quiet zone.
    const qreal radius = side / 32.0 + (side < 200 ? 1 : 0);
    painter.drawRoundedRect(QRectF(card).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius);

    if (d->modules)
        d->paintModules(painter, card);
    else if (d->tooLong)
        d->paintSentence(painter, card);
}

void QrCodeView::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::FontChange || event->type() == QEvent::LanguageChange) {
        updateGeometry();
        update();
    }
    QWidget::changeEvent(event);
}

} // namespace Latchkey
