// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "base/scheduledcall.h"

namespace Latchkey {

ScheduledCall::~ScheduledCall()
{
    cancel();
}

void ScheduledCall::start(Scheduler *scheduler, std::chrono::milliseconds delay,
                          std::function<void()> call)
{
    cancel();
    m_scheduler = scheduler;
    m_id = scheduler->callAfter(delay, &m_context, [this, call = std::move(call)] {
        m_id = 0;
        call();
    });
}

void ScheduledCall::cancel()
{
    if (m_id == 0)
        return;
    m_scheduler->cancel(m_id);
    m_id = 0;
}

} // namespace Latchkey
