// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT
#pragma once

#include "http.h"

#include <latchkey/demo/demoknobs.h>

#include <QtCore/QElapsedTimer>

#include <mutex>
#include <optional>

namespace Latchkey::Demo {

/// Which faults are to come, per endpoint. Safe from any thread.
class FaultScript
{
public:
    void queue(Endpoint endpoint, const Fault &fault);
    void set(Endpoint endpoint, const Fault &fault);
    void clear();
    /// The fault for the request at hand, which is used up if it was a queued one.
    std::optional<Fault> take(Endpoint endpoint);

private:
    std::mutex m_mutex;
    QMap<Endpoint, QList<Fault>> m_queued;
    QMap<Endpoint, Fault> m_lasting;
};

/// Does to an answer what a fault says.
void applyFault(const Fault &fault, HttpAnswer &answer);

/// The requests that came in. Safe from any thread.
class RequestLog
{
public:
    RequestLog() { m_clock.start(); }

    void add(Endpoint endpoint, const HttpRequest &request);
    QList<LoggedRequest> all() const;
    void clear();

private:
    static constexpr qsizetype maximumLength = 10'000;

    mutable std::mutex m_mutex;
    QElapsedTimer m_clock;
    QList<LoggedRequest> m_requests;
};

} // namespace Latchkey::Demo
