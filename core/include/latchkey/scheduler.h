// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <latchkey/core_export.h>

#include <QtCore/QDateTime>

#include <chrono>
#include <functional>

class QObject;

namespace Latchkey {

/// The only clock that Latchkey reads, so that a test may drive hours in milliseconds.
///
/// Objects that take a Scheduler do not own it; it has to outlive them. All calls are made from the
/// thread of the object that uses it.
class LATCHKEY_CORE_EXPORT Scheduler
{
public:
    using TimerId = quint64;

    Scheduler() = default;
    Scheduler(const Scheduler &) = delete;
    Scheduler &operator=(const Scheduler &) = delete;
    virtual ~Scheduler();

    /// Milliseconds since some fixed moment. Never goes back; may stand still while the computer
    /// sleeps.
    virtual std::chrono::milliseconds monotonic() const = 0;
    /// The time of day in UTC. May jump in either direction.
    virtual QDateTime wallClock() const = 0;
    /// Calls \a call once, no sooner than \a delay from now, unless \a context dies or cancel() is
    /// called before. The id is never 0.
    virtual TimerId callAfter(std::chrono::milliseconds delay, QObject *context,
                              std::function<void()> call) = 0;
    /// Forgets a call that has not been made yet; any other id is ignored.
    virtual void cancel(TimerId id) = 0;

    /// The real clock, on QTimer. Lives as long as the process.
    static Scheduler *system();
};

} // namespace Latchkey
