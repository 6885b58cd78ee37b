// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include <latchkey/memorystore.h>

#include "virtualscheduler.h"

#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

using namespace Latchkey;

class tst_MemoryStore : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void keepsUntilRemoved();
    void answersLaterAndOnce();
    void forgetsCallersThatDied();
    void storesDoNotShare();
};

void tst_MemoryStore::keepsUntilRemoved()
{
    MemoryStore store;
    SecretStore::ReadResult seen;
    const auto read = [&] {
        store.read(QStringLiteral("k"), this, [&](const auto &result) { seen = result; });
        VirtualScheduler::settle();
    };
    read();
    QVERIFY(!seen.found && !seen.error.isError());
    store.write(QStringLiteral("k"), QByteArray("a\0b", 3), this, [](const Error &) {});
    read();
    QVERIFY(seen.found);
    QCOMPARE(seen.value, QByteArray("a\0b", 3));
    store.remove(QStringLiteral("k"), this, [](const Error &) {});
    read();
    QVERIFY(!seen.found);
    QVERIFY(!store.isPersistent());
}

void tst_MemoryStore::answersLaterAndOnce()
{
    MemoryStore store;
    int answers = 0;
    store.write(QStringLiteral("k"), "v", this, [&](const Error &) { ++answers; });
    store.remove(QStringLiteral("other"), this, [&](const Error &error) {
        ++answers;
        QVERIFY(!error.isError());
    });
    QCOMPARE(answers, 0);
    VirtualScheduler::settle();
    QCOMPARE(answers, 2);
}

void tst_MemoryStore::forgetsCallersThatDied()
{
    MemoryStore store;
    auto caller = std::make_unique<QObject>();
    store.read(QStringLiteral("k"), caller.get(), [](const auto &) { QFAIL("nobody asked"); });
    caller.reset();
    VirtualScheduler::settle();
}

void tst_MemoryStore::storesDoNotShare()
{
    MemoryStore one;
    MemoryStore other;
    one.write(QStringLiteral("k"), "v", this, [](const Error &) {});
    bool found = true;
    other.read(QStringLiteral("k"), this, [&](const auto &result) { found = result.found; });
    VirtualScheduler::settle();
    QVERIFY(!found);
}

QTEST_GUILESS_MAIN(tst_MemoryStore)
#include "tst_memorystore.moc"
