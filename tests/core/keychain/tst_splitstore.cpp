// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "keychain/splitstore.h"

#include "steppedstore.h"
#include "virtualscheduler.h"

#include <latchkey/keychainstore.h>
#include <latchkey/memorystore.h>

#include <QtCore/QRegularExpression>
#include <QtCore/QUuid>
#include <QtTest/QTest>

#include <optional>

using namespace Latchkey;

namespace {

constexpr qsizetype limit = SplitStore::smallestLimit;
const QString key = QStringLiteral("demo/mara/session");
using Fault = SteppedStore::Fault;

/// JSON of some size, different in every part for every \a name.
QByteArray json(char name, qsizetype size)
{
    QByteArray value = "{\"token\":\"";
    for (int i = 0; value.size() < size - 2; ++i)
        value += static_cast<char>(i % limit == 0 ? name : name + i % 7);
    return value + "\"}";
}

/// A value before and after; empty is none.
struct Change
{
    QByteArray before;
    QByteArray after;
};

/// What one process does with the value.
class Process
{
public:
    explicit Process(Disk *disk) : store(disk, limit), split(&store) { }

    void change(const QByteArray &value)
    {
        const auto done = [this](const Error &result) { error = result; };
        if (value.isEmpty())
            split.remove(key, &caller, done);
        else
            split.write(key, value, &caller, done);
    }
    void read()
    {
        split.read(key, &caller, [this](const auto &result) { item = result; });
    }

    SteppedStore store;
    SplitStore split;
    QObject caller;
    std::optional<Error> error;
    std::optional<SecretStore::ReadResult> item;
};

void put(Disk *disk, const QByteArray &value)
{
    Process process(disk);
    process.change(value);
    process.store.run();
    QVERIFY(process.error && !process.error->isError());
}

/// What a process that starts now finds; nothing where that is an error.
std::optional<QByteArray> valueOn(Disk *disk)
{
    Process process(disk);
    process.read();
    process.store.run();
    if (!process.item || process.item->error.isError())
        return {};
    return process.item->value;
}

} // namespace

class tst_SplitStore : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }
    void cleanup() { VirtualScheduler::settle(); }

    void smallValuesAreStoredAsTheyAre();
    void keepsEverySize_data();
    void keepsEverySize();
    void boundsTheWhole();
    void refusesWhatLooksLikeAHead();
    void everyFaultLeavesOldOrNew_data();
    void everyFaultLeavesOldOrNew();
    void leavesNothingBehind_data() { everyFaultLeavesOldOrNew_data(); }
    void leavesNothingBehind();
    void readersSeeOldOrNew_data() { everyFaultLeavesOldOrNew_data(); }
    void readersSeeOldOrNew();
    void readersGiveUpOnAWriterWithoutEnd();
    void damageIsToldAndLeftAlone_data();
    void damageIsToldAndLeftAlone();
    void damageCanBeWrittenOver();
    void answersInTheOrderOfRequests();
    void callersMayDie();
    void mayBeDestroyedMidway();
    void mayBeDestroyedByItsCaller();
    void withoutALimitAddsNoRequest();
    void withoutALimitReadsWhatWasSplit();
    void realKeyring();
};

void tst_SplitStore::smallValuesAreStoredAsTheyAre()
{
    Disk disk;
    put(&disk, json('a', limit));
    QCOMPARE(disk, Disk({{key, json('a', limit)}}));
    // As an earlier version has left it.
    disk.insert(key, R"({"version":1})");
    QCOMPARE(valueOn(&disk), QByteArray(R"({"version":1})"));
}

void tst_SplitStore::keepsEverySize_data()
{
    QTest::addColumn<qsizetype>("size");
    QTest::newRow("as much as an item holds") << limit;
    QTest::newRow("a byte more") << limit + 1;
    QTest::newRow("two full parts") << 2 * limit;
    QTest::newRow("a byte in the third") << 2 * limit + 1;
    QTest::newRow("as much as can be kept") << SplitStore::largestTotal;
}

void tst_SplitStore::keepsEverySize()
{
    QFETCH(qsizetype, size);
    Disk disk;
    put(&disk, json('a', size));
    for (const QByteArray &item : std::as_const(disk))
        QVERIFY(item.size() <= limit);
    QCOMPARE(valueOn(&disk), json('a', size));
    QCOMPARE(disk.size(), size <= limit ? 1 : 1 + (size + limit - 1) / limit);
    put(&disk, {});
    QCOMPARE(disk, Disk());
}

