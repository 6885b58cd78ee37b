// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <latchkey/accounts.h>
#include <latchkey/devicesignin.h>
#include <latchkey/signinwidget.h>

#include <QtCore/QPointer>

#include <memory>
#include <optional>

namespace Latchkey {

/// What SignInWidget shows, without showing it: one attempt after another, each a new object, and
/// then the storing of what it gave.
class SignInFlow : public QObject
{
    Q_OBJECT
public:
    using State = SignInWidget::State;

    explicit SignInFlow(QObject *parent);
    ~SignInFlow() override;

    Provider provider;
    QPointer<Accounts> accounts;
    QString accountName;
    QPointer<QNetworkAccessManager> manager;
    /// For the attempts that begin from now on.
    Scheduler *scheduler;

    State state() const { return m_state; }
    Error error() const { return m_error; }
    SignInResult result() const { return m_result; }
    Session *session() const { return m_session; }
    /// The attempt that is under way, or null.
    DeviceSignIn *attempt() const { return m_attempt.get(); }
    bool isUnderWay() const;
    /// What the latest attempt goes by.
    Scheduler *clock() const { return m_clock; }
    /// Whether the server has been asked for a while and has not answered; slow() says so.
    bool isSlow() const { return m_slow; }

    void start();
    void cancel();
    /// Forgets who is signed in here, and nothing else: the account stays. Does nothing in any
    /// state but SignedIn.
    void forgetResult();
    /// After KeychainRefused.
    void storeAgain();
    void keepForThisRun();

Q_SIGNALS:
    void stateChanged();
    void slow();
    void connectionTroubleChanged();
    /// Names what was signed in to even where a listener of stateChanged() has begun anew by now.
    void signedIn(const Latchkey::SignInResult &result, Latchkey::Session *session);
    void cancelled();

private:
    void setState(State state);
    void attemptMoved(SignIn::State state);
    void attemptFinished(const SignInResult &result);
    void store();
    void stored(const Accounts::AddResult &added);
    void keeperDied();
    void showKeychain(bool waiting);
    void signedInWith(Session *session);
    void dropAttempt();
    void giveBack();

    std::unique_ptr<DeviceSignIn> m_attempt;
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
