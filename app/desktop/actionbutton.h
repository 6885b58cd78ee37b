// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "iconbutton.h"

namespace Latchkey::Desktop {

/// A push button with room round its text, whatever the style, that grows with the font.
class ActionButton : public IconButton
{
    Q_OBJECT
public:
    explicit ActionButton(QWidget *parent);
    ActionButton(const QString &text, QWidget *parent);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void changeEvent(QEvent *event) override;

private:
    void setIconSizes();
};

} // namespace Latchkey::Desktop
