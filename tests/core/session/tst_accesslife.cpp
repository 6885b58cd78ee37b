// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "virtualscheduler.h"

#include "session/accesslife.h"

#include <QtTest/QTest>

using namespace Latchkey;
using namespace std::chrono_literals;

/// How long a token is good, whatever happens to the clocks.
class tst_AccessLife : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void ofNothing();
    void withoutAnEnd();
    void left_data();
    void left();
    void isFreshUntilItsEndIsNear_data();
    void isFreshUntilItsEndIsNear();
    void wantedForLonger_data();
    void wantedForLonger();
    void lifeless_data();
    void lifeless();
    void asleep();
    void clockSetAfterwards_data();
    void clockSetAfterwards();
    void clockSetBefore_data();
    void clockSetBefore();
    void grantUnknown();
    void untilRefresh_data();
    void untilRefresh();

private:
    /// As it is found \a age after its grant.
    AccessLife life(std::chrono::seconds total, std::chrono::seconds age = 0s) const
    {
        const QDateTime granted = m_clock.wallClock().addSecs(-age.count());
        return {granted, granted.addSecs(total.count()), m_clock};
    }

    VirtualScheduler m_clock;
};

void tst_AccessLife::ofNothing()
{
    const AccessLife life;
    QVERIFY(!life.hasEnd());
    QCOMPARE(life.total(), 0ms);
}

void tst_AccessLife::withoutAnEnd()
{
    const AccessLife life(m_clock.wallClock(), QDateTime(), m_clock);
    QVERIFY(!life.hasEnd());
    m_clock.advance(24h * 365);
    QVERIFY(life.left(m_clock) > 24h * 365);
    QVERIFY(life.isGood(m_clock, 24h));
    QVERIFY(life.isFresh(m_clock, 24h));
    QVERIFY(life.untilRefresh(m_clock, 1) > 24h);
    // The clock being wrong says nothing of it either.
    m_clock.setWallClock(m_clock.wallClock().addYears(-3));
    QVERIFY(life.isFresh(m_clock, 24h));
    QVERIFY(AccessLife(m_clock.wallClock().addYears(1), QDateTime(), m_clock).isFresh(m_clock, 0s));
}

