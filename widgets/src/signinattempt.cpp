// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "signinattempt.h"

#include <latchkey/authorizationcodesignin.h>
#include <latchkey/pastedcodesignin.h>
#include <latchkey/signingroup.h>

namespace Latchkey {

SignInAttempt::SignInAttempt(const Provider &provider, const WayMakers &makers, QObject *parent)
    : QObject(parent), m_provider(provider), m_makers(makers),
      m_group(new SignInGroup(provider, this))
{
    connect(m_group, &SignIn::stateChanged, this, &SignInAttempt::update);
    connect(m_group, &SignIn::finished, this, &SignInAttempt::finished);
}

SignInAttempt::~SignInAttempt()
{
    // What they say while they die is for nobody.
    m_group->disconnect(this);
    for (const QPointer<SignIn> &one : std::as_const(m_ways)) {
        if (one)
            one->disconnect(this);
    }
}

void SignInAttempt::setNetworkAccessManager(QNetworkAccessManager *manager)
{
    m_group->setNetworkAccessManager(manager);
}

void SignInAttempt::setScheduler(Scheduler *scheduler)
{
    m_group->setScheduler(scheduler);
}

void SignInAttempt::start(Flow way)
{
    m_shown = way;
    add(way);
    m_group->start();
}

void SignInAttempt::cancel()
{
    m_group->disconnect(this);
    // What is granted in the meantime is revoked by the attempts themselves.
    m_group->cancel();
}

void SignInAttempt::pollIfDue()
{
    m_group->pollIfDue();
}

void SignInAttempt::add(Flow way)
{
    SignIn *one = m_makers.make(way, m_provider, m_group);
    // A group without any says so by itself.
    if (!one)
        return;
    m_ways.insert(way, one);
    connect(one, &SignIn::stateChanged, this, [this, way] { wayMoved(way); });
    connect(one, &SignIn::connectionTroubleChanged, this, &SignInAttempt::connectionTroubleChanged);
    // The host may delete what it has made, which is a way to cancel it.
    connect(one, &QObject::destroyed, this, [this, way] { wayMoved(way); });
    if (const auto *device = qobject_cast<DeviceSignIn *>(one))
        connect(device, &DeviceSignIn::codeReady, this, [this, way] { wayMoved(way); });
    if (const auto *byCode = qobject_cast<AuthorizationCodeSignIn *>(one)) {
        connect(byCode, &AuthorizationCodeSignIn::authorizeWithBrowser, this,
                &SignInAttempt::browserWanted);
    }
    m_group->add(one);
}

void SignInAttempt::wayMoved(Flow way)
{
    if (!isUnderWay(way)) {
        m_ended.insert(way);
        // A code can be asked for again; a browser that could not even open would fail again.
        if (m_awaited == way && way == Flow::Browser)
            m_unusable.insert(way);
        if (way == m_shown || m_awaited == way)
            m_note = noteOnEndOf(way);
    }
    update();
}

void SignInAttempt::update()
{
    const Phase phaseBefore = m_phase;
    const Flow shownBefore = m_shown;
    const Note noteBefore = m_note;
    const auto awaitedBefore = m_awaited;
    bool openInstead = false;
    if (m_awaited && isReady(*m_awaited)) {
        m_shown = *m_awaited;
        m_awaited.reset();
        m_note = Note::None;
    } else if (m_awaited && m_ended.contains(*m_awaited)) {
        // The browser was asked for, and the page that takes the code is what it can show instead.
        openInstead = m_awaited == Flow::Browser && isReady(Flow::Device);
        m_awaited.reset();
        if (openInstead)
            m_note = Note::None;
    }
    if (m_ended.contains(m_shown)) {
        // Where none is left the whole attempt is about to end.
        m_shown = another(m_shown).value_or(m_shown);
    }
    if (m_group->state() == SignIn::State::Finishing)
        m_phase = Phase::Finishing;
    else if (isUnderWay(m_shown))
        m_phase = phaseOf(m_shown);
    const QPointer<SignInAttempt> alive(this);
    if (m_phase != phaseBefore || m_shown != shownBefore || m_note != noteBefore
        || m_awaited != awaitedBefore)
        Q_EMIT changed();
    if (alive && openInstead && m_shown == Flow::Device)
        Q_EMIT browserWanted(browserAddress());
}

bool SignInAttempt::isUnderWay(Flow way) const
{
    const SignIn *one = m_ways.value(way);
    return one && one->state() != SignIn::State::Idle && !one->isFinished();
}

bool SignInAttempt::isReady(Flow way) const
{
    const SignIn *one = m_ways.value(way);
    if (!one || one->state() != SignIn::State::WaitingForUser)
        return false;
    const auto *device = qobject_cast<const DeviceSignIn *>(one);
    return !device || !device->userCode().isEmpty();
}

std::optional<Provider::Flow> SignInAttempt::another(Flow than) const
{
    for (const Flow way : m_ways.keys()) {
        if (way != than && isUnderWay(way))
            return way;
    }
    return {};
}

SignInAttempt::Phase SignInAttempt::phaseOf(Flow way) const
{
    if (!isReady(way))
        return Phase::Contacting;
    switch (way) {
    case Flow::Device:
        return Phase::CodeShown;
    case Flow::Browser:
        return Phase::BrowserOpened;
    case Flow::Paste:
        return Phase::PasteCode;
    }
    return Phase::Contacting;
}

SignInAttempt::Note SignInAttempt::noteOnEndOf(Flow way) const
{
    const SignIn *one = m_ways.value(way);
    if (!one || one->state() == SignIn::State::Cancelled)
        return Note::None;
    if (way != Flow::Device)
        return Note::BrowserFailed;
    return one->state() == SignIn::State::Expired ? Note::CodeExpired : Note::CodeFailed;
}

Error SignInAttempt::connectionTrouble() const
{
    const SignIn *one = m_ways.value(m_shown);
    return one ? one->connectionTrouble() : Error();
}

DeviceSignIn *SignInAttempt::device() const
{
    return isUnderWay(Flow::Device) ? qobject_cast<DeviceSignIn *>(m_ways.value(Flow::Device))
                                    : nullptr;
}

AuthorizationCodeSignIn *SignInAttempt::codeWay(Flow way) const
{
    return qobject_cast<AuthorizationCodeSignIn *>(m_ways.value(way).data());
}

QUrl SignInAttempt::browserAddress() const
{
    if (const AuthorizationCodeSignIn *shown = codeWay(m_shown))
        return shown->authorizationUrl();
    const DeviceSignIn *shown = device();
    if (!shown)
        return {};
    const QUrl complete = shown->verificationUriComplete();
    return complete.isEmpty() ? shown->verificationUri() : complete;
}

// A code to paste asks for all attention.
bool SignInAttempt::goTogether(Flow one, Flow other)
{
    return one != other && one != Flow::Paste && other != Flow::Paste;
}

bool SignInAttempt::offers(Flow way) const
{
    if (!goTogether(way, m_shown))
        return false;
    return m_makers.waysFor(m_provider).contains(way) && !m_unusable.contains(way);
}

void SignInAttempt::goBy(Flow way)
{
    if (!offers(way) || m_awaited == way)
        return;
    m_note = Note::None;
    m_awaited = way;
    const QPointer<SignInAttempt> alive(this);
    if (!isUnderWay(way)) {
        m_ended.remove(way);
        add(way);
    } else if (AuthorizationCodeSignIn *byCode = codeWay(way)) {
        byCode->openBrowser();
    }
    if (!alive || m_awaited != way)
        return;
    // Nobody could make it.
    if (!m_ways.value(way))
        m_awaited.reset();
    Q_EMIT changed();
    if (alive)
        update();
}

void SignInAttempt::openBrowser()
{
    if (AuthorizationCodeSignIn *shown = codeWay(m_shown))
        shown->openBrowser();
    else if (isReady(m_shown))
        Q_EMIT browserWanted(browserAddress());
}

Error SignInAttempt::submit(const QString &text)
{
    auto *paste = qobject_cast<PastedCodeSignIn *>(m_ways.value(Flow::Paste).data());
    return paste ? paste->submit(text) : Error(Error::Kind::Usage);
}

} // namespace Latchkey
