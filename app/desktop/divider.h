// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtWidgets/QWidget>

namespace Latchkey::Desktop {

/// A thin line between two parts of a page.
class Divider : public QWidget
{
    Q_OBJECT
public:
    explicit Divider(QWidget *parent);

protected:
    void paintEvent(QPaintEvent *event) override;
};

} // namespace Latchkey::Desktop
