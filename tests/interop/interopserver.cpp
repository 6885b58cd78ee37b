// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "interopserver.h"

#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtTest/QTest>

namespace {

constexpr int patience = 30000; // milliseconds; Node takes a while to start on a busy machine

QString scriptOf(InteropServer::Software software)
{
    switch (software) {
    case InteropServer::Software::OidcProvider:
        return QStringLiteral(LATCHKEY_INTEROP_FOLDER "/oidc-provider/server.mjs");
    case InteropServer::Software::Glewlwyd:
        return QStringLiteral(LATCHKEY_INTEROP_FOLDER "/glewlwyd/server.mjs");
    }
    return {};
}

QJsonObject named(const char *name, const QString &userCode)
{
    return {{QStringLiteral("cmd"), QLatin1String(name)}, {QStringLiteral("user_code"), userCode}};
}

QString errorOf(const QJsonObject &answer)
{
    return answer.value(QLatin1String("error")).toString();
}

} // namespace

InteropServer::InteropServer(Software software, const QStringList &options)
{
    m_process.setStandardErrorFile(QProcess::nullDevice());
    m_process.setProcessChannelMode(QProcess::SeparateChannels);
    m_process.start(QStringLiteral("node"), QStringList{scriptOf(software)} + options);
    const QJsonObject greeting = readLine();
    m_address = greeting.value(QLatin1String("address")).toString();
    m_issuer = greeting.value(QLatin1String("issuer")).toString();
    if (isRunning())
        return;
    const QString said = errorOf(greeting);
    m_problem = QStringLiteral("The server did not start: %1 Are its packages there? "
                               "./dev test interop fetches them.")
                    .arg(said.isEmpty() ? m_process.errorString() : said);
}

InteropServer::~InteropServer()
{
    m_process.closeWriteChannel();
    if (!m_process.waitForFinished(patience))
        m_process.kill();
    m_process.waitForFinished();
}

QString InteropServer::approve(const QString &userCode)
{
    return errorOf(command(named("approve", userCode)));
}

QString InteropServer::deny(const QString &userCode)
{
    return errorOf(command(named("deny", userCode)));
}

InteropServer::Answer InteropServer::poll(const QString &userCode)
{
    const QJsonObject answer = command(named("poll", userCode));
    return {answer.value(QLatin1String("status")).toInt(), errorOf(answer)};
}

QString InteropServer::revokeEverything()
{
    return errorOf(command({{QStringLiteral("cmd"), QStringLiteral("revoke")}}));
}

QList<InteropServer::Request> InteropServer::requests(const QString &path)
{
    QList<Request> result;
    const QJsonArray all = command({{QStringLiteral("cmd"), QStringLiteral("requests")}})
                               .value(QLatin1String("requests"))
                               .toArray();
    for (const QJsonValue &value : all) {
        const QJsonObject entry = value.toObject();
        if (entry.value(QLatin1String("path")).toString() != path)
            continue;
        result.append({entry.value(QLatin1String("at")).toInteger(), path,
                       entry.value(QLatin1String("grant")).toString(),
                       entry.value(QLatin1String("status")).toInt(), errorOf(entry)});
    }
    return result;
}

QJsonObject InteropServer::command(const QJsonObject &command)
{
    m_process.write(QJsonDocument(command).toJson(QJsonDocument::Compact) + '\n');
    const QJsonObject answer = readLine();
    if (!answer.isEmpty())
        return answer;
    return {{QStringLiteral("error"), QStringLiteral("The server does not answer")}};
}

QJsonObject InteropServer::readLine()
{
    // A sign-in in this process has to go on while its server is busy with a command.
    const bool isThere = QTest::qWaitFor(
        [this] { return m_process.canReadLine() || m_process.state() == QProcess::NotRunning; },
        patience);
    if (!isThere || !m_process.canReadLine())
        return {};
    return QJsonDocument::fromJson(m_process.readLine()).object();
}
