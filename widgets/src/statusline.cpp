// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "statusline.h"

#include "textblock.h"

#include <QtCore/QEvent>
#include <QtWidgets/QStyle>

#include <algorithm>

namespace Latchkey {

namespace {

constexpr int iconGap = 8;

} // namespace

StatusLine::StatusLine(QWidget *parent) : QWidget(parent)
{
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);

    for (size_t i = 0; i < m_lines.size(); ++i) {
        m_lines.at(i).text = new TextBlock(this);
        m_lines.at(i).text->setVisible(i == size_t(m_status));
    }
    addIcon(Status::Offline, LineIcon::Offline, Tone::Normal);
    addIcon(Status::BrowserDidNotOpen, LineIcon::Warning, Tone::Warning);
    addIcon(Status::BrowserFailed, LineIcon::Warning, Tone::Warning);
    retranslate();
    setScale(1);
}

void StatusLine::addIcon(Status status, LineIcon icon, Tone tone)
{
    auto *view = new IconView(this);
    view->setIcon(icon);
    view->setTone(tone);
    view->hide();
    m_lines.at(size_t(status)).icon = view;
}

void StatusLine::retranslate()
{
    const auto say = [this](Status status, const QString &text) {
        m_lines.at(size_t(status)).text->setText(text);
    };
    say(Status::Waiting, tr("Waiting for you to approve"));
    say(Status::Offline, tr("No connection. Still trying."));
    say(Status::BrowserDidNotOpen, tr("The browser did not open."));
    say(Status::BrowserFailed, tr("Browser sign-in failed."));
}

void StatusLine::setStatus(Status status)
{
    if (status == m_status)
        return;
    m_status = status;
    for (size_t i = 0; i < m_lines.size(); ++i) {
        const Line &line = m_lines.at(i);
        const bool current = i == size_t(status);
        line.text->setVisible(current);
        if (line.icon)
            line.icon->setVisible(current);
    }
    placeLines();
}

QString StatusLine::text() const
{
    return m_lines.at(size_t(m_status)).text->text();
}

void StatusLine::setScale(qreal scale)
{
    for (const Line &line : m_lines) {
        line.text->setType(scale, line.icon ? QFont::DemiBold : QFont::Normal);
        if (line.icon)
            line.icon->setSide(qRound(16 * scale));
    }
    updateGeometry();
}

void StatusLine::setAlignment(Qt::Alignment alignment)
{
    if (alignment == m_alignment)
        return;
    m_alignment = alignment;
    // Beside an icon, lines that are centred each for itself would lose it.
    m_lines.at(size_t(Status::Waiting))
        .text->setAlignment(alignment == Qt::AlignHCenter ? Qt::AlignHCenter : Qt::AlignLeft);
    placeLines();
}

void StatusLine::setWarningColor(const QColor &color)
{
    for (const Line &line : m_lines) {
        if (line.icon)
            line.icon->setWarningColor(color);
    }
}

int StatusLine::roomForIcon(const Line &line) const
{
    return line.icon ? line.icon->sizeHint().width() + iconGap : 0;
}

QSize StatusLine::sizeHint() const
{
    int width = 0;
    for (const Line &line : m_lines)
        width = std::max(width, line.text->naturalWidth() + roomForIcon(line));
    return {width, heightForWidth(width)};
}

QSize StatusLine::minimumSizeHint() const
{
    QSize size;
    for (const Line &line : m_lines) {
        const QSize text = line.text->minimumSizeHint();
        size = size.expandedTo({text.width() + roomForIcon(line), text.height()});
    }
    return size;
}

int StatusLine::heightForWidth(int width) const
{
    int height = 0;
    for (const Line &line : m_lines)
        height = std::max(height, line.text->heightForWidth(width - roomForIcon(line)));
    return height;
}

bool StatusLine::event(QEvent *event)
{
    switch (event->type()) {
    case QEvent::LayoutRequest:
    case QEvent::LayoutDirectionChange:
    case QEvent::FontChange:
        placeLines();
        updateGeometry();
        break;
    case QEvent::LanguageChange:
        retranslate();
        break;
    default:
        break;
    }
    return QWidget::event(event);
}

void StatusLine::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    placeLines();
}

void StatusLine::placeLines()
{
    for (const Line &line : m_lines) {
        const int icon = roomForIcon(line);
        int textWidth = std::max(0, width() - icon);
        int x = 0;
        if (m_alignment == Qt::AlignHCenter) {
            textWidth = std::min(textWidth, line.text->wrappedWidth(textWidth));
            x = (width() - icon - textWidth) / 2;
        }
        const int height = line.text->heightForWidth(textWidth);
        line.text->setGeometry(
            QStyle::visualRect(layoutDirection(), rect(), QRect(x + icon, 0, textWidth, height)));
        if (line.icon) {
            line.icon->setGeometry(QStyle::visualRect(
                layoutDirection(), rect(),
                QRect(x, 0, line.icon->sizeHint().width(), line.text->lineHeight())));
        }
    }
}

} // namespace Latchkey
