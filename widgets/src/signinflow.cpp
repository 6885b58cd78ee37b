// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "signinflow.h"

#include <latchkey/memorystore.h>
#include <latchkey/scheduler.h>

#include <QtNetwork/QNetworkAccessManager>

namespace Latchkey {

namespace {

constexpr std::chrono::seconds slowAfter{8};
// An unlocked keychain answers before this; what takes longer is a person being asked for a
// password.
constexpr std::chrono::milliseconds keychainAsksAfter{400};

/// Gives back what was granted and is not wanted after all: a session of its own, which nobody
/// else sees, signs out. Deletes itself when that is done.
class UnwantedGrant : public QObject
{
public:
    UnwantedGrant(const SignInResult &result, QNetworkAccessManager *manager, Scheduler *scheduler,
                  QObject *parent)
        : QObject(parent), m_accounts(QStringLiteral("latchkey"), &m_store)
    {
        if (manager)
            m_accounts.setNetworkAccessManager(manager);
        m_accounts.setScheduler(scheduler);
        m_accounts.addForThisRun(result, QString())->signOut(this, [this](const SignOutResult &) {
            deleteLater();
        });
    }

private:
    MemoryStore m_store;
    Accounts m_accounts;
};

} // namespace

/// One Accounts::add() that has not answered yet. It outlives the flow, because the account is
/// stored all the same and has to be taken back where the person cancelled.
struct SignInFlow::Storing
{
    QPointer<SignInFlow> flow;
    bool abandoned = false;
};

SignInFlow::SignInFlow(QObject *parent)
    : QObject(parent), scheduler(Scheduler::system()), m_clock(scheduler)
{ }

SignInFlow::~SignInFlow()
{
    if (m_state == State::KeychainRefused)
        giveBack();
}

bool SignInFlow::isUnderWay() const
{
    switch (m_state) {
    case State::Contacting:
    case State::CodeShown:
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
    m_error = {};
    m_result = {};
    m_session.clear();
    m_clock = scheduler;
    m_attempt = std::make_unique<DeviceSignIn>(provider);
    if (manager)
        m_attempt->setNetworkAccessManager(manager);
    m_attempt->setScheduler(m_clock);
    connect(m_attempt.get(), &SignIn::stateChanged, this, &SignInFlow::attemptMoved);
    connect(m_attempt.get(), &DeviceSignIn::codeReady, this,
            [this] { setState(State::CodeShown); });
    connect(m_attempt.get(), &SignIn::connectionTroubleChanged, this,
            &SignInFlow::connectionTroubleChanged);
    connect(m_attempt.get(), &SignIn::finished, this, &SignInFlow::attemptFinished);
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
    m_attempt->start();
}

void SignInFlow::attemptMoved(SignIn::State state)
{
    if (state == SignIn::State::Finishing)
        setState(State::Finishing);
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
        return;
    case Error::Kind::Denied:
        return setState(State::Denied);
    case Error::Kind::Expired:
        return setState(State::Expired);
    default:
        return setState(State::Failed);
    }
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
    m_timer = m_clock->callAfter(keychainAsksAfter, this, [this] {
        m_timer = 0;
        if (m_storing)
            setState(State::WaitingForKeychain);
    });
    const auto storing = std::make_shared<Storing>();
    storing->flow = this;
    m_storing = storing;
    Accounts *keeper = accounts;
    keeper->add(m_result, accountName, keeper, [keeper, storing](const Accounts::AddResult &added) {
        if (storing->abandoned && added.session)
            added.session->signOut(keeper, [](const SignOutResult &) {});
        else if (storing->flow)
            storing->flow->stored(added);
    });
}

void SignInFlow::stored(const Accounts::AddResult &added)
{
    m_storing.reset();
    m_error = added.error;
    if (added.error.isError())
        setState(State::KeychainRefused);
    else
        signedInWith(added.session);
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
    if (m_attempt) {
        // What is granted in the meantime is revoked by the attempt itself.
        DeviceSignIn *attempt = m_attempt.get();
        attempt->disconnect(this);
        attempt->cancel();
        dropAttempt();
    }
    if (m_storing) {
        m_storing->abandoned = true;
        m_storing.reset();
        giveBack();
    } else if (m_state == State::KeychainRefused) {
        giveBack();
    }
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

void SignInFlow::giveBack()
{
    if (accounts)
        new UnwantedGrant(m_result, manager, m_clock, accounts);
}

} // namespace Latchkey
