// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "steppedstore.h"
#include "virtualscheduler.h"

#include "keychain/patientstore.h"

#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

#include <memory>

using namespace Latchkey;
using namespace std::chrono_literals;

/// Word of when a keychain keeps its callers waiting.
class tst_PatientStore : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();

    void passesEverythingOn();
    void saysNothingOfOneThatIsQuick();
    void saysSoOnceItTakesLong_data();
    void saysSoOnceItTakesLong();
    void waitsAnewForWhatIsStillUnderWay();
    void anErrorIsAnAnswer();
    void callersThatDieAreNotCalled();
    void callersThatDieDoNotStopTheWaiting();
    void mayDieWhileWaiting();
    void mayBeDestroyedByOneWhoIsTold_data();
    void mayBeDestroyedByOneWhoIsTold();

private:
    /// Does what is asked of the keychain, in time.
    void answer()
    {
        m_inner->run();
        VirtualScheduler::settle();
    }

    Disk m_disk;
    VirtualScheduler m_clock;
    std::unique_ptr<SteppedStore> m_inner;
    std::unique_ptr<PatientStore> m_store;
    QList<bool> m_told;
};

void tst_PatientStore::init()
{
    QTest::failOnWarning(QRegularExpression(QStringLiteral(".*")));
    m_disk = {{QStringLiteral("key"), "value"}};
    m_store.reset();
    m_inner = std::make_unique<SteppedStore>(&m_disk, 2560);
    m_store = std::make_unique<PatientStore>(m_inner.get(), &m_clock);
    m_told.clear();
    connect(m_store.get(), &PatientStore::waitingChanged, this,
            [this] { m_told.append(m_store->isWaiting()); });
}

void tst_PatientStore::passesEverythingOn()
{
    QByteArray value;
    int done = 0;
    const auto count = [&](const Error &error) { done += error.isError() ? 0 : 1; };
    m_store->write(QStringLiteral("new"), "written", this, count);
    m_store->remove(QStringLiteral("key"), this, count);
    m_store->read(QStringLiteral("new"), this, [&](const auto &item) { value = item.value; });
    answer();
    QCOMPARE(done, 2);
    QCOMPARE(value, QByteArray("written"));
    QCOMPARE(m_disk.keys(), QStringList{QStringLiteral("new")});
    QCOMPARE(m_store->largestValue(), 2560);
    QVERIFY(m_store->isPersistent());
}

void tst_PatientStore::saysNothingOfOneThatIsQuick()
{
    for (int i = 0; i < 10; ++i) {
        m_store->read(QStringLiteral("key"), this, [](const auto &) {});
        m_clock.advance(700ms);
        answer();
    }
    m_clock.advance(1h);
    QCOMPARE(m_told, QList<bool>());
    QVERIFY(!m_store->isWaiting());
    QCOMPARE(m_clock.pendingCalls(), 0);
}

void tst_PatientStore::saysSoOnceItTakesLong_data()
{
    using Ask = std::function<void(PatientStore &, QObject *)>;
    QTest::addColumn<Ask>("ask");
    QTest::newRow("reading") << Ask([](PatientStore &store, QObject *caller) {
        store.read(QStringLiteral("key"), caller, [](const auto &) {});
    });
    QTest::newRow("writing") << Ask([](PatientStore &store, QObject *caller) {
        store.write(QStringLiteral("key"), "other", caller, [](const Error &) {});
    });
    QTest::newRow("removing") << Ask([](PatientStore &store, QObject *caller) {
        store.remove(QStringLiteral("key"), caller, [](const Error &) {});
    });
}

void tst_PatientStore::saysSoOnceItTakesLong()
{
    using Ask = std::function<void(PatientStore &, QObject *)>;
    QFETCH(Ask, ask);
    ask(*m_store, this);
    m_clock.advance(700ms);
    QVERIFY(!m_store->isWaiting());
    m_clock.advance(200ms);
    QVERIFY(m_store->isWaiting());
    m_clock.advance(1h);
    QCOMPARE(m_told, QList<bool>{true});
    answer();
    QVERIFY(!m_store->isWaiting());
    const QList<bool> both{true, false};
    QCOMPARE(m_told, both);
    QCOMPARE(m_clock.pendingCalls(), 0);
}

/// One of two was answered, so that nobody was being asked; perhaps somebody is now.
void tst_PatientStore::waitsAnewForWhatIsStillUnderWay()
{
    m_store->read(QStringLiteral("key"), this, [](const auto &) {});
    m_store->read(QStringLiteral("key"), this, [](const auto &) {});
    m_clock.advance(1s);
    QVERIFY(m_store->isWaiting());
    m_inner->step();
    QVERIFY(!m_store->isWaiting());
    m_clock.advance(700ms);
    QVERIFY(!m_store->isWaiting());
    m_clock.advance(200ms);
    QVERIFY(m_store->isWaiting());
    m_inner->step();
    m_clock.advance(1h);
    const QList<bool> expected{true, false, true, false};
    QCOMPARE(m_told, expected);
}

void tst_PatientStore::anErrorIsAnAnswer()
{
    Error error;
    m_inner->failAt(0, SteppedStore::Fault::Refused);
    m_store->read(QStringLiteral("key"), this, [&](const auto &item) { error = item.error; });
    m_clock.advance(1s);
    answer();
    QCOMPARE(error.kind(), Error::Kind::KeychainLocked);
    QVERIFY(!m_store->isWaiting());
}

void tst_PatientStore::callersThatDieAreNotCalled()
{
    auto caller = std::make_unique<QObject>();
    m_store->read(QStringLiteral("key"), caller.get(), [](const auto &) { QFAIL("nobody asked"); });
    m_store->write(QStringLiteral("key"), "other", caller.get(),
                   [](const Error &) { QFAIL("nobody asked"); });
    caller.reset();
    answer();
    // What was wanted is done all the same.
    QCOMPARE(m_disk.value(QStringLiteral("key")), QByteArray("other"));
}

/// The person is still being asked, on behalf of one who is gone.
void tst_PatientStore::callersThatDieDoNotStopTheWaiting()
{
    auto caller = std::make_unique<QObject>();
    m_store->read(QStringLiteral("key"), caller.get(), [](const auto &) {});
    caller.reset();
    m_clock.advance(1s);
    QVERIFY(m_store->isWaiting());
    answer();
    QVERIFY(!m_store->isWaiting());
}

void tst_PatientStore::mayDieWhileWaiting()
{
    m_store->read(QStringLiteral("key"), this, [](const auto &) { QFAIL("the store is gone"); });
    m_clock.advance(1s);
    m_store.reset();
    answer();
    QCOMPARE(m_clock.pendingCalls(), 0);
}

void tst_PatientStore::mayBeDestroyedByOneWhoIsTold_data()
{
    QTest::addColumn<bool>("isWaiting");
    QTest::newRow("that it waits") << true;
    QTest::newRow("that it waits no more") << false;
}

void tst_PatientStore::mayBeDestroyedByOneWhoIsTold()
{
    QFETCH(bool, isWaiting);
    connect(m_store.get(), &PatientStore::waitingChanged, this, [&] {
        if (m_store->isWaiting() == isWaiting)
            m_store.reset();
    });
    m_store->read(QStringLiteral("key"), this, [](const auto &) {});
    m_clock.advance(1s);
    answer();
    QVERIFY(!m_store);
}

QTEST_GUILESS_MAIN(tst_PatientStore)
#include "tst_patientstore.moc"
