// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "scrollpage.h"

namespace Latchkey::Desktop {

ScrollPage::ScrollPage(QWidget *parent) : QScrollArea(parent)
{
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setFocusPolicy(Qt::NoFocus);
}

void ScrollPage::setContent(QWidget *content)
{
    setWidget(content);
    content->setAutoFillBackground(false);
    viewport()->setAutoFillBackground(false);
}

QSize PageContent::minimumSizeHint() const
{
    return {QWidget::minimumSizeHint().width(), 1};
}

} // namespace Latchkey::Desktop
