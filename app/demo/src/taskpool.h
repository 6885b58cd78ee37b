// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT
#pragma once

#include <httplib.h>

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace Latchkey::Demo {

/// Threads that are born when there is work for them, up to a limit. httplib's own pool starts all
/// of them at once and lets its queue grow for ever.
class TaskPool final : public httplib::TaskQueue
{
public:
    static constexpr std::size_t maximumThreads = 16;
    static constexpr std::size_t maximumWaiting = 64;

    void enqueue(std::function<void()> task) override;
    void shutdown() override;

    /// Whether connections wait for a thread, so that idle ones should make room.
    bool isCrowded() const;
    /// True inside a task that was run only to turn its connection away.
    static bool isTurningAway();

private:
    void work();

    mutable std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<std::function<void()>> m_tasks;
    std::vector<std::thread> m_threads;
    std::size_t m_idle = 0;
    bool m_stopping = false;
};

} // namespace Latchkey::Demo
