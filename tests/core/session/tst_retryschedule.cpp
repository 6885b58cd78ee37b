// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "session/retryschedule.h"

#include <QtTest/QTest>

using namespace Latchkey;
using namespace std::chrono_literals;

/// How long to wait after a failure, after another, and after many.
class tst_RetrySchedule : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void grows_data();
    void grows();
    void isSpreadUpwardsOnly();
    void isNeverShorterThanTheServerAsks();
    void beginsAnewAfterSuccess();
    void neverOverflows();
};

void tst_RetrySchedule::grows_data()
{
    using Waits = QList<std::chrono::milliseconds>;
    QTest::addColumn<Error>("error");
    QTest::addColumn<Waits>("waits");
    const Waits soon{5s, 10s, 20s, 40s, 80s, 160s, 5min, 5min};
    const Waits later{1min, 2min, 4min, 8min, 16min, 32min, 1h, 1h};
    const auto error = [](Error::Kind kind) { return Error(kind); };
    QTest::newRow("no network") << error(Error::Kind::Network) << soon;
    QTest::newRow("not secure") << error(Error::Kind::Tls) << soon;
    QTest::newRow("a captive portal") << error(Error::Kind::Protocol) << soon;
    QTest::newRow("another program is busy") << error(Error::Kind::Busy) << soon;
    QTest::newRow("the client id is refused") << error(Error::Kind::Rejected) << later;
    QTest::newRow("the person has denied it") << error(Error::Kind::Denied) << later;
    QTest::newRow("an address is not secure") << error(Error::Kind::InsecureEndpoint) << later;
    QTest::newRow("the disk is full") << error(Error::Kind::StorageFailed) << later;
}

void tst_RetrySchedule::grows()
{
    QFETCH(Error, error);
    QFETCH(QList<std::chrono::milliseconds>, waits);
    RetrySchedule schedule;
    for (const std::chrono::milliseconds wait : waits)
        QCOMPARE(schedule.failed(error, 0), wait);
}

void tst_RetrySchedule::isSpreadUpwardsOnly()
{
    const Error error(Error::Kind::Network);
    QCOMPARE(RetrySchedule().failed(error, 0), 5s);
    QCOMPARE(RetrySchedule().failed(error, 0.5), 5500ms);
    QCOMPARE(RetrySchedule().failed(error, 1), 6s);
}

void tst_RetrySchedule::isNeverShorterThanTheServerAsks()
{
    const Error error = Error(Error::Kind::Network).withRetryAfter(30s);
    RetrySchedule schedule;
    QCOMPARE(schedule.failed(error, 0), 30s);
    QCOMPARE(schedule.failed(error, 1), 36s);
    QCOMPARE(schedule.failed(error, 0), 30s);
    QCOMPARE(schedule.failed(error, 0), 40s);
    QCOMPARE(RetrySchedule().failed(Error(Error::Kind::Network).withRetryAfter(1h), 0), 1h);
}

void tst_RetrySchedule::beginsAnewAfterSuccess()
{
    const Error error(Error::Kind::Network);
    RetrySchedule schedule;
    for (int i = 0; i < 10; ++i)
        schedule.failed(error, 0);
    schedule.succeeded();
    QCOMPARE(schedule.failed(error, 0), 5s);
}

void tst_RetrySchedule::neverOverflows()
{
    RetrySchedule schedule;
    for (int i = 0; i < 100'000; ++i)
        schedule.failed(Error(Error::Kind::Network), 0);
    QCOMPARE(schedule.failed(Error(Error::Kind::Network), 0), 5min);
    QCOMPARE(schedule.failed(Error(Error::Kind::Rejected), 0), 1h);
}

QTEST_GUILESS_MAIN(tst_RetrySchedule)
#include "tst_retryschedule.moc"
