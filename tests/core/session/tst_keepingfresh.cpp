// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "accountsfixture.h"

#include <QtCore/QLocale>
#include <QtCore/QRegularExpression>
#include <QtCore/QSet>
#include <QtTest/QTest>

using namespace Latchkey;
using namespace std::chrono_literals;
using Program = AccountsFixture::Program;

namespace {

const QString accessToken = QStringLiteral("secret-access-2");

/// A program that runs on, with one account loaded.
struct Running : OneAccount
{
    explicit Running(const QJsonObject &more = {}, Program program = Program::RunsOn)
        : OneAccount(program)
    {
        network.answer(tokenUrl, grant(accessToken, QString(), more));
        load(*session);
    }

    qsizetype count() const { return refreshes().size(); }
};

QJsonObject expiresIn(const QJsonValue &seconds)
{
    return {{QStringLiteral("expires_in"), seconds}};
}

} // namespace

/// A program that runs on renews its tokens ahead of their end, and never more often than it has
/// to.
class tst_KeepingFresh : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void aheadOfTheEnd();
    void notAllAtOneMoment();
    void forADay();
    void twoProgramsForADay();
    void notWhereItIsNotWanted();
    void wantedLater();
    void notWithoutARefreshToken();
    void notWithoutAnEnd();
    void forThisRunToo();
    void afterSleep();
    void afterSleepSoonerWhereAsked();
    void asleepAndAwakeForAWeek();
    void noStorm_data();
    void noStorm();
    void clockThatIsSet_data();
    void clockThatIsSet();
    void clockThatIsNeverRight();
    void serversClock();
};

void tst_KeepingFresh::aheadOfTheEnd()
{
    for (int round = 0; round < 10; ++round) {
        Running one;
        QList<Session::State> states;
        QObject::connect(one.session, &Session::changed, this,
                         [&] { states.append(one.session->state()); });
        one.clock.advance(3600s - 451s);
        QCOMPARE(one.count(), 0);
        one.clock.advance(152s);
        QCOMPARE(one.count(), 1);
        const QList<Session::State> expected{Session::State::Refreshing, Session::State::Active};
        QCOMPARE(states, expected);
        QCOMPARE(one.token(*one.session).accessToken, accessToken);
        QCOMPARE(one.count(), 1);
    }
}

/// Thirty accounts, signed in to at one moment.
void tst_KeepingFresh::notAllAtOneMoment()
{
    AccountsFixture fixture;
    const auto accounts = fixture.process();
    fixture.network.answer(fixture.tokenUrl, fixture.grant(accessToken, QString()));
    for (int i = 0; i < 30; ++i) {
        accounts->addForThisRun(fixture.signIn(QString::number(i), QStringLiteral("a@b.example")),
                                QString::number(i));
    }
    fixture.clock.advance(3600s - 451s);
    QCOMPARE(fixture.refreshes().size(), 0);
    fixture.clock.advance(152s);
    QCOMPARE(fixture.refreshes().size(), 30);
    QSet<qint64> seconds;
    for (const SentRequest &request : fixture.refreshes())
        seconds.insert(request.at.count() / 1000);
    QVERIFY2(seconds.size() > 10, qPrintable(QString::number(seconds.size())));
}

void tst_KeepingFresh::forADay()
{
    Running one;
    for (int minute = 0; minute < 24 * 60; ++minute) {
        one.clock.advance(1min);
        QCOMPARE(one.session->state(), Session::State::Active);
        QVERIFY(one.clock.wallClock().secsTo(one.session->expiresAt()) > 290);
    }
    // From every 52.5 to every 55 minutes.
    QVERIFY2(one.count() >= 26 && one.count() <= 28, qPrintable(QString::number(one.count())));
}

/// Whoever is first refreshes for both.
void tst_KeepingFresh::twoProgramsForADay()
{
    Running one;
    // The two tell old tokens from new ones, so that the provider has to, too.
    one.network.forget(one.tokenUrl);
    for (int i = 2; i < 60; ++i) {
        one.network.answer(one.tokenUrl,
                           one.grant(QStringLiteral("secret-access-%1").arg(i),
                                     QStringLiteral("secret-refresh-%1").arg(i)));
    }
    const auto other = one.process();
    other->restore();
    Session *const there = other->sessions().constFirst();
    one.load(*there);
    for (int minute = 0; minute < 24 * 60; ++minute) {
        one.clock.advance(1min);
        QCOMPARE(one.session->state(), Session::State::Active);
        QCOMPARE(there->state(), Session::State::Active);
    }
    QVERIFY2(one.count() >= 26 && one.count() <= 28, qPrintable(QString::number(one.count())));
    // No refresh token was ever sent twice.
    QSet<QString> sent;
    for (const SentRequest &request : one.refreshes())
        sent.insert(request.form.value(QStringLiteral("refresh_token")));
    QCOMPARE(sent.size(), one.count());
    // The day may end where one has refreshed, and the other is about to take what it got.
    if (one.token(*one.session).accessToken != one.token(*there).accessToken)
        one.clock.advance(3min);
    QCOMPARE(one.token(*one.session).accessToken, one.token(*there).accessToken);
    QCOMPARE(one.count(), sent.size());
}

