// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <latchkey/session.h>

#include <QtWidgets/QWidget>

class QLabel;
class QListView;
class QMenu;
class QPushButton;
class QToolButton;

namespace Latchkey {
class Accounts;
}

namespace Latchkey::Desktop {

/// The left pane: all accounts, and the way to add one.
class AccountsPane : public QWidget
{
    Q_OBJECT
public:
    AccountsPane(Accounts *accounts, QMenu *menu, QWidget *parent);
    ~AccountsPane() override;

    /// The account that is selected, or null.
    Session *selected() const;
    /// Selects without emitting chosen(); null selects none.
    void select(Session *session);
    /// Puts the keyboard into the list.
    void focusList();

    QSize sizeHint() const override;

Q_SIGNALS:
    /// The person has selected an account, or it was selected in place of one that went away; null
    /// where none is left.
    void chosen(Latchkey::Session *session);
    void addRequested();

protected:
    void changeEvent(QEvent *event) override;

private:
    void setSizes();

    Accounts *m_accounts;
    QLabel *m_heading;
    QListView *m_list;
    QPushButton *m_add;
    QToolButton *m_menuButton;
    bool m_selecting = false;
};

} // namespace Latchkey::Desktop
