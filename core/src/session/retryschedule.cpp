// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "session/retryschedule.h"

#include <algorithm>

namespace Latchkey {

namespace {

using std::chrono::milliseconds;

constexpr milliseconds firstWait = std::chrono::seconds(5);
constexpr milliseconds longestWait = std::chrono::minutes(5);
constexpr milliseconds firstWaitForMending = std::chrono::minutes(1);
constexpr milliseconds longestWaitForMending = std::chrono::hours(1);

} // namespace

milliseconds RetrySchedule::failed(const Error &error, double spread)
{
    const milliseconds first = error.isTransient() ? firstWait : firstWaitForMending;
    const milliseconds longest = error.isTransient() ? longestWait : longestWaitForMending;
    const milliseconds doubled = std::min(first * (1 << std::min(m_failures, 10)), longest);
    ++m_failures;
    const milliseconds wait = std::max(doubled, milliseconds(error.retryAfter()));
    return std::chrono::duration_cast<milliseconds>(wait * (1 + spread / 5));
}

} // namespace Latchkey
