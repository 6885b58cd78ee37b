// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "keychain/keychainwatch.h"

#include "keychain/keychainservice.h"

#ifdef LATCHKEY_HAVE_DBUS
#include "keychain/keychainsignals.h"
#include "keychain/sessionbus.h"
#endif

#include <algorithm>
#include <utility>

using namespace std::chrono_literals;

namespace Latchkey {

namespace {

constexpr std::chrono::milliseconds firstPause = 1s;
constexpr std::chrono::milliseconds longestPause = 60s;

std::chrono::milliseconds longer(std::chrono::milliseconds pause)
{
    return std::clamp(2 * pause, firstPause, longestPause);
}

} // namespace

/// While it is started; its end is the end of every look that is under way, too.
struct KeychainWatch::State
{
    enum class Seen { Nothing, Unusable, Usable };

    QObject context;
#ifdef LATCHKEY_HAVE_DBUS
    std::unique_ptr<KeychainSignals> signalsOfBus;
#endif
    std::chrono::milliseconds pause{0};
    bool looking = false;
    bool lookAgain = false; ///< Something has happened since the look began.
    bool appeared = false; ///< The service has, since the last look.
    Seen seen = Seen::Nothing; ///< At the last look.
    bool told = false; ///< Since it has been usable.
};

KeychainWatch::KeychainWatch(Scheduler *scheduler) : m_scheduler(scheduler)
{ }

KeychainWatch::~KeychainWatch() = default;

void KeychainWatch::start()
{
#ifndef Q_OS_MACOS
    if (m_state)
        return;
    m_state = std::make_unique<State>();
#ifndef LATCHKEY_HAVE_DBUS
    // There is nothing to be seen at once, so the first try is a retry as well.
    m_restUntil = std::max(m_restUntil, m_scheduler->monotonic() + firstPause);
#endif
    lookAfter(0ms);
#endif
}

void KeychainWatch::stop()
{
    m_nextLook.cancel();
    m_state.reset();
}

void KeychainWatch::listen()
{
#ifdef LATCHKEY_HAVE_DBUS
    if (m_state->signalsOfBus)
        return;
    const QDBusConnection bus = sessionBus();
    if (!bus.isConnected())
        return;
    m_state->signalsOfBus = std::make_unique<KeychainSignals>(bus);
    connect(m_state->signalsOfBus.get(), &KeychainSignals::appeared, &m_state->context, [this] {
        m_state->appeared = true;
        look();
    });
    connect(m_state->signalsOfBus.get(), &KeychainSignals::changed, &m_state->context,
            [this] { look(); });
#endif
}

void KeychainWatch::lookAfter(std::chrono::milliseconds delay)
{
    m_nextLook.start(m_scheduler, std::max<std::chrono::milliseconds>(delay, 0ms),
                     [this] { look(); });
}

void KeychainWatch::look()
{
    if (m_state->looking) {
        m_state->lookAgain = true;
        return;
    }
    m_state->looking = true;
    m_state->lookAgain = false;
    listen();
    keychainStatus(&m_state->context, [this](const KeychainStatus &status) { haveStatus(status); });
}

void KeychainWatch::haveStatus(const KeychainStatus &status)
{
    using S = KeychainStatus::State;
    const std::chrono::milliseconds now = m_scheduler->monotonic();
    const bool appeared = std::exchange(m_state->appeared, false) && status.state != S::Absent;
    const bool usable =
        status.state == S::Unlocked || status.state == S::NoKeyring || status.state == S::NotAsked;
    const bool isNews = appeared || (usable && m_state->seen == State::Seen::Unusable);
    m_state->looking = false;
    m_state->seen = usable ? State::Seen::Usable : State::Seen::Unusable;
    m_state->told = m_state->told && usable && status.state != S::NotAsked;
    const bool worthATry = isNews || (usable && !m_state->told && now >= m_restUntil);
    if (worthATry) {
        m_rest = isNews ? firstPause : longer(m_rest);
        m_restUntil = now + m_rest;
        m_state->told = usable;
    }
    m_state->pause = longer(m_state->pause);
    if (m_state->lookAgain)
        lookAfter(0ms);
    else if (usable && (!m_state->told || status.state == S::NotAsked))
        lookAfter(m_restUntil - now);
    else
        lookAfter(m_state->pause);
    if (worthATry)
        Q_EMIT available();
}

} // namespace Latchkey
