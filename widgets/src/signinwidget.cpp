// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include <latchkey/signinwidget.h>

#include "accessibility.h"
#include "codepage.h"
#include "contactingpage.h"
#include "footer.h"
#include "signinflow.h"
#include "signinview.h"
#include "visibility.h"

#include <latchkey/scheduler.h>

#include <QtGui/QDesktopServices>
#include <QtGui/QKeyEvent>
#include <QtNetwork/QNetworkAccessManager>
#include <QtWidgets/QApplication>
#include <QtWidgets/QPushButton>

#include <optional>

namespace Latchkey {

class SignInWidget::Private
{
public:
    explicit Private(SignInWidget *widget);

    void showState();
    void moveFocus(bool hadFocus) const;
    void showDefault(const QWidget *focused) const;

    void primary() const;
    void secondary() const;

    bool takesEscape() const
    {
        return escapeCancels && flow->state() != State::Idle && flow->state() != State::SignedIn;
    }

    QString titleText() const;
    QString usualTitle() const;
    void setTitles() const;

    bool isOffline() const;
    void showStatus() const;
    void tick();
    void scheduleTick();
    void stopTicking();

    SignInWidget *q;
    SignInFlow *flow;
    SignInView *view;
    QMetaObject::Connection focusWatch;

    BrowserOpener opener;
    std::optional<QString> title;
    QColor warning;
    bool escapeCancels = false;
    bool browserFailed = false;
    quint64 tickTimer = 0;
    std::chrono::milliseconds codeShownAt{0};
};

SignInWidget::Private::Private(SignInWidget *widget)
    : q(widget), flow(new SignInFlow(widget)), view(new SignInView(widget)),
      opener([](const QUrl &url) { return QDesktopServices::openUrl(url); })
{
    connect(flow, &SignInFlow::stateChanged, q, [this] { showState(); });
    connect(flow, &SignInFlow::slow, q, [this] { view->contactingPage()->setSlow(true); });
    connect(flow, &SignInFlow::connectionTroubleChanged, q, [this] { showStatus(); });
    connect(flow, &SignInFlow::signedIn, q, &SignInWidget::signedIn);
    connect(flow, &SignInFlow::cancelled, q, &SignInWidget::cancelled);
    connect(view->footer(), &Footer::primaryClicked, q, [this] { primary(); });
    connect(view->footer(), &Footer::secondaryClicked, q, [this] { secondary(); });
    connect(view->footer(), &Footer::cancelClicked, q, &SignInWidget::cancel);
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
    if (state == State::CodeShown) {
        browserFailed = false;
        codeShownAt = flow->clock()->monotonic();
    }
    view->show(*flow);
    moveFocus(hadFocus);
    stopTicking();
    if (state == State::CodeShown)
        tick();
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
    case State::CodeShown:
        return q->openBrowser();
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
}

bool SignInWidget::Private::isOffline() const
{
    return flow->attempt() && flow->attempt()->connectionTrouble().isError();
}

void SignInWidget::Private::showStatus() const
{
    if (isOffline())
        view->codePage()->setStatus(StatusLine::Status::Offline);
    else if (browserFailed)
        view->codePage()->setStatus(StatusLine::Status::BrowserDidNotOpen);
    else
        view->codePage()->setStatus(StatusLine::Status::Waiting);
}

void SignInWidget::Private::tick()
{
    if (flow->state() != State::CodeShown || !flow->attempt())
        return;
    view->codePage()->setSecondsLeft(flow->attempt()->secondsLeft());
    scheduleTick();
}

// One second after another by the code's own seconds, so that none is shown twice and none is left
// out, and nothing at all while nobody can see it.
void SignInWidget::Private::scheduleTick()
{
    stopTicking();
    if (!mayBeSeen(q) || flow->state() != State::CodeShown)
        return;
    const auto second = std::chrono::milliseconds(1000);
    const auto since = flow->clock()->monotonic() - codeShownAt;
    tickTimer = flow->clock()->callAfter(second - since % second, q, [this] {
        tickTimer = 0;
        tick();
    });
}

void SignInWidget::Private::stopTicking()
{
    if (tickTimer)
        flow->clock()->cancel(tickTimer);
    tickTimer = 0;
}

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
    d->stopTicking();
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

void SignInWidget::cancel()
{
    d->flow->cancel();
}

void SignInWidget::openBrowser()
{
    const QPointer<DeviceSignIn> attempt(d->flow->attempt());
    if (state() != State::CodeShown || !attempt)
        return;
    const QUrl complete = attempt->verificationUriComplete();
    // The host's opener may do anything meanwhile, such as putting another one in its place.
    const BrowserOpener opener = d->opener;
    const QPointer<SignInWidget> alive(this);
    const bool opened =
        opener && opener(complete.isEmpty() ? attempt->verificationUri() : complete);
    if (!alive || d->flow->attempt() != attempt)
        return;
    d->browserFailed = !opened;
    d->showStatus();
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
        if (DeviceSignIn *attempt = d->flow->attempt())
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
    d->stopTicking();
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
