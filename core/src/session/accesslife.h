// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <latchkey/scheduler.h>

#include <QtCore/QDateTime>

#include <chrono>

namespace Latchkey {

/// How long an access token is good: by the time of day, since that is all that is stored, and by
/// the monotonic clock, since the time of day may be set. Whichever says less is believed, so that
/// neither sleep nor a clock that is set makes an ended token look good. A value.
class AccessLife
{
public:
    /// The life of no token at all.
    AccessLife() = default;
    /// Noted now, of a token that was granted at \a issuedAt. An invalid \a expiresAt stands for an
    /// end that is not known.
    AccessLife(const QDateTime &issuedAt, const QDateTime &expiresAt, const Scheduler &clock);

    bool hasEnd() const { return m_expiresAt.isValid(); }
    /// From its grant to its end; zero where the end is not known.
    std::chrono::milliseconds total() const { return m_total; }
    /// Zero once it has ended; a very long time where the end is not known.
    std::chrono::milliseconds left(const Scheduler &clock) const;

    /// True where the token may be used for \a minimum from now on.
    bool isGood(const Scheduler &clock, std::chrono::seconds minimum) const;
    /// True where the token may be used for \a minimum from now on and nothing is to be gained from
    /// asking for a new one: its end is not near, it was granted just now, or the provider's tokens
    /// never last for \a minimum.
    bool isFresh(const Scheduler &clock, std::chrono::seconds minimum) const;
    /// When a program that runs on should ask for the next one, ahead of the end. \a spread, from 0
    /// to 1, keeps programs and accounts from asking at the same moment.
    std::chrono::milliseconds untilRefresh(const Scheduler &clock, double spread) const;

private:
    bool isJustGranted(const Scheduler &clock) const;

    QDateTime m_expiresAt;
    std::chrono::milliseconds m_total{0};
    std::chrono::milliseconds m_noted{0};
    std::chrono::milliseconds m_ageWhenNoted{0};
    std::chrono::milliseconds m_leftWhenNoted{0};
    bool m_clockWasSetBack = false;
};

} // namespace Latchkey
