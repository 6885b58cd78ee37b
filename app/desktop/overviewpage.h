// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "scrollpage.h"
#include "services.h"

#include <latchkey/session.h>

#include <QtCore/QPointer>
#include <QtCore/QSet>

class QLabel;
class QPushButton;

namespace Latchkey {
class Monogram;
class TextBlock;
} // namespace Latchkey

namespace Latchkey::Desktop {

class Attention;
class ScopeChips;
class TokenLife;

/// One account: who it is, what is allowed, how long the access token lives, and what can be done.
class OverviewPage : public ScrollPage
{
    Q_OBJECT
public:
    OverviewPage(const Services &services, QWidget *parent);
    ~OverviewPage() override;

    Session *session() const { return m_session; }
    void setSession(Session *session);
    /// Greys everything of this account until signingOutEnded().
    void signingOutBegan(Session *session);
    /// \a session may be dead by now.
    void signingOutEnded(Session *session);
    /// Asks for a new access token, where that is possible at the moment.
    void refresh();

Q_SIGNALS:
    void signInAgainRequested(Latchkey::Session *session);
    void refreshRequested(Latchkey::Session *session);
    void copyRequested(Latchkey::Session *session);
    void signOutRequested(Latchkey::Session *session);

protected:
    void changeEvent(QEvent *event) override;

private:
    QWidget *makeDetails(const Services &services);
    QWidget *makeHeader(QWidget *parent);
    QWidget *makeFooter(QWidget *parent);
    void ask(void (OverviewPage::*request)(Session *));
    void showSession();
    void setSizes();

    QPointer<Session> m_session;
    QSet<const Session *> m_leaving; ///< The accounts that are being signed out.

    Attention *m_attention;
    QWidget *m_attentionGap;
    QWidget *m_details = nullptr;
    Monogram *m_avatar = nullptr;
    TextBlock *m_name = nullptr;
    TextBlock *m_email = nullptr;
    QWidget *m_subjectRow = nullptr;
    QLabel *m_subjectLabel = nullptr;
    TextBlock *m_subject = nullptr;
    TextBlock *m_allowed = nullptr;
    ScopeChips *m_scopes = nullptr;
    TokenLife *m_life = nullptr;
    TextBlock *m_thisRun = nullptr;
    QWidget *m_buttons = nullptr;
    QPushButton *m_refresh = nullptr;
    QPushButton *m_copy = nullptr;
    TextBlock *m_signOutText = nullptr;
    QPushButton *m_signOut = nullptr;
};

} // namespace Latchkey::Desktop
