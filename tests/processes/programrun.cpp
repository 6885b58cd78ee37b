// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "programrun.h"

#include <QtCore/QJsonDocument>
#include <QtTest/QTest>

#include <algorithm>
#include <csignal>

QProcessEnvironment ProgramRun::environmentIn(const QString &home)
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(QStringLiteral("HOME"), home);
    for (const char *folder : {"CONFIG", "DATA", "STATE", "CACHE"}) {
        const QString name = QLatin1String(folder);
        environment.insert(QStringLiteral("XDG_%1_HOME").arg(name),
                           home + QLatin1Char('/') + name.toLower());
    }
    return environment;
}

ProgramRun::ProgramRun(const QString &program, const QStringList &arguments,
                       const QProcessEnvironment &environment)
{
    QObject::connect(&m_process, &QProcess::readyReadStandardOutput, &m_process,
                     [this] { read(); });
    m_process.setProcessEnvironment(environment);
    m_process.start(program, arguments, QIODevice::ReadOnly);
}

ProgramRun::~ProgramRun()
{
    kill();
}

void ProgramRun::read()
{
    m_unread += m_process.readAllStandardOutput();
    qsizetype end = -1;
    while ((end = m_unread.indexOf('\n')) >= 0) {
        m_events.append(QJsonDocument::fromJson(m_unread.left(end)).object());
        m_unread.remove(0, end + 1);
    }
}

QList<QJsonObject> ProgramRun::events(const char *name) const
{
    QList<QJsonObject> found;
    std::copy_if(m_events.cbegin(), m_events.cend(), std::back_inserter(found),
                 [name](const QJsonObject &event) {
                     return event.value(QLatin1String("event")) == QLatin1String(name);
                 });
    return found;
}

QJsonObject ProgramRun::lastState(const QString &account) const
{
    const QList<QJsonObject> states = events("state");
    const auto last =
        std::find_if(states.crbegin(), states.crend(), [&account](const QJsonObject &state) {
            return account.isEmpty() || state.value(QLatin1String("account")) == account;
        });
    return last == states.crend() ? QJsonObject() : *last;
}

bool ProgramRun::waitForEvent(const std::function<bool(const QJsonObject &)> &wanted,
                              qsizetype from)
{
    return QTest::qWaitFor(
        [&] { return std::any_of(m_events.cbegin() + from, m_events.cend(), wanted); }, patience);
}

bool ProgramRun::waitForState(const char *state, const QString &account)
{
    return QTest::qWaitFor(
        [&] { return lastState(account).value(QLatin1String("state")) == QLatin1String(state); },
        patience);
}

void ProgramRun::kill()
{
    if (m_process.state() == QProcess::NotRunning)
        return;
    m_process.kill();
    m_process.waitForFinished(patience);
}

void ProgramRun::suspend()
{
    ::kill(static_cast<pid_t>(m_process.processId()), SIGSTOP);
}

void ProgramRun::resume()
{
    ::kill(static_cast<pid_t>(m_process.processId()), SIGCONT);
}

int ProgramRun::exitStatus()
{
    const bool ended =
        QTest::qWaitFor([this] { return m_process.state() == QProcess::NotRunning; }, patience);
    return ended && m_process.exitStatus() == QProcess::NormalExit ? m_process.exitCode() : -1;
}

QByteArray ProgramRun::errorOutput()
{
    m_errorOutput += m_process.readAllStandardError();
    return m_errorOutput;
}
