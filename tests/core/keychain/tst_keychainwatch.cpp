// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "keychain/keychainwatch.h"

#include "clientrun.h"
#include "keyringprompter.h"
#include "keyringsession.h"
#include "virtualscheduler.h"

#include <QtCore/QRegularExpression>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace Latchkey;
using namespace std::chrono_literals;

namespace {

const QString watch = QStringLiteral("watch");
const QString available = QStringLiteral("available");
const QString silence = QStringLiteral("silence");

} // namespace

class tst_KeychainWatch : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void tellsWhenTheServiceAppears();
    void tellsWhenItAppearsLocked();
    void tellsWhenItIsUnlocked();
    void tellsWhenAPromptUnlocksIt();
    void tellsWhenItIsRestarted();
    void tellsWhenABusComesUpLate();
    void tellsWhenASilentServiceAnswersAgain();
    void tellsAtOnceWhereItIsUsable();
    void tellsNothingElse();
    void tellsNothingOnceStopped();
    void restsWhereItDidNotHelp();
    void costsNothingUntilStarted();
    void mayBeStoppedAndDestroyedByWhoIsTold();

private:
    using Session = KeyringSession;
};

void tst_KeychainWatch::tellsWhenTheServiceAppears()
{
    Session session(Session::Bus::Running);
    ClientRun client(session.environment());
    client.tell(watch);
    QCOMPARE(client.ask(QStringLiteral("read key")), QStringLiteral("read keychain_absent"));
    session.startDaemon(Session::Lock::Unlocked);
    QCOMPARE(client.line(), available);
    QCOMPARE(client.ask(QStringLiteral("read key")), QStringLiteral("read nothing"));
    QCOMPARE(client.line(300), silence);
}

void tst_KeychainWatch::tellsWhenItAppearsLocked()
{
    Session session(Session::Bus::Running);
    session.startDaemon(Session::Lock::Unlocked);
    session.endDaemon();
    ClientRun client(session.environment());
    client.tell(watch);
    QCOMPARE(client.ask(QStringLiteral("status")), QStringLiteral("status absent"));
    session.startDaemon(Session::Lock::Locked);
    QCOMPARE(client.line(), available);
    QCOMPARE(client.line(300), silence);
    session.unlock();
    QCOMPARE(client.line(), available);
}

void tst_KeychainWatch::tellsWhenItIsUnlocked()
{
    Session session(Session::Bus::Running);
    session.startDaemon(Session::Lock::Unlocked);
    session.lock();
    ClientRun client(session.environment());
    client.tell(watch);
    QCOMPARE(client.line(300), silence);
    for (int round = 0; round < 2; ++round) {
        session.unlock();
        QCOMPARE(client.line(), available);
        session.lock();
        QCOMPARE(client.line(300), silence);
    }
}

void tst_KeychainWatch::tellsWhenAPromptUnlocksIt()
{
    Session session(Session::Bus::Running);
    session.startDaemon(Session::Lock::Unlocked);
    KeyringPrompter prompter(session.bus());
    ClientRun other(session.environment());
    QCOMPARE(other.ask(QStringLiteral("write key value")), QStringLiteral("write ok"));
    session.lock();
    ClientRun client(session.environment());
    client.tell(watch);
    QCOMPARE(client.line(300), silence);
    other.tell(QStringLiteral("read key"));
    QTRY_VERIFY(prompter.isOpen());
    prompter.answer(Session::password);
    QCOMPARE(client.line(), available);
}

void tst_KeychainWatch::tellsWhenItIsRestarted()
{
    Session session(Session::Bus::Running);
    session.startDaemon(Session::Lock::Unlocked);
    session.lock();
    ClientRun client(session.environment());
    client.tell(watch);
    QCOMPARE(client.line(300), silence);
    session.killDaemon();
    QCOMPARE(client.line(300), silence);
    session.startDaemon(Session::Lock::Unlocked);
    QCOMPARE(client.line(), available);
    QCOMPARE(client.line(300), silence);
}

void tst_KeychainWatch::tellsWhenABusComesUpLate()
{
    Session session(Session::Bus::Later);
    ClientRun client(session.environment());
    client.tell(watch);
    QCOMPARE(client.line(300), silence);
    session.startBus();
    session.startDaemon(Session::Lock::Unlocked);
    QCOMPARE(client.line(), available);
    // It has all the signals by now.
    session.lock();
    QCOMPARE(client.line(300), silence);
    session.unlock();
    QCOMPARE(client.line(900), available);
}

