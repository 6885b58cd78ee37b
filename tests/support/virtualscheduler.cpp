// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "virtualscheduler.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QEvent>

#include <algorithm>

namespace Latchkey {

Scheduler::TimerId VirtualScheduler::callAfter(std::chrono::milliseconds delay, QObject *context,
                                               std::function<void()> call)
{
    m_calls.emplace(++m_lastId, Call{m_monotonic + delay, context, std::move(call)});
    return m_lastId;
}

void VirtualScheduler::cancel(TimerId id)
{
    m_calls.erase(id);
}

void VirtualScheduler::advance(std::chrono::milliseconds duration)
{
    const std::chrono::milliseconds end = m_monotonic + duration;
    const auto moveTo = [this](std::chrono::milliseconds moment) {
        m_wallClock = m_wallClock.addMSecs((moment - m_monotonic).count());
        m_monotonic = moment;
    };
    settle();
    for (;;) {
        const auto next =
            std::min_element(m_calls.begin(), m_calls.end(), [](const auto &a, const auto &b) {
                return a.second.due < b.second.due;
            });
        if (next == m_calls.end() || next->second.due > end)
            break;
        const Call call = next->second;
        m_calls.erase(next);
        moveTo(std::max(m_monotonic, call.due));
        if (call.context)
            call.call();
        settle();
    }
    moveTo(end);
}

void VirtualScheduler::suspend(std::chrono::milliseconds duration)
{
    m_wallClock = m_wallClock.addMSecs(duration.count());
}

void VirtualScheduler::stop(std::chrono::milliseconds duration)
{
    suspend(duration);
    m_monotonic += duration;
}

int VirtualScheduler::pendingCalls() const
{
    return static_cast<int>(std::count_if(m_calls.begin(), m_calls.end(), [](const auto &entry) {
        return !entry.second.context.isNull();
    }));
}

void VirtualScheduler::settle()
{
    // A queued call may queue another; a few rounds reach the end of any chain that there is.
    for (int round = 0; round < 10; ++round) {
        QCoreApplication::processEvents();
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    }
}

} // namespace Latchkey