void tst_SplitStore::boundsTheWhole()
{
    Disk disk;
    Process process(&disk);
    process.change(json('a', SplitStore::largestTotal + 1));
    QVERIFY(!process.error);
    process.store.run();
    VirtualScheduler::settle();
    QVERIFY(process.error);
    QCOMPARE(process.error->kind(), Error::Kind::KeychainFailed);
    QCOMPARE(process.error->detail(),
             QStringLiteral("the value has 262145 bytes, and 262144 can be kept"));
    QCOMPARE(disk, Disk());
    QCOMPARE(process.split.largestValue(), SplitStore::largestTotal);
    QVERIFY(process.split.isPersistent());
}

void tst_SplitStore::refusesWhatLooksLikeAHead()
{
    Disk disk;
    Process process(&disk);
    process.change("latchkey-parts 1 1 a 1 1 00");
    VirtualScheduler::settle();
    process.store.run();
    QVERIFY(process.error);
    QCOMPARE(process.error->kind(), Error::Kind::Usage);
    QCOMPARE(disk, Disk());
}

void tst_SplitStore::everyFaultLeavesOldOrNew_data()
{
    QTest::addColumn<Change>("change");
    const QByteArray small = json('s', 100);
    QTest::newRow("nothing to small") << Change{{}, small};
    QTest::newRow("nothing to large") << Change{{}, json('b', 3 * limit)};
    QTest::newRow("small to large") << Change{small, json('b', 3 * limit)};
    QTest::newRow("large to as large") << Change{json('a', 3 * limit), json('b', 3 * limit)};
    QTest::newRow("large to larger") << Change{json('a', 2 * limit), json('b', 4 * limit)};
    QTest::newRow("large to less large") << Change{json('a', 4 * limit), json('b', 2 * limit)};
    QTest::newRow("large to the same") << Change{json('a', 3 * limit), json('a', 3 * limit)};
    QTest::newRow("large to small") << Change{json('a', 4 * limit), small};
    QTest::newRow("large to nothing") << Change{json('a', 4 * limit), {}};
    QTest::newRow("small to nothing") << Change{small, {}};
}

void tst_SplitStore::everyFaultLeavesOldOrNew()
{
    QFETCH(Change, change);
    for (const Fault fault :
         {Fault::Refused, Fault::DoneAndRefused, Fault::CrashBefore, Fault::CrashAfter}) {
        bool reached = true;
        for (int at = 0; reached; ++at) {
            Disk disk;
            if (!change.before.isEmpty())
                put(&disk, change.before);
            Process process(&disk);
            process.store.failAt(at, fault);
            process.change(change.after);
            process.store.run();
            reached = process.store.requests() > at;

            const auto found = valueOn(&disk);
            const QByteArray where = "fault at request " + QByteArray::number(at);
            QVERIFY2(found == change.before || found == change.after, where);
            QCOMPARE(process.error.has_value(), !process.store.hasCrashed());
            if (process.error && !process.error->isError())
                QVERIFY2(found == change.after, where);
            if (process.error && process.error->isError()) {
                QCOMPARE(process.error->kind(), Error::Kind::KeychainLocked);
                // Only a removal may have come to pass, and one that was reported wrongly.
                if (fault == Fault::Refused && !change.after.isEmpty())
                    QVERIFY2(found == change.before, where);
            }
            if (!reached)
                QVERIFY2(found == change.after, where);

            // Whatever was left, the next writes are whole, and clean up after all before.
            put(&disk, json('c', 2 * limit));
            QCOMPARE(valueOn(&disk), json('c', 2 * limit));
            QCOMPARE(disk.size(), 3);
            put(&disk, json('d', 50));
            QCOMPARE(disk, Disk({{key, json('d', 50)}}));
        }
    }
}

void tst_SplitStore::leavesNothingBehind()
{
    QFETCH(Change, change);
    Disk disk;
    if (!change.before.isEmpty())
        put(&disk, change.before);
    put(&disk, change.after);
    Disk fresh;
    if (!change.after.isEmpty())
        put(&fresh, change.after);
    QCOMPARE(disk.size(), fresh.size());

    // A removal that was stopped anywhere is completed by another.
    bool reached = true;
    for (int at = 0; reached && !change.before.isEmpty(); ++at) {
        Disk other;
        put(&other, change.before);
        Process process(&other);
        process.store.failAt(at, Fault::CrashAfter);
        process.change(change.after);
        process.store.run();
        reached = process.store.requests() > at;
        put(&other, {});
        QCOMPARE(other, Disk());
    }
}

