// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT
#include "taskpool.h"

namespace Latchkey::Demo {

namespace {

thread_local bool turningAway = false;

} // namespace

void TaskPool::enqueue(std::function<void()> task)
{
    {
        const std::lock_guard lock(m_mutex);
        if (m_tasks.size() < maximumWaiting) {
            m_tasks.push_back(std::move(task));
            if (m_idle < m_tasks.size() && m_threads.size() < maximumThreads)
                m_threads.emplace_back([this] { work(); });
            m_wake.notify_one();
            return;
        }
    }
    // The task owns an accepted socket, and only running it can close that.
    turningAway = true;
    task();
    turningAway = false;
}

void TaskPool::shutdown()
{
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
    }
    m_wake.notify_all();
    for (std::thread &thread : m_threads)
        thread.join();
    m_threads.clear();
}

bool TaskPool::isCrowded() const
{
    const std::lock_guard lock(m_mutex);
    return m_tasks.size() > m_idle;
}

bool TaskPool::isTurningAway()
{
    return turningAway;
}

void TaskPool::work()
{
    std::unique_lock lock(m_mutex);
    for (;;) {
        ++m_idle;
        m_wake.wait(lock, [this] { return m_stopping || !m_tasks.empty(); });
        --m_idle;
        if (m_tasks.empty())
            return;
        const std::function<void()> task = std::move(m_tasks.front());
        m_tasks.pop_front();
        lock.unlock();
        task();
        lock.lock();
    }
}

} // namespace Latchkey::Demo
