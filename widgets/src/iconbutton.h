// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtWidgets/QPushButton>

namespace Latchkey {

/// A push button whose icon stands beside its text in right-to-left layouts too.
///
/// QCommonStyle aligns the text of a mirrored button with the far edge of the label, away from the
/// icon in the middle: the wider the button, the further they are apart.
class IconButton : public QPushButton
{
public:
    using QPushButton::QPushButton;

    QSize sizeHint() const override;
    /// Without the air at the ends that sizeHint() leaves.
    QSize minimumSizeHint() const override { return QPushButton::sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;
};

} // namespace Latchkey
