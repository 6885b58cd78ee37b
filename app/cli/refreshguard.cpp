// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "refreshguard.h"

#include <QtCore/QTimer>

namespace Latchkey {

namespace {

constexpr std::chrono::seconds patience(15);
constexpr std::chrono::seconds pause(1);

} // namespace

RefreshGuard::RefreshGuard(Session *session, const Output &out, QObject *parent)
    : QObject(parent), m_session(session), m_out(out), m_interrupt(nullptr)
{
    connect(&m_interrupt, &Interrupt::requested, this, &RefreshGuard::interrupted);
    connect(session, &Session::changed, this, [this] {
        m_hasRefreshed = m_hasRefreshed || isRefreshing();
        if (m_isEnding && !isRefreshing())
            m_interrupt.endProcess();
    });
}

bool RefreshGuard::tryAgainAfter(const Error &error, const std::function<void()> &again)
{
    // A person who has refused to unlock it is not asked again and again.
    const bool mayPass =
        error.kind() == Error::Kind::KeychainAbsent || error.kind() == Error::Kind::KeychainFailed;
    if (!m_hasRefreshed || !mayPass)
        return false;
    if (!m_isWaiting) {
        m_isWaiting = true;
        m_patience.setRemainingTime(patience);
        m_out.note(tr("The keyring has not taken the new token yet. Trying again."));
    }
    if (m_patience.hasExpired())
        return false;
    QTimer::singleShot(pause, this, again);
    return true;
}

void RefreshGuard::interrupted()
{
    if (m_isEnding || !isRefreshing())
        m_interrupt.endProcess();
    m_isEnding = true;
    m_out.note(tr("A new token is being fetched and stored first. Press Ctrl+C again to end at "
                  "once."));
}

} // namespace Latchkey
