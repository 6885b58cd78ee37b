// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "noticebar.h"

#include "accessibility.h"
#include "actionicon.h"
#include "lineicon.h"
#include "look.h"
#include "textblock.h"

#include <QtCore/QEvent>
#include <QtGui/QPainter>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QToolButton>

namespace Latchkey::Desktop {

NoticeBar::NoticeBar(QWidget *parent)
    : QWidget(parent), m_icon(new IconView(this)), m_text(new TextBlock(this)),
      m_close(new QToolButton(this))
{
    m_text->setObjectName(QStringLiteral("noticeText"));
    m_text->setSelecting(TextBlock::Selecting::On);
    m_icon->setBeside(m_text);
    m_close->setAutoRaise(true);
    m_close->setIcon(actionIcon(ActionIcon::Close, m_close, QPalette::WindowText));
    m_close->setAccessibleName(tr("Dismiss"));
    m_close->setToolTip(tr("Dismiss"));
    connect(m_close, &QToolButton::clicked, this, &QWidget::hide);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(24, 10, 16, 10);
    layout->setSpacing(8);
    layout->addWidget(m_icon, 0, Qt::AlignTop);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_close, 0, Qt::AlignTop);
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    setSizes();
    hide();
}

void NoticeBar::tell(Kind kind, const QString &sentence)
{
    m_icon->setIcon(kind == Kind::Done ? LineIcon::Tick : LineIcon::Warning);
    m_icon->setTone(kind == Kind::Done ? Tone::Accent : Tone::Warning);
    m_text->setText(sentence);
    show();
    Accessibility::announce(this, sentence);
}

QString NoticeBar::text() const
{
    return isHidden() ? QString() : m_text->text();
}

void NoticeBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), palette().color(QPalette::Base));
    painter.fillRect(0, height() - 1, width(), 1, Look::track(palette()));
}

void NoticeBar::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        setSizes();
}

void NoticeBar::setSizes()
{
    const int side = Look::grown(font(), 16);
    m_close->setIconSize({side, side});
}

} // namespace Latchkey::Desktop