void tst_KeepingFresh::notWhereItIsNotWanted()
{
    Running one({}, Program::IsShort);
    one.token(*one.session);
    one.clock.advance(24h);
    QCOMPARE(one.count(), 0);
    QCOMPARE(one.clock.pendingCalls(), 0);
}

void tst_KeepingFresh::wantedLater()
{
    Running one({}, Program::IsShort);
    one.clock.advance(30min);
    one.accounts->setKeepsFresh(true);
    one.clock.advance(26min);
    QCOMPARE(one.count(), 1);
    one.accounts->setKeepsFresh(false);
    one.clock.advance(24h);
    QCOMPARE(one.count(), 1);
    one.accounts->setKeepsFresh(true);
    one.clock.advance(1s);
    QCOMPARE(one.count(), 2);
}

void tst_KeepingFresh::notWithoutARefreshToken()
{
    SignInResult result = AccountsFixture().mara();
    result.tokens.setRefreshToken(QString());
    OneAccount one(result, Program::RunsOn);
    one.load(*one.session);
    one.clock.advance(59min);
    QCOMPARE(one.session->state(), Session::State::Active);
    one.accounts->retryNow();
    one.clock.advance(24h);
    QCOMPARE(one.session->state(), Session::State::NeedsSignIn);
    QCOMPARE(one.network.sent().size(), 0);
    QCOMPARE(one.clock.pendingCalls(), 0);
}

void tst_KeepingFresh::notWithoutAnEnd()
{
    SignInResult result = AccountsFixture().mara();
    result.tokens.setExpiresAt(QDateTime());
    OneAccount one(result, Program::RunsOn);
    one.load(*one.session);
    one.clock.advance(24h * 30);
    QCOMPARE(one.network.sent().size(), 0);
    QCOMPARE(one.session->state(), Session::State::Active);
}

void tst_KeepingFresh::forThisRunToo()
{
    AccountsFixture fixture;
    const auto accounts = fixture.process();
    fixture.network.answer(fixture.tokenUrl,
                           fixture.grant(accessToken, QStringLiteral("secret-refresh-2")));
    Session *const session = accounts->addForThisRun(fixture.mara(), QString());
    fixture.clock.advance(56min);
    QCOMPARE(fixture.refreshes().size(), 1);
    QCOMPARE(fixture.token(*session).accessToken, accessToken);
    QVERIFY(fixture.store.items.isEmpty());
    QVERIFY(!QFile::exists(fixture.lockPath()));
    QCOMPARE(fixture.refresh(*session).accessToken, accessToken);
    QCOMPARE(fixture.refreshes().constLast().form.value(QStringLiteral("refresh_token")),
             QStringLiteral("secret-refresh-2"));
}

void tst_KeepingFresh::afterSleep()
{
    Running one;
    one.clock.advance(10min);
    one.clock.suspend(8h);
    // A nap of five minutes, and a moment for the network to come back.
    one.clock.advance(5min + 5s);
    QCOMPARE(one.count(), 1);
    QCOMPARE(one.session->state(), Session::State::Active);
    QVERIFY(one.clock.wallClock().secsTo(one.session->expiresAt()) > 3200);
    one.clock.advance(45min);
    QCOMPARE(one.count(), 1);
}

void tst_KeepingFresh::afterSleepSoonerWhereAsked()
{
    Running one;
    one.clock.advance(11min);
    one.clock.suspend(8h);
    QCOMPARE(one.token(*one.session).accessToken, accessToken);
    QCOMPARE(one.count(), 1);
    one.clock.advance(1min);
    one.clock.suspend(8h);
    one.accounts->retryNow();
    one.clock.advance(5s);
    QCOMPARE(one.count(), 2);
    one.accounts->retryNow();
    one.clock.advance(10min);
    QCOMPARE(one.count(), 2);
}

void tst_KeepingFresh::asleepAndAwakeForAWeek()
{
    Running one;
    for (int day = 0; day < 7; ++day) {
        // A lid that is opened and closed.
        for (int i = 0; i < 20; ++i) {
            one.clock.advance(3min);
            one.clock.suspend(20min);
        }
        one.clock.suspend(16h);
    }
    // Every time that it was awake for long enough to see that the token is about to end.
    QVERIFY2(one.count() <= 7 * 9, qPrintable(QString::number(one.count())));
    one.clock.advance(6min);
    QCOMPARE(one.session->state(), Session::State::Active);
    QVERIFY(one.clock.wallClock() < one.session->expiresAt());
}

