// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtWidgets/QWidget>

namespace Latchkey {

class IconView;
class TextBlock;

/// RFC 8628 §5.4: says that a device is being authorised, and to go on only if that is wanted.
class Caution : public QWidget
{
    Q_OBJECT
public:
    explicit Caution(QWidget *parent);

    /// Size relative to font(), and the distance between lines in ems.
    void setType(qreal scale, qreal leading);

protected:
    void changeEvent(QEvent *event) override;

private:
    void retranslate();

    IconView *m_icon;
    TextBlock *m_text;
};

} // namespace Latchkey
