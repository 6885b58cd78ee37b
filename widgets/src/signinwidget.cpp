// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include <latchkey/signinwidget.h>

#include "codepage.h"
#include "codeticker.h"
#include "contactingpage.h"
#include "footer.h"
#include "signinwidget_p.h"

#include <QtGui/QKeyEvent>
#include <QtNetwork/QNetworkAccessManager>
#include <QtWidgets/QPushButton>

namespace Latchkey {

SignInWidget::SignInWidget(QWidget *parent) : QWidget(parent), d(std::make_unique<Private>(this))
{
    d->setTitles();
    d->view->show(*d->flow);
    d->moveFocus(false);
}

SignInWidget::~SignInWidget()
{
    // The pages and the flow are children: they have to be silent before this widget is no more
    // than a QWidget.
    d->ticker->stop();
    disconnect(d->focusWatch);
    d->flow->disconnect(this);
    delete d->view;
    delete d->flow;
}

Provider SignInWidget::provider() const
{
    return d->flow->provider;
}

void SignInWidget::setProvider(const Provider &provider)
{
    const QPointer<SignInWidget> alive(this);
    d->flow->cancel();
    if (alive)
        d->flow->forgetResult();
    if (!alive)
        return;
    d->flow->provider = provider;
    d->flow->forgetWay();
    d->setTitles();
    d->view->fill(*d->flow);
    d->view->layOut();
    updateGeometry();
}

void SignInWidget::setAccounts(Accounts *accounts)
{
    d->flow->accounts = accounts;
}

void SignInWidget::setAccountName(const QString &name)
{
    d->flow->accountName = name;
}

void SignInWidget::setNetworkAccessManager(QNetworkAccessManager *manager)
{
    d->flow->manager = manager;
}

void SignInWidget::setScheduler(Scheduler *scheduler)
{
    d->flow->scheduler = scheduler;
    d->view->setScheduler(scheduler);
}

void SignInWidget::setBrowserOpener(BrowserOpener opener)
{
    d->opener = std::move(opener);
}

void SignInWidget::setSignInMaker(Provider::Flow way, const SignInMaker &maker)
{
    d->flow->makers.set(way, maker);
    d->view->show(*d->flow);
}

QList<Provider::Flow> SignInWidget::ways() const
{
    return d->flow->ways();
}

SignInWidget::AsksForWay SignInWidget::asksForWay() const
{
    return d->flow->asksForWay;
}

void SignInWidget::setAsksForWay(AsksForWay asks)
{
    d->flow->asksForWay = asks;
}

QString SignInWidget::title() const
{
    return d->titleText();
}

void SignInWidget::setTitle(const QString &title)
{
    d->title = title;
    d->setTitles();
}

void SignInWidget::resetTitle()
{
    d->title.reset();
    d->setTitles();
}

bool SignInWidget::escapeCancels() const
{
    return d->escapeCancels;
}

void SignInWidget::setEscapeCancels(bool cancels)
{
    d->escapeCancels = cancels;
}

QColor SignInWidget::warningColor() const
{
    return d->warning;
}

void SignInWidget::setWarningColor(const QColor &color)
{
    d->warning = color;
    d->view->setWarningColor(color);
}

SignInWidget::State SignInWidget::state() const
{
    return d->flow->state();
}

Error SignInWidget::error() const
{
    return d->flow->error();
}

SignInResult SignInWidget::result() const
{
    return d->flow->result();
}

Session *SignInWidget::session() const
{
    return d->flow->session();
}

QSize SignInWidget::sizeHint() const
{
    return d->view->sizeHint();
}

QSize SignInWidget::minimumSizeHint() const
{
    return d->view->minimumSizeHint();
}

void SignInWidget::start()
{
    d->flow->start();
}

void SignInWidget::startBy(Provider::Flow way)
{
    if (!d->flow->isUnderWay())
        d->flow->startBy(way);
}

void SignInWidget::chooseWay()
{
    d->flow->choose();
}

void SignInWidget::cancel()
{
    d->flow->cancel();
}

void SignInWidget::openBrowser()
{
    SignInAttempt *attempt = d->flow->attempt();
    if (!attempt)
        return;
    if (state() == State::CodeShown && attempt->offers(Provider::Flow::Browser))
        attempt->goBy(Provider::Flow::Browser);
    else
        attempt->openBrowser();
}

void SignInWidget::copyCode()
{
    if (state() == State::CodeShown)
        d->view->codePage()->copyCode();
}

bool SignInWidget::event(QEvent *event)
{
    switch (event->type()) {
    case QEvent::WindowActivate:
        // Coming back from the browser, or from sleep: what is due is asked for now.
        if (SignInAttempt *attempt = d->flow->attempt())
            attempt->pollIfDue();
        d->tick();
        break;
    case QEvent::LayoutRequest:
        d->view->layOut();
        updateGeometry();
        break;
    case QEvent::ShortcutOverride: {
        // Without this a shortcut of the host program would take Ctrl+C, or Esc, away.
        const auto *key = static_cast<QKeyEvent *>(event);
        if ((state() == State::CodeShown && key->matches(QKeySequence::Copy))
            || (key->key() == Qt::Key_Escape && d->takesEscape())) {
            event->accept();
            return true;
        }
        break;
    }
    default:
        break;
    }
    return QWidget::event(event);
}

// Where there is nothing but Cancel, the focus stays off it: somebody may be pressing Enter while
// the state changes. (A focus proxy would be a stop of the Tab key in its own right.)
void SignInWidget::focusInEvent(QFocusEvent *event)
{
    QWidget::focusInEvent(event);
    QPushButton *const primary = d->view->footer()->primary();
    if (!primary->isHidden())
        primary->setFocus(event->reason());
}

void SignInWidget::keyPressEvent(QKeyEvent *event)
{
    QPushButton *const primary = d->view->footer()->primary();
    if (event->matches(QKeySequence::Copy) && state() == State::CodeShown) {
        copyCode();
    } else if (event->key() == Qt::Key_Escape && d->takesEscape()) {
        cancel();
    } else if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
               && !primary->isHidden()) {
        primary->click();
    } else if (event->key() == Qt::Key_PageDown && d->view->isScrollable()) {
        d->view->scroll(QAbstractSlider::SliderPageStepAdd);
    } else if (event->key() == Qt::Key_PageUp && d->view->isScrollable()) {
        d->view->scroll(QAbstractSlider::SliderPageStepSub);
    } else {
        QWidget::keyPressEvent(event);
    }
}

void SignInWidget::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    d->view->layOut();
}

void SignInWidget::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    d->tick();
}

void SignInWidget::hideEvent(QHideEvent *event)
{
    d->ticker->stop();
    QWidget::hideEvent(event);
}

void SignInWidget::changeEvent(QEvent *event)
{
    switch (event->type()) {
    case QEvent::FontChange:
    case QEvent::StyleChange:
        d->view->measure();
        d->view->layOut();
        updateGeometry();
        break;
    case QEvent::LanguageChange:
        d->setTitles();
        d->view->show(*d->flow);
        d->showStatus();
        updateGeometry();
        break;
    default:
        break;
    }
    QWidget::changeEvent(event);
}

} // namespace Latchkey
