// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "accessibility.h"
#include "browserpage.h"
#include "codepage.h"
#include "codeticker.h"
#include "contactingpage.h"
#include "footer.h"
#include "pastepage.h"
#include "signinwidget_p.h"
#include "visibility.h"
#include "waylist.h"

#include <QtGui/QDesktopServices>
#include <QtWidgets/QApplication>
#include <QtWidgets/QPushButton>

namespace Latchkey {

SignInWidget::Private::Private(SignInWidget *widget)
    : q(widget), flow(new SignInFlow(widget)), view(new SignInView(widget)),
      ticker(new CodeTicker(widget)),
      opener([](const QUrl &url) { return QDesktopServices::openUrl(url); })
{
    connect(flow, &SignInFlow::stateChanged, q, [this] { showState(); });
    connect(flow, &SignInFlow::detailsChanged, q, [this] { showStatus(); });
    connect(flow, &SignInFlow::browserWanted, q, [this](const QUrl &url) { open(url); });
    connect(flow, &SignInFlow::slow, q, [this] { view->contactingPage()->setSlow(true); });
    connect(flow, &SignInFlow::connectionTroubleChanged, q, [this] { showStatus(); });
    connect(flow, &SignInFlow::signedIn, q, &SignInWidget::signedIn);
    connect(flow, &SignInFlow::cancelled, q, &SignInWidget::cancelled);
    connect(view->footer(), &Footer::primaryClicked, q, [this] { primary(); });
    connect(view->footer(), &Footer::secondaryClicked, q, [this] { secondary(); });
    connect(view->footer(), &Footer::cancelClicked, q, &SignInWidget::cancel);
    connect(view->browserPage(), &BrowserPage::otherDeviceClicked, q, [this] {
        if (flow->attempt())
            flow->attempt()->goBy(Provider::Flow::Device);
    });
    connect(view->pastePage(), &PastePage::openBrowserClicked, q, &SignInWidget::openBrowser);
    connect(ticker, &CodeTicker::tick, q, [this] { tick(); });
    focusWatch = connect(qApp, &QApplication::focusChanged, q, [this](QWidget *, QWidget *now) {
        if (now && q->isAncestorOf(now))
            showDefault(now);
    });
}

void SignInWidget::Private::showState()
{
    const State state = flow->state();
    const QWidget *focused = QApplication::focusWidget();
    const bool hadFocus = focused && (focused == q || q->isAncestorOf(focused));
    if (state == State::Contacting) {
        browser = SignInView::Browser::Opened;
        view->pastePage()->clear();
    }
    ticker->stop();
    if (state == State::CodeShown)
        beginTicking();
    view->show(*flow);
    showStatus();
    moveFocus(hadFocus);
    const QString announcement = view->announcement();
    if (!announcement.isEmpty())
        Accessibility::announce(q, announcement);
    Q_EMIT q->stateChanged(state);
}

// The focus follows the buttons where it was here before, and is not taken from anybody else.
void SignInWidget::Private::moveFocus(bool hadFocus) const
{
    QPushButton *const primary = view->footer()->primary();
    showDefault(hadFocus ? QApplication::focusWidget() : nullptr);
    if (!hadFocus)
        return;
    if (QWidget *wanted = view->wantedFocus())
        return wanted->setFocus(Qt::OtherFocusReason);
    // It may be on the widget itself by now, where it has waited for a button.
    if (primary->isHidden())
        q->setFocus(Qt::OtherFocusReason);
    else
        primary->setFocus(Qt::OtherFocusReason);
}

// Enter presses the button that has the focus, and otherwise the primary one. A dialog shows it so
// by itself; anywhere else a button that has had the focus forgets that it was the default one.
void SignInWidget::Private::showDefault(const QWidget *focused) const
{
    QPushButton *const primary = view->footer()->primary();
    const bool isOther =
        focused && focused != primary && qobject_cast<const QPushButton *>(focused);
    primary->setDefault(!primary->isHidden() && !isOther);
}

QString SignInWidget::Private::titleText() const
{
    return title.value_or(usualTitle());
}

QString SignInWidget::Private::usualTitle() const
{
    const QString name = flow->provider.name();
    return name.isEmpty() ? tr("Sign in") : tr("Sign in to %1").arg(name);
}

void SignInWidget::Private::setTitles() const
{
    view->setTitle(titleText(), flow->provider.name());
    // Without a title as well, a screen reader has to say what this is.
    q->setAccessibleName(titleText().isEmpty() ? usualTitle() : titleText());
}

void SignInWidget::Private::primary() const
{
    switch (flow->state()) {
    case State::Idle: // With the ways before their eyes there is nothing more to ask.
    case State::Choosing:
        return flow->startBy(view->contactingPage()->ways()->chosen());
    case State::CodeShown:
    case State::BrowserOpened:
        return q->openBrowser();
    case State::PasteCode:
        return submit();
    case State::KeychainRefused:
        return flow->storeAgain();
    case State::SignedIn:
        Q_EMIT q->done();
        return;
    default:
        return q->start();
    }
}

void SignInWidget::Private::secondary() const
{
    if (flow->state() == State::KeychainRefused)
        flow->keepForThisRun();
    else
        flow->choose();
}

void SignInWidget::Private::submit() const
{
    SignInAttempt *const attempt = flow->attempt();
    if (!attempt)
        return;
    const Error error = attempt->submit(view->pastePage()->pasted());
    if (!error.isError() || flow->state() != State::PasteCode)
        return;
    view->pastePage()->setProblem(error.message() + QLatin1Char(' ') + error.advice());
    view->pastePage()->field()->setFocus(Qt::OtherFocusReason);
}

void SignInWidget::Private::open(const QUrl &url)
{
    // The host's opener may do anything meanwhile, such as putting another one in its place.
    const BrowserOpener opened = opener;
    const QPointer<SignInWidget> alive(q);
    const QPointer<SignInAttempt> attempt(flow->attempt());
    const bool worked = opened && opened(url);
    if (!alive || !attempt || flow->attempt() != attempt)
        return;
    browser = worked ? SignInView::Browser::Opened : SignInView::Browser::DidNotOpen;
    showStatus();
}

void SignInWidget::Private::showStatus() const
{
    view->showProgress(*flow, browser);
}

void SignInWidget::Private::beginTicking()
{
    if (tickedCode != flow->device()) {
        tickedCode = flow->device();
        ticker->setBeginning(flow->clock());
    }
    tick();
}

// Nothing at all while nobody can see it.
void SignInWidget::Private::tick() const
{
    ticker->stop();
    const DeviceSignIn *device = flow->device();
    if (flow->state() != State::CodeShown || !device)
        return;
    view->codePage()->setSecondsLeft(device->secondsLeft());
    if (mayBeSeen(q))
        ticker->schedule();
}

} // namespace Latchkey
