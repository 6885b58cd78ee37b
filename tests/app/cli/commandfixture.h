// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "commandrun.h"

#include <latchkey/demo/demoprovider.h>

#include <QtCore/QTemporaryDir>
#include <QtCore/QThread>
#include <QtCore/QUuid>

#include <memory>

namespace Latchkey {

/// A home folder and a demo provider for runs of the command. Every client id is a new one, so that
/// accounts of different tests never meet in the keyring, which they share.
class CommandFixture
{
public:
    CommandFixture() : provider(options())
    {
        started = provider.start().status == DemoProvider::StartResult::Status::Started;
    }

    std::unique_ptr<CommandRun> run(QStringList arguments) const
    {
        return std::make_unique<CommandRun>(home.path(), arguments << QStringLiteral("--json"));
    }

    std::unique_ptr<CommandRun> login(const QStringList &more = {})
    {
        return run(QStringList{QStringLiteral("login"), QStringLiteral("--issuer"),
                               provider.issuer().toString(), QStringLiteral("--client-id"),
                               QStringLiteral("latchkey"), QStringLiteral("--account"), account}
                   << more);
    }

    /// Signs in; the provider allows it by itself, from now on. False where that failed.
    bool signIn()
    {
        provider.adjust([](Demo::Knobs &knobs) { knobs.decision = Demo::Decision::Allow; });
        const QString scopes = QStringLiteral("openid profile email offline_access demo:read");
        return started && login({QStringLiteral("--scope"), scopes})->exitStatus() == 0;
    }

    /// The same, and waits until the access token has ended. Those after it last an hour.
    bool signInForAMoment()
    {
        // Times are kept to the second, so that one second may be none.
        constexpr int moment = 2;
        provider.adjust([](Demo::Knobs &knobs) { knobs.accessTokenLifetime = moment; });
        const bool done = signIn();
        provider.adjust([](Demo::Knobs &knobs) { knobs.accessTokenLifetime = 3600; });
        QThread::msleep(moment * 1000 + 100);
        return done;
    }

    /// The id of the account that login() makes.
    QString accountId() const
    {
        return QStringLiteral("127.0.0.1-%1/%2").arg(provider.port()).arg(account);
    }

    static QString text(const QJsonObject &event, const char *field)
    {
        return event.value(QLatin1String(field)).toString();
    }

    QTemporaryDir home;
    DemoProvider provider;
    bool started = false;
    const QString account = QUuid::createUuid().toString(QUuid::WithoutBraces);

private:
    static DemoProvider::Options options()
    {
        DemoProvider::Options options = DemoProvider::Options::inMemory();
        options.knobs.interval = 1;
        options.knobs.recordRequests = true;
        options.knobs.recordSecrets = true;
        return options;
    }
};

} // namespace Latchkey
