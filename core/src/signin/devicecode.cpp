// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "signin/devicecode.h"

#include <algorithm>

namespace Latchkey {

using std::chrono::milliseconds;

Stopwatch::Stopwatch(Scheduler *scheduler)
    : m_scheduler(scheduler), m_monotonicStart(scheduler->monotonic()),
      m_wallStart(scheduler->wallClock())
{ }

milliseconds Stopwatch::elapsed() const
{
    return std::max(m_scheduler->monotonic() - m_monotonicStart,
                    milliseconds(m_wallStart.msecsTo(m_scheduler->wallClock())));
}

DeviceCode::DeviceCode(const DeviceAuthorization &authorization, Scheduler *scheduler)
    : m_authorization(authorization), m_stopwatch(scheduler),
      m_expiresAt(scheduler->wallClock().addSecs(authorization.expiresIn.count()))
{ }

milliseconds DeviceCode::timeLeft() const
{
    return std::max(milliseconds::zero(), m_authorization.expiresIn - m_stopwatch.elapsed());
}

} // namespace Latchkey
