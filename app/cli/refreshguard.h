// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "interrupt.h"
#include "output.h"

#include <latchkey/session.h>

#include <QtCore/QDeadlineTimer>

#include <functional>

namespace Latchkey {

/// Sees to it that a new token, for which the provider may have spent the old one, is stored before
/// the command ends.
///
/// Ctrl+C ends the command at once, as it would without this class, unless the session is fetching
/// a new token at that moment: that is stored first. A second Ctrl+C ends it at once.
class RefreshGuard : public QObject
{
    Q_OBJECT
public:
    RefreshGuard(Session *session, const Output &out, QObject *parent);

    /// Where \a error is that of a keychain which did not take the new token, calls \a again after
    /// a while, for some time: one that was started anew takes it. False where \a error is to be
    /// told.
    bool tryAgainAfter(const Error &error, const std::function<void()> &again);

private:
    void interrupted();
    bool isRefreshing() const { return m_session->state() == Session::State::Refreshing; }

    Session *m_session;
    const Output m_out;
    Interrupt m_interrupt;
    QDeadlineTimer m_patience;
    bool m_hasRefreshed = false;
    bool m_isWaiting = false; ///< For the keychain.
    bool m_isEnding = false;
};

} // namespace Latchkey