void tst_AccessLife::left_data()
{
    QTest::addColumn<std::chrono::seconds>("age");
    QTest::addColumn<std::chrono::seconds>("later");
    QTest::addColumn<std::chrono::seconds>("left");
    const auto s = [](int seconds) { return std::chrono::seconds(seconds); };
    QTest::newRow("at its grant") << s(0) << s(0) << s(3600);
    QTest::newRow("half through") << s(0) << s(1800) << s(1800);
    QTest::newRow("a second before its end") << s(0) << s(3599) << s(1);
    QTest::newRow("at its end") << s(0) << s(3600) << s(0);
    QTest::newRow("after it") << s(0) << s(360'000) << s(0);
    QTest::newRow("found in the keychain") << s(1000) << s(600) << s(2000);
    QTest::newRow("found after its end") << s(5000) << s(10) << s(0);
}

void tst_AccessLife::left()
{
    QFETCH(std::chrono::seconds, age);
    QFETCH(std::chrono::seconds, later);
    QFETCH(std::chrono::seconds, left);
    const AccessLife life = this->life(1h, age);
    QCOMPARE(life.total(), 1h);
    m_clock.advance(later);
    QCOMPARE(life.left(m_clock), left);
    QCOMPARE(life.isGood(m_clock, 0s), left > 0s);
    QVERIFY(!life.isGood(m_clock, left));
}

void tst_AccessLife::isFreshUntilItsEndIsNear_data()
{
    QTest::addColumn<std::chrono::seconds>("total");
    QTest::addColumn<std::chrono::milliseconds>("lead");
    const auto row = [](const char *name, std::chrono::seconds total,
                        std::chrono::milliseconds lead) { QTest::newRow(name) << total << lead; };
    row("a day: a minute", 24h, 1min);
    row("an hour: a minute", 1h, 1min);
    row("ten minutes: a minute", 10min, 1min);
    row("five minutes: a tenth", 5min, 30s);
    row("a minute: a tenth", 1min, 6s);
    row("ten seconds: a tenth", 10s, 1s);
    row("six seconds: a tenth", 6s, 600ms);
}

void tst_AccessLife::isFreshUntilItsEndIsNear()
{
    QFETCH(std::chrono::seconds, total);
    QFETCH(std::chrono::milliseconds, lead);
    const AccessLife life = this->life(total);
    QVERIFY(life.isFresh(m_clock, 0s));
    m_clock.advance(total - lead - 1ms);
    QVERIFY(life.isFresh(m_clock, 0s));
    m_clock.advance(1ms);
    QVERIFY(!life.isFresh(m_clock, 0s));
    QVERIFY(life.isGood(m_clock, 0s));
}

void tst_AccessLife::wantedForLonger_data()
{
    QTest::addColumn<std::chrono::seconds>("minimum");
    QTest::addColumn<std::chrono::seconds>("age");
    QTest::addColumn<bool>("isGood");
    QTest::addColumn<bool>("isFresh");
    const auto row = [](const char *name, std::chrono::seconds minimum, std::chrono::seconds age,
                        bool isGood, bool isFresh) {
        QTest::newRow(name) << minimum << age << isGood << isFresh;
    };
    row("good for it", 30min, 29min, true, true);
    row("not good for it", 30min, 30min, false, false);
    row("for as long as none lasts, granted just now", 2h, 4s, false, true);
    row("for as long as none lasts, in its first half", 2h, 29min, false, true);
    row("for as long as none lasts, in its second half", 2h, 31min, false, false);
    row("for its whole life", 1h, 4s, false, true);
    row("for nearly its whole life, a while later", 59min, 5min, false, false);
}

void tst_AccessLife::wantedForLonger()
{
    QFETCH(std::chrono::seconds, minimum);
    QFETCH(std::chrono::seconds, age);
    QFETCH(bool, isGood);
    QFETCH(bool, isFresh);
    const AccessLife found = life(1h, age);
    QCOMPARE(found.isGood(m_clock, minimum), isGood);
    QCOMPARE(found.isFresh(m_clock, minimum), isFresh);
    const AccessLife kept = life(1h);
    m_clock.advance(age);
    QCOMPARE(kept.isGood(m_clock, minimum), isGood);
    QCOMPARE(kept.isFresh(m_clock, minimum), isFresh);
}

void tst_AccessLife::lifeless_data()
{
    QTest::addColumn<std::chrono::seconds>("total");
    QTest::newRow("ends as it is granted") << 0s;
    QTest::newRow("has ended when it is granted") << std::chrono::seconds(-1000);
}

/// Nobody would ever be given a token otherwise, and every call would ask for one.
void tst_AccessLife::lifeless()
{
    QFETCH(std::chrono::seconds, total);
    const AccessLife life = this->life(total);
    QVERIFY(life.isGood(m_clock, 0s));
    QVERIFY(life.isFresh(m_clock, 0s));
    QVERIFY(life.isFresh(m_clock, 1h));
    m_clock.advance(4900ms);
    QVERIFY(life.isGood(m_clock, 0s));
    QVERIFY(life.isFresh(m_clock, 0s));
    m_clock.advance(200ms);
    QVERIFY(!life.isGood(m_clock, 0s));
    QVERIFY(!life.isFresh(m_clock, 0s));
    QVERIFY(!this->life(total, 10s).isGood(m_clock, 0s));
}

void tst_AccessLife::asleep()
{
    const AccessLife life = this->life(1h);
    m_clock.advance(10min);
    m_clock.suspend(20min);
    QCOMPARE(life.left(m_clock), 30min);
    m_clock.advance(10min);
    QCOMPARE(life.left(m_clock), 20min);
    m_clock.suspend(8h);
    QCOMPARE(life.left(m_clock), 0ms);
    QVERIFY(!life.isGood(m_clock, 0s));
    QCOMPARE(life.untilRefresh(m_clock, 0.5), 0ms);
}

void tst_AccessLife::clockSetAfterwards_data()
{
    QTest::addColumn<std::chrono::seconds>("by");
    QTest::addColumn<std::chrono::seconds>("left");
    const auto row = [](const char *name, std::chrono::seconds by, std::chrono::seconds left) {
        QTest::newRow(name) << by << left;
    };
    row("back by a day", -24h, 50min);
    row("back by a minute", -1min, 50min);
    row("on by a minute", 1min, 49min);
    row("on by a day", 24h, 0s);
}

/// Whichever clock says less is believed.
void tst_AccessLife::clockSetAfterwards()
{
    QFETCH(std::chrono::seconds, by);
    QFETCH(std::chrono::seconds, left);
    const AccessLife life = this->life(1h);
    m_clock.setWallClock(m_clock.wallClock().addSecs(by.count()));
    m_clock.advance(10min);
    QCOMPARE(life.left(m_clock), left);
    // Not longer than it would have been by the monotonic clock, in any case.
    m_clock.advance(50min);
    QVERIFY(!life.isGood(m_clock, 0s));
}

void tst_AccessLife::clockSetBefore_data()
{
    QTest::addColumn<std::chrono::seconds>("by");
    QTest::addColumn<std::chrono::seconds>("left");
    QTest::addColumn<bool>("isFresh");
    const auto row = [](const char *name, std::chrono::seconds by, std::chrono::seconds left,
                        bool isFresh) { QTest::newRow(name) << by << left << isFresh; };
    // Granted ten minutes ago, by a clock that was right then.
    row("not at all", 0s, 50min, true);
    row("back by less than its age", -5min, 55min, true);
    row("back by as much as its age, and a few seconds", -10min - 30s, 1h, true);
    // Nobody knows its age, so a new one is asked for; it is used where there is none.
    row("back by a day", -24h, 1h, false);
    row("on by half an hour", 30min, 20min, true);
    row("on by a day", 24h, 0s, false);
}

void tst_AccessLife::clockSetBefore()
{
    QFETCH(std::chrono::seconds, by);
    QFETCH(std::chrono::seconds, left);
    QFETCH(bool, isFresh);
    const QDateTime granted = m_clock.wallClock();
    m_clock.advance(10min);
    m_clock.setWallClock(m_clock.wallClock().addSecs(by.count()));
    const AccessLife life(granted, granted.addSecs(3600), m_clock);
    QCOMPARE(life.left(m_clock), left);
    QCOMPARE(life.isFresh(m_clock, 0s), isFresh);
    QCOMPARE(life.isGood(m_clock, 0s), left > 0s);
    // It ends by the monotonic clock, however far back the other one is.
    m_clock.advance(1h);
    QVERIFY(!life.isGood(m_clock, 0s));
}

void tst_AccessLife::grantUnknown()
{
    const AccessLife life(QDateTime(), m_clock.wallClock().addSecs(600), m_clock);
    QCOMPARE(life.total(), 10min);
    QCOMPARE(life.left(m_clock), 10min);
    QVERIFY(life.isFresh(m_clock, 5min));
}

void tst_AccessLife::untilRefresh_data()
{
    QTest::addColumn<std::chrono::seconds>("total");
    QTest::addColumn<std::chrono::milliseconds>("earliest");
    QTest::addColumn<std::chrono::milliseconds>("latest");
    const auto row = [](const char *name, std::chrono::seconds total,
                        std::chrono::milliseconds earliest, std::chrono::milliseconds latest) {
        QTest::newRow(name) << total << earliest << latest;
    };
    row("a day: from 7.5 to 5 minutes ahead", 24h, 24h - 450s, 24h - 5min);
    row("an hour: from 7.5 to 5 minutes ahead", 1h, 1h - 450s, 55min);
    row("ten minutes: from 3 to 2 minutes ahead", 10min, 7min, 8min);
    row("ten seconds: from 3 to 2 seconds ahead", 10s, 7s, 8s);
    row("nothing: at once", 0s, 0ms, 0ms);
}

void tst_AccessLife::untilRefresh()
{
    QFETCH(std::chrono::seconds, total);
    QFETCH(std::chrono::milliseconds, earliest);
    QFETCH(std::chrono::milliseconds, latest);
    const AccessLife life = this->life(total);
    QCOMPARE(life.untilRefresh(m_clock, 0), latest);
    QCOMPARE(life.untilRefresh(m_clock, 1), earliest);
    const auto between = life.untilRefresh(m_clock, 0.5);
    QVERIFY(between >= earliest && between <= latest);
    m_clock.advance(total);
    QCOMPARE(life.untilRefresh(m_clock, 0), 0ms);
}

QTEST_GUILESS_MAIN(tst_AccessLife)
#include "tst_accesslife.moc"
