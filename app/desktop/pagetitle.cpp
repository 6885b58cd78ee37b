// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "pagetitle.h"

#include "actionicon.h"
#include "look.h"
#include "textblock.h"

#include <QtCore/QEvent>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QToolButton>

namespace Latchkey::Desktop {

PageTitle::PageTitle(QWidget *parent)
    : QWidget(parent), m_back(new QToolButton(this)), m_text(new TextBlock(this))
{
    m_back->setAutoRaise(true);
    m_back->setIcon(actionIcon(ActionIcon::Back, m_back, QPalette::WindowText));
    m_back->setAccessibleName(tr("Back"));
    m_back->setToolTip(tr("Back"));
    m_back->hide();
    m_text->setType(1.4, QFont::DemiBold);
    connect(m_back, &QToolButton::clicked, this, &PageTitle::backRequested);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(m_back, 0, Qt::AlignVCenter);
    layout->addWidget(m_text, 1);
    setSizes();
}

void PageTitle::setText(const QString &text)
{
    m_text->setText(text);
}

void PageTitle::setBackVisible(bool visible)
{
    m_back->setVisible(visible);
}

void PageTitle::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        setSizes();
}

void PageTitle::setSizes()
{
    const int side = Look::grown(font(), 16);
    m_back->setIconSize({side, side});
}

} // namespace Latchkey::Desktop
