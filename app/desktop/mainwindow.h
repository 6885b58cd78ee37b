// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "services.h"
#include "signinpage.h"

#include <latchkey/session.h>

#include <QtCore/QPointer>
#include <QtWidgets/QWidget>

class QMenu;
class QSplitter;
class QStackedWidget;

namespace Latchkey {
class Error;
struct SignOutResult;
} // namespace Latchkey

namespace Latchkey::Desktop {

class AccountsPane;
class NoticeBar;
class OverviewPage;
class ProviderFormPage;
class ProviderListPage;
class SentencePage;
class TokenClipboard;

/// The window: accounts on the left, a page on the right.
///
/// Pages are made when they are first wanted, so that the first one is there soon.
class MainWindow : public QWidget
{
    Q_OBJECT
public:
    /// The accounts have been restored already.
    explicit MainWindow(const Services &services);
    ~MainWindow() override;

    /// Decides what is seen first: the account that was chosen last time, or how to add one.
    void open();
    /// The same for somebody who asked for the demo provider: their account there, or signing in.
    void openDemo(const Provider &provider);
    /// Tells that the list of accounts could not be read.
    void tellStorageProblem(const Error &error);

    QSize sizeHint() const override;

public Q_SLOTS:
    void addAccount();

protected:
    void changeEvent(QEvent *event) override;
    void closeEvent(QCloseEvent *event) override;

private:
    QMenu *makeMenu();
    OverviewPage *overview();
    SignInPage *signInPage();
    ProviderListPage *providerList();
    ProviderFormPage *providerForm();
    SentencePage *sentencePage();

    void showPage(QWidget *page);
    void showAccount(Session *session);
    void showRememberedAccount();
    void showEmpty();
    void showDemoProblem(const Provider &provider, const QString &sentence);
    void accountChosen(Session *session);
    void accountsChanged();

    void signIn(const Provider &provider, SignInPage::Begin begin);
    void signInCancelled();
    void signedIn(Session *session);
    void refresh(Session *session);
    void copyToken(Session *session);
    void signOut(Session *session);
    void reportSignOut(const SignOutResult &result, const QString &accountName,
                       const QString &providerName);

    void updateTitle();
    void restoreGeometryAndChoice();

    Services m_services;
    QString m_rememberedId; ///< The account that is shown, or was before somebody adds another.
    Provider m_wantedDemo;

    QSplitter *m_splitter;
    AccountsPane *m_accountsPane;
    NoticeBar *m_notice;
    QStackedWidget *m_pages;
    TokenClipboard *m_clipboard;
    OverviewPage *m_overview = nullptr;
    SignInPage *m_signIn = nullptr;
    ProviderListPage *m_providerList = nullptr;
    ProviderFormPage *m_providerForm = nullptr;
    SentencePage *m_sentence = nullptr;
};

} // namespace Latchkey::Desktop
