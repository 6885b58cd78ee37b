// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "embeddedworld.h"

#include <QtCore/QElapsedTimer>
#include <QtCore/QRandomGenerator>
#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

using namespace Latchkey;
using namespace std::chrono_literals;

/// A program that embeds Latchkey::Core is killed, suspended, unplugged and raced, and its user is
/// never asked to sign in again. Real processes, a real keyring, and a provider that ends the
/// sign-in where a spent refresh token comes back.
class tst_Embedded : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void killed();
    void suspended();
    void unplugged();
    void raced();
};

namespace {

QString text(const QJsonObject &event, const char *field)
{
    return event.value(QLatin1String(field)).toString();
}

std::function<bool(const QJsonObject &)> isState(const char *state)
{
    return
        [state](const QJsonObject &event) { return text(event, "state") == QLatin1String(state); };
}

bool isUsed(const QJsonObject &event)
{
    return event.value(QLatin1String("status")).toInt() == 200;
}

} // namespace

void tst_Embedded::killed()
{
    EmbeddedWorld world;
    world.setLife(1s);
    world.provider().adjust([](Demo::Knobs &knobs) {
        // The one window that no client can close: what was answered is lost with the process. The
        // token of before is good for a while yet, at this provider as at most.
        knobs.refreshGrace = 60;
    });
    QVERIFY(world.signIn());
    world.provider().setFault(Demo::Endpoint::Token, Demo::Fault::delayed(100));
    constexpr int rounds = 8;
    for (int round = 0; round < rounds; ++round) {
        const auto run = world.embedded();
        // The token has ended, or is about to.
        QVERIFY(run->waitForEvent(isState("Refreshing")));
        QTest::qWait(QRandomGenerator::global()->bounded(200));
        run->kill();
        QVERIFY(world.isEverybodySignedIn(*run));
    }
    world.provider().clearFaults();
    QVERIFY(world.refreshes() >= rounds);
    QTest::qWait(1000);
    const auto run = world.embedded(world.useEvery(100ms));
    QVERIFY(run->waitForEvent(isUsed));
    QVERIFY(world.isEverybodySignedIn(*run));
}

void tst_Embedded::suspended()
{
    struct Sleeper
    {
        EmbeddedWorld world;
        std::unique_ptr<ProgramRun> run;
        int refreshes = 0;
    };
    // Until the token has ended; and for as long as a program takes to notice that it was away.
    Sleeper brief;
    Sleeper lengthy;
    for (Sleeper *sleeper : {&brief, &lengthy}) {
        sleeper->world.setLife(4s);
        QVERIFY(sleeper->world.signIn());
        sleeper->run = sleeper->world.embedded();
        QVERIFY(sleeper->run->waitForState("Active"));
        sleeper->run->suspend();
        sleeper->refreshes = sleeper->world.refreshes();
        sleeper->world.setLife(1h);
    }
    const auto wake = [](Sleeper &sleeper) {
        QCOMPARE(sleeper.world.refreshes(), sleeper.refreshes);
        const qsizetype seen = sleeper.run->events().size();
        sleeper.run->resume();
        QVERIFY(sleeper.run->waitForEvent(isState("Active"), seen));
        QCOMPARE(sleeper.world.refreshes(), sleeper.refreshes + 1);
        QVERIFY(sleeper.world.isEverybodySignedIn(*sleeper.run));
    };
    QTest::qWait(5000);
    wake(brief);
    QTest::qWait(9000);
    wake(lengthy);
}

void tst_Embedded::unplugged()
{
    EmbeddedWorld world;
    world.setLife(3s);
    QVERIFY(world.signIn());
    const auto run = world.embedded(world.useEvery(200ms));
    QVERIFY(run->waitForEvent(isUsed));
    world.provider().stop();
    QVERIFY(run->waitForState("Offline"));
    const qint64 nextTry = run->lastState().value(QLatin1String("next_try")).toInteger();
    const qint64 wait = nextTry - QDateTime::currentMSecsSinceEpoch();
    QVERIFY2(wait > 0 && wait < 7000, qPrintable(QString::number(wait)));
    // Past the end of the token.
    QTest::qWait(3000);
    QCOMPARE(text(run->lastState(), "error"), QStringLiteral("network"));
    QVERIFY(run->waitForEvent([](const QJsonObject &event) {
        return text(event, "event") == QLatin1String("not_used");
    }));
    QCOMPARE(text(run->events("not_used").constLast(), "error"), QStringLiteral("network"));

    world.setLife(1h);
    const qsizetype seen = run->events().size();
    QCOMPARE(world.provider().start().status, DemoProvider::StartResult::Status::Started);
    QVERIFY(run->waitForState("Active"));
    QVERIFY(run->waitForEvent(isUsed, seen));
    QVERIFY(world.isEverybodySignedIn(*run));
}

void tst_Embedded::raced()
{
    EmbeddedWorld world;
    world.setLife(2s);
    QVERIFY(world.signIn());
    const int before = world.refreshes();
    QElapsedTimer elapsed;
    elapsed.start();
    const auto first = world.embedded(world.useEvery(50ms));
    const auto second = world.embedded(world.useEvery(50ms));
    int tokens = 0;
    while (elapsed.elapsed() < 6000) {
        const auto one = world.command({QStringLiteral("token")});
        const auto other = world.command({QStringLiteral("token")});
        QCOMPARE(one->exitStatus(), 0);
        QCOMPARE(other->exitStatus(), 0);
        tokens += 2;
    }
    const int refreshes = world.refreshes() - before;
    // Each token is asked for once, when the one before nears its end.
    const auto fewest = static_cast<int>(elapsed.elapsed() / 3000);
    const auto most = static_cast<int>(elapsed.elapsed() / 1300) + 1;
    QVERIFY2(refreshes >= fewest && refreshes <= most,
             qPrintable(QStringLiteral("%1 refreshes in %2 ms for %3 runs of the command")
                            .arg(refreshes)
                            .arg(elapsed.elapsed())
                            .arg(tokens)));
    for (const ProgramRun *run : {first.get(), second.get()}) {
        QVERIFY(run->events("used").size() > 20);
        const QList<QJsonObject> used = run->events("used");
        QVERIFY(std::all_of(used.cbegin(), used.cend(), isUsed));
        QCOMPARE(run->events("not_used").size(), 0);
        QVERIFY(world.isEverybodySignedIn(*run));
    }
}

QTEST_GUILESS_MAIN(tst_Embedded)
#include "tst_embedded.moc"
