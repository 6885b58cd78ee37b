// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "session/accesslife.h"

#include <algorithm>

namespace Latchkey {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

// On demand a new token is asked for this long before the end, ahead of demand even earlier; both
// are a fraction of the life of tokens that are short-lived.
constexpr milliseconds longestLead = std::chrono::minutes(1);
constexpr milliseconds longestHeadStart = std::chrono::minutes(5);
// What was granted this recently cannot be bettered.
constexpr milliseconds justNow = seconds(5);
constexpr milliseconds clockTolerance = std::chrono::minutes(1);
constexpr milliseconds unbounded = std::chrono::hours(24 * 3660);

} // namespace

AccessLife::AccessLife(const QDateTime &issuedAt, const QDateTime &expiresAt,
                       const Scheduler &clock)
    : m_expiresAt(expiresAt), m_noted(clock.monotonic())
{
    const QDateTime now = clock.wallClock();
    const QDateTime granted = issuedAt.isValid() ? issuedAt : now;
    const milliseconds age(granted.msecsTo(now));
    m_clockWasSetBack = age < -clockTolerance;
    m_ageWhenNoted = std::max(age, milliseconds::zero());
    if (!expiresAt.isValid())
        return;
    m_total = std::max(milliseconds(granted.msecsTo(expiresAt)), milliseconds::zero());
    // Granted in what is the future by now: all that can be said is that it lasts no longer than it
    // would have from its grant.
    m_leftWhenNoted = std::min(milliseconds(now.msecsTo(expiresAt)), m_total);
}

milliseconds AccessLife::left(const Scheduler &clock) const
{
    if (!hasEnd())
        return unbounded;
    const milliseconds byTimeOfDay(clock.wallClock().msecsTo(m_expiresAt));
    const milliseconds byMonotonic = m_leftWhenNoted - (clock.monotonic() - m_noted);
    return std::max(std::min(byTimeOfDay, byMonotonic), milliseconds::zero());
}

bool AccessLife::isJustGranted(const Scheduler &clock) const
{
    return !m_clockWasSetBack && m_ageWhenNoted + (clock.monotonic() - m_noted) < justNow;
}

bool AccessLife::isGood(const Scheduler &clock, seconds minimum) const
{
    // A life of nothing is a server's mistake, or a clock's; the server's own word comes with its
    // refusal.
    const bool isLifeless = hasEnd() && m_total.count() == 0;
    return left(clock) > minimum || (isLifeless && isJustGranted(clock));
}

bool AccessLife::isFresh(const Scheduler &clock, seconds minimum) const
{
    if (!hasEnd())
        return true;
    if (m_clockWasSetBack)
        return false;
    const bool isAttainable = minimum < m_total;
    const milliseconds demanded = isAttainable ? milliseconds(minimum) : m_total / 2;
    const milliseconds lead = std::min(longestLead, m_total / 10);
    return left(clock) > std::max(demanded, lead)
        || (isJustGranted(clock) && isGood(clock, seconds::zero()));
}

milliseconds AccessLife::untilRefresh(const Scheduler &clock, double spread) const
{
    const milliseconds ahead = std::min(longestHeadStart, m_total / 5);
    const auto spreadAhead = std::chrono::duration_cast<milliseconds>(ahead * (1 + spread / 2));
    return std::max(left(clock) - spreadAhead, milliseconds::zero());
}

} // namespace Latchkey
