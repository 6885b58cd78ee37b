// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "session/absencewatch.h"

#include "base/logging.h"

#include <latchkey/scheduler.h>

using namespace std::chrono_literals;

namespace Latchkey {

namespace {

constexpr std::chrono::milliseconds napTime = 5min;
// A busy program is late, too, and clocks drift.
constexpr std::chrono::milliseconds tolerance = 10s;

} // namespace

AbsenceWatch::AbsenceWatch(Scheduler *scheduler, QObject *parent)
    : QObject(parent), m_scheduler(scheduler)
{ }

void AbsenceWatch::start()
{
    if (isStarted())
        return;
    m_difference = clockDifference();
    nap();
}

void AbsenceWatch::stop()
{
    m_nap.cancel();
}

bool AbsenceWatch::notices(std::chrono::milliseconds due)
{
    if (!isStarted())
        return false;
    const std::chrono::milliseconds difference = clockDifference();
    const bool isClockAhead = std::chrono::abs(difference - m_difference) > tolerance;
    if (!isClockAhead && m_scheduler->monotonic() - due <= tolerance)
        return false;
    qCDebug(lcSession) << "away, or the clock was set by"
                       << (difference - m_difference).count() / 1000 << "s";
    m_difference = difference;
    Q_EMIT returned();
    return true;
}

std::chrono::milliseconds AbsenceWatch::clockDifference() const
{
    return std::chrono::milliseconds(m_scheduler->wallClock().toMSecsSinceEpoch())
        - m_scheduler->monotonic();
}

void AbsenceWatch::nap()
{
    const std::chrono::milliseconds due = m_scheduler->monotonic() + napTime;
    m_nap.start(m_scheduler, napTime, [this, due] {
        // First, since whoever is told may stop this.
        nap();
        notices(due);
    });
}

} // namespace Latchkey
