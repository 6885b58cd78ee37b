// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "wakeups.h"

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QThread>

#include <cstdio>

namespace {

// Long enough for all that a program does in its first seconds.
constexpr int settlingTime = 15; // seconds

} // namespace

WakeUps::WakeUps(const QString &name, const QString &program, const QStringList &arguments)
    : m_name(name)
{
    m_timer.start();
    m_process.setStandardOutputFile(QProcess::nullDevice());
    m_process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    m_process.start(program, arguments);
}

WakeUps::~WakeUps()
{
    m_process.kill();
    m_process.waitForFinished();
}

void WakeUps::begin()
{
    while (m_timer.elapsed() < settlingTime * 1000)
        m_process.waitForFinished(100);
    m_before = counts();
    m_timer.restart();
}

double WakeUps::perMinute(int seconds)
{
    while (m_timer.elapsed() < seconds * 1000)
        QThread::msleep(100);
    const double minutes = static_cast<double>(m_timer.elapsed()) / 60000;
    const QMap<QString, qint64> after = counts();
    if (after.isEmpty()) {
        std::fprintf(stderr, "bench: no figure, since %s has ended\n", qPrintable(m_name));
        return -1;
    }
    // What a thread did that has ended meanwhile belongs to the beginning.
    qint64 sum = 0;
    for (auto thread = after.cbegin(); thread != after.cend(); ++thread)
        sum += thread.value() - m_before.value(thread.key());
    return static_cast<double>(sum) / minutes;
}

/// The times that each thread has begun to wait for something; each wait ends with a wake-up.
QMap<QString, qint64> WakeUps::counts() const
{
    QMap<QString, qint64> found;
    const QDir tasks(QStringLiteral("/proc/%1/task").arg(m_process.processId()));
    for (const QString &task : tasks.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        QFile file(tasks.filePath(task + QStringLiteral("/status")));
        if (!file.open(QIODevice::ReadOnly))
            continue;
        for (const QByteArray &line : file.readAll().split('\n')) {
            if (line.startsWith("voluntary_ctxt_switches:"))
                found.insert(task, line.mid(line.indexOf(':') + 1).trimmed().toLongLong());
        }
    }
    return found;
}