void tst_SplitStore::readersSeeOldOrNew()
{
    QFETCH(Change, change);
    // The writer does some requests, the reader some, the writer the rest, the reader the rest.
    bool writerReached = true;
    for (int writes = 0; writerReached; ++writes) {
        bool readerReached = true;
        for (int reads = 0; readerReached; ++reads) {
            Disk disk;
            if (!change.before.isEmpty())
                put(&disk, change.before);
            Process writer(&disk);
            Process reader(&disk);
            writer.change(change.after);
            reader.read();
            for (int i = 0; i < writes; ++i)
                writer.store.step();
            for (int i = 0; i < reads; ++i)
                reader.store.step();
            writerReached = !writer.error;
            readerReached = !reader.item;
            writer.store.run();
            reader.store.run();
            QVERIFY(reader.item);
            QVERIFY2(!reader.item->error.isError(), qPrintable(reader.item->error.detail()));
            QVERIFY(reader.item->value == change.before || reader.item->value == change.after);
        }
    }
}

void tst_SplitStore::readersGiveUpOnAWriterWithoutEnd()
{
    Disk disk;
    put(&disk, json('a', 2 * limit));
    Process reader(&disk);
    reader.read();
    for (int round = 0; !reader.item && round < 1000; ++round) {
        reader.store.step();
        put(&disk, json(static_cast<char>('a' + round % 20), 2 * limit));
    }
    QVERIFY(reader.item);
    QCOMPARE(reader.item->error.kind(), Error::Kind::KeychainFailed);
    QCOMPARE(reader.item->error.detail(),
             QStringLiteral("another process keeps writing the stored item"));
}

void tst_SplitStore::damageIsToldAndLeftAlone_data()
{
    QTest::addColumn<std::function<void(Disk &)>>("damage");
    const auto row = [](const char *name, std::function<void(Disk &)> damage) {
        QTest::newRow(name) << std::move(damage);
    };
    row("a part is missing", [](Disk &disk) { disk.remove(key + QStringLiteral("/a1")); });
    row("a part is another", [](Disk &disk) { disk[key + QStringLiteral("/a1")][5] = '!'; });
    row("a part is too long", [](Disk &disk) { disk[key + QStringLiteral("/a2")] += "x"; });
    row("parts are swapped", [](Disk &disk) {
        std::swap(disk[key + QStringLiteral("/a0")], disk[key + QStringLiteral("/a1")]);
    });
    row("the head is cut", [](Disk &disk) { disk[key].chop(1); });
    row("the head has a new version",
        [](Disk &disk) { disk[key].replace("parts 1 ", "parts 2 "); });
    row("the head counts wrongly", [](Disk &disk) { disk[key].replace(" a 3 ", " a 2 "); });
    row("the head counts without end",
        [](Disk &disk) { disk[key].replace(" a 3 ", " a 2000000000 "); });
    row("the head names no slot", [](Disk &disk) { disk[key].replace(" a 3 ", " c 3 "); });
    row("the head has the length of another",
        [](Disk &disk) { disk[key].replace(" 480 ", " 99999999 "); });
    row("the head is nothing but its beginning", [](Disk &disk) { disk[key] = "latchkey-parts "; });
}

void tst_SplitStore::damageIsToldAndLeftAlone()
{
    QFETCH(std::function<void(Disk &)>, damage);
    Disk disk;
    put(&disk, json('a', 3 * limit));
    const Disk whole = disk;
    damage(disk);
    QVERIFY(disk != whole);
    const Disk damaged = disk;
    Process reader(&disk);
    reader.read();
    reader.store.run();
    QVERIFY(reader.item);
    QCOMPARE(reader.item->error.kind(), Error::Kind::KeychainFailed);
    QVERIFY(!reader.item->found && reader.item->value.isEmpty());
    QVERIFY(reader.store.requests() < 20);
    QCOMPARE(disk, damaged);
}

void tst_SplitStore::damageCanBeWrittenOver()
{
    Disk disk;
    put(&disk, json('a', 3 * limit));
    disk[key].chop(1);
    put(&disk, json('b', 3 * limit));
    QCOMPARE(valueOn(&disk), json('b', 3 * limit));
}

void tst_SplitStore::answersInTheOrderOfRequests()
{
    Disk disk;
    Process process(&disk);
    process.change(json('a', 3 * limit));
    process.read();
    process.store.run();
    QVERIFY(process.item);
    QCOMPARE(process.item->value, json('a', 3 * limit));
}

