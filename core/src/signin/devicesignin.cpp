// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include <latchkey/devicesignin.h>
#include <latchkey/scheduler.h>

#include "base/logging.h"
#include "base/scheduledcall.h"
#include "endpoints/deviceauthorizationendpoint.h"
#include "endpoints/tokenendpoint.h"
#include "signin/devicecode.h"
#include "signin/pollschedule.h"
#include "signin/signin_p.h"

#include <QtCore/QPointer>

#include <optional>

namespace Latchkey {

class DeviceSignInPrivate : public SignInPrivate
{
public:
    explicit DeviceSignInPrivate(const Provider &attemptProvider)
        : SignInPrivate(attemptProvider, Provider::Flow::Device)
    { }

    void begin() override;
    void end() override;

    void codeArrived(const DeviceAuthorization &authorization);
    void schedulePoll();
    void poll();
    void pollAnswered(const Expected<TokenSet> &answer);
    bool isLateInvalidGrant(const Error &error) const;
    void expireWhenQuiet();
    bool isExpired() const { return code->timeLeft() <= std::chrono::milliseconds::zero(); }
    DeviceSignIn *device() const { return static_cast<DeviceSignIn *>(q); }

    std::optional<DeviceCode> code;
    PollSchedule schedule{std::chrono::seconds(5)};
    // Runs since the last answer arrived.
    std::optional<Stopwatch> sinceAnswer;
    std::chrono::seconds delay{0};
    ScheduledCall nextPoll;
    ScheduledCall expiry;
    bool polling = false;
};

void DeviceSignInPrivate::begin()
{
    const DeviceAuthorizationEndpoint endpoint(http(), provider);
    endpoint.request(attempt(), [this](const Expected<DeviceAuthorization> &answer) {
        if (answer)
            codeArrived(*answer);
        else
            fail(answer.error());
    });
}

void DeviceSignInPrivate::end()
{
    nextPoll.cancel();
    expiry.cancel();
    polling = false;
}

void DeviceSignInPrivate::codeArrived(const DeviceAuthorization &authorization)
{
    code.emplace(authorization, scheduler);
    schedule = PollSchedule(authorization.interval);
    schedulePoll();
    expiry.start(scheduler, code->timeLeft(), [this] { expireWhenQuiet(); });
    const QPointer<QObject> stillWanted(attempt());
    setState(SignIn::State::WaitingForUser);
    if (stillWanted)
        Q_EMIT device()->codeReady();
}

void DeviceSignInPrivate::schedulePoll()
{
    const auto left = std::chrono::duration_cast<std::chrono::seconds>(code->timeLeft());
    sinceAnswer.emplace(scheduler);
    delay = schedule.nextDelay(left);
    nextPoll.start(scheduler, delay, [this] { poll(); });
}

void DeviceSignInPrivate::poll()
{
    if (isExpired())
        return fail(Error(Error::Kind::Expired));
    nextPoll.cancel();
    polling = true;
    const TokenEndpoint endpoint(http(), provider);
    endpoint.request(
        TokenRequest::deviceCode(code->authorization().deviceCode, provider.scopeNames()),
        attempt(), [this](const Expected<TokenSet> &answer) {
            polling = false;
            pollAnswered(answer);
        });
}

void DeviceSignInPrivate::pollAnswered(const Expected<TokenSet> &answer)
{
    if (answer)
        return granted(*answer);
    const Error &error = answer.error();
    const QPointer<QObject> stillWanted(attempt());
    if (error.oauthCode() == QLatin1String("authorization_pending")) {
        schedule.answered();
        setConnectionTrouble(Error());
    } else if (error.oauthCode() == QLatin1String("slow_down")) {
        schedule.answered();
        schedule.slowDown(error.retryAfter());
        setConnectionTrouble(Error());
    } else if (error.isTransient()) {
        schedule.failed(error.retryAfter());
        setConnectionTrouble(error);
    } else if (isLateInvalidGrant(error)) {
        return fail(Error(Error::Kind::Expired, error.oauthCode())
                        .withEndpoint(error.endpoint())
                        .withHttpStatus(error.httpStatus()));
    } else {
        return fail(error);
    }
    if (!stillWanted)
        return;
    if (isExpired())
        fail(Error(Error::Kind::Expired));
    else
        schedulePoll();
}

/// Some servers say `expired_token` once and `invalid_grant` after that (Auth0), and the one time
/// may have been lost on the way, or the last poll may come too late for it. The server's time runs
/// out a little before ours.
bool DeviceSignInPrivate::isLateInvalidGrant(const Error &error) const
{
    return error.oauthCode() == QLatin1String("invalid_grant")
        && code->timeLeft() <= 2 * schedule.interval();
}

void DeviceSignInPrivate::expireWhenQuiet()
{
    // The answer that is on its way may still bring the tokens; pollAnswered() decides then.
    if (!polling)
        fail(Error(Error::Kind::Expired));
}

DeviceSignIn::DeviceSignIn(const Provider &provider, QObject *parent)
    : SignIn(std::make_unique<DeviceSignInPrivate>(provider), parent)
{ }

DeviceSignIn::~DeviceSignIn() = default;

DeviceSignInPrivate *DeviceSignIn::priv() const
{
    return static_cast<DeviceSignInPrivate *>(d.get());
}

QString DeviceSignIn::userCode() const
{
    return priv()->code ? priv()->code->authorization().userCode : QString();
}

QUrl DeviceSignIn::verificationUri() const
{
    return priv()->code ? priv()->code->authorization().verificationUri : QUrl();
}

QUrl DeviceSignIn::verificationUriComplete() const
{
    return priv()->code ? priv()->code->authorization().verificationUriComplete : QUrl();
}

QDateTime DeviceSignIn::expiresAt() const
{
    return priv()->code ? priv()->code->expiresAt() : QDateTime();
}

int DeviceSignIn::lifetime() const
{
    return priv()->code ? static_cast<int>(priv()->code->authorization().expiresIn.count()) : 0;
}

int DeviceSignIn::secondsLeft() const
{
    if (!priv()->code)
        return 0;
    return static_cast<int>(
        std::chrono::ceil<std::chrono::seconds>(priv()->code->timeLeft()).count());
}

int DeviceSignIn::interval() const
{
    return static_cast<int>(priv()->schedule.interval().count());
}

void DeviceSignIn::pollIfDue()
{
    DeviceSignInPrivate *const p = priv();
    if (p->state != State::WaitingForUser || p->polling)
        return;
    if (p->isExpired())
        p->expireWhenQuiet();
    else if (p->sinceAnswer->elapsed() >= p->delay)
        p->poll();
}

} // namespace Latchkey
