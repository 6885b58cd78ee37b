// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "pagestack.h"

#include <QtCore/QEvent>
#include <QtGui/QResizeEvent>

namespace Latchkey {

PageStack::PageStack(QWidget *parent) : QWidget(parent)
{
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Preferred);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

void PageStack::setCurrent(Page *page)
{
    if (page == m_current)
        return;
    if (m_current)
        m_current->hide();
    m_current = page;
    m_current->setGeometry(rect());
    m_current->show();
    updateGeometry();
}

QSize PageStack::sizeHint() const
{
    return m_current ? m_current->sizeHint() : QSize();
}

QSize PageStack::minimumSizeHint() const
{
    // The height follows from the width.
    return m_current ? QSize(m_current->minimumSizeHint().width(), 0) : QSize();
}

int PageStack::heightForWidth(int width) const
{
    return m_current ? m_current->heightForWidth(width) : 0;
}

bool PageStack::event(QEvent *event)
{
    if (event->type() == QEvent::LayoutRequest)
        updateGeometry();
    return QWidget::event(event);
}

void PageStack::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    if (m_current)
        m_current->setGeometry(rect());
}

} // namespace Latchkey