void tst_KeychainWatch::tellsWhenASilentServiceAnswersAgain()
{
    Session session(Session::Bus::Running);
    session.startDaemon(Session::Lock::Unlocked);
    session.freezeDaemon();
    ClientRun client(session.environment());
    client.tell(watch);
    QCOMPARE(client.line(5500), silence);
    session.thawDaemon();
    QCOMPARE(client.line(), available);
}

void tst_KeychainWatch::tellsAtOnceWhereItIsUsable()
{
    Session session(Session::Bus::Running);
    session.startDaemon(Session::Lock::Unlocked);
    ClientRun client(session.environment());
    QCOMPARE(client.ask(watch), available);
    QCOMPARE(client.line(1500), silence);
}

void tst_KeychainWatch::tellsNothingElse()
{
    Session session(Session::Bus::Running);
    session.startDaemon(Session::Lock::Unlocked);
    ClientRun client(session.environment());
    QCOMPARE(client.ask(watch), available);
    ClientRun other(session.environment());
    QCOMPARE(other.ask(QStringLiteral("write key value")), QStringLiteral("write ok"));
    QCOMPARE(other.ask(QStringLiteral("remove key")), QStringLiteral("remove ok"));
    session.lock();
    QCOMPARE(client.line(300), silence);
    QCOMPARE(other.ask(QStringLiteral("write key value")), QStringLiteral("write keychain_locked"));
    session.endDaemon();
    QCOMPARE(client.line(300), silence);
}

void tst_KeychainWatch::tellsNothingOnceStopped()
{
    Session session(Session::Bus::Running);
    session.startDaemon(Session::Lock::Unlocked);
    session.lock();
    ClientRun client(session.environment());
    client.tell(watch);
    QCOMPARE(client.line(300), silence);
    client.tell(QStringLiteral("unwatch"));
    QCOMPARE(client.ask(QStringLiteral("status")),
             QStringLiteral("status locked gnome-keyring-daemon"));
    session.unlock();
    QCOMPARE(client.line(300), silence);
    QCOMPARE(client.ask(watch), available);
}

/// A session that fails again for another reason starts the watch anew, and must not be told to try
/// as fast as it can.
void tst_KeychainWatch::restsWhereItDidNotHelp()
{
    VirtualScheduler scheduler;
    KeychainWatch keychain(&scheduler);
    QSignalSpy told(&keychain, &KeychainWatch::available);
    keychain.start();
    scheduler.advance(0ms);
    QTRY_COMPARE(told.count(), 1);
    for (const auto pause : {1s, 2s, 4s, 8s, 16s, 32s, 60s, 60s}) {
        const qsizetype before = told.count();
        keychain.stop();
        keychain.start();
        // A first look, which only finds that it is too early.
        scheduler.advance(0ms);
        QTRY_COMPARE(scheduler.pendingCalls(), 1);
        scheduler.advance(pause - 1ms);
        QTest::qWait(20);
        QCOMPARE(told.count(), before);
        scheduler.advance(1ms);
        QTRY_COMPARE(told.count(), before + 1);
    }
    // Nothing more comes of waiting.
    scheduler.advance(10min);
    QTest::qWait(20);
    QCOMPARE(told.count(), 9);
}

void tst_KeychainWatch::costsNothingUntilStarted()
{
    VirtualScheduler scheduler;
    KeychainWatch keychain(&scheduler);
    QCOMPARE(scheduler.pendingCalls(), 0);
    QVERIFY(!keychain.isStarted());
    keychain.start();
    QVERIFY(keychain.isStarted());
    keychain.stop();
    QCOMPARE(scheduler.pendingCalls(), 0);
    QVERIFY(!keychain.isStarted());
}

void tst_KeychainWatch::mayBeStoppedAndDestroyedByWhoIsTold()
{
    auto keychain = std::make_unique<KeychainWatch>(Scheduler::system());
    int told = 0;
    connect(keychain.get(), &KeychainWatch::available, this, [&] {
        ++told;
        keychain->stop();
        if (told == 1)
            keychain->start();
        else
            keychain.reset();
    });
    keychain->start();
    QTRY_COMPARE(told, 2);
    QVERIFY(!keychain);
}

QTEST_GUILESS_MAIN(tst_KeychainWatch)
#include "tst_keychainwatch.moc"
