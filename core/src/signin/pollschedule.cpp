// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "signin/pollschedule.h"

#include <algorithm>

namespace Latchkey {

namespace {

constexpr std::chrono::seconds slowDownStep(5);
constexpr std::chrono::seconds longestBackoff(60);

} // namespace

PollSchedule::PollSchedule(seconds interval) : m_interval(interval)
{ }

void PollSchedule::slowDown(seconds serverInterval)
{
    m_interval = std::max(m_interval + slowDownStep, serverInterval);
}

void PollSchedule::answered()
{
    m_backoff = seconds::zero();
    m_retryAfter = seconds::zero();
}

void PollSchedule::failed(seconds retryAfter)
{
    m_backoff = std::min(std::max(m_backoff, m_interval) * 2, longestBackoff);
    m_retryAfter = retryAfter;
}

PollSchedule::seconds PollSchedule::nextDelay(seconds untilExpiry) const
{
    const seconds lastChance = untilExpiry - seconds(1);
    const seconds backoff = std::min(m_backoff, lastChance);
    return std::max({m_interval, backoff, m_retryAfter});
}

} // namespace Latchkey
