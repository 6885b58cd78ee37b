// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "findingsof.h"
#include "virtualscheduler.h"

#include "doctor/keychaincheck.h"

#include <latchkey/memorystore.h>

#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

#include <memory>

using namespace Latchkey;
using namespace std::chrono_literals;
using Check = Finding::Check;
using Severity = Finding::Severity;
using State = KeychainStatus::State;

namespace {

/// A keychain that goes wrong at one step.
class KeychainOfATest : public MemoryStore
{
public:
    enum class Step { None, Write, Read, Remove };
    enum class Fault { None, Error, Silence, Loses, Changes };

    void read(const QString &key, QObject *context, ReadCallback callback) override
    {
        ++reads;
        keys += key;
        if (step != Step::Read || fault == Fault::None)
            return MemoryStore::read(key, context, std::move(callback));
        if (fault == Fault::Silence)
            return;
        later(context, [this, callback = std::move(callback)] {
            ReadResult result;
            if (fault == Fault::Error)
                result.error = error;
            result.found = fault == Fault::Changes;
            result.value = "something else";
            callback(result);
        });
    }

    void write(const QString &key, const QByteArray &value, QObject *context,
               DoneCallback callback) override
    {
        ++writes;
        keys += key;
        if (step != Step::Write)
            return MemoryStore::write(key, value, context, std::move(callback));
        if (fault == Fault::Silence)
            return MemoryStore::write(key, value, context, [](const Error &) {});
        later(context, [this, callback = std::move(callback)] { callback(error); });
    }

    void remove(const QString &key, QObject *context, DoneCallback callback) override
    {
        removed += key;
        if (step != Step::Remove)
            return MemoryStore::remove(key, context, std::move(callback));
        if (fault != Fault::Silence)
            later(context, [this, callback = std::move(callback)] { callback(error); });
    }

    bool isPersistent() const override { return persistent; }

    Step step = Step::None;
    Fault fault = Fault::None;
    bool persistent = true;
    const Error error{Error::Kind::KeychainDenied, QStringLiteral("scripted")};
    int reads = 0;
    int writes = 0;
    QStringList keys;
    QStringList removed;

private:
    template <typename Call> static void later(QObject *context, Call call)
    {
        QMetaObject::invokeMethod(context, std::move(call), Qt::QueuedConnection);
    }
};

class KeychainFixture
{
public:
    /// A check of a keychain whose service answers \a state.
    void start(State state)
    {
        start([state](QObject *context, const KeychainStatusCallback &callback) {
            KeychainStatus status;
            status.state = state;
            status.program = QStringLiteral("test-keyring");
            status.detail = QStringLiteral("scripted");
            QMetaObject::invokeMethod(
                context, [status, callback] { callback(status); }, Qt::QueuedConnection);
        });
    }
    void start(const KeychainCheck::AskStatus &askStatus)
    {
        check = std::make_unique<KeychainCheck>(&store, &clock, askStatus, nullptr);
        told = std::make_unique<FindingsOf>(check.get());
        check->start();
        VirtualScheduler::settle();
    }

    VirtualScheduler clock;
    KeychainOfATest store;
    std::unique_ptr<KeychainCheck> check;
    std::unique_ptr<FindingsOf> told;
};

} // namespace

Q_DECLARE_METATYPE(KeychainOfATest::Step)
Q_DECLARE_METATYPE(KeychainOfATest::Fault)

/// What is told of keychains in all their moods, and that nobody is asked for anything.
class TestDoctorKeychain : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".?"))); }

    void aKeychainThatIsWell();
    void theItemIsOneOfItsOwn();
    void nobodyIsAsked_data();
    void nobodyIsAsked();
    void theSystemsOwnIsTried();
    void anApplicationsOwnStoreIsTried();
    void aStoreInMemory();
    void faults_data();
    void faults();
    void silenceIsBounded_data();
    void silenceIsBounded();
    void aStatusThatNeverComes();
    void destroyingRemovesTheItem();
};

