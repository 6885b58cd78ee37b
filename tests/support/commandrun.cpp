// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "commandrun.h"

#include <QtCore/QDeadlineTimer>
#include <QtCore/QJsonDocument>

#include <csignal>

CommandRun::CommandRun(const QString &home, const QStringList &arguments)
    : CommandRun(home, arguments, Keyring::Real)
{ }

CommandRun::CommandRun(const QString &home, const QStringList &arguments, Keyring keyring)
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("HOME"), home);
    const auto folder = [&](const char *variable, const QString &name) {
        environment.insert(QLatin1String(variable), home + QLatin1Char('/') + name);
    };
    folder("XDG_CONFIG_HOME", QStringLiteral("config"));
    folder("XDG_DATA_HOME", QStringLiteral("data"));
    folder("XDG_STATE_HOME", QStringLiteral("state"));
    folder("XDG_CACHE_HOME", QStringLiteral("cache"));
    if (keyring == Keyring::Absent) {
        environment.insert(QStringLiteral("DBUS_SESSION_BUS_ADDRESS"),
                           QStringLiteral("unix:path=/nonexistent/bus"));
    }
    m_process.setProcessEnvironment(environment);
    m_process.start(QStringLiteral(LATCHKEY_COMMAND), arguments, QIODevice::ReadOnly);
}

CommandRun::~CommandRun()
{
    if (m_process.state() == QProcess::NotRunning)
        return;
    m_process.kill();
    m_process.waitForFinished();
}

QJsonObject CommandRun::nextEvent()
{
    const QDeadlineTimer deadline(patience);
    qsizetype end = -1;
    while ((end = output().indexOf('\n', m_read)) < 0) {
        if (deadline.hasExpired() || !waitForMore())
            return {};
    }
    const QByteArray line = m_output.mid(m_read, end - m_read);
    m_read = end + 1;
    return QJsonDocument::fromJson(line).object();
}

bool CommandRun::waitForOutput(const QString &text)
{
    const QDeadlineTimer deadline(patience);
    while (!output().contains(text.toUtf8())) {
        if (deadline.hasExpired() || !waitForMore())
            return false;
    }
    return true;
}

void CommandRun::interrupt()
{
    ::kill(static_cast<pid_t>(m_process.processId()), SIGINT);
}

bool CommandRun::hasEnded()
{
    return m_process.state() == QProcess::NotRunning;
}

int CommandRun::exitStatus()
{
    if (m_process.state() != QProcess::NotRunning && !m_process.waitForFinished(patience))
        return -1;
    return m_process.exitStatus() == QProcess::NormalExit ? m_process.exitCode() : -1;
}

QByteArray CommandRun::output()
{
    m_output += m_process.readAllStandardOutput();
    return m_output;
}

QByteArray CommandRun::errorOutput()
{
    m_errorOutput += m_process.readAllStandardError();
    return m_errorOutput;
}

/// Waits a little for more output; false once there cannot be any.
bool CommandRun::waitForMore()
{
    if (m_process.state() == QProcess::NotRunning)
        return m_process.bytesAvailable() > 0;
    m_process.waitForReadyRead(100);
    return true;
}
