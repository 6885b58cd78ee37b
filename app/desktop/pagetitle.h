// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtWidgets/QWidget>

class QToolButton;

namespace Latchkey {
class TextBlock;
}

namespace Latchkey::Desktop {

/// The title of a page, with a way back before it where there is one.
class PageTitle : public QWidget
{
    Q_OBJECT
public:
    explicit PageTitle(QWidget *parent);

    void setText(const QString &text);
    void setBackVisible(bool visible);

Q_SIGNALS:
    void backRequested();

protected:
    void changeEvent(QEvent *event) override;

private:
    void setSizes();

    QToolButton *m_back;
    TextBlock *m_text;
};

} // namespace Latchkey::Desktop