void TestDoctorKeychain::aKeychainThatIsWell()
{
    KeychainFixture fixture;
    fixture.start(State::Unlocked);
    QCOMPARE(fixture.told->timesFinished, 1);
    QVERIFY(fixture.told->areAllOk());
    QCOMPARE(fixture.told->findings.size(), 2);
    for (const Finding &finding : fixture.told->findings) {
        QCOMPARE(finding.check(), Check::Keychain);
        QCOMPARE(finding.subject(), QStringLiteral("test-keyring"));
        QCOMPARE(faultOf(finding), QString());
    }
    QCOMPARE(fixture.store.writes, 1);
    QCOMPARE(fixture.store.reads, 1);
    QCOMPARE(fixture.store.removed.size(), 1);
    QCOMPARE(fixture.clock.pendingCalls(), 0);
    fixture.check.reset();
    QCOMPARE(fixture.store.removed.size(), 1);
}

/// Two programs that look at once must not read each other's.
void TestDoctorKeychain::theItemIsOneOfItsOwn()
{
    KeychainFixture fixture;
    fixture.start(State::Unlocked);
    fixture.start(State::Unlocked);
    QCOMPARE(fixture.store.keys.size(), 4);
    QCOMPARE(fixture.store.keys.at(0), fixture.store.keys.at(1));
    QVERIFY(fixture.store.keys.at(1) != fixture.store.keys.at(2));
    for (const QString &key : std::as_const(fixture.store.keys)) {
        QVERIFY(key.startsWith(QStringLiteral("doctor-")));
        QVERIFY(fixture.store.removed.contains(key));
    }
}

void TestDoctorKeychain::nobodyIsAsked_data()
{
    QTest::addColumn<State>("state");
    QTest::addColumn<Severity>("severity");
    QTest::addColumn<QString>("message");
    QTest::newRow("locked") << State::Locked << Severity::Warning
                            << QStringLiteral("The keyring is locked.");
    QTest::newRow("none yet") << State::NoKeyring << Severity::Warning
                              << QStringLiteral("There is no keyring yet.");
    QTest::newRow("not running") << State::NotRunning << Severity::Ok
                                 << QStringLiteral("The keyring is started when it is needed.");
    QTest::newRow("absent") << State::Absent << Severity::Problem
                            << QStringLiteral("There is no keyring service on this computer.");
    QTest::newRow("denied") << State::Denied << Severity::Problem
                            << QStringLiteral("The keyring refused this program.");
    QTest::newRow("not answering") << State::NotAnswering << Severity::Problem
                                   << QStringLiteral("The keyring does not answer.");
}

void TestDoctorKeychain::nobodyIsAsked()
{
    QFETCH(State, state);
    QFETCH(Severity, severity);
    QFETCH(QString, message);
    KeychainFixture fixture;
    fixture.start(state);
    QCOMPARE(fixture.told->timesFinished, 1);
    QCOMPARE(fixture.told->findings.size(), 1);
    const Finding finding = fixture.told->of(Check::Keychain);
    QCOMPARE(finding.severity(), severity);
    QCOMPARE(finding.message(), message);
    QCOMPARE(faultOf(finding), QString());
    QCOMPARE(fixture.store.reads + fixture.store.writes, 0);
    fixture.check.reset();
    QVERIFY(fixture.store.removed.isEmpty());
}

void TestDoctorKeychain::theSystemsOwnIsTried()
{
    KeychainFixture fixture;
    fixture.start(State::NotAsked);
    QCOMPARE(fixture.told->findings.size(), 1);
    QCOMPARE(fixture.told->of(Check::Keychain).message(),
             QStringLiteral("The keyring keeps what it is given."));
    QCOMPARE(fixture.store.removed.size(), 1);
}

void TestDoctorKeychain::anApplicationsOwnStoreIsTried()
{
    KeychainFixture fixture;
    fixture.start(KeychainCheck::AskStatus());
    QCOMPARE(fixture.told->findings.size(), 1);
    QVERIFY(fixture.told->areAllOk());
    QCOMPARE(fixture.store.removed.size(), 1);
}

void TestDoctorKeychain::aStoreInMemory()
{
    KeychainFixture fixture;
    fixture.store.persistent = false;
    fixture.start(KeychainCheck::AskStatus());
    QCOMPARE(fixture.told->timesFinished, 1);
    QVERIFY(fixture.told->areAllOk());
    QCOMPARE(fixture.store.writes, 0);
    QCOMPARE(faultOf(fixture.told->of(Check::Keychain)), QString());
}