void tst_SplitStore::callersMayDie()
{
    Disk disk;
    Process process(&disk);
    auto caller = std::make_unique<QObject>();
    const auto nobody = [](const auto &) { QFAIL("nobody asked"); };
    process.split.write(key, json('a', 3 * limit), caller.get(), nobody);
    process.split.read(key, caller.get(), nobody);
    caller.reset();
    process.store.run();
    // What was begun is done nevertheless.
    QCOMPARE(valueOn(&disk), json('a', 3 * limit));
}

void tst_SplitStore::mayBeDestroyedMidway()
{
    Disk disk;
    SteppedStore store(&disk, limit);
    auto split = std::make_unique<SplitStore>(&store);
    std::optional<Error> error;
    std::optional<SecretStore::ReadResult> item;
    split->write(key, json('a', 3 * limit), this, [&](const Error &result) { error = result; });
    split->read(key, this, [&](const auto &result) { item = result; });
    QVERIFY(store.step() && store.step());
    split.reset();
    store.run();
    QVERIFY(!error && !item);
    VirtualScheduler::settle();
    QVERIFY(error && item);
    QCOMPARE(error->kind(), Error::Kind::Cancelled);
    QCOMPARE(item->error.kind(), Error::Kind::Cancelled);
    QCOMPARE(valueOn(&disk), QByteArray());
}

void tst_SplitStore::mayBeDestroyedByItsCaller()
{
    Disk disk;
    SteppedStore store(&disk, limit);
    auto split = std::make_unique<SplitStore>(&store);
    bool second = false;
    split->write(key, json('a', 3 * limit), this, [&](const Error &) { split.reset(); });
    split->read(key, this, [&](const auto &) { second = true; });
    store.run();
    QVERIFY(!split);
    VirtualScheduler::settle();
    QVERIFY(second);
}

void tst_SplitStore::withoutALimitAddsNoRequest()
{
    Disk disk;
    SteppedStore store(&disk, SecretStore::noLimit);
    SplitStore split(&store);
    const QByteArray value = json('a', 50'000);
    split.write(key, value, this, [](const Error &) {});
    split.read(key, this, [&](const auto &result) { QCOMPARE(result.value, value); });
    split.remove(key, this, [](const Error &) {});
    store.run();
    QCOMPARE(store.requests(), 3);
    QCOMPARE(disk, Disk());
    MemoryStore memory;
    QCOMPARE(memory.largestValue(), SecretStore::noLimit);
}

void tst_SplitStore::withoutALimitReadsWhatWasSplit()
{
    Disk disk;
    put(&disk, json('a', 3 * limit));
    SteppedStore store(&disk, SecretStore::noLimit);
    SplitStore split(&store);
    QByteArray value;
    split.read(key, this, [&](const auto &result) { value = result.value; });
    store.run();
    QCOMPARE(value, json('a', 3 * limit));
}

void tst_SplitStore::realKeyring()
{
    KeychainStore store(QStringLiteral("latchkey-test-") + QUuid::createUuid().toString());
    SplitStore split(&store, limit);
    std::optional<Error> error;
    std::optional<SecretStore::ReadResult> item;
    const auto done = [&](const Error &result) { error = result; };
    const auto found = [&](const auto &result) { item = result; };
    for (const qsizetype size : {3 * limit, 2 * limit, qsizetype(50), 5 * limit}) {
        error.reset();
        item.reset();
        split.write(key, json('a', size), this, done);
        split.read(key, this, found);
        QTRY_VERIFY_WITH_TIMEOUT(item, 10000);
        QVERIFY2(error && !error->isError(), qPrintable(error->detail()));
        QCOMPARE(item->value, json('a', size));
    }
    // The items themselves: a head and five parts, of which none is left in the end.
    const auto count = [&] {
        int items = 0;
        for (const QString &name : {QString(), QStringLiteral("/a0"), QStringLiteral("/a4"),
                                    QStringLiteral("/a5"), QStringLiteral("/b0")}) {
            item.reset();
            store.read(key + name, this, found);
            [&] { QTRY_VERIFY_WITH_TIMEOUT(item, 10000); }();
            items += item->found ? 1 : 0;
        }
        return items;
    };
    QCOMPARE(count(), 3);
    error.reset();
    split.remove(key, this, done);
    QTRY_VERIFY_WITH_TIMEOUT(error, 10000);
    QVERIFY2(!error->isError(), qPrintable(error->detail()));
    QCOMPARE(count(), 0);
}

QTEST_GUILESS_MAIN(tst_SplitStore)
#include "tst_splitstore.moc"
