// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "commandrun.h"

#include "testterminal.h"

#include <QtCore/QDeadlineTimer>
#include <QtCore/QJsonDocument>

#include <csignal>

namespace {

CommandRun::Options optionsWith(CommandRun::Keyring keyring)
{
    CommandRun::Options options;
    options.keyring = keyring;
    return options;
}

} // namespace

CommandRun::CommandRun(const QString &home, const QStringList &arguments)
    : CommandRun(home, arguments, Options())
{ }

CommandRun::CommandRun(const QString &home, const QStringList &arguments, Keyring keyring)
    : CommandRun(home, arguments, optionsWith(keyring))
{ }

CommandRun::CommandRun(const QString &home, const QStringList &arguments, const Options &options)
{
    QProcessEnvironment environment = options.environment;
    environment.insert(QStringLiteral("HOME"), home);
    const auto folder = [&](const char *variable, const QString &name) {
        environment.insert(QLatin1String(variable), home + QLatin1Char('/') + name);
    };
    folder("XDG_CONFIG_HOME", QStringLiteral("config"));
    folder("XDG_DATA_HOME", QStringLiteral("data"));
    folder("XDG_STATE_HOME", QStringLiteral("state"));
    folder("XDG_CACHE_HOME", QStringLiteral("cache"));
    if (options.keyring == Keyring::Absent) {
        environment.insert(QStringLiteral("DBUS_SESSION_BUS_ADDRESS"),
                           QStringLiteral("unix:path=/nonexistent/bus"));
    }
    m_process.setProcessEnvironment(environment);
    if (options.terminal)
        options.terminal->lendTo(m_process);
    const QString program = QStringLiteral(LATCHKEY_COMMAND);
    if (options.script.isEmpty())
        m_process.start(program, arguments);
    else
        m_process.start(QStringLiteral("bash"),
                        QStringList{QStringLiteral("-c"), options.script, program} << arguments);
    if (options.terminal)
        return;
    m_process.write(options.input);
    if (!options.hasMoreInput)
        m_process.closeWriteChannel();
}

CommandRun::~CommandRun()
{
    if (m_process.state() == QProcess::NotRunning)
        return;
    m_process.kill();
    m_process.waitForFinished();
}

QProcessEnvironment CommandRun::withoutBrowser()
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const char *name : {"BROWSER", "DISPLAY", "WAYLAND_DISPLAY"})
        environment.remove(QLatin1String(name));
    return environment;
}

void CommandRun::type(const QByteArray &text)
{
    m_process.write(text);
    m_process.waitForBytesWritten(patience);
}

QJsonObject CommandRun::nextEvent()
{
    QJsonObject event = nextEventOfAny();
    while (event.value(QLatin1String("event")) == QLatin1String("discovered"))
        event = nextEventOfAny();
    return event;
}

QJsonObject CommandRun::nextEventOfAny()
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
    return waitFor(text, &CommandRun::output);
}

bool CommandRun::waitForError(const QString &text)
{
    return waitFor(text, &CommandRun::errorOutput);
}

bool CommandRun::waitFor(const QString &text, QByteArray (CommandRun::*channel)())
{
    const QDeadlineTimer deadline(patience);
    while (!(this->*channel)().contains(text.toUtf8())) {
        if (deadline.hasExpired() || !waitForMore())
            return false;
    }
    return true;
}

void CommandRun::interrupt()
{
    send(SIGINT);
}

void CommandRun::send(int signal)
{
    ::kill(static_cast<pid_t>(m_process.processId()), signal);
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

int CommandRun::endingSignal()
{
    if (m_process.state() != QProcess::NotRunning && !m_process.waitForFinished(patience))
        return 0;
    // QProcess tells the signal in place of the status.
    return m_process.exitStatus() == QProcess::CrashExit ? m_process.exitCode() : 0;
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
