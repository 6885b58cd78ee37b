// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include <latchkey/signinwidget.h>

#include "accessibility.h"
#include "codepage.h"
#include "contactingpage.h"
#include "footer.h"
#include "look.h"
#include "messagepage.h"
#include "pagestack.h"
#include "signedinpage.h"
#include "signinflow.h"
#include "signintexts.h"

#include <latchkey/scheduler.h>

#include <QtGui/QDesktopServices>
#include <QtGui/QKeyEvent>
#include <QtNetwork/QNetworkAccessManager>
#include <QtWidgets/QApplication>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QScrollArea>
#include <QtWidgets/QScrollBar>

#include <algorithm>
#include <initializer_list>
#include <optional>

namespace Latchkey {

class SignInWidget::Private
{
public:
    explicit Private(SignInWidget *widget);

    void showState();
    void fillPage();
    Page *pageFor(State state) const;
    void putPage(Page *page);
    void moveFocus(bool hadFocus);
    void layOut();
    void measure();

    void primary();
    void secondary();

    QString titleText() const;
    void setTitles();

    bool isOffline() const;
    void showStatus();
    void tick();
    void scheduleTick();
    void stopTicking();

    SignInWidget *q;
    SignInFlow *flow;
    QScrollArea *scroll;
    PageStack *stack;
    ContactingPage *contacting;
    CodePage *code;
    MessagePage *messagePage;
    SignedInPage *signedInPage;
    Footer *footer;

