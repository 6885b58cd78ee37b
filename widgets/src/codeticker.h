// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QObject>

#include <chrono>
#include <functional>

namespace Latchkey {

class Scheduler;

/// Tells each second of a code that is shown: by the code's own seconds, so that none is shown
/// twice and none is left out.
class CodeTicker : public QObject
{
    Q_OBJECT
public:
    explicit CodeTicker(QObject *parent);
    ~CodeTicker() override;

    /// The code came now, by this clock. Does not begin to tick.
    void setBeginning(Scheduler *scheduler);
    /// One tick() when the next second is full.
    void schedule();
    void stop();

Q_SIGNALS:
    void tick();

private:
    Scheduler *m_scheduler = nullptr;
    std::chrono::milliseconds m_beginning{0};
    quint64 m_timer = 0;
};

} // namespace Latchkey
