// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "mainwindow.h"

#include "accountspane.h"
#include "demohost.h"
#include "look.h"
#include "noticebar.h"
#include "overviewpage.h"
#include "providerformpage.h"
#include "providerlistpage.h"
#include "questions.h"
#include "sentencepage.h"
#include "signinpage.h"
#include "signoutreport.h"
#include "tokenclipboard.h"

#include <latchkey/accounts.h>
#include <latchkey/session.h>

#include <QtCore/QEvent>
#include <QtCore/QSettings>
#include <QtGui/QCloseEvent>
#include <QtGui/QGuiApplication>
#include <QtGui/QScreen>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QMenu>
#include <QtWidgets/QSplitter>
#include <QtWidgets/QStackedWidget>

#include <algorithm>

namespace Latchkey::Desktop {

namespace {

const QString geometryKey = QStringLiteral("window/geometry");
const QString splitterKey = QStringLiteral("window/splitter");
const QString accountKey = QStringLiteral("account");

constexpr QSize usualSize(1000, 640); // where the font is 14 pixels high

} // namespace

MainWindow::MainWindow(const Services &services)
    : m_services(services), m_splitter(new QSplitter(this)),
      m_accountsPane(new AccountsPane(services.accounts, makeMenu(), m_splitter)),
      m_notice(new NoticeBar(this)), m_pages(new QStackedWidget(this)),
      m_clipboard(new TokenClipboard(QGuiApplication::clipboard(), services.scheduler, this))
{
    auto *right = new QWidget(m_splitter);
    auto *rightLayout = new QVBoxLayout(right);
    rightLayout->setContentsMargins(0, 0, 0, 0);
    rightLayout->setSpacing(0);
    rightLayout->addWidget(m_notice);
    rightLayout->addWidget(m_pages, 1);
    m_splitter->addWidget(m_accountsPane);
    m_splitter->addWidget(right);
    m_splitter->setStretchFactor(1, 1);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setHandleWidth(1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_splitter);

    connect(m_accountsPane, &AccountsPane::chosen, this, &MainWindow::accountChosen);
    connect(m_accountsPane, &AccountsPane::addRequested, this, &MainWindow::addAccount);
    connect(services.accounts, &Accounts::countChanged, this, &MainWindow::accountsChanged,
            Qt::QueuedConnection);
    connect(services.accounts, &Accounts::dataChanged, this, &MainWindow::updateTitle);
    restoreGeometryAndChoice();
    // From then on they keep themselves fresh; later ones are loaded when they are added.
    for (Session *session : services.accounts->sessions())
        session->load();
}

MainWindow::~MainWindow() = default;

QSize MainWindow::sizeHint() const
{
    const QSize wanted(Look::grown(font(), usualSize.width()),
                       Look::grown(font(), usualSize.height()));
    return wanted.expandedTo(usualSize).boundedTo(screen()->availableSize() * 0.95);
}

QMenu *MainWindow::makeMenu()
{
    auto *menu = new QMenu(this);
    QAction *const add = menu->addAction(tr("Add account…"), this, &MainWindow::addAccount);
    add->setShortcut(QKeySequence::New);
    QAction *const refresh = menu->addAction(tr("Refresh now"), this, [this] {
        if (m_overview && m_pages->currentWidget() == m_overview)
            m_overview->refresh();
    });
    refresh->setShortcut(QKeySequence(Qt::Key_F5));
    menu->addSeparator();
    QAction *const about = menu->addAction(tr("About Latchkey"), this, [this] { showAbout(this); });
    about->setMenuRole(QAction::AboutRole);
    menu->addSeparator();
    QAction *const quit = menu->addAction(tr("Quit"), this, &QWidget::close);
    quit->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_Q));
    quit->setMenuRole(QAction::QuitRole);
    // A shortcut in a menu that is not in a menu bar is heard by the window that has the action.
    addActions(menu->actions());
    return menu;
}

OverviewPage *MainWindow::overview()
{
    if (!m_overview) {
        m_overview = new OverviewPage(m_services, this);
        m_pages->addWidget(m_overview);
        connect(m_overview, &OverviewPage::signInAgainRequested, this,
                [this](const Session *session) {
                    signIn(session->provider(), SignInPage::Begin::Asking);
                });
        connect(m_overview, &OverviewPage::refreshRequested, this, &MainWindow::refresh);
        connect(m_overview, &OverviewPage::copyRequested, this, &MainWindow::copyToken);
        connect(m_overview, &OverviewPage::signOutRequested, this, &MainWindow::signOut);
    }
    return m_overview;
}

