// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "oauth/deviceauthorization.h"

#include <latchkey/scheduler.h>

#include <QtCore/QDateTime>

namespace Latchkey {

/// A stretch of time that has been running since it was made, by the monotonic and the wall clock,
/// whichever says more: the monotonic one stands still while the computer sleeps, and the wall
/// clock may be set back.
class Stopwatch
{
public:
    explicit Stopwatch(Scheduler *scheduler);
    std::chrono::milliseconds elapsed() const;

private:
    Scheduler *m_scheduler;
    std::chrono::milliseconds m_monotonicStart;
    QDateTime m_wallStart;
};

/// A device authorization with the time that it has left.
class DeviceCode
{
public:
    DeviceCode(const DeviceAuthorization &authorization, Scheduler *scheduler);

    const DeviceAuthorization &authorization() const { return m_authorization; }
    QDateTime expiresAt() const { return m_expiresAt; }
    /// Zero once it has ended.
    std::chrono::milliseconds timeLeft() const;

private:
    DeviceAuthorization m_authorization;
    Stopwatch m_stopwatch;
    QDateTime m_expiresAt;
};

} // namespace Latchkey
