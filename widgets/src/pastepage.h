// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "addressrow.h"

class QGridLayout;
class QLineEdit;
class QVBoxLayout;

namespace Latchkey {

class IconButton;
class IconView;
class StepNumber;
class TextBlock;

/// The browser shows a code, and the person brings it here.
class PastePage final : public Page
{
    Q_OBJECT
public:
    using Browser = AddressRow::Browser;

    explicit PastePage(QWidget *parent);

    /// For another attempt: nothing has been pasted.
    void clear();
    /// What the browser is to show.
    void setAddress(const QUrl &address);
    void setBrowser(Browser browser);
    /// What is wrong with what was pasted, said beside the field; nothing where it is empty. Goes
    /// away when the person changes what they pasted.
    void setProblem(const QString &problem);
    void setScheduler(Scheduler *scheduler);
    QString pasted() const;
    QWidget *field() const;

    void setTitle(const QString &title, const QString &providerName) override;
    void setWarningColor(const QColor &color) override;
    QString announcement() const override;

Q_SIGNALS:
    void openBrowserClicked();

protected:
    void applyDensity() override;
    void changeEvent(QEvent *event) override;

private:
    void retranslate();
    void addStep(int row, StepNumber *number, TextBlock *text);

    QUrl m_address;
    QVBoxLayout *m_layout;
    QGridLayout *m_steps;
    QWidget *m_content;
    TitleRow *m_title;
    StepNumber *m_number1;
    TextBlock *m_step1;
    IconButton *m_open;
    AddressRow *m_addressRow;
    StepNumber *m_number2;
    TextBlock *m_step2;
    QLineEdit *m_field;
    IconView *m_problemIcon;
    TextBlock *m_problem;
};

} // namespace Latchkey
