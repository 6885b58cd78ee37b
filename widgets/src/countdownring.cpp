// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include <latchkey/countdownring.h>

#include "accessibility.h"
#include "look.h"

#include <QtCore/QEvent>
#include <QtGui/QFontMetricsF>
#include <QtGui/QPainter>

#include <algorithm>
#include <cmath>

namespace Latchkey {

namespace {

constexpr int lastMinute = 60;
constexpr int mostMinutesAndSeconds = 100 * 60;
constexpr int mostHours = 999;

QString timeText(int seconds)
{
    if (seconds >= mostMinutesAndSeconds) {
        const int hours = std::min(mostHours, seconds / 3600 + (seconds % 3600 > 0 ? 1 : 0));
        return CountdownRing::tr("%1 h", "hours left, as short as it can be").arg(hours);
    }
    return QStringLiteral("%1:%2").arg(seconds / 60).arg(seconds % 60, 2, 10, QLatin1Char('0'));
}

qreal widestDigit(const QFontMetricsF &metrics)
{
    qreal widest = 0;
    for (char digit = '0'; digit <= '9'; ++digit)
        widest = std::max(widest, metrics.horizontalAdvance(QLatin1Char(digit)));
    return widest;
}

} // namespace

class CountdownRing::Private
{
public:
    int duration = 0;
    int secondsLeft = 0;
    QColor warningColor;

    QFont digitFont(const QFont &base) const { return Look::scaled(base, 1, QFont::DemiBold); }
    qreal stroke(const QFont &base) const { return Look::grown(base, 4); }
    int diameter(const QFont &base) const;
    qreal partLeft() const;
    /// In pixels along the ring, which is as fine as anybody can see.
    int arcLength(const QFont &base) const
    {
        return int(std::lround(partLeft() * 3.1416 * diameter(base)));
    }
    void drawTime(QPainter &painter, const QRectF &rect, const QString &text) const;
};

int CountdownRing::Private::diameter(const QFont &base) const
{
    const QFontMetricsF metrics(digitFont(base));
    const qreal inner = 4 * widestDigit(metrics) + metrics.horizontalAdvance(QLatin1Char(':'));
    return int(std::ceil((inner + 8 + 2 * stroke(base)) / 2)) * 2;
}

qreal CountdownRing::Private::partLeft() const
{
    return duration > 0 ? std::min(1.0, qreal(secondsLeft) / duration) : 0.0;
}

// Digits stand in cells of equal width, so that they keep their places in fonts without tabular
// figures too.
void CountdownRing::Private::drawTime(QPainter &painter, const QRectF &rect,
                                      const QString &text) const
{
    const QFontMetricsF metrics(painter.font());
    const qreal digit = widestDigit(metrics);
    const auto advance = [&](QChar c) {
        return c.isDigit() ? digit : metrics.horizontalAdvance(c);
    };
    qreal width = 0;
    for (const QChar c : text)
        width += advance(c);
    qreal x = rect.center().x() - width / 2;
    const qreal baseline = rect.center().y() + metrics.capHeight() / 2;
    for (const QChar c : text) {
        const qreal own = metrics.horizontalAdvance(c);
        painter.drawText(QPointF(x + (advance(c) - own) / 2, baseline), QString(c));
        x += advance(c);
    }
}

CountdownRing::CountdownRing(QWidget *parent) : QWidget(parent), d(std::make_unique<Private>())
{
    Accessibility::install();
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

CountdownRing::~CountdownRing() = default;

int CountdownRing::duration() const
{
    return d->duration;
}

int CountdownRing::secondsLeft() const
{
    return d->secondsLeft;
}

bool CountdownRing::isWarning() const
{
    return d->secondsLeft <= lastMinute;
}

QString CountdownRing::displayedTime() const
{
    return timeText(d->secondsLeft);
}

QColor CountdownRing::warningColor() const
{
    return Look::warning(palette(), d->warningColor);
}

void CountdownRing::setWarningColor(const QColor &color)
{
    if (color == d->warningColor)
        return;
    d->warningColor = color;
    if (isWarning())
        update();
}

void CountdownRing::resetWarningColor()
{
    setWarningColor(QColor());
}

void CountdownRing::setDuration(int seconds)
{
    seconds = std::max(0, seconds);
    if (seconds == d->duration)
        return;
    d->duration = seconds;
    update();
}

void CountdownRing::setSecondsLeft(int seconds)
{
    seconds = std::max(0, seconds);
    const int before = d->secondsLeft;
    if (seconds == before)
        return;
    const int arcBefore = d->arcLength(font());
    d->secondsLeft = seconds;
    const bool looksTheSame =
        timeText(seconds) == timeText(before) && d->arcLength(font()) == arcBefore;
    if (!looksTheSame)
        update();
    // A screen reader says each change of a value, which each second would be too much.
    for (const int milestone : {300, lastMinute, 0}) {
        if (before > milestone && seconds <= milestone) {
            Accessibility::valueChanged(this, seconds);
            break;
        }
    }
    Q_EMIT secondsLeftChanged(seconds);
}

QSize CountdownRing::sizeHint() const
{
    const int diameter = d->diameter(font());
    return {diameter, diameter};
}

QSize CountdownRing::minimumSizeHint() const
{
    return sizeHint();
}

void CountdownRing::paintEvent(QPaintEvent *)
{
    const qreal stroke = d->stroke(font());
    const qreal side = std::min(width(), height());
    QRectF ring(0, 0, side, side);
    ring.moveCenter(QRectF(rect()).center());
    ring.adjust(stroke / 2, stroke / 2, -stroke / 2, -stroke / 2);

    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(Look::track(palette()), stroke, Qt::SolidLine, Qt::FlatCap));
    painter.drawEllipse(ring);

    const QColor color = isWarning() ? warningColor() : palette().color(QPalette::Highlight);
    painter.setPen(QPen(color, stroke, Qt::SolidLine, Qt::FlatCap));
    // The gap opens at twelve o'clock and grows clockwise, in every language: clocks do not mirror.
    const int full = 360 * 16;
    const int span = int(std::lround(d->partLeft() * full));
    if (span > 0)
        painter.drawArc(ring, 90 * 16 - (full - span), -span);

    painter.setFont(d->digitFont(font()));
    painter.setPen(palette().color(QPalette::WindowText));
    d->drawTime(painter, ring, displayedTime());
}

void CountdownRing::changeEvent(QEvent *event)
{
    switch (event->type()) {
    case QEvent::FontChange:
    case QEvent::StyleChange:
        updateGeometry();
        update();
        break;
    case QEvent::LanguageChange:
        update();
        break;
    default:
        break;
    }
    QWidget::changeEvent(event);
}

} // namespace Latchkey
