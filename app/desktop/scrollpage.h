// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtWidgets/QScrollArea>

namespace Latchkey::Desktop {

/// A page that scrolls where it is too high for the window, and wraps where it is too wide.
class ScrollPage : public QScrollArea
{
    Q_OBJECT
public:
    explicit ScrollPage(QWidget *parent);

protected:
    /// Shows \a content, which has a layout, on the window's own ground.
    void setContent(QWidget *content);
};

/// What is in a ScrollPage.
class PageContent : public QWidget
{
    Q_OBJECT
public:
    using QWidget::QWidget;

    /// A layout asks at the least for the height that it needs when it is as narrow as can be; the
    /// scroll area is to go by the height for the width that there is.
    QSize minimumSizeHint() const override;
};

} // namespace Latchkey::Desktop
