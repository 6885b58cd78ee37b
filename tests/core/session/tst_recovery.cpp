// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "accountsfixture.h"

#include "http/networkwatch.h"

#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

#include <algorithm>

using namespace Latchkey;
using namespace std::chrono_literals;

namespace {

using std::chrono::milliseconds;

constexpr char granted[] =
    R"({"access_token":"secret-newer","token_type":"Bearer","expires_in":86400})";

/// Accounts of one program that runs on, at one provider.
class Program : public AccountsFixture
{
public:
    Program() : accounts(process())
    {
        network.answer(tokenUrl, ScriptedAnswer::json(200, granted));
        VirtualScheduler::settle();
    }

    /// Adds accounts whose tokens last for \a life from now on.
    QList<Session *> addAccounts(int number, std::chrono::seconds life)
    {
        QList<Session *> added;
        for (int i = 0; i < number; ++i) {
            const QString subject = QStringLiteral("u%1").arg(accounts->count());
            SignInResult result = signIn(subject, subject + QStringLiteral("@demo.example"));
            result.provider.setEndpoint(Provider::Endpoint::Token, tokenUrl);
            result.tokens.setRefreshToken(QStringLiteral("secret-refresh-") + subject);
            result.tokens.setExpiresAt(clock.wallClock().addSecs(life.count()));
            added.append(add(*accounts, result).session);
        }
        return added;
    }

    /// From now on the provider answers with \a answer.
    void answer(const ScriptedAnswer &answer)
    {
        network.forget(tokenUrl);
        network.answer(tokenUrl, answer);
    }

    void unplug() { answer(ScriptedAnswer::failure(QNetworkReply::HostNotFoundError)); }
    void plugIn() { answer(ScriptedAnswer::json(200, granted)); }

    /// What Qt tells in the real world.
    void networkComesBack()
    {
        auto *watch = accounts->findChild<NetworkWatch *>();
        QVERIFY(watch && watch->isStarted());
        Q_EMIT watch->online();
        mark();
    }

    /// From here on requests are counted.
    void mark()
    {
        m_marked = network.sentTo(tokenUrl).size();
        m_markedAt = clock.monotonic();
    }

    /// When requests were sent, counted from the mark.
    QList<milliseconds> requestTimes() const
    {
        QList<milliseconds> times;
        const QList<SentRequest> sent = network.sentTo(tokenUrl).mid(m_marked);
        for (const SentRequest &request : sent)
            times.append(request.at - m_markedAt);
        return times;
    }

    /// The number of accounts that have asked since the mark.
    qsizetype accountsThatAsked() const
    {
        QSet<QString> tokens;
        const QList<SentRequest> sent = network.sentTo(tokenUrl).mid(m_marked);
        for (const SentRequest &request : sent)
            tokens.insert(request.form.value(QStringLiteral("refresh_token")));
        return tokens.size();
    }

    bool areAll(Session::State state) const
    {
        const QList<Session *> all = accounts->sessions();
        return std::all_of(all.cbegin(), all.cend(),
                           [state](const Session *session) { return session->state() == state; });
    }

    const QUrl tokenUrl{QStringLiteral("https://id.example.org/token")};
    std::unique_ptr<Accounts> accounts;

private:
    qsizetype m_marked = 0;
    milliseconds m_markedAt{0};
};

/// The shortest time between two of them.
milliseconds shortestGap(const QList<milliseconds> &times)
{
    milliseconds shortest = 24h;
    for (qsizetype i = 1; i < times.size(); ++i)
        shortest = std::min(shortest, times.at(i) - times.at(i - 1));
    return shortest;
}

} // namespace

/// That sessions go on by themselves when the network or the whole program has been away, each with
/// one refresh, and not all at one instant.
class tst_Recovery : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { qputenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nonexistent/bus"); }
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void networkBack_data();
    void networkBack();
    void networkBackAgainAndAgain_data();
    void networkBackAgainAndAgain();
    void networkBackInTheMiddleOfATry();
    void networkBackBeforeTheServerWantsIt();
    void networkBackWhileTheKeychainIsLocked();
    void networkThatIsNotBackForLong();
    void sleep_data();
    void sleep();
    void sleepWithoutAnEnd();
    void namesAreNotFoundAfterWaking();
    void stoppedProgram();
    void clockSet_data();
    void clockSet();
    void watchesOnlyWhatIsNeeded();
};

void tst_Recovery::networkBack_data()
{
    QTest::addColumn<int>("offline");
    QTest::addColumn<int>("due");
    QTest::addColumn<int>("active");
    QTest::newRow("one account that is offline") << 1 << 0 << 0;
    QTest::newRow("one account whose token has ended") << 0 << 1 << 0;
    QTest::newRow("one account whose token is good") << 0 << 0 << 1;
    QTest::newRow("ten accounts that are offline") << 10 << 0 << 0;
    QTest::newRow("ten accounts whose tokens have ended") << 0 << 10 << 0;
    QTest::newRow("ten of all kinds") << 4 << 3 << 3;
}

