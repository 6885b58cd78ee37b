// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include <latchkey/signingroup.h>

#include "signin/signin_p.h"

#include <QtCore/QPointer>

#include <algorithm>

namespace Latchkey {

namespace {

// The more a person can do about it by trying again, the more it helps to be told of it.
int usefulness(const Error &error)
{
    switch (error.kind()) {
    case Error::Kind::None:
        return -1;
    case Error::Kind::Cancelled:
        return 0;
    case Error::Kind::Usage:
    case Error::Kind::InsecureEndpoint:
        return 1;
    case Error::Kind::Tls:
        return 3;
    case Error::Kind::Network:
        return 4;
    case Error::Kind::Expired:
        return 5;
    default:
        return 2;
    }
}

bool isUnderWay(const SignIn *attempt)
{
    return attempt->state() != SignIn::State::Idle && !attempt->isFinished();
}

} // namespace

class SignInGroupPrivate : public SignInPrivate
{
public:
    // The way does not matter, since check() does not ask for it: each attempt has its own.
    explicit SignInGroupPrivate(const Provider &groupProvider)
        : SignInPrivate(groupProvider, Provider::Flow::Device)
    { }

    Error check() const override;
    void begin() override;
    void end() override;

    SignInGroup *group() const { return static_cast<SignInGroup *>(q); }
    void add(SignIn *attempt);
    void launch(SignIn *attempt);
    void attemptFinished(const SignInResult &result);
    void attemptGone(QObject *attempt);
    void showState();
    void showTrouble();
    void endWhenAllHave();
    bool isGoingOn() const { return isUnderWay(q); }

    QList<SignIn *> attempts;
    // The most useful one so far.
    Error error;
};

Error SignInGroupPrivate::check() const
{
    return attempts.isEmpty()
        ? Error(Error::Kind::Usage, QStringLiteral("a group of sign-ins without any"))
        : Error();
}

void SignInGroupPrivate::begin()
{
    // A listener of one may cancel all of them.
    const QPointer<QObject> stillWanted(attempt());
    const QList<SignIn *> begun = attempts;
    for (SignIn *one : begun) {
        if (stillWanted && attempts.contains(one))
            launch(one);
    }
}

// The others, where one has won; those that are left, where the group was cancelled.
void SignInGroupPrivate::end()
{
    const QList<QPointer<SignIn>> others(attempts.cbegin(), attempts.cend());
    for (SignIn *one : attempts)
        one->disconnect(q);
    for (const QPointer<SignIn> &one : others) {
        if (one)
            one->cancel();
    }
}

void SignInGroupPrivate::add(SignIn *attempt)
{
    if (q->isFinished()) {
        delete attempt;
        return;
    }
    attempt->setParent(q);
    attempts.append(attempt);
    // What the end of one means for the group is decided when it says how it ended.
    QObject::connect(attempt, &SignIn::stateChanged, q, [this, attempt] {
        if (!attempt->isFinished())
            showState();
    });
    QObject::connect(attempt, &SignIn::connectionTroubleChanged, q, [this] { showTrouble(); });
    QObject::connect(attempt, &SignIn::finished, q,
                     [this](const SignInResult &result) { attemptFinished(result); });
    QObject::connect(attempt, &QObject::destroyed, q, [this](QObject *gone) { attemptGone(gone); });
    if (state != SignIn::State::Idle)
        launch(attempt);
}

void SignInGroupPrivate::launch(SignIn *attempt)
{
    if (manager)
        attempt->setNetworkAccessManager(manager);
    attempt->setScheduler(scheduler);
    if (clockTolerance)
        attempt->setClockTolerance(*clockTolerance);
    attempt->start();
}

void SignInGroupPrivate::attemptFinished(const SignInResult &result)
{
    if (result.isSuccess())
        return finish(SignIn::State::Succeeded, result);
    if (result.error.kind() == Error::Kind::Denied)
        return fail(result.error);
    if (usefulness(result.error) >= usefulness(error))
        error = result.error;
    endWhenAllHave();
}

// Somebody has deleted one, which is a way to cancel it.
void SignInGroupPrivate::attemptGone(QObject *attempt)
{
    attempts.removeIf([attempt](const SignIn *one) { return one == attempt; });
    if (!error.isError())
        error = Error(Error::Kind::Cancelled);
    if (isGoingOn())
        endWhenAllHave();
}

void SignInGroupPrivate::endWhenAllHave()
{
    if (std::all_of(attempts.cbegin(), attempts.cend(),
                    [](const SignIn *one) { return one->isFinished(); }))
        return fail(error);
    const QPointer<QObject> stillWanted(attempt());
    showState();
    if (stillWanted)
        showTrouble();
}

void SignInGroupPrivate::showState()
{
    if (!isGoingOn())
        return;
    SignIn::State furthest = SignIn::State::Idle;
    for (const SignIn *one : std::as_const(attempts)) {
        if (isUnderWay(one))
            furthest = std::max(furthest, one->state());
    }
    if (furthest != SignIn::State::Idle)
        setState(furthest);
}

void SignInGroupPrivate::showTrouble()
{
    if (!isGoingOn())
        return;
    for (const SignIn *one : std::as_const(attempts)) {
        if (isUnderWay(one) && one->connectionTrouble().isError())
            return setConnectionTrouble(one->connectionTrouble());
    }
    setConnectionTrouble(Error());
}

SignInGroup::SignInGroup(const Provider &provider, QObject *parent)
    : SignIn(std::make_unique<SignInGroupPrivate>(provider), parent)
{ }

SignInGroup::~SignInGroup()
{
    // Before QObject does it, when nobody is left to hear of it.
    const QList<SignIn *> attempts = priv()->attempts;
    for (SignIn *attempt : attempts)
        attempt->disconnect(this);
    // One that has ended may be telling so at this moment.
    for (SignIn *attempt : attempts) {
        if (attempt->isFinished()) {
            attempt->setParent(nullptr);
            attempt->deleteLater();
        } else {
            delete attempt;
        }
    }
}

SignInGroupPrivate *SignInGroup::priv() const
{
    return static_cast<SignInGroupPrivate *>(d.get());
}

void SignInGroup::add(SignIn *attempt)
{
    priv()->add(attempt);
}

QList<SignIn *> SignInGroup::attempts() const
{
    return priv()->attempts;
}

void SignInGroup::pollIfDue()
{
    const QList<QPointer<SignIn>> due(priv()->attempts.cbegin(), priv()->attempts.cend());
    for (const QPointer<SignIn> &attempt : due) {
        if (attempt)
            attempt->pollIfDue();
    }
}

} // namespace Latchkey