SignInPage *MainWindow::signInPage()
{
    if (!m_signIn) {
        m_signIn = new SignInPage(m_services, this);
        m_pages->addWidget(m_signIn);
        connect(m_signIn, &SignInPage::signedIn, this, &MainWindow::signedIn);
        connect(m_signIn, &SignInPage::cancelled, this, &MainWindow::signInCancelled);
        connect(m_signIn, &SignInPage::demoFailed, this, [this](const QString &sentence) {
            if (m_pages->currentWidget() == m_signIn)
                showDemoProblem(m_wantedDemo, sentence);
        });
    }
    return m_signIn;
}

ProviderListPage *MainWindow::providerList()
{
    if (!m_providerList) {
        m_providerList = new ProviderListPage(m_services, this);
        m_pages->addWidget(m_providerList);
        connect(m_providerList, &ProviderListPage::providerChosen, this,
                [this](const Provider &provider) {
                    if (provider.placeholders().isEmpty())
                        return signIn(provider, SignInPage::Begin::Asking);
                    showPage(providerForm());
                    providerForm()->open(provider);
                });
        connect(m_providerList, &ProviderListPage::left, this, &MainWindow::showRememberedAccount);
        connect(m_providerList, &ProviderListPage::otherChosen, this, [this] {
            showPage(providerForm());
            providerForm()->openOther();
        });
    }
    return m_providerList;
}

ProviderFormPage *MainWindow::providerForm()
{
    if (!m_providerForm) {
        m_providerForm = new ProviderFormPage(m_services, this);
        m_pages->addWidget(m_providerForm);
        connect(m_providerForm, &ProviderFormPage::backRequested, this, [this] {
            showPage(providerList());
            providerList()->open();
        });
        connect(m_providerForm, &ProviderFormPage::ready, this,
                [this](const Provider &provider) { signIn(provider, SignInPage::Begin::Asking); });
    }
    return m_providerForm;
}

SentencePage *MainWindow::sentencePage()
{
    if (!m_sentence) {
        m_sentence = new SentencePage(this);
        m_pages->addWidget(m_sentence);
        connect(m_sentence, &SentencePage::clicked, this, [this] {
            if (m_wantedDemo.id().isEmpty())
                addAccount();
            else
                signIn(m_wantedDemo, SignInPage::Begin::AtOnce);
        });
    }
    return m_sentence;
}

void MainWindow::open()
{
    // Its accounts can only be renewed while it runs.
    const QList<Session *> sessions = m_services.accounts->sessions();
    const bool usesDemo = std::any_of(sessions.cbegin(), sessions.cend(), [](const auto *session) {
        return DemoHost::isDemo(session->provider());
    });
    if (usesDemo)
        m_services.demo->begin();
    showRememberedAccount();
}

void MainWindow::openDemo(const Provider &provider)
{
    for (Session *session : m_services.accounts->sessions()) {
        if (DemoHost::isDemo(session->provider())) {
            m_services.demo->begin();
            return showAccount(session);
        }
    }
    signIn(provider, SignInPage::Begin::AtOnce);
}

void MainWindow::tellStorageProblem(const Error &error)
{
    m_notice->tell(NoticeBar::Kind::Problem, error.message() + u' ' + error.advice());
}

void MainWindow::addAccount()
{
    m_notice->hide();
    if (m_signIn && m_signIn->isUnderWay())
        return showPage(m_signIn);
    m_accountsPane->select(nullptr);
    showPage(providerList());
    providerList()->open();
}

void MainWindow::showPage(QWidget *page)
{
    m_pages->setCurrentWidget(page);
    updateTitle();
}

void MainWindow::showAccount(Session *session)
{
    m_rememberedId = session->id();
    m_accountsPane->select(session);
    overview()->setSession(session);
    showPage(m_overview);
}

/// The account that was seen last, or else any, or else how to add one.
void MainWindow::showRememberedAccount()
{
    const QList<Session *> sessions = m_services.accounts->sessions();
    if (sessions.isEmpty())
        return showEmpty();
    for (Session *session : sessions) {
        if (session->id() == m_rememberedId)
            return showAccount(session);
    }
    showAccount(sessions.constFirst());
}

void MainWindow::showEmpty()
{
    m_wantedDemo = Provider();
    m_accountsPane->select(nullptr);
    sentencePage()->setContent(SentencePage::Kind::Calm, tr("Nobody is signed in."),
                               tr("Add an account"));
    showPage(m_sentence);
    m_sentence->setFocus();
}

void MainWindow::showDemoProblem(const Provider &provider, const QString &sentence)
{
    m_wantedDemo = provider;
    sentencePage()->setContent(SentencePage::Kind::Problem, sentence, tr("Try again"));
    showPage(m_sentence);
    m_sentence->setFocus();
}

void MainWindow::accountChosen(Session *session)
{
    m_notice->hide();
    if (session)
        showAccount(session);
}