void tst_Recovery::networkBack()
{
    QFETCH(int, offline);
    QFETCH(int, due);
    QFETCH(int, active);
    Program program;
    program.addAccounts(offline, 2min);
    program.addAccounts(due, 3h);
    program.addAccounts(active, 24h);
    program.unplug();
    // Long enough for the tries to be minutes apart.
    program.clock.advance(1h);
    for (Session *session : program.accounts->sessions().mid(0, offline))
        QCOMPARE(session->state(), Session::State::Offline);
    if (due > 0)
        program.clock.suspend(2h);
    program.plugIn();
    program.networkComesBack();
    for (Session *session : program.accounts->sessions().mid(0, offline))
        QVERIFY(session->nextTryAt() <= program.clock.wallClock().addSecs(10));
    program.clock.advance(30s);

    const QList<milliseconds> times = program.requestTimes();
    QCOMPARE(times.size(), offline + due);
    QCOMPARE(program.accountsThatAsked(), offline + due);
    QVERIFY(program.areAll(Session::State::Active));
    if (times.isEmpty())
        return;
    QVERIFY2(times.constFirst() >= 1s, "names may not be found at once");
    QVERIFY(times.constLast() <= 10s);
    QVERIFY2(shortestGap(times) >= 200ms, "all at one instant");
}

void tst_Recovery::networkBackAgainAndAgain_data()
{
    QTest::addColumn<int>("minutes");
    QTest::newRow("accounts that are offline") << 2;
    QTest::newRow("accounts whose tokens have ended") << 180;
}

void tst_Recovery::networkBackAgainAndAgain()
{
    QFETCH(int, minutes);
    Program program;
    program.addAccounts(3, std::chrono::minutes(minutes));
    program.unplug();
    program.clock.advance(1h);
    program.clock.suspend(2h);
    program.plugIn();
    program.mark();
    // A radio that is in doubt, for longer than the wait.
    for (int i = 0; i < 40; ++i) {
        Q_EMIT program.accounts->findChild<NetworkWatch *>()->online();
        program.clock.advance(300ms);
    }
    QCOMPARE(program.requestTimes().size(), 3);
    QVERIFY(program.requestTimes().constLast() <= 7s);
    QVERIFY(program.areAll(Session::State::Active));
}

void tst_Recovery::networkBackInTheMiddleOfATry()
{
    Program program;
    Session *const session = program.addAccounts(1, 2min).constFirst();
    program.unplug();
    program.clock.advance(1h);
    ScriptedAnswer slow = ScriptedAnswer::failure(QNetworkReply::HostNotFoundError);
    slow.delay = 10s;
    program.answer(slow);
    while (session->state() != Session::State::Refreshing)
        program.clock.advance(1s);
    program.networkComesBack();
    program.plugIn();
    program.clock.advance(20s);
    // Not minutes later, as after the many failures of before.
    QCOMPARE(program.requestTimes().size(), 1);
    QCOMPARE(session->state(), Session::State::Active);
}

void tst_Recovery::networkBackBeforeTheServerWantsIt()
{
    Program program;
    Session *const session = program.addAccounts(1, 2min).constFirst();
    ScriptedAnswer busy = ScriptedAnswer::json(429, "{}");
    busy.headers.insert("Retry-After", "3600");
    program.answer(busy);
    program.clock.advance(5min);
    QCOMPARE(session->state(), Session::State::Offline);
    program.plugIn();
    program.networkComesBack();
    program.clock.advance(50min);
    QCOMPARE(program.requestTimes().size(), 0);
    program.clock.suspend(20min);
    program.networkComesBack();
    program.clock.advance(10s);
    QCOMPARE(program.requestTimes().size(), 1);
    QCOMPARE(session->state(), Session::State::Active);
}

void tst_Recovery::networkBackWhileTheKeychainIsLocked()
{
    Program program;
    const QList<Session *> sessions = program.addAccounts(2, 2h);
    program.store.readError = Error(Error::Kind::KeychainLocked);
    sessions.constFirst()->load();
    VirtualScheduler::settle();
    QCOMPARE(sessions.constFirst()->state(), Session::State::Locked);
    const int reads = program.store.reads;
    program.networkComesBack();
    program.clock.advance(1min);
    // Each look may prompt the person.
    QCOMPARE(program.store.reads, reads);
}

void tst_Recovery::networkThatIsNotBackForLong()
{
    Program program;
    Session *const session = program.addAccounts(1, 2min).constFirst();
    program.unplug();
    program.clock.advance(1h);
    program.networkComesBack();
    program.clock.advance(1min);
    QCOMPARE(session->state(), Session::State::Offline);
    // Once soon, and then ever more rarely: after 5, 10 and 20 seconds, give or take.
    QVERIFY2(program.requestTimes().size() >= 3, "the first tries come soon after one another");
    QVERIFY(program.requestTimes().size() <= 5);
}

