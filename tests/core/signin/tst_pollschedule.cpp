// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "signin/pollschedule.h"

#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

using namespace Latchkey;
using std::chrono::seconds;

/// RFC 8628 §3.5 as arithmetic.
class tst_PollSchedule : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }
    void waits_data();
    void waits();
};

void tst_PollSchedule::waits_data()
{
    // Each step is an answer: p pending, s slow_down, f no usable answer; a number after s is the
    // server's interval, after f its Retry-After.
    QTest::addColumn<int>("interval");
    QTest::addColumn<QString>("answers");
    QTest::addColumn<int>("untilExpiry");
    QTest::addColumn<int>("expected");

    QTest::newRow("first poll waits one interval") << 5 << QString() << 900 << 5;
    QTest::newRow("pending keeps the interval") << 7 << QStringLiteral("p p p") << 900 << 7;
    QTest::newRow("slow_down adds five seconds") << 5 << QStringLiteral("s") << 900 << 10;
    QTest::newRow("slow_down twice adds ten seconds") << 5 << QStringLiteral("s s") << 900 << 15;
    QTest::newRow("slow_down is for good") << 5 << QStringLiteral("s p p") << 900 << 10;
    QTest::newRow("a larger interval with slow_down wins")
        << 5 << QStringLiteral("s30") << 900 << 30;
    QTest::newRow("a smaller interval with slow_down does not")
        << 5 << QStringLiteral("s6") << 900 << 10;
    QTest::newRow("a failure doubles") << 5 << QStringLiteral("f") << 900 << 10;
    QTest::newRow("failures double each time") << 5 << QStringLiteral("f f f") << 900 << 40;
    QTest::newRow("doubling ends at a minute") << 5 << QStringLiteral("f f f f f f") << 900 << 60;
    QTest::newRow("an interval over a minute is never shortened")
        << 90 << QStringLiteral("f") << 900 << 90;
    QTest::newRow("an answer undoes doubling") << 5 << QStringLiteral("f f p") << 900 << 5;
    QTest::newRow("an answer keeps what slow_down added")
        << 5 << QStringLiteral("s f p") << 900 << 10;
    QTest::newRow("Retry-After is waited for") << 5 << QStringLiteral("f120") << 900 << 120;
    QTest::newRow("a short Retry-After does not hurry") << 5 << QStringLiteral("f1") << 900 << 10;
    QTest::newRow("doubling does not lead past expiry") << 5 << QStringLiteral("f f f") << 20 << 19;
    QTest::newRow("expiry never makes it faster than the interval")
        << 5 << QStringLiteral("f f f") << 3 << 5;
}

void tst_PollSchedule::waits()
{
    QFETCH(int, interval);
    QFETCH(QString, answers);
    QFETCH(int, untilExpiry);
    QFETCH(int, expected);

    PollSchedule schedule{seconds(interval)};
    for (const QString &answer : answers.split(u' ', Qt::SkipEmptyParts)) {
        const seconds number(answer.mid(1).toInt());
        if (answer.startsWith(u'p')) {
            schedule.answered();
        } else if (answer.startsWith(u's')) {
            schedule.answered();
            schedule.slowDown(number);
        } else {
            schedule.failed(number);
        }
    }
    QCOMPARE(schedule.nextDelay(seconds(untilExpiry)).count(), expected);
}

QTEST_GUILESS_MAIN(tst_PollSchedule)
#include "tst_pollschedule.moc"
