// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "signinflow.h"

#include <latchkey/scheduler.h>

#include <QtNetwork/QNetworkAccessManager>

#include <algorithm>
#include <utility>

namespace Latchkey {

namespace {

constexpr std::chrono::seconds slowAfter{8};

} // namespace

SignInFlow::SignInFlow(QObject *parent)
    : QObject(parent), scheduler(Scheduler::system()), m_clock(scheduler)
{ }

SignInFlow::~SignInFlow()
{
    giveBack();
}

bool SignInFlow::isUnderWay() const
{
    switch (m_state) {
    case State::Choosing:
    case State::Contacting:
    case State::CodeShown:
    case State::BrowserOpened:
    case State::PasteCode:
    case State::Finishing:
    case State::WaitingForKeychain:
    case State::KeychainRefused:
        return true;
    case State::Idle:
    case State::SignedIn:
    case State::Expired:
    case State::Denied:
    case State::Failed:
        break;
    }
    return false;
}

void SignInFlow::setState(State state)
{
    if (m_timer)
        m_clock->cancel(m_timer);
    m_timer = 0;
    m_slow = false;
    m_state = state;
    Q_EMIT stateChanged();
}

void SignInFlow::start()
{
    if (isUnderWay())
        return;
    const QList<Flow> all = ways();
    const bool isAnotherTry = m_state != State::Idle && m_latestWay && all.contains(*m_latestWay);
    if (isAnotherTry)
        return startBy(*m_latestWay);
    const bool asks = asksForWay == SignInWidget::AsksForWay::Always
        || (asksForWay == SignInWidget::AsksForWay::WhereSeveral && all.size() > 1);
    if (asks)
        choose();
    else
        startBy(all.constFirst());
}

void SignInFlow::choose()
{
    if (m_state == State::Choosing)
        return;
    endAttempt();
    giveBack();
    m_error = {};
    m_result = {};
    m_session.clear();
    setState(State::Choosing);
}

void SignInFlow::startBy(Flow way)
{
    if (isUnderWay() && m_state != State::Choosing)
        return;
    m_error = {};
    m_result = {};
    m_session.clear();
    m_latestWay = way;
    m_clock = scheduler;
    m_attempt = std::make_unique<SignInAttempt>(provider, makers, nullptr);
    if (manager)
        m_attempt->setNetworkAccessManager(manager);
    m_attempt->setScheduler(m_clock);
    connect(m_attempt.get(), &SignInAttempt::changed, this, &SignInFlow::attemptChanged);
    connect(m_attempt.get(), &SignInAttempt::browserWanted, this, &SignInFlow::browserWanted);
    connect(m_attempt.get(), &SignInAttempt::connectionTroubleChanged, this,
            &SignInFlow::connectionTroubleChanged);
    connect(m_attempt.get(), &SignInAttempt::finished, this, &SignInFlow::attemptFinished);
    // Whoever listens may cancel, or delete the widget.
    const QPointer<QObject> stillWanted(m_attempt.get());
    setState(State::Contacting);
    if (!stillWanted)
        return;
    m_timer = m_clock->callAfter(slowAfter, this, [this] {
        m_timer = 0;
        m_slow = true;
        Q_EMIT slow();
    });
    m_attempt->start(way);
}

void SignInFlow::attemptChanged()
{
    const State state = [this] {
        switch (m_attempt->phase()) {
        case SignInAttempt::Phase::Contacting:
            break;
        case SignInAttempt::Phase::CodeShown:
            return State::CodeShown;
        case SignInAttempt::Phase::BrowserOpened:
            return State::BrowserOpened;
        case SignInAttempt::Phase::PasteCode:
            return State::PasteCode;
        case SignInAttempt::Phase::Finishing:
            return State::Finishing;
        }
        return State::Contacting;
    }();
    if (state != m_state)
        setState(state);
    else
        Q_EMIT detailsChanged();
}

// A code and this computer's browser stand beside each other and lead to one another.
bool SignInFlow::hasOtherWays() const
{
    if (!m_attempt)
        return ways().size() > 1;
    const QList<Flow> all = ways();
    return std::any_of(all.cbegin(), all.cend(), [this](Flow way) {
        return way != m_attempt->shownWay()
            && !SignInAttempt::goTogether(way, m_attempt->shownWay());
    });
}

void SignInFlow::attemptFinished(const SignInResult &result)
{
    dropAttempt();
    m_result = result;
    m_error = result.error;
    switch (result.error.kind()) {
    case Error::Kind::None:
        return store();
    case Error::Kind::Cancelled:
        // The host has made it, and has ended it.
        return goIdle();
    case Error::Kind::Denied:
        return setState(State::Denied);
    case Error::Kind::Expired:
        return setState(State::Expired);
    default:
        return setState(State::Failed);
    }
}

void SignInFlow::endAttempt()
{
    if (!m_attempt)
        return;
    m_attempt->disconnect(this);
    m_attempt->cancel();
    dropAttempt();
}

// It may be the sender of the signal that is being handled.
void SignInFlow::dropAttempt()
{
    if (!m_attempt)
        return;
    m_attempt->disconnect(this);
    m_attempt.release()->deleteLater();
}

void SignInFlow::store()
{
    if (!accounts)
        return signedInWith(nullptr);
    if (m_state != State::Finishing) {
        const QPointer<SignInFlow> alive(this);
        setState(State::Finishing);
        if (!alive || m_state != State::Finishing)
            return;
    }
    m_keeper = accounts;
    connect(m_keeper, &QObject::destroyed, this, &SignInFlow::keeperDied);
    connect(m_keeper, &Accounts::waitingForKeychainChanged, this, &SignInFlow::showKeychain);
    m_ticket = m_keeper->add(m_result, accountName, this,
                             [this](const Accounts::AddResult &added) { stored(added); });
    if (m_keeper->isWaitingForKeychain())
        showKeychain(true);
}

// Storing may also take long for other reasons, such as another program that has the account.
void SignInFlow::showKeychain(bool waiting)
{
    if (m_ticket)
        setState(waiting ? State::WaitingForKeychain : State::Finishing);
}

void SignInFlow::stored(const Accounts::AddResult &added)
{
    // A listener of the accounts, which tell of this one first, may have cancelled.
    if (!m_ticket)
        return;
    m_ticket.reset();
    m_keeper->disconnect(this);
    m_error = added.error;
    if (added.error.isError())
        setState(State::KeychainRefused);
    else
        signedInWith(added.session);
}

// The host has replaced its accounts, and those that were to keep this one answer no more.
void SignInFlow::keeperDied()
{
    if (!m_ticket)
        return;
    m_ticket.reset();
    m_error = Error(Error::Kind::StorageFailed);
    setState(State::KeychainRefused);
}

void SignInFlow::signedInWith(Session *session)
{
    m_error = {};
    m_session = session;
    const SignInResult result = m_result;
    const QPointer<Session> kept(session);
    const QPointer<SignInFlow> alive(this);
    setState(State::SignedIn);
    if (alive)
        Q_EMIT signedIn(result, kept);
}

void SignInFlow::storeAgain()
{
    if (m_state == State::KeychainRefused)
        store();
}

void SignInFlow::keepForThisRun()
{
    if (m_state == State::KeychainRefused)
        signedInWith(accounts ? accounts->addForThisRun(m_result, accountName) : nullptr);
}

void SignInFlow::cancel()
{
    if (m_state == State::Idle || m_state == State::SignedIn)
        return;
    endAttempt();
    giveBack();
    goIdle();
}

void SignInFlow::goIdle()
{
    m_error = {};
    m_result = {};
    const QPointer<SignInFlow> alive(this);
    setState(State::Idle);
    if (alive)
        Q_EMIT cancelled();
}

void SignInFlow::forgetResult()
{
    if (m_state != State::SignedIn)
        return;
    m_result = {};
    m_session.clear();
    setState(State::Idle);
}

// What was granted and is not wanted after all.
void SignInFlow::giveBack()
{
    const auto ticket = std::exchange(m_ticket, std::nullopt);
    if (m_keeper)
        m_keeper->disconnect(this);
    if (ticket && m_keeper)
        m_keeper->takeBack(*ticket);
    else if (m_state == State::KeychainRefused && accounts)
        accounts->revokeUnwanted(m_result);
}

} // namespace Latchkey
