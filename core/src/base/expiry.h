// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <latchkey/scheduler.h>

#include <QtCore/QDateTime>

#include <chrono>

namespace Latchkey {

/// The end of a time that began at some moment: by the time of day and by the monotonic clock,
/// whichever says that more has passed. So neither sleep nor a clock that is set keeps anything
/// longer. A value.
class Expiry
{
public:
    /// One that is over.
    Expiry() = default;
    Expiry(const Scheduler &clock, std::chrono::seconds duration);

    bool isOver(const Scheduler &clock) const;

private:
    QDateTime m_end;
    QDateTime m_begin;
    std::chrono::milliseconds m_monotonicEnd{0};
};

} // namespace Latchkey
