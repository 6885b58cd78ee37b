// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "interopserver.h"

#include <QtCore/QJsonArray>

namespace {

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

} // namespace

InteropServer::InteropServer(Software software, const QStringList &options)
    : m_process(scriptOf(software), options)
{ }

QString InteropServer::address() const
{
    return m_process.greeting().value(QLatin1String("address")).toString();
}

QString InteropServer::issuer() const
{
    return m_process.greeting().value(QLatin1String("issuer")).toString();
}

QString InteropServer::approve(const QString &userCode)
{
    return JsonProcess::errorOf(m_process.command(named("approve", userCode)));
}

QString InteropServer::deny(const QString &userCode)
{
    return JsonProcess::errorOf(m_process.command(named("deny", userCode)));
}

InteropServer::Page InteropServer::authorize(const QUrl &url)
{
    return sentBack("authorize", url);
}

InteropServer::Page InteropServer::refuse(const QUrl &url)
{
    return sentBack("refuse", url);
}

InteropServer::Page InteropServer::sentBack(const char *command, const QUrl &url)
{
    const QJsonObject answer =
        m_process.command({{QStringLiteral("cmd"), QLatin1String(command)},
                           {QStringLiteral("url"), url.toString(QUrl::FullyEncoded)}});
    return {answer.value(QLatin1String("status")).toInt(),
            answer.value(QLatin1String("address")).toString(),
            answer.value(QLatin1String("iss")).toString(),
            answer.value(QLatin1String("text")).toString() + JsonProcess::errorOf(answer)};
}

InteropServer::Answer InteropServer::poll(const QString &userCode)
{
    const QJsonObject answer = m_process.command(named("poll", userCode));
    return {answer.value(QLatin1String("status")).toInt(), JsonProcess::errorOf(answer)};
}

QString InteropServer::revokeEverything()
{
    return JsonProcess::errorOf(
        m_process.command({{QStringLiteral("cmd"), QStringLiteral("revoke")}}));
}

QList<InteropServer::Request> InteropServer::requests(const QString &path)
{
    QList<Request> result;
    const QJsonArray all = m_process.command({{QStringLiteral("cmd"), QStringLiteral("requests")}})
                               .value(QLatin1String("requests"))
                               .toArray();
    for (const QJsonValue &value : all) {
        const QJsonObject entry = value.toObject();
        if (entry.value(QLatin1String("path")).toString() != path)
            continue;
        result.append({entry.value(QLatin1String("at")).toInteger(), path,
                       entry.value(QLatin1String("grant")).toString(),
                       entry.value(QLatin1String("status")).toInt(), JsonProcess::errorOf(entry)});
    }
    return result;
}