void MainWindow::accountsChanged()
{
    const QWidget *const page = m_pages->currentWidget();
    if (!page)
        return;
    const bool accountLeft =
        page == m_overview && (!m_overview->session() || !m_accountsPane->selected());
    const bool nobodyWasThere = page == m_sentence && m_wantedDemo.id().isEmpty();
    if (accountLeft || nobodyWasThere)
        showRememberedAccount();
}

void MainWindow::signIn(const Provider &provider, SignInPage::Begin begin)
{
    m_notice->hide();
    m_wantedDemo = DemoHost::isDemo(provider) ? provider : Provider();
    showPage(signInPage());
    m_signIn->start(provider, begin);
    m_signIn->setFocus();
    updateTitle();
}

void MainWindow::signInCancelled()
{
    if (m_pages->currentWidget() == m_signIn)
        showRememberedAccount();
}

void MainWindow::signedIn(Session *session)
{
    // It may have been signed out by another process already.
    if (!session)
        return showRememberedAccount();
    showAccount(session);
    m_accountsPane->focusList();
    m_notice->tell(NoticeBar::Kind::Done,
                   tr("You are signed in to %1.").arg(session->provider().name()));
}

void MainWindow::refresh(Session *session)
{
    m_notice->hide();
    session->refresh(this, [this](const AccessTokenResult &result) {
        const Error &error = result.error;
        // What lasts is told where the account is; this is for what the button came to.
        if (error.isError())
            m_notice->tell(NoticeBar::Kind::Problem, error.message() + u' ' + error.advice());
        else
            m_notice->tell(NoticeBar::Kind::Done, tr("The access token is a new one."));
    });
}

void MainWindow::copyToken(Session *session)
{
    askToCopyToken(this, *session, [this, guard = QPointer<Session>(session)] {
        if (!guard)
            return;
        guard->withFreshToken(
            std::chrono::seconds::zero(), this, [this](const AccessTokenResult &result) {
                if (result.error.isError())
                    return m_notice->tell(NoticeBar::Kind::Problem, result.error.message());
                m_clipboard->copy(result.accessToken);
                m_notice->tell(NoticeBar::Kind::Done,
                               tr("Copied. It is taken off the clipboard again after one minute."));
            });
    });
}

void MainWindow::signOut(Session *session)
{
    askToSignOut(this, *session, [this, session, guard = QPointer<Session>(session)] {
        if (!guard)
            return;
        m_overview->signingOutBegan(session);
        const auto begin = [this, session, guard] {
            if (!guard)
                return;
            const QString account = guard->name();
            const QString provider = guard->provider().name();
            guard->signOut(this, [this, session, account, provider](const SignOutResult &result) {
                m_overview->signingOutEnded(session);
                reportSignOut(result, account, provider);
            });
        };
        // The demo provider has to run in order to revoke anything; where it cannot, the report
        // says so.
        if (DemoHost::isDemo(guard->provider()))
            m_services.demo->whenRunning(this, [begin](const auto &) { begin(); });
        else
            begin();
    });
}

void MainWindow::reportSignOut(const SignOutResult &result, const QString &accountName,
                               const QString &providerName)
{
    m_notice->tell(isCleanSignOut(result) ? NoticeBar::Kind::Done : NoticeBar::Kind::Problem,
                   signOutReport(result, accountName, providerName));
}

void MainWindow::updateTitle()
{
    const QWidget *const page = m_pages->currentWidget();
    QString subject;
    if (page && page == m_overview && m_overview->session())
        subject = m_overview->session()->name();
    else if (page && page == m_signIn)
        subject = tr("Sign in to %1").arg(m_signIn->providerName());
    else if (page && (page == m_providerList || page == m_providerForm))
        subject = tr("Add account");
    setWindowTitle(subject.isEmpty() ? QStringLiteral("Latchkey")
                                     : tr("%1 — Latchkey", "window title").arg(subject));
}

void MainWindow::restoreGeometryAndChoice()
{
    const QSettings &settings = *m_services.settings;
    m_rememberedId = settings.value(accountKey).toString();
    if (!restoreGeometry(settings.value(geometryKey).toByteArray()))
        resize(MainWindow::sizeHint());
    if (!m_splitter->restoreState(settings.value(splitterKey).toByteArray())) {
        const int pane = std::min(m_accountsPane->sizeHint().width(), width() * 2 / 5);
        m_splitter->setSizes({pane, width() - pane});
    }
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    m_services.settings->setValue(geometryKey, saveGeometry());
    m_services.settings->setValue(splitterKey, m_splitter->saveState());
    m_services.settings->setValue(accountKey, m_rememberedId);
    QWidget::closeEvent(event);
}

void MainWindow::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::ActivationChange && isActiveWindow())
        m_services.accounts->retryNow();
}

} // namespace Latchkey::Desktop
