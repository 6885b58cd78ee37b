// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "commandfixture.h"

#include <QtCore/QElapsedTimer>
#include <QtCore/QLockFile>
#include <QtCore/QRegularExpression>
#include <QtCore/QSet>
#include <QtTest/QTest>

#include <csignal>
#include <vector>

using namespace Latchkey;

/// Several runs of the command want one account's token at the same time, and one of them hangs or
/// is killed while it has the account's lock.
class tst_CommandRaces : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void sixteenAtOnce_data();
    void sixteenAtOnce();
    void sixteenAtOnceWithoutAGate();
    void killedHolderIsRecoveredFromAtOnce();
    void hungHolderIsWaitedFor();
};

namespace {

/// Runs of `latchkey token` that tell when they wait for the account's lock.
class RaceFixture : public CommandFixture
{
public:
    std::unique_ptr<CommandRun> token(const QStringList &more) const
    {
        CommandRun::Options options;
        options.environment.insert(QStringLiteral("QT_LOGGING_RULES"),
                                   QStringLiteral("latchkey.session=true"));
        return std::make_unique<CommandRun>(
            home.path(), QStringList{QStringLiteral("token"), accountId()} << more, options);
    }

    QString lockPath() const
    {
        return home.filePath(QStringLiteral("data/latchkey/latchkey/locks/")
                             + QString::fromLatin1(QUrl::toPercentEncoding(accountId()))
                             + QStringLiteral(".lock"));
    }

    /// True where the provider takes the token.
    bool isGood(const QByteArray &token)
    {
        // Whatever is behind it is asked as any program would ask.
        CommandRun request(home.path(),
                           {QStringLiteral("request"), accountId(),
                            provider.url(QStringLiteral("/api/items")).toString(),
                            QStringLiteral("--fail")});
        return request.exitStatus() == 0
            && provider.requests(Demo::Endpoint::Items).constLast().header("Authorization")
            == "Bearer " + token;
    }

    int refreshes() const { return provider.counters().refreshes; }
};

const QString waits = QStringLiteral("latchkey.session: waiting for ");

} // namespace

void tst_CommandRaces::sixteenAtOnce_data()
{
    QTest::addColumn<QStringList>("more");
    QTest::newRow("token") << QStringList();
    QTest::newRow("token --refresh") << QStringList{QStringLiteral("--refresh")};
}

/// All of them have found the token ended before the first may ask for a new one.
void tst_CommandRaces::sixteenAtOnce()
{
    QFETCH(QStringList, more);
    RaceFixture fixture;
    QVERIFY(fixture.signInForAMoment());
    QLockFile gate(fixture.lockPath());
    QVERIFY(gate.tryLock());
    std::vector<std::unique_ptr<CommandRun>> runs(16);
    for (auto &run : runs)
        run = fixture.token(more);
    for (auto &run : runs)
        QVERIFY(run->waitForError(waits));
    QCOMPARE(fixture.refreshes(), 0);
    gate.unlock();
    QSet<QByteArray> tokens;
    for (auto &run : runs) {
        QCOMPARE(run->exitStatus(), 0);
        tokens.insert(run->output());
    }
    QCOMPARE(tokens.size(), 1);
    QCOMPARE(fixture.refreshes(), 1);
    QVERIFY(fixture.isGood((*tokens.cbegin()).trimmed()));
    QCOMPARE(fixture.refreshes(), 1);
    fixture.run({QStringLiteral("logout"), QStringLiteral("--all")})->exitStatus();
}

/// Started together, in whatever order the computer runs them.
void tst_CommandRaces::sixteenAtOnceWithoutAGate()
{
    RaceFixture fixture;
    QVERIFY(fixture.signInForAMoment());
    std::vector<std::unique_ptr<CommandRun>> runs(16);
    for (auto &run : runs)
        run = fixture.token({});
    QSet<QByteArray> tokens;
    for (auto &run : runs) {
        QCOMPARE(run->exitStatus(), 0);
        tokens.insert(run->output());
    }
    QCOMPARE(tokens.size(), 1);
    QCOMPARE(fixture.refreshes(), 1);
    fixture.run({QStringLiteral("logout"), QStringLiteral("--all")})->exitStatus();
}

void tst_CommandRaces::killedHolderIsRecoveredFromAtOnce()
{
    RaceFixture fixture;
    fixture.provider.adjust([](Demo::Knobs &knobs) { knobs.refreshGrace = 60; });
    QVERIFY(fixture.signIn());
    fixture.provider.setFault(Demo::Endpoint::Token, Demo::Fault::delayed(60'000));
    const QStringList more{QStringLiteral("--refresh")};
    const auto holder = fixture.token(more);
    QTRY_COMPARE(fixture.refreshes(), 1);
    const auto waiter = fixture.token(more);
    QVERIFY(waiter->waitForError(waits));
    fixture.provider.clearFaults();
    QElapsedTimer timer;
    timer.start();
    holder->send(SIGKILL);
    QCOMPARE(holder->endingSignal(), SIGKILL);
    QCOMPARE(waiter->exitStatus(), 0);
    // It looks again ever more seldom, but once in a second at the least.
    QVERIFY2(timer.elapsed() < 3000, qPrintable(QString::number(timer.elapsed())));
    QCOMPARE(fixture.refreshes(), 2);
    QCOMPARE(fixture.provider.counters().reuseDetected, 0);

    // One that comes afterwards does not wait at all.
    const auto next = fixture.token(more);
    QCOMPARE(next->exitStatus(), 0);
    QVERIFY(!next->errorOutput().contains(waits.toUtf8()));
    fixture.run({QStringLiteral("logout"), QStringLiteral("--all")})->exitStatus();
}

void tst_CommandRaces::hungHolderIsWaitedFor()
{
    RaceFixture fixture;
    QVERIFY(fixture.signInForAMoment());
    fixture.provider.setFault(Demo::Endpoint::Token, Demo::Fault::delayed(1000));
    const auto holder = fixture.token({});
    QTRY_COMPARE(fixture.refreshes(), 1);
    holder->send(SIGSTOP);
    std::vector<std::unique_ptr<CommandRun>> waiters(4);
    for (auto &waiter : waiters)
        waiter = fixture.token({});
    for (auto &waiter : waiters)
        QVERIFY(waiter->waitForError(waits));
    // Longer than a lock file may be without a holder's number in it, and than the provider takes.
    QTest::qWait(4000);
    for (auto &waiter : waiters)
        QVERIFY(!waiter->hasEnded());
    QCOMPARE(fixture.refreshes(), 1);
    QElapsedTimer timer;
    timer.start();
    holder->send(SIGCONT);
    QCOMPARE(holder->exitStatus(), 0);
    for (auto &waiter : waiters) {
        QCOMPARE(waiter->exitStatus(), 0);
        QCOMPARE(waiter->output(), holder->output());
    }
    QVERIFY2(timer.elapsed() < 5000, qPrintable(QString::number(timer.elapsed())));
    QCOMPARE(fixture.refreshes(), 1);
    fixture.provider.clearFaults();
    fixture.run({QStringLiteral("logout"), QStringLiteral("--all")})->exitStatus();
}

QTEST_GUILESS_MAIN(tst_CommandRaces)
#include "tst_commandraces.moc"