void TestDoctorKeychain::faults_data()
{
    using Step = KeychainOfATest::Step;
    using Fault = KeychainOfATest::Fault;
    QTest::addColumn<Step>("step");
    QTest::addColumn<Fault>("fault");
    QTest::addColumn<QString>("message");
    QTest::addColumn<QString>("detail");
    const QString refused = QStringLiteral("The keyring refused this program.");
    const QString loses = QStringLiteral("The keyring does not keep what it is given.");
    QTest::newRow("refuses to write")
        << Step::Write << Fault::Error << refused << QStringLiteral("scripted");
    QTest::newRow("refuses to read")
        << Step::Read << Fault::Error << refused << QStringLiteral("scripted");
    QTest::newRow("refuses to remove")
        << Step::Remove << Fault::Error << refused << QStringLiteral("scripted");
    QTest::newRow("loses it") << Step::Read << Fault::Loses << loses
                              << QStringLiteral("the item that was written is not there");
    QTest::newRow("changes it") << Step::Read << Fault::Changes << loses
                                << QStringLiteral(
                                       "the item that was read is not the one that was written");
}

void TestDoctorKeychain::faults()
{
    QFETCH(KeychainOfATest::Step, step);
    QFETCH(KeychainOfATest::Fault, fault);
    QFETCH(QString, message);
    QFETCH(QString, detail);
    KeychainFixture fixture;
    fixture.store.step = step;
    fixture.store.fault = fault;
    fixture.start(State::NotAsked);
    QCOMPARE(fixture.told->timesFinished, 1);
    const Finding finding = fixture.told->findings.constLast();
    QCOMPARE(finding.severity(), Severity::Problem);
    QCOMPARE(finding.message(), message);
    QCOMPARE(finding.detail(), detail);
    QCOMPARE(faultOf(finding), QString());
    QCOMPARE(fixture.store.removed.size(), 1);
}

void TestDoctorKeychain::silenceIsBounded_data()
{
    using Step = KeychainOfATest::Step;
    QTest::addColumn<Step>("step");
    QTest::newRow("when writing") << Step::Write;
    QTest::newRow("when reading") << Step::Read;
    QTest::newRow("when removing") << Step::Remove;
}

void TestDoctorKeychain::silenceIsBounded()
{
    QFETCH(KeychainOfATest::Step, step);
    KeychainFixture fixture;
    fixture.store.step = step;
    fixture.store.fault = KeychainOfATest::Fault::Silence;
    fixture.start(State::NotAsked);
    fixture.clock.advance(14s);
    QCOMPARE(fixture.told->timesFinished, 0);
    fixture.clock.advance(2s);
    QCOMPARE(fixture.told->timesFinished, 1);
    const Finding finding = fixture.told->findings.constLast();
    QCOMPARE(finding.message(), QStringLiteral("The keyring does not answer."));
    QCOMPARE(finding.severity(), Severity::Problem);
    QCOMPARE(faultOf(finding), QString());
    // What may have been written all the same is not left behind.
    fixture.store.removed.clear();
    fixture.check.reset();
    QCOMPARE(fixture.store.removed, QStringList{fixture.store.keys.constFirst()});
}

void TestDoctorKeychain::aStatusThatNeverComes()
{
    KeychainFixture fixture;
    KeychainStatusCallback late;
    fixture.start([&](QObject *, const KeychainStatusCallback &callback) { late = callback; });
    fixture.clock.advance(16s);
    QCOMPARE(fixture.told->timesFinished, 1);
    QCOMPARE(fixture.told->findings.size(), 1);
    KeychainStatus status;
    status.state = State::Unlocked;
    late(status);
    VirtualScheduler::settle();
    QCOMPARE(fixture.told->timesFinished, 1);
    QCOMPARE(fixture.store.writes, 0);
}

void TestDoctorKeychain::destroyingRemovesTheItem()
{
    KeychainFixture fixture;
    fixture.store.step = KeychainOfATest::Step::Read;
    fixture.store.fault = KeychainOfATest::Fault::Silence;
    fixture.start(State::Unlocked);
    QCOMPARE(fixture.store.reads, 1);
    QVERIFY(fixture.store.removed.isEmpty());
    fixture.check.reset();
    QCOMPARE(fixture.store.removed, QStringList{fixture.store.keys.constFirst()});
    VirtualScheduler::settle();
    QCOMPARE(fixture.clock.pendingCalls(), 0);
}

QTEST_GUILESS_MAIN(TestDoctorKeychain)

#include "tst_doctorkeychain.moc"
