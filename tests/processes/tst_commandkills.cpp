// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "commandfixture.h"

#include <latchkey/keychainstore.h>

#include <QtCore/QElapsedTimer>
#include <QtCore/QHash>
#include <QtCore/QJsonDocument>
#include <QtCore/QRandomGenerator>
#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

#include <algorithm>
#include <csignal>
#include <optional>

using namespace Latchkey;

/// The command is killed again and again while it renews a token, at a provider that ends a sign-in
/// where a spent refresh token comes back.
class tst_CommandKills : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }
    void cleanupTestCase() { m_hung.reset(); }

    void twoHundredTimesWithinTheGracePeriod();
    void withoutAGracePeriod();
    void hungHolderIsToldOf();

private:
    struct Hung;

    QRandomGenerator m_random;
    std::unique_ptr<Hung> m_hung;
};

namespace {

/// One account whose renewals are killed.
class KillFixture : public CommandFixture
{
public:
    std::unique_ptr<CommandRun> renew()
    {
        return run({QStringLiteral("token"), accountId(), QStringLiteral("--refresh")});
    }

    /// How long a renewal takes here and now.
    int typicalTime()
    {
        QList<qint64> times;
        for (int i = 0; i < 5; ++i) {
            QElapsedTimer timer;
            timer.start();
            renew()->exitStatus();
            times.append(timer.elapsed());
        }
        std::sort(times.begin(), times.end());
        return static_cast<int>(times.at(2));
    }

    /// Refresh tokens, and how often the provider was asked with each.
    QHash<QString, int> uses() const
    {
        QHash<QString, int> uses;
        for (const Demo::LoggedRequest &request : provider.requests(Demo::Endpoint::Token)) {
            const QString token = request.parameter(QStringLiteral("refresh_token"));
            if (!token.isEmpty())
                ++uses[token];
        }
        return uses;
    }

    QString newestRefreshToken() const
    {
        const QStringList secrets = provider.issuedSecrets();
        const auto it = std::find_if(secrets.crbegin(), secrets.crend(), [](const QString &one) {
            return one.startsWith(QLatin1String("drt_"));
        });
        return it == secrets.crend() ? QString() : *it;
    }

    void verifyLossCouldNotBeHelped() const;

