// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "wakeups.h"

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QThread>

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
    m_before = count();
    m_timer.restart();
}

double WakeUps::perMinute(int seconds)
{
    while (m_timer.elapsed() < seconds * 1000)
        QThread::msleep(100);
    const double minutes = static_cast<double>(m_timer.elapsed()) / 60000;
    const qint64 after = count();
    return after == 0 ? -1 : static_cast<double>(after - m_before) / minutes;
}

/// The times that a thread has begun to wait for something; each ends with a wake-up.
qint64 WakeUps::count() const
{
    qint64 sum = 0;
    const QDir tasks(QStringLiteral("/proc/%1/task").arg(m_process.processId()));
    for (const QString &task : tasks.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        QFile file(tasks.filePath(task + QStringLiteral("/status")));
        if (!file.open(QIODevice::ReadOnly))
            continue;
        for (const QByteArray &line : file.readAll().split('\n')) {
            if (line.startsWith("voluntary_ctxt_switches:"))
                sum += line.mid(line.indexOf(':') + 1).trimmed().toLongLong();
        }
    }
    return sum;
}
