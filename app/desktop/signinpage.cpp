// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "signinpage.h"

#include "demohost.h"
#include "textblock.h"
#include "visibility.h"

#include <latchkey/scheduler.h>
#include <latchkey/signinwidget.h>

#include <QtCore/QScopedValueRollback>
#include <QtWidgets/QBoxLayout>

namespace Latchkey::Desktop {

namespace {

constexpr std::chrono::seconds demoCheck(2);

} // namespace

SignInPage::SignInPage(const Services &services, QWidget *parent)
    : QWidget(parent), m_services(services), m_widget(new SignInWidget(this)),
      m_note(new TextBlock(this))
{
    m_note->setObjectName(QStringLiteral("demoNote"));
    m_note->setTone(Tone::Secondary);
    m_note->setType(0.93, QFont::Normal);
    m_note->setText(tr("Open it on this computer: a phone cannot reach the demo provider."));
    m_note->hide();
    m_widget->setAccounts(services.accounts);
    m_widget->setNetworkAccessManager(services.network);
    m_widget->setScheduler(services.scheduler);
    m_widget->setBrowserOpener(services.openBrowser);
    m_widget->setSignInMaker(Provider::Flow::Browser, services.browserSignIn);
    setFocusProxy(m_widget);

    auto *noteLayout = new QHBoxLayout;
    noteLayout->setContentsMargins(24, 0, 24, 0);
    noteLayout->addWidget(m_note);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 8, 0, 8);
    layout->setSpacing(0);
    layout->addWidget(m_widget, 1);
    layout->addLayout(noteLayout);

    connect(m_widget, &SignInWidget::signedIn, this,
            [this](const SignInResult &, Session *session) { Q_EMIT signedIn(session); });
    connect(m_widget, &SignInWidget::cancelled, this, [this] {
        // Nobody gave up where one attempt makes room for another.
        if (!m_beginningAnew)
            Q_EMIT cancelled();
    });
}

SignInPage::~SignInPage()
{
    m_services.scheduler->cancel(m_timer);
}

void SignInPage::start(const Provider &provider, Begin begin)
{
    m_services.scheduler->cancel(m_timer);
    m_wish = std::make_unique<QObject>();
    const bool demo = DemoHost::isDemo(provider);
    m_note->setVisible(demo);
    setProvider(provider);
    if (demo)
        startDemo(provider, begin);
    else
        this->begin(begin);
}

void SignInPage::begin(Begin begin)
{
    if (begin == Begin::Asking)
        m_widget->start();
    else
        m_widget->startBy(m_widget->ways().constFirst());
}

void SignInPage::setProvider(const Provider &provider)
{
    const QScopedValueRollback beginningAnew(m_beginningAnew, true);
    m_widget->setProvider(provider);
}

void SignInPage::startDemo(const Provider &provider, Begin begin)
{
    const auto running = [this, provider, begin](const DemoProvider::StartResult &result) {
        if (!result.isUsable())
            return Q_EMIT demoFailed(result.message);
        setProvider(m_services.demo->adopted(provider));
        this->begin(begin);
        keepDemoRunning();
    };
    m_services.demo->whenRunning(m_wish.get(), running);
}

/// The program that the demo provider was found in may be gone at any time; this one takes over,
/// while somebody waits for it or has a button to try again.
void SignInPage::keepDemoRunning()
{
    m_services.scheduler->cancel(m_timer);
    m_timer = m_services.scheduler->callAfter(demoCheck, this, [this] {
        const auto state = m_widget->state();
        if (state == SignInWidget::State::Idle || state == SignInWidget::State::SignedIn)
            return;
        if (!isUnderWay() && !mayBeSeen(this))
            return;
        m_services.demo->begin();
        keepDemoRunning();
    });
}

void SignInPage::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (DemoHost::isDemo(m_widget->provider()))
        keepDemoRunning();
}

bool SignInPage::isUnderWay() const
{
    switch (m_widget->state()) {
    case SignInWidget::State::Choosing:
    case SignInWidget::State::Contacting:
    case SignInWidget::State::CodeShown:
    case SignInWidget::State::BrowserOpened:
    case SignInWidget::State::PasteCode:
    case SignInWidget::State::Finishing:
    case SignInWidget::State::WaitingForKeychain:
    case SignInWidget::State::KeychainRefused:
        return true;
    case SignInWidget::State::Idle:
    case SignInWidget::State::SignedIn:
    case SignInWidget::State::Expired:
    case SignInWidget::State::Denied:
    case SignInWidget::State::Failed:
        break;
    }
    return false;
}

QString SignInPage::providerName() const
{
    return m_widget->provider().name();
}

} // namespace Latchkey::Desktop
