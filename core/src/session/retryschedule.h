// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <latchkey/error.h>

#include <chrono>

namespace Latchkey {

/// How long a program that runs on waits before it asks again for tokens that it did not get. A
/// value without a clock.
class RetrySchedule
{
public:
    void succeeded() { m_failures = 0; }
    /// The wait after one more failure: twice the last one, up to some minutes where \a error may
    /// pass by itself, an hour where somebody has to mend something; never shorter than the server
    /// asks for. \a spread, from 0 to 1, keeps programs and accounts from asking at one moment.
    std::chrono::milliseconds failed(const Error &error, double spread);

private:
    int m_failures = 0;
};

} // namespace Latchkey
