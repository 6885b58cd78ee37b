// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "base/scheduledcall.h"

#include <latchkey/error.h>

#include <QtCore/QLockFile>
#include <QtCore/QString>

#include <functional>
#include <memory>

namespace Latchkey {

/// Keeps every other process of the user out while this one changes what they share: a lock file,
/// which is taken over where its holder was killed. Released by destroying it.
class ProcessLock
{
public:
    /// The lock file is \a path. An empty one locks nothing, for accounts of this run alone.
    explicit ProcessLock(const QString &path);

    /// Waits for the lock without blocking. The callback comes once, later, unless the lock is
    /// released or destroyed before: with Busy where another process has held it for all of
    /// \a patience, with StorageFailed where there can be no lock.
    void acquire(Scheduler *scheduler, std::chrono::milliseconds patience,
                 std::function<void(const Error &)> callback);
    void release();

private:
    void attempt();
    void finish(const Error &error);

    QString m_path;
    std::unique_ptr<QLockFile> m_file;
    Scheduler *m_scheduler = nullptr;
    std::chrono::milliseconds m_began{0};
    std::chrono::milliseconds m_deadline{0};
    std::function<void(const Error &)> m_callback;
    ScheduledCall m_next;
    bool m_isWaiting = false; ///< Somebody else has it.
};

} // namespace Latchkey
