// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "oidcserver.h"

#include <QtCore/QDeadlineTimer>
#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>

namespace {

constexpr int patience = 20000; // milliseconds; Node takes a while to start on a busy machine

} // namespace

OidcServer::OidcServer(const QStringList &options)
{
    m_process.setStandardErrorFile(QProcess::nullDevice());
    m_process.setProcessChannelMode(QProcess::SeparateChannels);
    m_process.start(QStringLiteral("node"),
                    QStringList{QStringLiteral(LATCHKEY_OIDC_SERVER)} + options);
    m_address = readLine().value(QLatin1String("address")).toString();
    if (m_address.isEmpty()) {
        m_problem = QStringLiteral("The server did not start (%1). Are node and the packages of "
                                   "tests/interop/oidc-provider there? ./dev test interop fetches "
                                   "both.")
                        .arg(m_process.errorString());
    }
}

OidcServer::~OidcServer()
{
    m_process.closeWriteChannel();
    if (!m_process.waitForFinished(patience))
        m_process.kill();
    m_process.waitForFinished();
}

QString OidcServer::approve(const QString &userCode)
{
    return command({{QStringLiteral("cmd"), QStringLiteral("approve")},
                    {QStringLiteral("user_code"), userCode}})
        .value(QLatin1String("error"))
        .toString();
}

QString OidcServer::deny(const QString &userCode)
{
    return command({{QStringLiteral("cmd"), QStringLiteral("deny")},
                    {QStringLiteral("user_code"), userCode}})
        .value(QLatin1String("error"))
        .toString();
}

QString OidcServer::revokeEverything()
{
    return command({{QStringLiteral("cmd"), QStringLiteral("revoke")}})
        .value(QLatin1String("error"))
        .toString();
}

QList<OidcServer::Request> OidcServer::requests(const QString &path)
{
    QList<Request> result;
    const QJsonArray all = command({{QStringLiteral("cmd"), QStringLiteral("requests")}})
                               .value(QLatin1String("requests"))
                               .toArray();
    for (const QJsonValue &value : all) {
        const QJsonObject entry = value.toObject();
        if (entry.value(QLatin1String("path")).toString() == path) {
            result.append({entry.value(QLatin1String("at")).toInteger(), path,
                           entry.value(QLatin1String("status")).toInt()});
        }
    }
    return result;
}

QJsonObject OidcServer::command(const QJsonObject &command)
{
    m_process.write(QJsonDocument(command).toJson(QJsonDocument::Compact) + '\n');
    const QJsonObject answer = readLine();
    if (!answer.isEmpty())
        return answer;
    return {{QStringLiteral("error"), QStringLiteral("The server does not answer")}};
}

QJsonObject OidcServer::readLine()
{
    const QDeadlineTimer deadline(patience);
    while (!m_process.canReadLine()) {
        if (!m_process.waitForReadyRead(static_cast<int>(deadline.remainingTime())))
            return {};
    }
    return QJsonDocument::fromJson(m_process.readLine()).object();
}
