// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "lineicon.h"
#include "page.h"

#include <QtCore/QStringList>

class QBoxLayout;

namespace Latchkey {

class BusyBar;
class TextBlock;

/// What will be allowed, and, while the server is asked for a code, who is asked.
class ContactingPage final : public Page
{
    Q_OBJECT
public:
    explicit ContactingPage(QWidget *parent);

    /// What the program will be able to do, in words.
    void setScopes(const QStringList &scopes);
    /// Shows that \a host is being asked; an empty address shows that nothing is under way.
    void setContacting(const QUrl &host);
    void setSlow(bool slow);

    void setTitle(const QString &title, const QString &providerName) override;
    QString announcement() const override;

protected:
    void applyDensity() override;

private:
    QBoxLayout *m_layout;
    TitleRow *m_title;
    TextBlock *m_lead;
    QWidget *m_scopes;
    QWidget *m_progress;
    BusyBar *m_bar;
    TextBlock *m_contacting;
    TextBlock *m_slow;
};

} // namespace Latchkey
