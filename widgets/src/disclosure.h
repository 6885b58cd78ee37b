// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtWidgets/QWidget>

class QToolButton;

namespace Latchkey {

class CopyButton;
class Scheduler;
class TextBlock;

/// "Details", which opens to show a technical text that can be copied.
class Disclosure : public QWidget
{
    Q_OBJECT
public:
    explicit Disclosure(QWidget *parent);

    /// Closes it as well.
    void setDetails(const QString &details);
    void setScheduler(Scheduler *scheduler);

protected:
    void changeEvent(QEvent *event) override;

private:
    void showState();
    void retranslate();

    QToolButton *m_button;
    TextBlock *m_text;
    CopyButton *m_copy;
};

} // namespace Latchkey
