// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <chrono>

namespace Latchkey {

/// How long to wait before the next poll (RFC 8628 §3.5). A value without a clock.
class PollSchedule
{
public:
    using seconds = std::chrono::seconds;

    explicit PollSchedule(seconds interval);

    /// The server's interval, with all that `slow_down` has added to it.
    seconds interval() const { return m_interval; }

    /// `slow_down`: five seconds more for good, or \a serverInterval where that is larger.
    void slowDown(seconds serverInterval);
    /// A readable answer came: what connection trouble had doubled is undone.
    void answered();
    /// No usable answer came: the wait doubles, up to a minute. \a retryAfter is the server's wish,
    /// zero where it has none.
    void failed(seconds retryAfter);

    /// The wait from the last answer to the next request. Doubling alone never leads past the
    /// code's end.
    seconds nextDelay(seconds untilExpiry) const;

private:
    seconds m_interval;
    seconds m_backoff{0};
    seconds m_retryAfter{0};
};

} // namespace Latchkey
