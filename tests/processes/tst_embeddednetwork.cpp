// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "embeddedworld.h"
#include "fakenetworkmanager.h"
#include "keyringsession.h"

#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

#include <algorithm>
#include <vector>

using namespace Latchkey;
using namespace std::chrono_literals;

/// A program that embeds Latchkey::Core hears from Qt that the network is back, by Qt's own backend
/// for NetworkManager and a NetworkManager of the test's own.
class tst_EmbeddedNetwork : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void networkBack();
    void withoutAUsefulNetworkManager();
};

namespace {

qint64 number(const QJsonObject &event, const char *field)
{
    return event.value(QLatin1String(field)).toInteger();
}

/// In a world in which the system's bus is at \a address.
QProcessEnvironment withSystemBus(QProcessEnvironment environment, const QString &address)
{
    environment.insert(QStringLiteral("DBUS_SYSTEM_BUS_ADDRESS"), address);
    environment.insert(QStringLiteral("QT_LOGGING_RULES"),
                       QStringLiteral("latchkey.http.debug=true"));
    return environment;
}

QString addressOf(const KeyringSession &session)
{
    return session.environment().value(QStringLiteral("DBUS_SESSION_BUS_ADDRESS"));
}

/// When the provider was asked for new tokens, by a clock in milliseconds.
QList<qint64> refreshTimes(const DemoProvider &provider)
{
    QList<qint64> times;
    for (const Demo::LoggedRequest &request : provider.requests(Demo::Endpoint::Token)) {
        if (request.parameter(QStringLiteral("grant_type")) == QLatin1String("refresh_token"))
            times.append(request.arrivedMs);
    }
    return times;
}

} // namespace

void tst_EmbeddedNetwork::networkBack()
{
    constexpr int accounts = 5;
    const KeyringSession session(KeyringSession::Bus::Running);
    FakeNetworkManager manager(session.bus(), FakeNetworkManager::Manner::Answers);
    EmbeddedWorld world;
    world.setLife(4s);
    world.provider().adjust([](Demo::Knobs &knobs) { knobs.recordRequests = true; });
    QVERIFY(world.signIn(accounts));
    manager.setState(FakeNetworkManager::Disconnected, FakeNetworkManager::NoConnectivity);
    world.provider().stop();
    world.setLife(1h);
    const auto run = world.embedded({}, withSystemBus(world.environment(), addressOf(session)));
    // Until each of them has failed twice, so that its next try is far away.
    const auto isFarOff = [&](const QString &account) {
        const QJsonObject state = run->lastState(account);
        return number(state, "next_try") - number(state, "at") > 9000;
    };
    const auto areFarOff = [&] {
        return std::all_of(world.accounts().cbegin(), world.accounts().cend(), isFarOff);
    };
    QVERIFY(QTest::qWaitFor(areFarOff, ProgramRun::patience));
    QVERIFY2(run->errorOutput().contains(R"(is watched by "networkmanager")"),
             run->errorOutput().constData());
    QMap<QString, qint64> nextTries;
    for (const QString &account : world.accounts())
        nextTries.insert(account, number(run->lastState(account), "next_try"));

    // A captive portal is no network yet.
    const qsizetype seen = run->events().size();
    manager.setState(FakeNetworkManager::Connecting, FakeNetworkManager::NoConnectivity);
    manager.setState(FakeNetworkManager::ConnectedSite, FakeNetworkManager::Portal);
    QVERIFY(
        QTest::qWaitFor([&] { return run->errorOutput().contains("Site"); }, ProgramRun::patience));
    QCOMPARE(run->events().size(), seen);

    QCOMPARE(world.provider().start().status, DemoProvider::StartResult::Status::Started);
    world.provider().clearRequests();
    manager.setState(FakeNetworkManager::Connected, FakeNetworkManager::FullConnectivity);
    for (const QString &account : world.accounts()) {
        QVERIFY(run->waitForState("Active", account));
        QVERIFY2(number(run->lastState(account), "at") < nextTries.value(account),
                 "it was the next try of its own");
    }
    const QList<qint64> times = refreshTimes(world.provider());
    QCOMPARE(times.size(), accounts);
    QVERIFY2(times.constLast() - times.constFirst() > 1000, "all at one instant");
    QVERIFY(world.isEverybodySignedIn(*run));
}

void tst_EmbeddedNetwork::withoutAUsefulNetworkManager()
{
    using Manner = FakeNetworkManager::Manner;
    struct Case
    {
        const char *name;
        std::optional<Manner> manner;
        const char *said; ///< In the log, once it has come to that.
    };
    // All at once, since one of them takes its time.
    const std::vector<Case> cases{
        {"no NetworkManager on the bus", std::nullopt, R"(is watched by "glib")"},
        {"a NetworkManager that refuses", Manner::Refuses, R"(is watched by "glib")"},
        {"a NetworkManager that hangs", Manner::SaysNothing, "does not answer"},
        {"no bus", std::nullopt, R"(is watched by "glib")"},
    };
    EmbeddedWorld world;
    QVERIFY(world.signIn());
    std::vector<std::unique_ptr<KeyringSession>> sessions;
    std::vector<std::unique_ptr<FakeNetworkManager>> managers;
    std::vector<std::unique_ptr<ProgramRun>> runs;
    for (const Case &one : cases) {
        const bool hasBus = qstrcmp(one.name, "no bus") != 0;
        sessions.push_back(std::make_unique<KeyringSession>(hasBus ? KeyringSession::Bus::Running
                                                                   : KeyringSession::Bus::Later));
        if (one.manner) {
            managers.push_back(
                std::make_unique<FakeNetworkManager>(sessions.back()->bus(), *one.manner));
        }
        runs.push_back(world.embedded(
            world.useEvery(50ms), withSystemBus(world.environment(), addressOf(*sessions.back()))));
    }
    for (size_t i = 0; i < cases.size(); ++i) {
        ProgramRun &run = *runs.at(i);
        QVERIFY2(
            QTest::qWaitFor([&] { return run.errorOutput().contains(cases.at(i).said); }, 10000),
            cases.at(i).name);
    }
    QTest::qWait(500);
    for (size_t i = 0; i < cases.size(); ++i) {
        // Nothing but what was asked for is said, and nothing is waited for in the meantime.
        for (const QByteArray &line : runs.at(i)->errorOutput().split('\n'))
            QVERIFY2(line.isEmpty() || line.startsWith("latchkey.http: "), line.constData());
        const QList<QJsonObject> used = runs.at(i)->events("used");
        qint64 longest = 0;
        for (qsizetype use = 1; use < used.size(); ++use)
            longest =
                std::max(longest, number(used.at(use), "at") - number(used.at(use - 1), "at"));
        QVERIFY2(
            used.size() > 20 && longest < 2000,
            qPrintable(
                QStringLiteral("%1: %2 ms").arg(QLatin1String(cases.at(i).name)).arg(longest)));
    }
}

QTEST_GUILESS_MAIN(tst_EmbeddedNetwork)
#include "tst_embeddednetwork.moc"