void tst_KeepingFresh::noStorm_data()
{
    QTest::addColumn<QJsonObject>("more");
    QTest::addColumn<int>("most");
    // Twice a minute, whatever a server says.
    QTest::newRow("good for nothing") << expiresIn(0) << 121;
    QTest::newRow("good for less than nothing") << expiresIn(-5) << 121;
    QTest::newRow("good for a second") << expiresIn(1) << 121;
    QTest::newRow("good for ten seconds") << expiresIn(10) << 121;
    QTest::newRow("good for two minutes") << expiresIn(120) << 45;
    QTest::newRow("ended long ago by the server's clock")
        << QJsonObject{{QStringLiteral("expires_at"), 1'700'000'000}} << 2;
    QTest::newRow("ended long ago, and nothing else is said")
        << QJsonObject{{QStringLiteral("expires_at"), 1'700'000'000},
                       {QStringLiteral("expires_in"), QJsonValue::Null}}
        << 121;
    QTest::newRow("good for longer than can be counted") << expiresIn(9e15) << 1;
    QTest::newRow("nothing is said") << expiresIn(QJsonValue::Null) << 1;
}

void tst_KeepingFresh::noStorm()
{
    QFETCH(QJsonObject, more);
    QFETCH(int, most);
    Running one(more);
    one.clock.advance(56min);
    const qsizetype before = one.count();
    QVERIFY(before >= 1);
    one.clock.advance(1h);
    QVERIFY2(one.count() - before <= most, qPrintable(QString::number(one.count() - before)));
    QCOMPARE(one.session->state(), Session::State::Active);
    QCOMPARE(one.token(*one.session).accessToken, accessToken);
}

void tst_KeepingFresh::clockThatIsSet_data()
{
    QTest::addColumn<int>("days");
    QTest::addColumn<int>("requests");
    QTest::newRow("back by a day") << -1 << 0;
    QTest::newRow("back by years") << -1000 << 0;
    // It cannot be told from sleep.
    QTest::newRow("on by a day") << 1 << 1;
    QTest::newRow("on by years") << 1000 << 1;
}

void tst_KeepingFresh::clockThatIsSet()
{
    QFETCH(int, days);
    QFETCH(int, requests);
    Running one;
    one.clock.advance(10min);
    one.clock.setWallClock(one.clock.wallClock().addDays(days));
    one.clock.advance(30min);
    QCOMPARE(one.count(), requests);
    QCOMPARE(one.token(*one.session).error.kind(), Error::Kind::None);
    QCOMPARE(one.count(), requests);
    one.clock.advance(3h);
    QVERIFY2(one.count() >= 3 && one.count() <= 5, qPrintable(QString::number(one.count())));
    // Another program, which finds in the keychain what was granted before, does not storm either.
    const auto other = one.process();
    other->restore();
    Session *const there = other->sessions().constFirst();
    const qsizetype before = one.count();
    for (int i = 0; i < 20; ++i)
        QCOMPARE(one.token(*there).error.kind(), Error::Kind::None);
    QVERIFY(one.count() - before <= 1);
}

/// A clock battery that is empty, and a time server that is there now and then.
void tst_KeepingFresh::clockThatIsNeverRight()
{
    Running one;
    for (int i = 0; i < 18; ++i) {
        one.clock.setWallClock(one.clock.wallClock().addDays(i % 2 == 0 ? 300 : -300));
        one.clock.advance(10min);
        QCOMPARE(one.token(*one.session).error.kind(), Error::Kind::None);
    }
    QVERIFY2(one.count() <= 18, qPrintable(QString::number(one.count())));
}

/// This computer's clock is a day behind, and the provider's expires_at is by the provider's.
void tst_KeepingFresh::serversClock()
{
    Running one;
    const QDateTime serverTime = one.clock.wallClock().addDays(1).addSecs(3000);
    ScriptedAnswer answer =
        one.grant(accessToken, QString(),
                  {{QStringLiteral("expires_in"), QJsonValue::Null},
                   {QStringLiteral("expires_at"), serverTime.toSecsSinceEpoch() + 3600}});
    answer.headers.insert(
        "Date",
        QLocale::c().toString(serverTime, QStringLiteral("ddd, dd MMM yyyy HH:mm:ss")).toLatin1()
            + " GMT");
    one.network.forget(one.tokenUrl);
    one.network.answer(one.tokenUrl, answer);
    one.refresh(*one.session);
    QCOMPARE(one.clock.wallClock().secsTo(one.session->expiresAt()), 3599);
}

QTEST_GUILESS_MAIN(tst_KeepingFresh)
#include "tst_keepingfresh.moc"
