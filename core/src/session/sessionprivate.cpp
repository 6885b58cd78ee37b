// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "session/session_p.h"

#include "base/logging.h"
#include "session/rediscovery.h"
#include "session/signout.h"
#include "session/storedidentity.h"

#include <QtCore/QRandomGenerator>

#include <algorithm>
#include <utility>

namespace Latchkey {

namespace {

// By itself a session asks no more often than this, whatever a server says of its tokens.
constexpr std::chrono::milliseconds restAfterRefresh = std::chrono::seconds(30);
// Nor does it look more often than this whether a token that cannot be renewed has ended.
constexpr std::chrono::milliseconds restBeforeTheEnd = std::chrono::seconds(1);
constexpr std::chrono::seconds longestMinimum = std::chrono::hours(24 * 366 * 10);

bool isOfKeychain(const Error &error)
{
    switch (error.kind()) {
    case Error::Kind::KeychainLocked:
    case Error::Kind::KeychainAbsent:
    case Error::Kind::KeychainDenied:
    case Error::Kind::KeychainFailed:
        return true;
    default:
        return false;
    }
}

} // namespace

SessionPrivate::SessionPrivate(const AccountRecord &accountRecord,
                               const SessionContext &sessionContext)
    : record(accountRecord), context(sessionContext)
{ }

void SessionPrivate::setState(Session::State newState, const Error &error)
{
    state = newState;
    lastError = error;
    qCDebug(lcSession) << record.id << newState << error;
    plan();
    Q_EMIT q->changed();
}

void SessionPrivate::load()
{
    if (isLoading)
        return;
    isLoading = true;
    secrets().readDurable(q, [this](const Expected<DurableSecrets> &durable) {
        // A person who has refused to unlock the keychain is not asked again for the other item.
        if (!durable) {
            isLoading = false;
            return loaded(durable, CachedAccess());
        }
        secrets().readCache(q, [this, durable](const Expected<CachedAccess> &cached) {
            isLoading = false;
            loaded(durable, cached);
        });
    });
}

void SessionPrivate::loaded(const Expected<DurableSecrets> &durable,
                            const Expected<CachedAccess> &cached)
{
    // What a refresh brings is newer than what was read.
    if (running || isLeaving) {
        Q_EMIT q->changed();
        return;
    }
    if (!durable)
        return setState(Session::State::Locked, durable.error());
    // A cache that is damaged is as good as none; a keychain that does not answer is not.
    if (!cached && cached.error().kind() != Error::Kind::KeychainFailed)
        return setState(Session::State::Locked, cached.error());
    // What waits to be written counts for more than what is there.
    if (unsaved)
        return refresh(std::chrono::seconds::zero());
    const QString tokenBefore = access.accessToken;
    takeDurable(*durable);
    takeAccess(cached.value_or(CachedAccess()));
    // What failed is tried again when that was said, unless somebody else was luckier.
    const bool isNews = hasToken() && access.accessToken != tokenBefore;
    if (state == Session::State::Offline && hasRefreshToken && !isEnded && !isNews)
        setState(state, lastError);
    else
        settle();
}

void SessionPrivate::replace(const AccountRecord &newRecord, const SessionContext &newContext,
                             const DurableSecrets &durable, const CachedAccess &newAccess)
{
    record = newRecord;
    context = newContext;
    unsaved.reset();
    retries.succeeded();
    takeDurable(durable);
    takeAccess(newAccess);
    settle();
}

void SessionPrivate::takeDurable(const DurableSecrets &durable)
{
    identity = keptIdentity(durable.claims, durable.proof);
    scopes = durable.scopes;
    hasRefreshToken = !durable.refreshToken.isEmpty();
    isEnded = durable.ended;
    record.provider.setSecrets(durable.secrets);
    knowsDurable = true;
}

/// The issuer has said something new of its endpoints, for other programs as well. \a renewed is
/// from the sign-in of \a signedInAt, and who has signed in again since may have come by another
/// client.
void SessionPrivate::takeProvider(const Provider &renewed, const QDateTime &signedInAt)
{
    if (record.signedInAt != signedInAt)
        return;
    record.provider.takeDiscovered(renewed, renewed.discoveredUntil());
    if (!context.index)
        return;
    const auto change = [known = record](QList<AccountRecord> &records) {
        for (AccountRecord &entry : records) {
            if (entry.id == known.id && entry.signedInAt == known.signedInAt)
                entry.provider = known.provider;
        }
    };
    context.index->update(context.scheduler, change, [](const Error &error) {
        if (error.isError())
            qCWarning(lcSession) << "the new endpoints could not be noted:" << error;
    });
}

/// What the issuer has said of its endpoints is good for a time only. Nothing waits for this.
void SessionPrivate::renewMetadata()
{
    const Provider &provider = record.provider;
    const bool isOver = !provider.discoveredEndpoints().isEmpty()
        && provider.discoveredUntil() <= context.scheduler->wallClock();
    if (!isOver || !*context.keepsFresh)
        return;
    rediscover(context.http, provider, q,
               [this, signedInAt = record.signedInAt](const std::optional<Provider> &renewed) {
                   if (renewed)
                       takeProvider(*renewed, signedInAt);
               });
}

void SessionPrivate::takeAccess(const CachedAccess &newAccess)
{
    // What is known of a token's life by the monotonic clock is not given up for what was stored,
    // in whole seconds. A server may grant the same token again, for longer.
    const auto seconds = [](const QDateTime &end) {
        return end.isValid() ? end.toSecsSinceEpoch() : 0;
    };
    if (hasToken() && newAccess.accessToken == access.accessToken
        && seconds(newAccess.expiresAt) == seconds(access.expiresAt)) {
        return;
    }
    access = newAccess;
    life = AccessLife(access.issuedAt, access.expiresAt, *context.scheduler);
    spread = QRandomGenerator::global()->generateDouble();
}

/// True for what a failed refresh has found in the keychain, where it is good for longer than what
/// this program has.
bool SessionPrivate::isBetter(const CachedAccess &found) const
{
    if (found.accessToken.isEmpty() || !hasToken())
        return !hasToken();
    const Scheduler &clock = *context.scheduler;
    return AccessLife(found.issuedAt, found.expiresAt, clock).left(clock) > life.left(clock);
}

/// The state of a session that nothing is being done for.
void SessionPrivate::settle(const Error &whyEnded)
{
    const bool canUse = hasToken() && life.isGood(*context.scheduler, std::chrono::seconds::zero());
    // Where the provider has refused the refresh token, the person had better sign in again now:
    // the access token is given for as long as it is good, and that is not long.
    if (!isEnded && (canUse || hasRefreshToken || !knowsDurable))
        setState(Session::State::Active, Error());
    else
        setState(Session::State::NeedsSignIn, whyEnded);
}

AccessTokenResult SessionPrivate::currentToken() const
{
    AccessTokenResult result;
    result.accessToken = access.accessToken;
    result.tokenType = access.tokenType;
    result.expiresAt = access.expiresAt;
    return result;
}

void SessionPrivate::answerLater(const Waiter &waiter, const AccessTokenResult &result) const
{
    QMetaObject::invokeMethod(
        q,
        [waiter, result] {
            if (waiter.context)
                waiter.callback(result);
        },
        Qt::QueuedConnection);
}

void SessionPrivate::withSecrets(QObject *caller,
                                 const std::function<void(const Error &)> &callback)
{
    // A client secret, for instance, is for the token endpoint alone.
    const Provider &provider = record.provider;
    const bool lacksHeaders =
        provider.requestHeaders().size() < provider.requestHeaderNames().size();
    // The access token alone may have come from the cache of another program.
    if (knowsDurable || !lacksHeaders)
        return callback(Error());
    secrets().readDurable(caller, [this, callback](const Expected<DurableSecrets> &durable) {
        if (durable)
            record.provider.setSecrets(durable->secrets);
        callback(durable ? Error() : durable.error());
    });
}

void SessionPrivate::ensureToken(Waiter waiter)
{
    // What is longer than any token lasts is as good as the longest time that can be counted.
    waiter.minimumValidity =
        std::clamp(waiter.minimumValidity, std::chrono::seconds::zero(), longestMinimum);
    if (isLeaving) {
        AccessTokenResult result;
        result.error = Error(Error::Kind::SignedOut, QStringLiteral("the account is signing out"));
        return answerLater(waiter, result);
    }
    const bool isWanted = hasToken() && access.accessToken != waiter.newerThan;
    if (isWanted && !unsaved && life.isFresh(*context.scheduler, waiter.minimumValidity))
        return answerLater(waiter, currentToken());
    waiters.append(waiter);
    if (!running)
        refresh(waiter.minimumValidity, waiter.insists);
}

void SessionPrivate::renew(const Waiter &waiter)
{
    const auto ask = [this](Waiter asked) {
        asked.newerThan = access.accessToken;
        ensureToken(asked);
    };
    if (hasToken())
        return ask(waiter);
    secrets().readCache(q, [this, waiter, ask](const Expected<CachedAccess> &cached) {
        // A person who has refused to unlock the keychain is not asked again for the other item.
        if (!cached && cached.error().kind() != Error::Kind::KeychainFailed) {
            AccessTokenResult refused;
            refused.error = cached.error();
            answerLater(waiter, refused);
            if (!running && !isLeaving)
                setState(Session::State::Locked, cached.error());
            return;
        }
        if (cached && !hasToken())
            takeAccess(*cached);
        ask(waiter);
    });
}

void SessionPrivate::refresh(std::chrono::seconds minimumValidity, bool insists)
{
    // Without what waits to be written the provider would be asked with a token that is spent.
    TokenRefresh::Wanted wanted;
    wanted.minimumValidity = minimumValidity;
    wanted.newerThan = access.accessToken;
    wanted.insists = insists;
    wanted.unsaved = unsaved;
    if (!insists && isPaused())
        wanted.postponed = lastError;
    hasInsisted = insists;
    isPostponed = wanted.postponed.isError();
    running =
        new TokenRefresh(context.http, secrets(), record.provider, context.lockPath(record.id), q);
    QObject::connect(running, &TokenRefresh::asking, q, [this] {
        lastRefreshAt = context.scheduler->monotonic();
        if (state != Session::State::Refreshing)
            setState(Session::State::Refreshing, Error());
    });
    runsSince = record.signedInAt;
    running->start(wanted, [this](const TokenRefresh::Outcome &outcome) { refreshed(outcome); });
}

void SessionPrivate::refreshed(const TokenRefresh::Outcome &outcome)
{
    running = nullptr;
    if (outcome.provider)
        takeProvider(*outcome.provider, runsSince);
    if (outcome.durable)
        takeDurable(*outcome.durable);
    else if (!outcome.error.isError())
        isEnded = false; // Another token than the one that was refused is there.
    // Somebody signed in or out before it could be written: what nobody was told of is of no use.
    const bool isOvertaken = unsaved && !outcome.unsaved;
    unsaved = outcome.unsaved;
    const Error error = outcome.error;
    const QPointer<Session> alive(q);
    comesBackAt.reset();
    // After a failure, what the keychain holds may still be good for those who ask for less.
    if (!error.isError() || unsaved || isOvertaken || isBetter(outcome.access))
        takeAccess(outcome.access);
    if (!error.isError()) {
        retries.succeeded();
        renewMetadata();
        settle();
        // Somebody else has fetched it, or signed in. A program that runs on has to know whether
        // there is a refresh token.
        if (alive && !outcome.durable && *context.keepsFresh)
            load();
    } else if (error.kind() == Error::Kind::SignedOut) {
        settle(error);
    } else if (isOfKeychain(error)) {
        setState(Session::State::Locked, error);
    } else {
        if (!isPostponed) {
            retryIn(retries.failed(error, QRandomGenerator::global()->generateDouble()));
            pauseFor(error.retryAfter());
        }
        setState(Session::State::Offline, error);
    }
    if (alive)
        answerWaiters(error);
}

void SessionPrivate::answerWaiters(const Error &error)
{
    const QList<Waiter> answered = std::exchange(waiters, {});
    const QPointer<Session> alive(q);
    const Scheduler &clock = *context.scheduler;
    for (Waiter waiter : answered) {
        if (!alive)
            return;
        // Where the provider grants the same token twice in a row, it has no other.
        const bool isOther =
            access.accessToken != waiter.newerThan || (waiter.hasWaited && !error.isError());
        const bool isWanted = hasToken() && isOther && !unsaved;
        const bool isFresh = isWanted && life.isFresh(clock, waiter.minimumValidity);
        // Another program's token was taken, which is good for less than this one wants.
        const bool isTooLittle = !error.isError() && !isFresh;
        const bool wasNotAsked =
            error.kind() == Error::Kind::SignedOut && waiter.insists && !hasInsisted;
        if ((isTooLittle || wasNotAsked) && !waiter.hasWaited) {
            waiter.hasWaited = true;
            ensureToken(waiter);
            continue;
        }
        AccessTokenResult result;
        // A refresh that failed early is no reason not to use what is still good.
        if (isWanted && (!error.isError() || life.isGood(clock, waiter.minimumValidity)))
            result = currentToken();
        else
            result.error = error.isError() ? error : Error(Error::Kind::SignedOut);
        if (waiter.context)
            waiter.callback(result);
    }
}

void SessionPrivate::retryIn(std::chrono::milliseconds delay)
{
    nextTryMonotonic = context.scheduler->monotonic() + delay;
    nextTryAt = context.scheduler->wallClock().addMSecs(delay.count());
}

void SessionPrivate::pauseFor(std::chrono::milliseconds duration)
{
    pauseEnd = context.scheduler->monotonic() + duration;
    pauseEndsAt = context.scheduler->wallClock().addMSecs(duration.count());
}

/// What is left of the time for which the provider wants no further request: by one clock it might
/// last for ever.
std::chrono::milliseconds SessionPrivate::untilServerAllows() const
{
    if (state != Session::State::Offline || !pauseEndsAt.isValid())
        return std::chrono::milliseconds::zero();
    const std::chrono::milliseconds byTimeOfDay(
        context.scheduler->wallClock().msecsTo(pauseEndsAt));
    return std::max(std::min(pauseEnd - context.scheduler->monotonic(), byTimeOfDay),
                    std::chrono::milliseconds::zero());
}

bool SessionPrivate::isPaused() const
{
    return untilServerAllows() > std::chrono::milliseconds::zero();
}

void SessionPrivate::retrySoon()
{
    if (running || isLeaving)
        return;
    switch (state) {
    case Session::State::Locked:
        if (unsaved)
            refresh(std::chrono::seconds::zero());
        else
            load();
        break;
    case Session::State::Offline:
        pauseFor({});
        retryIn(std::chrono::milliseconds::zero());
        if (*context.keepsFresh)
            plan();
        else
            refresh(std::chrono::seconds::zero());
        Q_EMIT q->changed();
        break;
    case Session::State::Active:
        if (*context.keepsFresh)
            plan();
        else if (isDue() && canRenew())
            refresh(std::chrono::seconds::zero());
        break;
    case Session::State::NeedsSignIn:
        // They may have signed in by another program.
        load();
        break;
    case Session::State::Restoring:
    case Session::State::Refreshing:
        break;
    }
}

bool SessionPrivate::comeBack(std::chrono::milliseconds delay)
{
    // Failures of before say nothing about now.
    retries.succeeded();
    if (running || isLeaving)
        return false;
    const std::chrono::milliseconds now = context.scheduler->monotonic();
    const bool isLate = isDue();
    if (state == Session::State::Offline) {
        const std::chrono::milliseconds wanted = std::max(delay, untilServerAllows());
        if (isLate || now + wanted < nextTryMonotonic)
            retryIn(wanted);
        comesBackAt = nextTryMonotonic;
        plan();
        Q_EMIT q->changed();
        return true;
    }
    // Who is told again and again is not put off each time.
    if (isLate && comesBackAt.value_or(now) <= now)
        comesBackAt = now + delay;
    plan();
    return isLate;
}

void SessionPrivate::plan()
{
    nextAct.cancel();
    if (!*context.keepsFresh || running || isLeaving)
        return;
    const std::chrono::milliseconds now = context.scheduler->monotonic();
    std::chrono::milliseconds due{0};
    if (state == Session::State::Active && knowsDurable && life.hasEnd()) {
        due = now + untilOver();
        if (!canRenew())
            due = std::max(due, now + restBeforeTheEnd);
        else if (lastRefreshAt)
            due = std::max(due, *lastRefreshAt + restAfterRefresh);
    } else if (state == Session::State::Offline) {
        due = nextTryMonotonic;
    } else {
        return;
    }
    due = std::max({due, now, comesBackAt.value_or(now)});
    nextAct.start(context.scheduler, due - now, [this, due] { act(due); });
}

/// Until the token has to be renewed, or where it cannot be, until it has ended.
std::chrono::milliseconds SessionPrivate::untilOver() const
{
    return canRenew() ? life.untilRefresh(*context.scheduler, spread)
                      : life.left(*context.scheduler);
}

bool SessionPrivate::isDue() const
{
    const Scheduler &clock = *context.scheduler;
    switch (state) {
    case Session::State::Offline:
        return clock.monotonic() >= nextTryMonotonic
            || (nextTryAt.isValid() && clock.wallClock() >= nextTryAt);
    case Session::State::Active:
        return knowsDurable && life.hasEnd() && untilOver() == std::chrono::milliseconds::zero();
    default:
        return false;
    }
}

/// The time that plan() has chosen has come.
void SessionPrivate::act(std::chrono::milliseconds due)
{
    // Who has been away finds all accounts late, and spreads them; that is done once.
    if (!std::exchange(comesBackAt, std::nullopt) && context.absence->notices(due))
        return;
    if (!isDue())
        plan();
    else if (state == Session::State::Offline || canRenew())
        refresh(std::chrono::seconds::zero());
    else
        load();
}

std::optional<DurableSecrets>
SessionPrivate::unsavedSecrets(const Expected<DurableSecrets> &stored) const
{
    const bool isNext = unsaved && (!stored || *stored == unsaved->replaced);
    return isNext ? std::optional(unsaved->durable) : std::nullopt;
}

void SessionPrivate::signOut(QObject *caller, const SignOutCallback &callback)
{
    leavers.append({caller, callback});
    if (isLeaving)
        return;
    isLeaving = true;
    nextAct.cancel();
    auto *leaving = new SignOut(*this, q);
    leaving->start([this](const SignOutResult &result) {
        const auto told = std::exchange(leavers, {});
        isLeaving = result.forgotten;
        if (result.forgotten) {
            AccessTokenResult none;
            none.error = Error(Error::Kind::SignedOut);
            for (const Waiter &waiter : std::exchange(waiters, {}))
                answerLater(waiter, none);
            forgotten();
        } else {
            plan();
        }
        for (const auto &[guard, tell] : told) {
            if (guard)
                tell(result);
        }
    });
}

} // namespace Latchkey
