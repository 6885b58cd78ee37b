// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtWidgets/QWidget>

class QPushButton;

namespace Latchkey {
class TextBlock;
}

namespace Latchkey::Desktop {

/// One sentence and one button, in the middle of the page.
class SentencePage : public QWidget
{
    Q_OBJECT
public:
    enum class Kind { Calm, Problem };

    explicit SentencePage(QWidget *parent);

    void setContent(Kind kind, const QString &sentence, const QString &button);
    QString sentence() const;

Q_SIGNALS:
    void clicked();

private:
    QWidget *m_icon;
    TextBlock *m_sentence;
    QPushButton *m_button;
};

} // namespace Latchkey::Desktop