    BrowserOpener opener;
    std::optional<QString> title;
    QColor warning;
    bool escapeCancels = false;
    bool browserFailed = false;
    QSize comfortable;
    quint64 tickTimer = 0;
    std::chrono::milliseconds codeShownAt{0};
};

SignInWidget::Private::Private(SignInWidget *widget)
    : q(widget), flow(new SignInFlow(widget)), scroll(new QScrollArea(widget)),
      stack(new PageStack(scroll)), contacting(new ContactingPage(stack)),
      code(new CodePage(stack)), messagePage(new MessagePage(stack)),
      signedInPage(new SignedInPage(stack)), footer(new Footer(widget)),
      opener([](const QUrl &url) { return QDesktopServices::openUrl(url); })
{
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    for (Page *page : std::initializer_list<Page *>{contacting, code, messagePage, signedInPage})
        page->hide();
    scroll->setWidget(stack);
    // The host program's own ground shows through.
    stack->setAutoFillBackground(false);
    scroll->viewport()->setAutoFillBackground(false);

    connect(flow, &SignInFlow::stateChanged, q, [this] { showState(); });
    connect(flow, &SignInFlow::slow, q, [this] { contacting->setSlow(true); });
    connect(flow, &SignInFlow::connectionTroubleChanged, q, [this] { showStatus(); });
    connect(flow, &SignInFlow::signedIn, q,
            [this] { Q_EMIT q->signedIn(flow->result(), flow->session()); });
    connect(flow, &SignInFlow::cancelled, q, &SignInWidget::cancelled);
    connect(footer, &Footer::primaryClicked, q, [this] { primary(); });
    connect(footer, &Footer::secondaryClicked, q, [this] { secondary(); });
    connect(footer, &Footer::cancelClicked, q, &SignInWidget::cancel);
    connect(scroll->verticalScrollBar(), &QScrollBar::rangeChanged, q, [this] { layOut(); });
}

Page *SignInWidget::Private::pageFor(State state) const
{
    switch (state) {
    case State::Idle:
    case State::Contacting:
        return contacting;
    case State::CodeShown:
        return code;
    case State::SignedIn:
        return signedInPage;
    case State::Finishing:
    case State::WaitingForKeychain:
    case State::KeychainRefused:
    case State::Expired:
    case State::Denied:
    case State::Failed:
        break;
    }
    return messagePage;
}

void SignInWidget::Private::fillPage()
{
    switch (flow->state()) {
    case State::Idle:
    case State::Contacting: {
        const Provider &provider = flow->provider;
        contacting->setScopes(SignInTexts::scopes(flow->provider));
        contacting->setContacting(flow->state() == State::Idle
                                      ? QUrl()
                                      : provider.endpoint(Provider::Endpoint::DeviceAuthorization));
        break;
    }
    case State::CodeShown:
        if (const DeviceSignIn *attempt = flow->attempt()) {
            code->setCode(attempt->userCode(), attempt->verificationUri(),
                          attempt->verificationUriComplete());
            code->setLifetime(attempt->lifetime());
            code->setSecondsLeft(attempt->secondsLeft());
            measure();
        }
        break;
    case State::SignedIn: {
        const Identity identity = flow->result().identity;
        signedInPage->setPerson(identity.isValid() ? identity.name() : QString(), identity.email(),
                                flow->provider.name());
        break;
    }
    default:
        messagePage->setMessage(SignInTexts::message(flow->state(), flow->error()));
        break;
    }
}

void SignInWidget::Private::showState()
{
    const State state = flow->state();
    const QWidget *focused = QApplication::focusWidget();
    const bool hadFocus = focused && (focused == q || q->isAncestorOf(focused));
    if (state == State::CodeShown) {
        browserFailed = false;
        codeShownAt = flow->scheduler->monotonic();
    }
    fillPage();
    footer->setButtons(SignInTexts::buttons(state, flow->error()));
    putPage(pageFor(state));
    layOut();
    moveFocus(hadFocus);
    stopTicking();
    if (state == State::CodeShown)
        tick();
    const QString announcement = pageFor(state)->announcement();
    if (q->isVisible() && !announcement.isEmpty())
        Accessibility::announce(q, announcement);
    Q_EMIT q->stateChanged(state);
}

void SignInWidget::Private::putPage(Page *page)
{
    if (stack->current() == page)
        return;
    stack->setCurrent(page);
    scroll->verticalScrollBar()->setValue(0);
}

// The focus follows the buttons where it was here before, and is not taken from anybody else.
void SignInWidget::Private::moveFocus(bool hadFocus)
{
    const bool hasPrimary = !footer->primary()->isHidden();
    footer->primary()->setDefault(hasPrimary);
    if (hadFocus)
        q->setFocus(Qt::OtherFocusReason);
}

void SignInWidget::Private::layOut()
{
    const Density density = densityFor(q->width());
    for (Page *page : std::initializer_list<Page *>{contacting, code, messagePage, signedInPage})
        page->setDensity(density);
    footer->setDensity(density);

    // As if the scroll bar were there, so that its coming and going does not change the columns.
    const int scrollBar = scroll->verticalScrollBar()->sizeHint().width();
    code->setColumns(code->columnsFor(q->width() - scrollBar));
    const bool caution =
        flow->state() == State::CodeShown && code->columns() == CodePage::Columns::Two;
    footer->setCautionVisible(caution);
    const int height = footer->heightForWidth(q->width());
    footer->setGeometry(0, q->height() - height, q->width(), height);
    scroll->setGeometry(0, 0, q->width(), std::max(0, q->height() - height));
    footer->setDividerVisible(caution || scroll->verticalScrollBar()->maximum() > 0);
}

// The code needs the most room. Asking for it in every state keeps the window from changing its
// size under the person's hands. What it needs does not depend on how wide the widget is now.
void SignInWidget::Private::measure()
{
    const Density now = code->density();
    code->setDensity(Density::Wide);
    const QSize page = code->sizeHint();
    const QSize needed(page.width(), page.height() + footer->comfortableHeight(page.width()));
    code->setDensity(now);
    if (needed == comfortable)
        return;
    comfortable = needed;
    q->updateGeometry();
}

QString SignInWidget::Private::titleText() const
{
    if (title)
        return *title;
    const QString name = flow->provider.name();
    return name.isEmpty() ? tr("Sign in") : tr("Sign in to %1").arg(name);
}

void SignInWidget::Private::setTitles()
{
    for (Page *page : std::initializer_list<Page *>{contacting, code, messagePage, signedInPage})
        page->setTitle(titleText(), flow->provider.name());
    q->setAccessibleName(titleText());
    measure();
}

void SignInWidget::Private::primary()
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

void SignInWidget::Private::secondary()
{
    if (flow->state() == State::KeychainRefused)
        flow->keepForThisRun();
}

bool SignInWidget::Private::isOffline() const
{
    return flow->attempt() && flow->attempt()->connectionTrouble().isError();
}

void SignInWidget::Private::showStatus()
{
    if (isOffline())
        code->setStatus(StatusLine::Status::Offline);
    else if (browserFailed)
        code->setStatus(StatusLine::Status::BrowserDidNotOpen);
    else
        code->setStatus(StatusLine::Status::Waiting);
}

void SignInWidget::Private::tick()
{
    if (flow->state() != State::CodeShown || !flow->attempt())
        return;
    code->setSecondsLeft(flow->attempt()->secondsLeft());
    scheduleTick();
}

// One second after another by the code's own seconds, so that none is shown twice and none is left
// out, and nothing at all while nobody can see it.
void SignInWidget::Private::scheduleTick()
{
    stopTicking();
    if (!q->isVisible() || flow->state() != State::CodeShown)
        return;
    const auto second = std::chrono::milliseconds(1000);
    const auto since = flow->scheduler->monotonic() - codeShownAt;
    tickTimer = flow->scheduler->callAfter(second - since % second, q, [this] {
        tickTimer = 0;
        tick();
    });
}

void SignInWidget::Private::stopTicking()
{
    if (tickTimer)
        flow->scheduler->cancel(tickTimer);
    tickTimer = 0;
}

SignInWidget::SignInWidget(QWidget *parent) : QWidget(parent), d(std::make_unique<Private>(this))
{
    d->setTitles();
    d->fillPage();
    d->footer->setButtons(SignInTexts::buttons(State::Idle, Error()));
    d->putPage(d->pageFor(State::Idle));
    d->moveFocus(false);
}

SignInWidget::~SignInWidget()
{
    // The pages and the flow are children: they have to be silent before this widget is no more
    // than a QWidget.
    d->stopTicking();
    d->flow->disconnect(this);
    d->scroll->verticalScrollBar()->disconnect(this);
    delete d->flow;
}

Provider SignInWidget::provider() const
{
    return d->flow->provider;
}

void SignInWidget::setProvider(const Provider &provider)
{
    d->flow->cancel();
    d->flow->forgetResult();
    d->flow->provider = provider;
    d->setTitles();
    d->fillPage();
    d->layOut();
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
    d->stopTicking();
    d->flow->scheduler = scheduler;
    d->code->setScheduler(scheduler);
    d->messagePage->setScheduler(scheduler);
    d->scheduleTick();
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
    for (Page *page : std::initializer_list<Page *>{d->code, d->messagePage})
        page->setWarningColor(color);
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
    return d->comfortable;
}

QSize SignInWidget::minimumSizeHint() const
{
    const int page =
        d->code->minimumSizeHint().width() + d->scroll->verticalScrollBar()->sizeHint().width();
    // A host may be as long as it likes: from there on the page scrolls sideways.
    const int narrow = std::min(Look::grown(font(), 280), page);
    const int width = std::max(narrow, d->footer->minimumSizeHint().width());
    return {width, d->footer->minimumSizeHint().height() + Look::grown(font(), 96)};
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
    const DeviceSignIn *attempt = d->flow->attempt();
    if (state() != State::CodeShown || !attempt)
        return;
    const QUrl complete = attempt->verificationUriComplete();
    d->browserFailed =
        !d->opener || !d->opener(complete.isEmpty() ? attempt->verificationUri() : complete);
    d->showStatus();
}

void SignInWidget::copyCode()
{
    if (state() == State::CodeShown)
        d->code->copyCode();
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
        d->layOut();
        updateGeometry();
        break;
    case QEvent::ShortcutOverride: {
        // Without this a shortcut of the host program would take Ctrl+C away.
        const auto *key = static_cast<QKeyEvent *>(event);
        if (state() == State::CodeShown && key->matches(QKeySequence::Copy)) {
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
    if (!d->footer->primary()->isHidden())
        d->footer->primary()->setFocus(event->reason());
}

void SignInWidget::keyPressEvent(QKeyEvent *event)
{
    QScrollBar *bar = d->scroll->verticalScrollBar();
    if (event->matches(QKeySequence::Copy) && state() == State::CodeShown) {
        copyCode();
    } else if (event->key() == Qt::Key_Escape && d->escapeCancels && state() != State::Idle
               && state() != State::SignedIn) {
        cancel();
    } else if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
               && !d->footer->primary()->isHidden()) {
        d->footer->primary()->click();
    } else if (event->key() == Qt::Key_PageDown && bar->maximum() > 0) {
        bar->triggerAction(QAbstractSlider::SliderPageStepAdd);
    } else if (event->key() == Qt::Key_PageUp && bar->maximum() > 0) {
        bar->triggerAction(QAbstractSlider::SliderPageStepSub);
    } else {
        QWidget::keyPressEvent(event);
    }
}

void SignInWidget::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    d->layOut();
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
        d->measure();
        d->layOut();
        updateGeometry();
        break;
    case QEvent::LanguageChange:
        d->setTitles();
        d->fillPage();
        d->footer->setButtons(SignInTexts::buttons(state(), error()));
        d->layOut();
        updateGeometry();
        break;
    default:
        break;
    }
    QWidget::changeEvent(event);
}

} // namespace Latchkey
