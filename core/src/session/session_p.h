// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "http/httpclient.h"
#include "session/absencewatch.h"
#include "session/accesslife.h"
#include "session/accountindex.h"
#include "session/accountrecord.h"
#include "session/accountsecrets.h"
#include "session/retryschedule.h"
#include "session/tokenrefresh.h"

#include <latchkey/session.h>

#include <memory>
#include <optional>

namespace Latchkey {

/// What all sessions of one Accounts share. Nothing is owned.
struct SessionContext
{
    SecretStore *store = nullptr;
    AccountIndex *index = nullptr; ///< Null for accounts of this run only.
    Scheduler *scheduler = nullptr;
    HttpClient *http = nullptr;
    const bool *keepsFresh = nullptr; ///< Accounts::keepsFresh()
    AbsenceWatch *absence = nullptr;

    /// Empty for accounts of this run, which no other program knows.
    QString lockPath(const QString &accountId) const
    {
        return index ? index->lockPath(accountId) : QString();
    }
};

class SessionPrivate
{
public:
    using TokenCallback = std::function<void(const AccessTokenResult &)>;

    /// Somebody who wants a token.
    struct Waiter
    {
        std::chrono::seconds minimumValidity{0};
        QPointer<QObject> context;
        TokenCallback callback;
        /// Set where the token that the session has will not do.
        QString newerThan;
        bool insists = false;
        bool hasWaited = false; ///< For a refresh that brought a token that is good for less.
    };

    SessionPrivate(const AccountRecord &accountRecord, const SessionContext &sessionContext);

    AccountSecrets secrets() const { return {context.store, record.id}; }
    void load();
    /// The account was signed in to again.
    void replace(const AccountRecord &newRecord, const SessionContext &newContext,
                 const DurableSecrets &durable, const CachedAccess &newAccess);

    void answerLater(const Waiter &waiter, const AccessTokenResult &result) const;
    /// Gives the token that is at hand where it will do, or fetches one together with all others
    /// who want it.
    void ensureToken(Waiter waiter);
    /// Fetches a token that is newer than the one that all programs have now.
    void renew(const Waiter &waiter);
    AccessTokenResult currentToken() const;
    /// Calls back once the provider's own secrets are known, where its requests carry any; at once
    /// in most cases. The error is the keychain's.
    void withSecrets(QObject *caller, const std::function<void(const Error &)> &callback);
    bool hasToken() const { return !access.accessToken.isEmpty(); }

    /// A keychain that was locked or absent answers again, or the person has come back: what failed
    /// is tried again now.
    void retrySoon();
    /// The network has come back, or this program has after the computer slept: what failed is
    /// tried again, and what is due is renewed, after \a delay or when it would have been anyway.
    /// True where there is something of the kind.
    bool comeBack(std::chrono::milliseconds delay);
    /// Decides what the session does next by itself, and when.
    void plan();
    /// Something is to happen by itself, or is happening.
    bool isPlanning() const { return nextAct.isPending() || running; }

    void setState(Session::State newState, const Error &error);
    using SignOutCallback = std::function<void(const SignOutResult &)>;
    void signOut(QObject *caller, const SignOutCallback &callback);
    bool isSigningOut() const { return isLeaving; }
    /// What waits to be written in place of what is \a stored or cannot be read.
    std::optional<DurableSecrets> unsavedSecrets(const Expected<DurableSecrets> &stored) const;

    Session *q = nullptr;
    AccountRecord record;
    SessionContext context;
    Session::State state = Session::State::Restoring;
    Error lastError;
    Identity identity;
    QStringList scopes;
    CachedAccess access;
    AccessLife life;
    bool hasRefreshToken = false;
    QDateTime nextTryAt;
    /// Called once nothing of the account is left.
    std::function<void()> forgotten;

private:
    void loaded(const Expected<DurableSecrets> &durable, const Expected<CachedAccess> &cached);
    void takeDurable(const DurableSecrets &durable);
    void takeProvider(const Provider &renewed, const QDateTime &signedInAt);
    void renewMetadata();
    void takeAccess(const CachedAccess &newAccess);
    bool isBetter(const CachedAccess &found) const;
    void settle(const Error &whyEnded = Error(Error::Kind::SignedOut));
    std::chrono::milliseconds untilOver() const;
    bool canRenew() const { return hasRefreshToken && !isEnded; }
    void refresh(std::chrono::seconds minimumValidity, bool insists = false);
    void refreshed(const TokenRefresh::Outcome &outcome);
    void answerWaiters(const Error &error);
    void retryIn(std::chrono::milliseconds delay);
    void pauseFor(std::chrono::milliseconds duration);
    std::chrono::milliseconds untilServerAllows() const;
    bool isPaused() const;
    bool isDue() const;
    void act(std::chrono::milliseconds due);

    bool isLoading = false;
    bool knowsDurable = false; ///< What the durable item holds was read or written.
    bool isEnded = false; ///< The provider has refused the refresh token.
    bool isLeaving = false; ///< Signing out.
    QPointer<TokenRefresh> running;
    QDateTime runsSince; ///< When the person had signed in whose token is being refreshed.
    bool hasInsisted = false; ///< The last refresh asked whatever the keychain said.
    bool isPostponed = false; ///< The last refresh looked into the keychain only.
    std::optional<TokenRefresh::Unsaved> unsaved;
    QList<Waiter> waiters;
    QList<std::pair<QPointer<QObject>, SignOutCallback>> leavers;
    RetrySchedule retries;
    ScheduledCall nextAct;
    std::optional<std::chrono::milliseconds> lastRefreshAt; ///< By the monotonic clock.
    std::chrono::milliseconds nextTryMonotonic{0};
    std::chrono::milliseconds pauseEnd{0}; ///< By the monotonic clock.
    QDateTime pauseEndsAt; ///< By the time of day.
    /// When a session acts that has just come back, by the monotonic clock.
    std::optional<std::chrono::milliseconds> comesBackAt;
    double spread = 0; ///< Of this token's refresh, so that not all refresh at one moment.
};

} // namespace Latchkey
