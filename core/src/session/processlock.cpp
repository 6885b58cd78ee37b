// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "session/processlock.h"

#include "base/logging.h"

#include <QtCore/QDateTime>
#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QFileInfo>

#include <algorithm>
#include <cstdlib>

namespace Latchkey {

namespace {

// Most holders are done in a moment. Looking at what seems to be stale costs a file of its own, so
// that one who waits for long looks less often.
constexpr std::chrono::milliseconds shortestPause(25);
constexpr std::chrono::milliseconds longestPause(500);
// A holder that was killed is known by its process. Only a file that a process was killed over
// before it had written its number into it is judged by its age; the system's own lock on the file
// keeps a living holder's from being taken away. Far less than anybody's patience.
constexpr int staleAfter = 2'000;

/// Takes away the file of a process that was killed in the middle of taking over the lock of
/// another one: Qt does that under a second lock, which it would wait for for half a minute. One
/// that a living process has is left alone.
void clearTakeover(const QString &lockPath)
{
    const QFileInfo file(lockPath + QStringLiteral(".rmlock"));
    if (!file.exists())
        return;
    const qint64 age = file.lastModified().msecsTo(QDateTime::currentDateTime());
    if (std::abs(age) > staleAfter)
        QLockFile(file.filePath()).removeStaleLockFile();
}

} // namespace

ProcessLock::ProcessLock(const QString &path) : m_path(path)
{ }

void ProcessLock::acquire(Scheduler *scheduler, std::chrono::milliseconds patience,
                          std::function<void(const Error &)> callback)
{
    m_scheduler = scheduler;
    m_isWaiting = false;
    m_began = scheduler->monotonic();
    m_deadline = m_began + patience;
    m_callback = std::move(callback);
    if (!m_path.isEmpty()) {
        const QString folder = QFileInfo(m_path).path();
        if (!QFileInfo::exists(folder) && QDir().mkpath(folder)) {
            QFile::setPermissions(
                folder, QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ExeOwner);
        }
        m_file = std::make_unique<QLockFile>(m_path);
        m_file->setStaleLockTime(staleAfter);
    }
    m_next.start(scheduler, std::chrono::milliseconds::zero(), [this] { attempt(); });
}

void ProcessLock::release()
{
    m_next.cancel();
    m_file.reset();
}

void ProcessLock::attempt()
{
    if (!m_file || m_file->tryLock(0))
        return finish(Error());
    if (m_file->error() != QLockFile::LockFailedError) {
        return finish(Error(Error::Kind::StorageFailed,
                            QStringLiteral("%1: the lock cannot be made").arg(m_path)));
    }
    clearTakeover(m_path);
    if (!m_isWaiting)
        qCDebug(lcSession, "waiting for %s", qUtf8Printable(m_path));
    m_isWaiting = true;
    const std::chrono::milliseconds now = m_scheduler->monotonic();
    if (now < m_deadline) {
        const auto pause = std::clamp((now - m_began) / 10, shortestPause, longestPause);
        return m_next.start(m_scheduler, pause, [this] { attempt(); });
    }
    qint64 holder = 0;
    QString host;
    QString name;
    m_file->getLockInfo(&holder, &host, &name);
    finish(
        Error(Error::Kind::Busy,
              QStringLiteral("%1 is held by process %2 (%3)").arg(m_path).arg(holder).arg(name)));
}

void ProcessLock::finish(const Error &error)
{
    if (error.isError()) {
        qCWarning(lcSession) << error;
        m_file.reset();
    }
    const auto callback = std::move(m_callback);
    callback(error);
}

} // namespace Latchkey