void tst_Recovery::sleep_data()
{
    QTest::addColumn<int>("accounts");
    QTest::newRow("one account") << 1;
    QTest::newRow("ten accounts") << 10;
}

void tst_Recovery::sleep()
{
    QFETCH(int, accounts);
    Program program;
    program.addAccounts(accounts, 2h);
    program.clock.advance(1min);
    program.clock.suspend(8h);
    program.mark();
    program.clock.advance(5min + 10s);
    const QList<milliseconds> times = program.requestTimes();
    QCOMPARE(times.size(), accounts);
    QCOMPARE(program.accountsThatAsked(), accounts);
    QVERIFY2(shortestGap(times) >= 200ms, "all at one instant");
    program.clock.advance(1h);
    QCOMPARE(program.requestTimes().size(), accounts);
}

void tst_Recovery::sleepWithoutAnEnd()
{
    // What still has half of its life is renewed when that has passed, and not as if the timer had
    // gone on in the meantime.
    Program program;
    program.addAccounts(1, 2h);
    program.clock.advance(1min);
    program.clock.suspend(1h);
    program.mark();
    program.clock.advance(40min);
    QCOMPARE(program.requestTimes().size(), 0);
    program.clock.advance(18min);
    QCOMPARE(program.requestTimes().size(), 1);
}

void tst_Recovery::namesAreNotFoundAfterWaking()
{
    Program program;
    Session *const session = program.addAccounts(1, 2h).constFirst();
    program.unplug();
    program.clock.advance(4h);
    QCOMPARE(session->state(), Session::State::Offline);
    program.clock.suspend(8h);
    program.mark();
    while (program.requestTimes().isEmpty())
        program.clock.advance(1s);
    program.plugIn();
    program.mark();
    program.clock.advance(7s);
    // The failures of the evening do not count in the morning.
    QCOMPARE(program.requestTimes().size(), 1);
    QCOMPARE(session->state(), Session::State::Active);
}

void tst_Recovery::stoppedProgram()
{
    Program program;
    program.addAccounts(10, 2h);
    program.clock.advance(1min);
    program.clock.stop(4h);
    program.mark();
    program.clock.advance(10s);
    const QList<milliseconds> times = program.requestTimes();
    QCOMPARE(times.size(), 10);
    QCOMPARE(program.accountsThatAsked(), 10);
    QVERIFY2(shortestGap(times) >= 200ms, "all at one instant");
}

void tst_Recovery::clockSet_data()
{
    QTest::addColumn<int>("hours");
    QTest::addColumn<int>("refreshes");
    QTest::newRow("forth, past the tokens' ends") << 3 << 10;
    QTest::newRow("back") << -3 << 0;
    QTest::newRow("back by a year") << -24 * 365 << 0;
}

void tst_Recovery::clockSet()
{
    QFETCH(int, hours);
    QFETCH(int, refreshes);
    Program program;
    program.addAccounts(10, 2h);
    program.clock.advance(1min);
    program.mark();
    program.clock.setWallClock(program.clock.wallClock().addSecs(hours * 3600));
    program.clock.advance(30min);
    QCOMPARE(program.requestTimes().size(), refreshes);
    QVERIFY(shortestGap(program.requestTimes()) >= 200ms);
    QVERIFY(program.areAll(Session::State::Active));
    // And set right again.
    program.clock.setWallClock(program.clock.wallClock().addSecs(-hours * 3600));
    program.clock.advance(30min);
    QCOMPARE(program.requestTimes().size(), refreshes);
}

void tst_Recovery::watchesOnlyWhatIsNeeded()
{
    Program program;
    program.accounts->setKeepsFresh(false);
    program.addAccounts(2, 2h);
    auto *watch = program.accounts->findChild<NetworkWatch *>();
    QVERIFY(watch);
    QVERIFY(!watch->isStarted());
    QCOMPARE(program.clock.pendingCalls(), 0);
    program.accounts->setKeepsFresh(true);
    QVERIFY(watch->isStarted());
    program.clock.advance(10s);
    // One call for each account, and one for all.
    QCOMPARE(program.clock.pendingCalls(), 3);
    program.answer(ScriptedAnswer::json(400, R"({"error":"invalid_grant"})"));
    program.clock.advance(3h);
    QVERIFY(program.areAll(Session::State::NeedsSignIn));
    QVERIFY(!watch->isStarted());
    QCOMPARE(program.clock.pendingCalls(), 0);
}

QTEST_GUILESS_MAIN(tst_Recovery)
#include "tst_recovery.moc"
