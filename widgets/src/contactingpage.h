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
class WayList;

/// What will be allowed, by which ways one can sign in, and, while a server is asked, who is asked.
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
    WayList *ways() const { return m_ways; }

    void setTitle(const QString &title, const QString &providerName) override;
    QString announcement() const override;

protected:
    void applyDensity() override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void arrange();

    QBoxLayout *m_layout;
    QBoxLayout *m_columns;
    TitleRow *m_title;
    QWidget *m_allowed;
    TextBlock *m_lead;
    QWidget *m_scopes;
    WayList *m_ways;
    QWidget *m_progress;
    BusyBar *m_bar;
    TextBlock *m_contacting;
    TextBlock *m_slow;
};

} // namespace Latchkey
