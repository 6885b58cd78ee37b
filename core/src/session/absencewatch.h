// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "base/scheduledcall.h"

#include <QtCore/QObject>

#include <chrono>

namespace Latchkey {

/// Tells when this program has been away: the computer slept, for which timers stand still, or the
/// program was stopped. Somebody who sets the clock looks the same from here.
///
/// Costs nothing until started, and then one timer that fires every five minutes, for all sessions.
class AbsenceWatch : public QObject
{
    Q_OBJECT
public:
    /// \a scheduler is not owned and has to outlive this.
    AbsenceWatch(Scheduler *scheduler, QObject *parent);

    void start();
    void stop();
    bool isStarted() const { return m_nap.isPending(); }

    /// For whoever is called at a moment of their choice, \a due by the monotonic clock. True where
    /// the program has been away since: then returned() has been emitted, and what was to be done
    /// has been planned anew.
    bool notices(std::chrono::milliseconds due);

Q_SIGNALS:
    /// What is to happen has to be judged by the time of day, as it is now.
    void returned();

private:
    std::chrono::milliseconds clockDifference() const;
    void nap();

    Scheduler *m_scheduler;
    ScheduledCall m_nap;
    /// By how much the time of day and the monotonic clock are apart, as far as is known.
    std::chrono::milliseconds m_difference{0};
};

} // namespace Latchkey
