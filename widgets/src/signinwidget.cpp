// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include <latchkey/signinwidget.h>

#include "accessibility.h"
#include "codepage.h"
#include "contactingpage.h"
#include "footer.h"
#include "look.h"
#include "messagepage.h"
#include "signedinpage.h"
#include "signinflow.h"

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
    MessagePage::Message message() const;
    Page *pageFor(State state) const;
    Footer::Buttons buttonsFor(State state) const;
    void putPage(Page *page);
    void moveFocus(bool hadFocus);
    void layOut();
    void measure();

    void primary();
    void secondary();

    QStringList scopeTexts() const;
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

namespace {

// What the store is called where the program runs.
QString tryKeychainAgain()
{
#if defined(Q_OS_MACOS)
    return SignInWidget::tr("Try the keychain again");
#elif defined(Q_OS_WIN)
    return SignInWidget::tr("Try the credential store again");
#else
    return SignInWidget::tr("Try the keyring again");
#endif
}

QString waitingForKeychain()
{
#if defined(Q_OS_MACOS)
    return SignInWidget::tr("Waiting for your keychain to be unlocked");
#elif defined(Q_OS_WIN)
    return SignInWidget::tr("Waiting for the credential store");
#else
    return SignInWidget::tr("Waiting for your keyring to be unlocked");
#endif
}

// OpenID Connect Core §5.4 and §11 name these for every provider.
QString standardScopeText(const QString &name)
{
    if (name == QLatin1String("openid"))
        return SignInWidget::tr("Know that it is you");
    if (name == QLatin1String("profile"))
        return SignInWidget::tr("See your name and picture");
    if (name == QLatin1String("email"))
        return SignInWidget::tr("See your email address");
    if (name == QLatin1String("offline_access"))
        return SignInWidget::tr("Stay signed in");
    return name;
}

// Trying again changes nothing about how the program is set up.
bool mayHelpToTryAgain(const Error &error)
{
    return error.kind() != Error::Kind::Usage && error.kind() != Error::Kind::InsecureEndpoint;
}

} // namespace

SignInWidget::Private::Private(SignInWidget *widget)
    : q(widget), flow(new SignInFlow(widget)), scroll(new QScrollArea(widget)),
      contacting(new ContactingPage(widget)), code(new CodePage(widget)),
      messagePage(new MessagePage(widget)), signedInPage(new SignedInPage(widget)),
      footer(new Footer(widget)),
      opener([](const QUrl &url) { return QDesktopServices::openUrl(url); })
{
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setFocusPolicy(Qt::NoFocus);
    for (Page *page : std::initializer_list<Page *>{contacting, code, messagePage, signedInPage})
        page->hide();

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

Footer::Buttons SignInWidget::Private::buttonsFor(State state) const
{
    const QString cancel = tr("Cancel");
    switch (state) {
    case State::Idle:
        return {.primary = tr("Sign in"), .cancel = {}};
    case State::Contacting:
    case State::Finishing:
    case State::WaitingForKeychain:
        return {.cancel = cancel};
    case State::CodeShown:
        return {.primary = tr("Open in browser"),
                .primaryIcon = LineIcon::OpenInBrowser,
                .cancel = cancel};
    case State::KeychainRefused:
        return {.primary = flow->error().kind() == Error::Kind::StorageFailed ? tr("Try again")
                                                                              : tryKeychainAgain(),
                .secondary = tr("Stay signed in until I quit"),
                .cancel = cancel};
    case State::SignedIn:
        return {.primary = tr("Done")};
    case State::Expired:
        return {.primary = tr("Get a new code"), .cancel = cancel};
    case State::Denied:
        return {.primary = tr("Try again"), .cancel = cancel};
    case State::Failed:
        return {.primary = mayHelpToTryAgain(flow->error()) ? tr("Try again") : QString(),
                .cancel = cancel};
    }
    return {};
}

MessagePage::Message SignInWidget::Private::message() const
{
    const Error error = flow->error();
    switch (flow->state()) {
    case State::Finishing:
        return {.icon = LineIcon::Tick, .sentence = tr("Approved. Signing you in…"), .busy = true};
    case State::WaitingForKeychain:
        return {.icon = LineIcon::Lock,
                .sentence = waitingForKeychain(),
                .advice = tr("Your desktop asks for its password."),
                .busy = true};
    case State::KeychainRefused:
        return {.icon = LineIcon::Lock,
                .sentence = error.message(),
                .advice = error.advice(),
                .details = error.detail()};
    case State::Expired:
        return {.icon = LineIcon::Clock,
                .sentence = tr("That code has expired."),
                .advice = tr("Nothing was signed in.")};
    case State::Denied:
        return {.icon = LineIcon::Declined,
                .sentence = tr("The request was declined."),
                .advice = tr("Nothing was signed in.")};
    default:
        return {.icon = LineIcon::Warning,
                .tone = Tone::Warning,
                .sentence = error.message(),
                .advice = error.advice(),
                .details = error.detail()};
    }
}

QStringList SignInWidget::Private::scopeTexts() const
{
    QStringList texts;
    for (const Scope &scope : flow->provider.scopes())
        texts.append(scope.text.isEmpty() ? standardScopeText(scope.name) : scope.text);
    texts.removeDuplicates();
    return texts;
}

void SignInWidget::Private::fillPage()
{
    switch (flow->state()) {
    case State::Idle:
    case State::Contacting: {
        const Provider &provider = flow->provider;
        contacting->setScopes(scopeTexts());
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
        messagePage->setMessage(message());
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
    footer->setButtons(buttonsFor(state));
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
    if (scroll->widget() == page)
        return;
    if (QWidget *before = scroll->takeWidget()) {
        before->setParent(q);
        before->hide();
    }
    scroll->setWidget(page);
    // The host program's own ground shows through.
    page->setAutoFillBackground(false);
    scroll->viewport()->setAutoFillBackground(false);
    page->show();
    scroll->verticalScrollBar()->setValue(0);
}

// The focus follows the buttons where it was here before, and is not taken from anybody else.
void SignInWidget::Private::moveFocus(bool hadFocus)
{
    const bool hasPrimary = !footer->primary()->isHidden();
    footer->primary()->setDefault(hasPrimary);
    // Where there is nothing but Cancel, the focus stays off it: somebody may be pressing Enter
    // while the state changes.
    q->setFocusProxy(hasPrimary ? footer->primary() : nullptr);
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
    d->footer->setButtons(d->buttonsFor(State::Idle));
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
    const int narrow = std::min(Look::grown(font(), 280), d->code->minimumSizeHint().width());
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
        d->footer->setButtons(d->buttonsFor(state()));
        d->layOut();
        updateGeometry();
        break;
    default:
        break;
    }
    QWidget::changeEvent(event);
}

} // namespace Latchkey
