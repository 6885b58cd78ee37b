// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "doctor/lockcheck.h"

#include "oauth/displaytext.h"
#include "session/accountindex.h"

#include <QtCore/QDirIterator>
#include <QtCore/QFileInfo>
#include <QtCore/QLockFile>
#include <QtCore/QSysInfo>
#include <QtCore/QTemporaryFile>

#include <chrono>

#if defined(Q_OS_UNIX)
#include <cerrno>
#include <csignal>
#elif defined(Q_OS_WIN)
#include <qt_windows.h>
#endif

namespace Latchkey {

namespace {

using Check = Finding::Check;

// Nothing is done under a lock that takes longer, a slow server included.
constexpr std::chrono::minutes longestHold(2);
constexpr int mostFiles = 1000;
constexpr qint64 largestLock = 4096;

enum class Holder { Alive, Gone, Elsewhere };

struct LockFile
{
    QString path;
    qint64 pid = 0;
    QString name;
    Holder holder = Holder::Gone;
    std::chrono::seconds age{0};
};

LockFile readLock(const QFileInfo &info, const QDateTime &now)
{
    LockFile lock;
    lock.path = info.filePath();
    lock.age = std::chrono::seconds(info.lastModified().secsTo(now));
    QString host;
    // A process that was killed in between leaves an empty one; nobody writes a large one.
    if (info.size() > largestLock
        || !QLockFile(lock.path).getLockInfo(&lock.pid, &host, &lock.name))
        return lock;
    if (!host.isEmpty() && host != QSysInfo::machineHostName())
        lock.holder = Holder::Elsewhere;
    else if (isProcessRunning(lock.pid, lock.name))
        lock.holder = Holder::Alive;
    return lock;
}

QList<LockFile> readLocks(const QString &folder, const QDateTime &now)
{
    QList<LockFile> locks;
    const QStringList folders{folder, folder + QStringLiteral("/locks")};
    for (const QString &place : folders) {
        QDirIterator it(place, {QStringLiteral("*.lock")}, QDir::Files | QDir::Hidden);
        while (it.hasNext() && locks.size() < mostFiles)
            locks += readLock(QFileInfo(it.next()), now);
    }
    return locks;
}

Finding held(const LockFile &lock)
{
    const QString name = displayText(lock.name, maxNameLength);
    const auto age = std::chrono::floor<std::chrono::minutes>(lock.age).count();
    return warning(Check::Locks, displayText(lock.path, maxDescriptionLength),
                   Doctor::tr("The program %1 (process %2) has kept others waiting for %3 min.")
                       .arg(name, QString::number(lock.pid), QString::number(age)),
                   Doctor::tr("Quit %1, then try again.").arg(name));
}

Findings judge(const QString &folder, const QList<LockFile> &locks)
{
    Findings findings;
    int leftOver = 0;
    for (const LockFile &lock : locks) {
        if (lock.holder != Holder::Alive)
            ++leftOver;
        else if (lock.age > longestHold)
            findings += held(lock);
    }
    const QString subject = displayText(folder, maxDescriptionLength);
    if (leftOver > 0) {
        findings += okFinding(Check::Locks, subject,
                              Doctor::tr("Locks that programs left behind: %1; the next program "
                                         "takes them over.")
                                  .arg(leftOver));
    }
    if (findings.isEmpty())
        findings +=
            okFinding(Check::Locks, subject, Doctor::tr("No program keeps others waiting."));
    return findings;
}

/// What stops a file from being made in \a folder; empty where nothing does.
QString writingProblem(const QString &folder)
{
    if (!QFileInfo(folder).isDir())
        return QStringLiteral("not a folder");
    QTemporaryFile file(folder + QStringLiteral("/doctor-XXXXXX"));
    if (!file.open() || file.write("x") != 1 || !file.flush())
        return file.errorString();
    return {};
}

QString parentOf(const QString &path)
{
    return QFileInfo(path).path();
}

} // namespace

bool isProcessRunning(qint64 pid, const QString &name)
{
    if (pid <= 0)
        return false;
#if defined(Q_OS_UNIX)
    if (::kill(static_cast<pid_t>(pid), 0) != 0 && errno == ESRCH)
        return false;
    // The number may have been given to another program since. Where that cannot be told, it is
    // taken for the same.
    const QString program = QFile::symLinkTarget(QStringLiteral("/proc/%1/exe").arg(pid));
    const QString running = QFileInfo(program).fileName();
    return running.isEmpty() || name.isEmpty() || running == QFileInfo(name).fileName();
#elif defined(Q_OS_WIN)
    Q_UNUSED(name)
    const HANDLE process =
        OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, static_cast<DWORD>(pid));
    if (!process)
        return GetLastError() == ERROR_ACCESS_DENIED;
    DWORD exitCode = 0;
    const bool isRunning = GetExitCodeProcess(process, &exitCode) && exitCode == STILL_ACTIVE;
    CloseHandle(process);
    return isRunning;
#else
    Q_UNUSED(name)
    return true;
#endif
}

Findings checkLocks(const QString &program, const QDateTime &now)
{
    const QString folder = parentOf(AccountIndex(program, nullptr).path());
    // Where there is no folder yet, the nearest one that there is has to take it.
    QString existing = folder;
    while (!QFileInfo::exists(existing) && existing != parentOf(existing))
        existing = parentOf(existing);
    const QString locks = folder + QStringLiteral("/locks");
    QString trouble;
    if (!QFileInfo(existing).isDir() || !QFileInfo(existing).isWritable())
        trouble = QStringLiteral("no file can be made there");
    else if (QFileInfo::exists(locks))
        trouble = writingProblem(locks); // The other folder is watched by whoever shows accounts.
    else if (existing == folder)
        trouble = writingProblem(folder);
    if (!trouble.isEmpty()) {
        const QString place = displayText(existing, maxDescriptionLength);
        return {problem(Check::Locks, place,
                        Doctor::tr("Nothing can be written to the folder %1.").arg(place),
                        Doctor::tr("Give yourself the right to write there, and make sure that "
                                   "the disk is not full."))
                    .withDetail(displayText(trouble, maxDescriptionLength))};
    }
    return judge(folder, readLocks(folder, now));
}

} // namespace Latchkey
