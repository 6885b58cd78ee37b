// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "clientrun.h"

#include <QtTest/QTest>

ClientRun::ClientRun(const QProcessEnvironment &environment)
{
    m_process.setProcessEnvironment(environment);
    m_process.start(QStringLiteral(KEYCHAIN_CLIENT), QStringList());
}

ClientRun::~ClientRun()
{
    if (m_process.state() == QProcess::NotRunning)
        return;
    m_process.closeWriteChannel();
    if (!m_process.waitForFinished(10000)) {
        qWarning("the client did not end");
        m_process.kill();
        m_process.waitForFinished();
    }
}

void ClientRun::tell(const QString &command)
{
    m_process.write(command.toUtf8() + '\n');
}

QString ClientRun::line(int milliseconds)
{
    if (!QTest::qWaitFor([this] { return m_process.canReadLine(); }, milliseconds))
        return QStringLiteral("silence");
    return QString::fromUtf8(m_process.readLine()).section(u'|', 0, 0).trimmed();
}

QString ClientRun::ask(const QString &command)
{
    tell(command);
    return line();
}

int ClientRun::exitStatus()
{
    if (!QTest::qWaitFor([this] { return m_process.state() == QProcess::NotRunning; }, 10000))
        return -1;
    return m_process.exitStatus() == QProcess::NormalExit ? m_process.exitCode() : -1;
}
