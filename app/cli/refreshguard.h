// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "interrupt.h"
#include "output.h"

#include <latchkey/session.h>

namespace Latchkey {

/// Lets Ctrl+C end the command at once, as it would without this class, unless the session is
/// fetching a new token at that moment: the provider may have spent the old one, so the new one is
/// stored first. A second Ctrl+C ends it at once.
class RefreshGuard : public QObject
{
    Q_OBJECT
public:
    RefreshGuard(Session *session, const Output &out, QObject *parent);

private:
    void interrupted();
    bool isInDanger() const { return m_session->state() == Session::State::Refreshing; }

    Session *m_session;
    const Output m_out;
    Interrupt m_interrupt;
    bool m_isEnding = false;
};

} // namespace Latchkey
