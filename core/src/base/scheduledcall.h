// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <latchkey/core_export.h>
#include <latchkey/scheduler.h>

#include <QtCore/QObject>

namespace Latchkey {

/// At most one call that is still to come; a new one replaces it, and destroying it forgets it.
class LATCHKEY_CORE_EXPORT ScheduledCall
{
public:
    ScheduledCall() = default;
    ScheduledCall(const ScheduledCall &) = delete;
    ScheduledCall &operator=(const ScheduledCall &) = delete;
    ~ScheduledCall();

    void start(Scheduler *scheduler, std::chrono::milliseconds delay, std::function<void()> call);
    void cancel();
    bool isPending() const { return m_id != 0; }

private:
    // The call's context: it dies with this object, so that no call outlives it.
    QObject m_context;
    Scheduler *m_scheduler = nullptr;
    Scheduler::TimerId m_id = 0;
};

} // namespace Latchkey
