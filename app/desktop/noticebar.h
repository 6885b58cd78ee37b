// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtWidgets/QWidget>

class QToolButton;

namespace Latchkey {
class IconView;
class TextBlock;
} // namespace Latchkey

namespace Latchkey::Desktop {

/// A line above the page that says how something ended, until it is dismissed or something else
/// is looked at.
class NoticeBar : public QWidget
{
    Q_OBJECT
public:
    enum class Kind { Done, Problem };

    explicit NoticeBar(QWidget *parent);

    void tell(Kind kind, const QString &sentence);
    QString text() const;

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void setSizes();

    IconView *m_icon;
    TextBlock *m_text;
    QToolButton *m_close;
};

} // namespace Latchkey::Desktop
