// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtWidgets/QWidget>

namespace Latchkey {

/// The number of a step, in a circle.
class StepNumber : public QWidget
{
    Q_OBJECT
public:
    StepNumber(int number, QWidget *parent);

    /// The side where the font is 14 pixels high; grows with the font.
    void setSide(int side);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    int m_number;
    int m_side = 24;
};

} // namespace Latchkey