    /// The one in the keyring, as any program of the user may read it.
    QString storedRefreshToken() const
    {
        KeychainStore store(QStringLiteral("latchkey"));
        QObject context;
        std::optional<QByteArray> value;
        store.read(accountId() + QStringLiteral("/session"), &context,
                   [&](const SecretStore::ReadResult &item) { value = item.value; });
        if (!QTest::qWaitFor([&] { return value.has_value(); }, 10'000))
            return {};
        return text(QJsonDocument::fromJson(*value).object(), "refresh_token");
    }
};

/// The provider's log has to show that a run which was killed had asked with the very token that
/// was refused then: the provider had answered with another one, which was not in the keyring yet.
void KillFixture::verifyLossCouldNotBeHelped() const
{
    QStringList twice;
    const QHash<QString, int> all = uses();
    for (auto it = all.begin(); it != all.end(); ++it) {
        if (it.value() > 1)
            twice += it.key();
    }
    QCOMPARE(twice.size(), 1);
    // The refused token is kept until somebody has signed in again.
    const QString stored = storedRefreshToken();
    QVERIFY(!stored.isEmpty());
    if (stored == twice.constFirst()) {
        QVERIFY(newestRefreshToken() != stored);
        QCOMPARE(all.value(newestRefreshToken()), 0);
    } else {
        // The request of the run that was killed came to its turn after that of the next one.
        QCOMPARE(all.value(stored), 1);
    }
}

void killAfter(CommandRun &run, int milliseconds)
{
    QThread::msleep(static_cast<unsigned long>(milliseconds));
    run.send(SIGKILL);
    run.endingSignal();
}

} // namespace

/// A run that was stopped while it had an account's lock, and one that waits for it. That takes
/// longer than a person would like, so it begins before the other tests and ends after them.
struct tst_CommandKills::Hung
{
    KillFixture fixture;
    std::unique_ptr<CommandRun> holder;
    std::unique_ptr<CommandRun> waiter;
    QElapsedTimer waited;
};

void tst_CommandKills::initTestCase()
{
    bool isGiven = false;
    quint32 seed = qEnvironmentVariable("LATCHKEY_TEST_SEED").toUInt(&isGiven);
    if (!isGiven)
        seed = QRandomGenerator::global()->generate();
    m_random.seed(seed);
    qInfo("LATCHKEY_TEST_SEED=%u repeats these rounds", seed);

    m_hung = std::make_unique<Hung>();
    KillFixture &fixture = m_hung->fixture;
    fixture.provider.adjust([](Demo::Knobs &knobs) { knobs.refreshGrace = 3600; });
    QVERIFY(fixture.signIn());
    fixture.provider.setFault(Demo::Endpoint::Token, Demo::Fault::delayed(1000));
    m_hung->holder = fixture.renew();
    QTRY_COMPARE(fixture.provider.counters().refreshes, 1);
    m_hung->holder->send(SIGSTOP);
    m_hung->waiter = fixture.renew();
    m_hung->waited.start();
}

void tst_CommandKills::twoHundredTimesWithinTheGracePeriod()
{
    KillFixture fixture;
    fixture.provider.adjust([](Demo::Knobs &knobs) { knobs.refreshGrace = 10; });
    QVERIFY(fixture.signIn());
    const int typical = fixture.typicalTime();
    constexpr int wanted = 200;
    int killed = 0;
    int round = 0;
    for (; killed < wanted && round < 3 * wanted; ++round) {
        // The window is a few milliseconds wide where the provider is near, so it is widened.
        fixture.provider.setFault(Demo::Endpoint::Token,
                                  Demo::Fault::delayed(m_random.bounded(20)));
        const auto run = fixture.renew();
        killAfter(*run, m_random.bounded(typical + 30));
        if (run->endingSignal() == SIGKILL)
            ++killed;
        // Every other round begins where the one before was killed.
        if (round % 2 == 1)
            continue;
        const auto next = m_random.bounded(2) == 0
            ? fixture.renew()
            : fixture.run({QStringLiteral("token"), fixture.accountId()});
        const int status = next->exitStatus();
        QVERIFY2(status == 0,
                 qPrintable(QStringLiteral("round %1: status %2, signal %3, still there: %4, %5")
                                .arg(round)
                                .arg(status)
                                .arg(next->hasEnded() ? next->endingSignal() : 0)
                                .arg(!next->hasEnded())
                                .arg(QString::fromUtf8(next->output() + next->errorOutput()))));
    }
    fixture.provider.clearFaults();
    QCOMPARE(fixture.renew()->exitStatus(), 0);
    QCOMPARE(fixture.provider.counters().reuseDetected, 0);

    const QHash<QString, int> uses = fixture.uses();
    const auto hits =
        std::count_if(uses.cbegin(), uses.cend(), [](int times) { return times > 1; });
    qInfo("%d rounds, %d of them killed, %lld refresh tokens used; %lld times the answer was lost "
          "after the provider had spent the token, and the session went on",
          round, killed, static_cast<long long>(uses.size()), static_cast<long long>(hits));
    QCOMPARE(killed, wanted);
    QVERIFY(hits > 0);
    fixture.run({QStringLiteral("logout"), QStringLiteral("--all")})->exitStatus();
}

/// Where a spent token ends the sign-in at once, it is lost in the one window that no client can
/// close, and nowhere else.
void tst_CommandKills::withoutAGracePeriod()
{
    KillFixture fixture;
    QVERIFY(fixture.signIn());
    const int typical = fixture.typicalTime();
    constexpr int rounds = 60;
    int killed = 0;
    int losses = 0;
    for (int round = 0; round < rounds; ++round) {
        const auto run = fixture.renew();
        killAfter(*run, m_random.bounded(typical + 30));
        if (run->endingSignal() == SIGKILL)
            ++killed;
        const auto next = fixture.renew();
        if (next->exitStatus() == 0)
            continue;
        QCOMPARE(next->exitStatus(), 8);
        fixture.verifyLossCouldNotBeHelped();
        const auto accounts = fixture.run({QStringLiteral("accounts")});
        QCOMPARE(fixture.text(accounts->nextEvent(), "state"), QStringLiteral("needs_sign_in"));
        QCOMPARE(fixture.provider.counters().reuseDetected, ++losses);
        fixture.provider.clearRequests();
        QVERIFY(fixture.signIn());
    }
    qInfo("%d rounds, %d of them killed, %d in the one window", rounds, killed, losses);
    QVERIFY(killed > rounds / 3);
    QVERIFY(losses < killed);
    fixture.run({QStringLiteral("logout"), QStringLiteral("--all")})->exitStatus();
}

void tst_CommandKills::hungHolderIsToldOf()
{
    // As long as a holder may take for all that it does, and not much longer.
    constexpr int patience = 75'000;
    QTRY_VERIFY_WITH_TIMEOUT(m_hung->waiter->hasEnded(), patience + 15'000);
    QVERIFY(m_hung->waited.elapsed() >= patience);
    const QJsonObject error = m_hung->waiter->nextEvent();
    QCOMPARE(KillFixture::text(error, "code"), QStringLiteral("busy"));
    QVERIFY(KillFixture::text(error, "message").startsWith(QStringLiteral("Another program")));
    QCOMPARE(m_hung->waiter->exitStatus(), 1);
    QVERIFY(m_hung->waiter->errorOutput().contains(
        "is held by process " + QByteArray::number(m_hung->holder->processId())));
    QCOMPARE(m_hung->fixture.provider.counters().refreshes, 1);

    // Nothing is lost by it.
    m_hung->fixture.provider.clearFaults();
    m_hung->holder->send(SIGKILL);
    QCOMPARE(m_hung->holder->endingSignal(), SIGKILL);
    QCOMPARE(m_hung->fixture.renew()->exitStatus(), 0);
    QCOMPARE(m_hung->fixture.provider.counters().reuseDetected, 0);
    m_hung->fixture.run({QStringLiteral("logout"), QStringLiteral("--all")})->exitStatus();
}

QTEST_GUILESS_MAIN(tst_CommandKills)
#include "tst_commandkills.moc"
