// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "signinattempt.h"
#include <latchkey/accounts.h>

#include <latchkey/signinwidget.h>

#include <QtCore/QPointer>

#include <memory>
#include <optional>

namespace Latchkey {

/// What SignInWidget shows, without showing it: the choice of a way, one attempt after another,
/// each a new object, and then the storing of what it gave.
class SignInFlow : public QObject
{
    Q_OBJECT
public:
    using State = SignInWidget::State;
    using Flow = Provider::Flow;

    explicit SignInFlow(QObject *parent);
    ~SignInFlow() override;

    Provider provider;
    QPointer<Accounts> accounts;
    QString accountName;
    QPointer<QNetworkAccessManager> manager;
    /// For the attempts that begin from now on.
    Scheduler *scheduler;
    WayMakers makers;
    SignInWidget::AsksForWay asksForWay = SignInWidget::AsksForWay::WhereSeveral;

    State state() const { return m_state; }
    Error error() const { return m_error; }
    SignInResult result() const { return m_result; }
    Session *session() const { return m_session; }
    /// The attempt that is under way, or null.
    SignInAttempt *attempt() const { return m_attempt.get(); }
    /// The code of that attempt, or null.
    DeviceSignIn *device() const { return m_attempt ? m_attempt->device() : nullptr; }
    /// The ways in that there are, the best first.
    QList<Flow> ways() const { return makers.waysFor(provider); }
    /// Whether there is one that cannot be had beside what is shown now.
    bool hasOtherWays() const;
    /// The way that the latest attempt began with, or null before the first.
    std::optional<Flow> latestWay() const { return m_latestWay; }
    /// For another provider.
    void forgetWay() { m_latestWay.reset(); }
    bool isUnderWay() const;
    /// What the latest attempt goes by.
    Scheduler *clock() const { return m_clock; }
    /// Whether the server has been asked for a while and has not answered; slow() says so.
    bool isSlow() const { return m_slow; }

    /// Where there are several ways, asks for one first, unless one was chosen before and has come
    /// to nothing.
    void start();
    void startBy(Flow way);
    /// Ends an attempt that is under way, and asks for a way.
    void choose();
    void cancel();
    /// Forgets who is signed in here, and nothing else: the account stays. Does nothing in any
    /// state but SignedIn.
    void forgetResult();
    /// After KeychainRefused.
    void storeAgain();
    void keepForThisRun();

Q_SIGNALS:
    void stateChanged();
    /// Something beside the state: what another way is at.
    void detailsChanged();
    /// The browser is to show \a url.
    void browserWanted(const QUrl &url);
    void slow();
    void connectionTroubleChanged();
    /// Names what was signed in to even where a listener of stateChanged() has begun anew by now.
    void signedIn(const Latchkey::SignInResult &result, Latchkey::Session *session);
    void cancelled();

private:
    void setState(State state);
    void attemptChanged();
    void attemptFinished(const SignInResult &result);
    void store();
    void stored(const Accounts::AddResult &added);
    void keeperDied();
    void showKeychain(bool waiting);
    void signedInWith(Session *session);
    void endAttempt();
    void goIdle();
    void dropAttempt();
    void giveBack();

    std::unique_ptr<SignInAttempt> m_attempt;
    std::optional<Flow> m_latestWay;
    // Who stores the account, and by which ticket, until they have answered.
    QPointer<Accounts> m_keeper;
    std::optional<quint64> m_ticket;
    State m_state = State::Idle;
    Error m_error;
    SignInResult m_result;
    QPointer<Session> m_session;
    Scheduler *m_clock;
    quint64 m_timer = 0;
    bool m_slow = false;
};

} // namespace Latchkey
