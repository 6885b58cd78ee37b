// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <latchkey/core_export.h>
#include <latchkey/error.h>
#include <latchkey/identity.h>
#include <latchkey/provider.h>
#include <latchkey/tokenset.h>

#include <QtCore/QObject>

#include <chrono>
#include <memory>

class QNetworkAccessManager;

namespace Latchkey {

class Scheduler;
class SignInPrivate;

/// How one attempt to sign in ended.
struct LATCHKEY_CORE_EXPORT SignInResult
{
    Error error; ///< No error where the person is signed in.
    Provider provider; ///< Whom they signed in to.
    TokenSet tokens; ///< What was granted; invalid on error.
    Identity identity; ///< Who it is; invalid where the provider does not tell.

    bool isSuccess() const { return !error.isError(); }
};

/// One attempt to sign in.
///
/// Make one, set what it should use, call start(), and wait for finished(), which comes exactly
/// once for each started attempt, never from within start(). A further attempt is a new object.
/// Destroying it cancels without a signal; tokens that were granted by then and not handed over
/// are revoked where the provider can.
class LATCHKEY_CORE_EXPORT SignIn : public QObject
{
    Q_OBJECT
    Q_PROPERTY(State state READ state NOTIFY stateChanged)
    Q_PROPERTY(
        Latchkey::Error connectionTrouble READ connectionTrouble NOTIFY connectionTroubleChanged)
public:
    enum class State {
        Idle, ///< Not started.
        Contacting, ///< The first request is on its way.
        WaitingForUser, ///< The person has to act.
        Finishing, ///< Approved; the last requests are on their way.
        Succeeded,
        Denied,
        Expired,
        Failed,
        Cancelled,
    };
    Q_ENUM(State)

    ~SignIn() override;

    Provider provider() const;
    State state() const;
    /// Succeeded, Denied, Expired, Failed or Cancelled.
    bool isFinished() const;
    /// Why the last request had no usable answer although the attempt goes on; no error while all
    /// is well.
    Error connectionTrouble() const;

    /// To be called before start(). Not owned; has to outlive the attempt. Without it the attempt
    /// has one of its own.
    void setNetworkAccessManager(QNetworkAccessManager *manager);
    /// To be called before start(). Not owned; has to outlive the attempt. Without it the clock is
    /// Scheduler::system().
    void setScheduler(Scheduler *scheduler);
    /// To be called before start(). By how much the clocks of this computer and of the provider may
    /// differ before an ID token counts as ended or as coming from the future; 60 seconds unless
    /// set, and a day at most.
    void setClockTolerance(std::chrono::seconds tolerance);

public Q_SLOTS:
    /// Begins. Does nothing where it has begun before.
    void start();
    /// Ends the attempt as Cancelled. Does nothing where it has ended or not begun. What was
    /// granted in the meantime is revoked (RFC 7009) where the provider can.
    void cancel();
    /// Tells the attempt that the person is looking: a request that is already due by now, after
    /// sleep for instance, goes out at once.
    virtual void pollIfDue();

Q_SIGNALS:
    void stateChanged(Latchkey::SignIn::State state);
    void connectionTroubleChanged(const Latchkey::Error &trouble);
    void finished(const Latchkey::SignInResult &result);

protected:
    SignIn(std::unique_ptr<SignInPrivate> priv, QObject *parent);

    std::unique_ptr<SignInPrivate> d;

private:
    friend class SignInPrivate;
};

} // namespace Latchkey

Q_DECLARE_METATYPE(Latchkey::SignInResult)
