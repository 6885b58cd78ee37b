// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "accountsfixture.h"

#include <QtCore/QFile>
#include <QtCore/QLockFile>
#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

using namespace Latchkey;
using namespace std::chrono_literals;

/// How a finished sign-in is stored, all of it or nothing.
class tst_AccountStoring : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void nothingIsListedWhereTheKeychainFails_data();
    void nothingIsListedWhereTheKeychainFails();
    void listLockedByAnotherIsWaitedFor();
    void listLockedTooLongIsTold();
    void callerMayDie();
};

void tst_AccountStoring::nothingIsListedWhereTheKeychainFails_data()
{
    QTest::addColumn<int>("change");
    QTest::newRow("making room") << 0;
    QTest::newRow("at the first item") << 1;
    QTest::newRow("at the second item") << 2;
}

void tst_AccountStoring::nothingIsListedWhereTheKeychainFails()
{
    QFETCH(int, change);
    AccountsFixture fixture;
    fixture.store.failChange(change);
    const auto accounts = fixture.process();
    const Accounts::AddResult added = fixture.add(*accounts, fixture.mara());
    QCOMPARE(added.error.kind(), Error::Kind::KeychainDenied);
    QVERIFY(!added.session);
    QCOMPARE(accounts->count(), 0);
    QVERIFY(!QFile::exists(fixture.indexPath()));
    QVERIFY(fixture.store.items.isEmpty());
}

void tst_AccountStoring::listLockedByAnotherIsWaitedFor()
{
    AccountsFixture fixture;
    fixture.writeIndex("{\"version\":1,\"accounts\":[]}");
    QLockFile other(fixture.indexPath() + QStringLiteral(".lock"));
    QVERIFY(other.lock());
    const auto accounts = fixture.process();
    std::optional<Accounts::AddResult> added;
    accounts->add(fixture.mara(), QString(), this, [&](const auto &answer) { added = answer; });
    fixture.clock.advance(5s);
    QVERIFY(!added);
    other.unlock();
    fixture.clock.advance(1s);
    QVERIFY(added && added->session);
}

void tst_AccountStoring::listLockedTooLongIsTold()
{
    AccountsFixture fixture;
    fixture.writeIndex("{\"version\":1,\"accounts\":[]}");
    QLockFile other(fixture.indexPath() + QStringLiteral(".lock"));
    QVERIFY(other.lock());
    const auto accounts = fixture.process();
    std::optional<Accounts::AddResult> added;
    accounts->add(fixture.mara(), QString(), this, [&](const auto &answer) { added = answer; });
    fixture.clock.advance(11s);
    QVERIFY(added);
    QCOMPARE(added->error.kind(), Error::Kind::Busy);
    QVERIFY(fixture.store.items.isEmpty());
}

void tst_AccountStoring::callerMayDie()
{
    AccountsFixture fixture;
    const auto accounts = fixture.process();
    auto caller = std::make_unique<QObject>();
    accounts->add(fixture.mara(), QString(), caller.get(),
                  [](const auto &) { QFAIL("nobody asked"); });
    caller.reset();
    fixture.clock.advance(1s);
    QCOMPARE(accounts->count(), 1);
}

QTEST_GUILESS_MAIN(tst_AccountStoring)
#include "tst_accountstoring.moc"
