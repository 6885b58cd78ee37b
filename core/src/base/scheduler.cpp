// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include <latchkey/scheduler.h>

#include <QtCore/QElapsedTimer>
#include <QtCore/QHash>
#include <QtCore/QMutex>
#include <QtCore/QPointer>
#include <QtCore/QTimer>

#include <limits>

namespace Latchkey {

namespace {

class SystemScheduler final : public Scheduler
{
public:
    SystemScheduler() { m_sinceStart.start(); }

    std::chrono::milliseconds monotonic() const override
    {
        return std::chrono::milliseconds(m_sinceStart.elapsed());
    }

    QDateTime wallClock() const override { return QDateTime::currentDateTimeUtc(); }

    TimerId callAfter(std::chrono::milliseconds delay, QObject *context,
                      std::function<void()> call) override
    {
        const auto longest = std::chrono::milliseconds(std::numeric_limits<int>::max());
        auto *timer = new QTimer(context);
        timer->setSingleShot(true);
        // A coarse timer may fire up to 5 % early, and a server that counts seconds notices.
        timer->setTimerType(Qt::PreciseTimer);
        const TimerId id = remember(timer);
        QObject::connect(timer, &QTimer::timeout, context,
                         [this, id, timer, call = std::move(call)] {
                             forget(id);
                             timer->deleteLater();
                             call();
                         });
        QObject::connect(timer, &QObject::destroyed, timer, [this, id] { forget(id); });
        timer->start(std::clamp(delay, std::chrono::milliseconds::zero(), longest));
        return id;
    }

    void cancel(TimerId id) override { delete forget(id).data(); }

private:
    TimerId remember(QTimer *timer)
    {
        const QMutexLocker lock(&m_mutex);
        m_timers.insert(++m_lastId, timer);
        return m_lastId;
    }

    QPointer<QTimer> forget(TimerId id)
    {
        const QMutexLocker lock(&m_mutex);
        return m_timers.take(id);
    }

    QElapsedTimer m_sinceStart;
    QMutex m_mutex;
    QHash<TimerId, QPointer<QTimer>> m_timers;
    TimerId m_lastId = 0;
};

} // namespace

Scheduler::~Scheduler() = default;

Scheduler *Scheduler::system()
{
    // Never destroyed: objects of static storage duration may still hold timers at exit.
    static auto *const scheduler = new SystemScheduler;
    return scheduler;
}

} // namespace Latchkey
