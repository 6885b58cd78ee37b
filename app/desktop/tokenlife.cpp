// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "tokenlife.h"

#include "look.h"
#include "pairlayout.h"
#include "textblock.h"
#include "texts.h"
#include "visibility.h"

#include <QtCore/QLocale>
#include <QtGui/QPainter>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QProgressBar>

#include <algorithm>

namespace Latchkey::Desktop {

/// A bar 8 high. It is a progress bar so that a screen reader knows what it is.
class LifeBar : public QProgressBar
{
    Q_OBJECT
public:
    explicit LifeBar(QWidget *parent) : QProgressBar(parent)
    {
        // Per mille: fine enough for the widest window, and no news for a screen reader each
        // second.
        setRange(0, 1000);
        setTextVisible(false);
        setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
        // By itself a progress bar is painted anew where the style's own would look different.
        connect(this, &QProgressBar::valueChanged, this, [this] { update(); });
    }

    QSize sizeHint() const override { return {Look::grown(font(), 200), Look::grown(font(), 8)}; }
    QSize minimumSizeHint() const override { return {40, sizeHint().height()}; }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        const qreal radius = height() / 2.0;
        painter.setBrush(Look::track(palette()));
        painter.drawRoundedRect(rect(), radius, radius);
        if (value() <= 0)
            return;
        QRectF filled = rect();
        filled.setWidth(std::max<qreal>(height(), filled.width() * value() / maximum()));
        if (layoutDirection() == Qt::RightToLeft)
            filled.moveRight(width());
        painter.setBrush(palette().color(QPalette::Highlight));
        painter.drawRoundedRect(filled, radius, radius);
    }
};

namespace {

constexpr std::chrono::milliseconds second(1000);

/// The locale's short time, of which some have seconds all the same.
QString timeFormat()
{
    QString format = QLocale().timeFormat(QLocale::ShortFormat);
    return format.remove(QLatin1String(":ss"));
}

QString endText(const QDateTime &expiresAt, const QDateTime &now, TokenLife::Renewal renewal)
{
    const bool byItself = renewal == TokenLife::Renewal::ByItself;
    if (expiresAt <= now) {
        return byItself ? TokenLife::tr("It has run out, and is renewed when it is needed.")
                        : TokenLife::tr("It has run out.");
    }
    if (byItself)
        return TokenLife::tr("It is renewed by itself before it runs out.");
    const QDateTime end = expiresAt.toLocalTime();
    const QDate today = now.toLocalTime().date();
    const QString time = QLocale().toString(end.time(), timeFormat());
    if (end.date() == today)
        return TokenLife::tr("Runs out today at %1. Then you sign in again.").arg(time);
    if (end.date() == today.addDays(1))
        return TokenLife::tr("Runs out tomorrow at %1. Then you sign in again.").arg(time);
    return TokenLife::tr("Runs out on %1. Then you sign in again.")
        .arg(QLocale().toString(end.date(), QLocale::ShortFormat));
}

} // namespace

TokenLife::TokenLife(Scheduler *scheduler, QWidget *parent)
    : QWidget(parent), m_scheduler(scheduler), m_heading(new TextBlock(this)),
      m_remaining(new QLabel(this)), m_bar(new LifeBar(this)), m_end(new TextBlock(this))
{
    m_heading->setType(1, QFont::DemiBold);
    m_heading->setText(tr("Access token"));
    m_remaining->setObjectName(QStringLiteral("remaining"));
    m_remaining->setTextFormat(Qt::PlainText);
    m_bar->setAccessibleName(tr("Time left for the access token"));
    m_end->setTone(Tone::Secondary);
    auto *headings = new QWidget(this);
    auto *top = new PairLayout(headings, PairLayout::Stretch::First, PairLayout::Vertical::Middle,
                               QWIDGETSIZE_MAX);
    top->addWidget(m_heading);
    top->addWidget(m_remaining);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(headings);
    layout->addWidget(m_bar);
    layout->addWidget(m_end);
}

TokenLife::~TokenLife()
{
    m_scheduler->cancel(m_timer);
}

void TokenLife::setTimes(const QDateTime &issuedAt, const QDateTime &expiresAt)
{
    m_issuedAt = issuedAt;
    m_expiresAt = expiresAt;
    update();
}

void TokenLife::setRenewal(Renewal renewal)
{
    m_renewal = renewal;
    update();
}

QString TokenLife::remainingText() const
{
    if (!m_expiresAt.isValid())
        return {};
    const QDateTime now = m_scheduler->wallClock();
    const QString left = durationText(std::max<qint64>(0, now.secsTo(m_expiresAt)));
    const qint64 life = m_issuedAt.isValid() ? m_issuedAt.secsTo(m_expiresAt) : 0;
    return life > 0 ? tr("%1 left of %2").arg(left, durationText(life)) : tr("%1 left").arg(left);
}

void TokenLife::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (mayBeSeen(this))
        tick();
}

void TokenLife::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_scheduler->cancel(m_timer);
    m_timer = 0;
}

void TokenLife::tick()
{
    m_scheduler->cancel(m_timer);
    m_timer = m_scheduler->callAfter(second, this, [this] { tick(); });
    update();
}

void TokenLife::update()
{
    const QDateTime now = m_scheduler->wallClock();
    const qint64 life = m_issuedAt.isValid() ? m_issuedAt.msecsTo(m_expiresAt) : 0;
    m_remaining->setText(remainingText());
    m_bar->setVisible(m_expiresAt.isValid() && life > 0);
    if (life > 0)
        m_bar->setValue(
            static_cast<int>(std::clamp<qint64>(now.msecsTo(m_expiresAt) * 1000 / life, 0, 1000)));
    m_end->setText(m_expiresAt.isValid() ? endText(m_expiresAt, now, m_renewal)
                                         : tr("The provider does not say when it runs out."));
}

} // namespace Latchkey::Desktop

#include "tokenlife.moc"
