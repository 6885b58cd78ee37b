// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "refreshguard.h"

namespace Latchkey {

RefreshGuard::RefreshGuard(Session *session, const Output &out, QObject *parent)
    : QObject(parent), m_session(session), m_out(out), m_interrupt(nullptr)
{
    connect(&m_interrupt, &Interrupt::requested, this, &RefreshGuard::interrupted);
    connect(session, &Session::changed, this, [this] {
        if (m_isEnding && !isInDanger())
            m_interrupt.endProcess();
    });
}

void RefreshGuard::interrupted()
{
    if (m_isEnding || !isInDanger())
        m_interrupt.endProcess();
    m_isEnding = true;
    m_out.note(tr("A new token is being fetched and stored first. Press Ctrl+C again to end at "
                  "once."));
}

} // namespace Latchkey
