// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "jsonprocess.h"

#include <QtCore/QJsonDocument>
#include <QtTest/QTest>

namespace {

constexpr int patience = 30000; // milliseconds; Node takes a while to start on a busy machine

} // namespace

JsonProcess::JsonProcess(const QString &script, const QStringList &arguments)
{
    m_process.start(QStringLiteral("node"), QStringList{script} + arguments);
    m_greeting = readLine();
}

JsonProcess::~JsonProcess()
{
    m_process.closeWriteChannel();
    if (!m_process.waitForFinished(patience))
        m_process.kill();
    m_process.waitForFinished();
}

QJsonObject JsonProcess::command(const QJsonObject &command)
{
    m_process.write(QJsonDocument(command).toJson(QJsonDocument::Compact) + '\n');
    return readLine();
}

QString JsonProcess::errorOf(const QJsonObject &answer)
{
    return answer.value(QLatin1String("error")).toString();
}

QJsonObject JsonProcess::readLine()
{
    // A sign-in in this process has to go on while the other one is busy with a command.
    static_cast<void>(QTest::qWaitFor(
        [this] { return m_process.canReadLine() || m_process.state() == QProcess::NotRunning; },
        patience));
    const QJsonObject answer = QJsonDocument::fromJson(m_process.readLine()).object();
    if (!answer.isEmpty())
        return answer;
    return {{QStringLiteral("error"),
             QStringLiteral("no answer (%1); \"./dev test\" fetches what it needs. It said: %2")
                 .arg(m_process.errorString(),
                      QString::fromUtf8(m_process.readAllStandardError().right(500)).trimmed())}};
}
