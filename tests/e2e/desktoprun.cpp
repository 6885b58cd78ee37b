// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "desktoprun.h"

#include "xwindows.h"

#include <QtTest/QTest>

DesktopRun::DesktopRun(const QString &home, const QStringList &arguments,
                       const QProcessEnvironment &surroundings)
{
    QProcessEnvironment environment = surroundings;
    environment.insert(QStringLiteral("HOME"), home);
    for (const char *name : {"config", "data", "state", "cache"}) {
        environment.insert(QStringLiteral("XDG_%1_HOME").arg(QString::fromLatin1(name).toUpper()),
                           home + u'/' + QLatin1String(name));
    }
    m_process.setProcessEnvironment(environment);
    m_process.start(QStringLiteral(LATCHKEY_DESKTOP), arguments, QIODevice::ReadOnly);
    m_process.waitForStarted();
}

DesktopRun::~DesktopRun()
{
    kill();
}

QStringList DesktopRun::titles() const
{
    return XWindows::titlesOf(m_process.processId());
}

bool DesktopRun::waitForTitle(const QString &title, int seconds)
{
    return QTest::qWaitFor([&] { return titles().contains(title); }, seconds * 1000);
}

void DesktopRun::kill()
{
    if (m_process.state() == QProcess::NotRunning)
        return;
    m_process.kill();
    m_process.waitForFinished();
}

QByteArray DesktopRun::errorOutput()
{
    return m_process.readAllStandardError();
}
