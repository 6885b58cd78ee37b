// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "codeticker.h"

#include <latchkey/scheduler.h>

namespace Latchkey {

CodeTicker::CodeTicker(QObject *parent) : QObject(parent)
{ }

CodeTicker::~CodeTicker()
{
    stop();
}

void CodeTicker::setBeginning(Scheduler *scheduler)
{
    stop();
    m_scheduler = scheduler;
    m_beginning = scheduler->monotonic();
}

void CodeTicker::schedule()
{
    stop();
    if (!m_scheduler)
        return;
    const auto second = std::chrono::milliseconds(1000);
    const auto since = m_scheduler->monotonic() - m_beginning;
    m_timer = m_scheduler->callAfter(second - since % second, this, [this] {
        m_timer = 0;
        Q_EMIT tick();
    });
}

void CodeTicker::stop()
{
    if (m_timer)
        m_scheduler->cancel(m_timer);
    m_timer = 0;
}

} // namespace Latchkey
