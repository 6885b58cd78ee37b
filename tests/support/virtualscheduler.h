// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <latchkey/scheduler.h>

#include <QtCore/QObject>
#include <QtCore/QPointer>

#include <map>

namespace Latchkey {

/// A clock that stands still until a test moves it.
class VirtualScheduler : public Scheduler
{
public:
    std::chrono::milliseconds monotonic() const override { return m_monotonic; }
    QDateTime wallClock() const override { return m_wallClock; }
    TimerId callAfter(std::chrono::milliseconds delay, QObject *context,
                      std::function<void()> call) override;
    void cancel(TimerId id) override;

    /// Lets time pass: every call that falls due is made at its moment, and events are processed
    /// before and after each.
    void advance(std::chrono::milliseconds duration);
    /// The computer sleeps: the wall clock goes on, the monotonic one and the timers do not.
    void suspend(std::chrono::milliseconds duration);
    /// The program is stopped: both clocks go on, and what falls due meanwhile comes late.
    void stop(std::chrono::milliseconds duration);
    /// Somebody sets the clock.
    void setWallClock(const QDateTime &time) { m_wallClock = time; }
    /// Calls that are still to come and whose context lives.
    int pendingCalls() const;

    /// Processes what is queued, without time passing.
    static void settle();

private:
    struct Call
    {
        std::chrono::milliseconds due;
        QPointer<QObject> context;
        std::function<void()> call;
    };

    std::chrono::milliseconds m_monotonic{1000};
    QDateTime m_wallClock = QDateTime::fromSecsSinceEpoch(1'800'000'000, Qt::UTC);
    std::map<TimerId, Call> m_calls;
    TimerId m_lastId = 0;
};

} // namespace Latchkey
