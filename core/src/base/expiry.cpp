// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "base/expiry.h"

namespace Latchkey {

Expiry::Expiry(const Scheduler &clock, std::chrono::seconds duration)
    : m_end(clock.wallClock().addSecs(duration.count())), m_begin(clock.wallClock()),
      m_monotonicEnd(clock.monotonic() + duration)
{ }

bool Expiry::isOver(const Scheduler &clock) const
{
    const QDateTime now = clock.wallClock();
    // Before its beginning, too: then nobody knows how much time has passed.
    return !m_end.isValid() || now >= m_end || now < m_begin || clock.monotonic() >= m_monotonicEnd;
}

} // namespace Latchkey
