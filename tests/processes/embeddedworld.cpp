// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "embeddedworld.h"

#include <QtCore/QUuid>
#include <QtNetwork/QTcpServer>

#include <algorithm>

using namespace Latchkey;

namespace {

/// Found before the provider starts, since it keeps its port while it is unplugged.
quint16 freePort()
{
    QTcpServer server;
    server.listen(QHostAddress::LocalHost);
    return server.serverPort();
}

DemoProvider::Options options()
{
    DemoProvider::Options options = DemoProvider::Options::inMemory();
    options.port = freePort();
    options.knobs.interval = 1;
    options.knobs.decision = Demo::Decision::Allow;
    return options;
}

} // namespace

EmbeddedWorld::EmbeddedWorld(const QProcessEnvironment &environment)
    : m_environment(environment.isEmpty() ? ProgramRun::environmentIn(m_home.path()) : environment),
      m_provider(std::make_unique<DemoProvider>(options()))
{
    if (m_provider->start().status != DemoProvider::StartResult::Status::Started)
        qWarning("the provider did not start");
}

void EmbeddedWorld::setLife(std::chrono::seconds life)
{
    m_provider->adjust(
        [life](Demo::Knobs &knobs) { knobs.accessTokenLifetime = static_cast<int>(life.count()); });
}

bool EmbeddedWorld::signIn(int number)
{
    std::vector<std::unique_ptr<ProgramRun>> logins;
    for (int i = 0; i < number; ++i) {
        const QString name = QUuid::createUuid().toString(QUuid::WithoutBraces);
        logins.push_back(command({QStringLiteral("login"), QStringLiteral("--issuer"),
                                  m_provider->issuer().toString(), QStringLiteral("--client-id"),
                                  QStringLiteral("latchkey"), QStringLiteral("--account"), name}));
        m_accounts.append(QStringLiteral("127.0.0.1-%1/%2").arg(m_provider->port()).arg(name));
    }
    return std::all_of(logins.begin(), logins.end(), [](const auto &login) {
        if (login->exitStatus() == 0)
            return true;
        qWarning("%s", login->errorOutput().constData());
        return false;
    });
}

std::unique_ptr<ProgramRun> EmbeddedWorld::embedded(const QStringList &more) const
{
    return embedded(more, m_environment);
}

std::unique_ptr<ProgramRun> EmbeddedWorld::embedded(const QStringList &more,
                                                    const QProcessEnvironment &environment) const
{
    // The accounts are the command's.
    return std::make_unique<ProgramRun>(QStringLiteral(LATCHKEY_EMBEDDED),
                                        QStringList{QStringLiteral("latchkey")} << more,
                                        environment);
}

std::unique_ptr<ProgramRun> EmbeddedWorld::command(const QStringList &arguments) const
{
    return std::make_unique<ProgramRun>(QStringLiteral(LATCHKEY_COMMAND),
                                        QStringList(arguments) << QStringLiteral("--json"),
                                        m_environment);
}

QStringList EmbeddedWorld::useEvery(std::chrono::milliseconds every) const
{
    return {QStringLiteral("--use"), m_provider->url(QStringLiteral("/oauth/userinfo")).toString(),
            QStringLiteral("--every"), QString::number(every.count())};
}

bool EmbeddedWorld::isEverybodySignedIn(const ProgramRun &run) const
{
    const QList<QJsonObject> states = run.events("state");
    const bool wasAsked = std::any_of(states.cbegin(), states.cend(), [](const QJsonObject &state) {
        return state.value(QLatin1String("state")) == QLatin1String("NeedsSignIn");
    });
    if (wasAsked) {
        qWarning("somebody was asked to sign in");
        return false;
    }
    if (m_provider->counters().reuseDetected > 0) {
        qWarning("a spent token was used");
        return false;
    }
    return std::all_of(m_accounts.cbegin(), m_accounts.cend(), [this](const QString &account) {
        const auto token = command({QStringLiteral("token"), account});
        if (token->exitStatus() == 0)
            return true;
        qWarning("%s", token->errorOutput().constData());
        return false;
    });
}
