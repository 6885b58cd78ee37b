// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "page.h"

namespace Latchkey {

/// Holds all pages and shows one, whose size alone counts. The pages keep their places in the order
/// of the Tab key.
class PageStack : public QWidget
{
    Q_OBJECT
public:
    explicit PageStack(QWidget *parent);

    Page *current() const { return m_current; }
    void setCurrent(Page *page);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;

protected:
    bool event(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    Page *m_current = nullptr;
};

} // namespace Latchkey
