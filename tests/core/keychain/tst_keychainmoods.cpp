// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "clientrun.h"
#include "keyringprompter.h"
#include "keyringsession.h"

#include <QtCore/QElapsedTimer>
#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

/// A real gnome-keyring in every mood that one may find it in, each in a session of its own.
class tst_KeychainMoods : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }
    void cleanupTestCase();

    void unlocked();
    void lockedIsNotEmpty();
    void lockedSinceItsStart();
    void knownByAnotherName();
    void unlockedLater();
    void promptIsWaitedFor();
    void answeredPromptServesAllWhoWaited();
    void dismissedPromptAnswersAllWhoWaited();
    void callerMayLeaveAPrompt();
    void processMayEndInAPrompt();
    void unlockedElsewhereDuringAPrompt();
    void killedDuringAPrompt();
    void killedBetweenRequests();
    void killedInTheMiddleOfARequest();
    void restarted();
    void startedLate();
    void startedByTheRequest();
    void busComesUpLate();
    void noBus();
    void noService();
    void noKeyringYet();
    void createsAKeyringWhereThePersonLetsIt();
    void refusedByTheBus();
    void removedByAnotherProgram();
    void garbageIsNoMissingItem();
    void withoutGLibsEventLoop();
    void slow();
    void silent();

private:
    using Session = KeyringSession;

    // Runs while the other tests do, since it takes as long as libsecret waits, and that is 25
    // seconds.
    std::unique_ptr<Session> m_silentSession;
    std::unique_ptr<ClientRun> m_silentClient;
};

void tst_KeychainMoods::initTestCase()
{
    m_silentSession = std::make_unique<Session>(Session::Bus::Running);
    m_silentSession->startDaemon(Session::Lock::Unlocked);
    m_silentClient = std::make_unique<ClientRun>(m_silentSession->environment());
    QCOMPARE(m_silentClient->ask(QStringLiteral("write key value")), QStringLiteral("write ok"));
    m_silentSession->freezeDaemon();
    m_silentClient->tell(QStringLiteral("read key"));
    m_silentClient->tell(QStringLiteral("write key other"));
}

void tst_KeychainMoods::cleanupTestCase()
{
    m_silentClient.reset();
    m_silentSession.reset();
}

void tst_KeychainMoods::unlocked()
{
    Session session(Session::Bus::Running);
    session.startDaemon(Session::Lock::Unlocked);
    ClientRun client(session.environment());
    QCOMPARE(client.ask(QStringLiteral("status")),
             QStringLiteral("status unlocked gnome-keyring-daemon"));
    QCOMPARE(client.ask(QStringLiteral("read key")), QStringLiteral("read nothing"));
    QCOMPARE(client.ask(QStringLiteral("write key value")), QStringLiteral("write ok"));
    QCOMPARE(client.ask(QStringLiteral("read key")), QStringLiteral("read value"));
    QCOMPARE(client.ask(QStringLiteral("remove key")), QStringLiteral("remove ok"));
    QCOMPARE(client.ask(QStringLiteral("read key")), QStringLiteral("read nothing"));
    client.tell(QStringLiteral("quit"));
    QCOMPARE(client.exitStatus(), 0);
}

/// QtKeychain says "entry not found", and "removed" for what it left where it was.
void tst_KeychainMoods::lockedIsNotEmpty()
{
    Session session(Session::Bus::Running);
    session.startDaemon(Session::Lock::Unlocked);
    ClientRun client(session.environment());
    QCOMPARE(client.ask(QStringLiteral("write key value")), QStringLiteral("write ok"));
    session.lock();
    QCOMPARE(client.ask(QStringLiteral("status")),
             QStringLiteral("status locked gnome-keyring-daemon"));
    QCOMPARE(client.ask(QStringLiteral("read key")), QStringLiteral("read keychain_locked"));
    QCOMPARE(client.ask(QStringLiteral("write key new")), QStringLiteral("write keychain_locked"));
    QCOMPARE(client.ask(QStringLiteral("remove key")), QStringLiteral("remove keychain_locked"));
    // A locked keyring of GNOME's knows what it does not have.
    QCOMPARE(client.ask(QStringLiteral("read other")), QStringLiteral("read nothing"));
    QCOMPARE(client.ask(QStringLiteral("remove other")), QStringLiteral("remove ok"));
    session.unlock();
    QCOMPARE(client.ask(QStringLiteral("read key")), QStringLiteral("read value"));
}

/// A keyring that was never unlocked has its items on disk only.
void tst_KeychainMoods::lockedSinceItsStart()
{
    Session session(Session::Bus::Running);
    session.startDaemon(Session::Lock::Unlocked);
    {
        ClientRun before(session.environment());
        QCOMPARE(before.ask(QStringLiteral("write key value")), QStringLiteral("write ok"));
    }
    session.endDaemon();
    session.startDaemon(Session::Lock::Locked);
    ClientRun client(session.environment());
    QCOMPARE(client.ask(QStringLiteral("read key")), QStringLiteral("read keychain_locked"));
    QCOMPARE(client.ask(QStringLiteral("read other")), QStringLiteral("read nothing"));
    QCOMPARE(client.ask(QStringLiteral("remove key")), QStringLiteral("remove keychain_locked"));
    session.unlock();
    QCOMPARE(client.ask(QStringLiteral("read key")), QStringLiteral("read value"));
}

/// NixOS calls the program ".gnome-keyring-daemon-wrapped".
void tst_KeychainMoods::knownByAnotherName()
{
    Session session(Session::Bus::Running);
    session.renameDaemon(QStringLiteral(".wrapped"));
    session.startDaemon(Session::Lock::Unlocked);
    session.lock();
    ClientRun client(session.environment());
    QCOMPARE(client.ask(QStringLiteral("status")), QStringLiteral("status locked .wrapped"));
    // GNOME's knows what a locked keyring does not have.
    QCOMPARE(client.ask(QStringLiteral("read other")), QStringLiteral("read nothing"));
}

void tst_KeychainMoods::unlockedLater()
{
    Session session(Session::Bus::Running);
    session.startDaemon(Session::Lock::Unlocked);
    session.lock();
    ClientRun client(session.environment());
    QCOMPARE(client.ask(QStringLiteral("write key value")),
             QStringLiteral("write keychain_locked"));
    session.unlock();
    QCOMPARE(client.ask(QStringLiteral("write key value")), QStringLiteral("write ok"));
    QCOMPARE(client.ask(QStringLiteral("read key")), QStringLiteral("read value"));
}

void tst_KeychainMoods::promptIsWaitedFor()
{
    Session session(Session::Bus::Running);
    session.startDaemon(Session::Lock::Unlocked);
    KeyringPrompter prompter(session.bus());
    ClientRun client(session.environment());
    QCOMPARE(client.ask(QStringLiteral("write key value")), QStringLiteral("write ok"));
    session.lock();
    for (const QString &request : {QStringLiteral("read key"), QStringLiteral("write key new"),
                                   QStringLiteral("remove key")}) {
        client.tell(request);
        QTRY_VERIFY(prompter.isOpen());
        QCOMPARE(client.line(300), QStringLiteral("silence"));
        // The state is told nevertheless, and asks nobody.
        QCOMPARE(client.ask(QStringLiteral("status")),
                 QStringLiteral("status locked gnome-keyring-daemon"));
        prompter.dismiss();
        QCOMPARE(client.line(), request.section(u' ', 0, 0) + QStringLiteral(" keychain_locked"));
    }
    QCOMPARE(prompter.count(), 3);
    session.unlock();
    QCOMPARE(client.ask(QStringLiteral("read key")), QStringLiteral("read value"));
}

void tst_KeychainMoods::answeredPromptServesAllWhoWaited()
{
    Session session(Session::Bus::Running);
    session.startDaemon(Session::Lock::Unlocked);
    KeyringPrompter prompter(session.bus());
    ClientRun client(session.environment());
    QCOMPARE(client.ask(QStringLiteral("write key value")), QStringLiteral("write ok"));
    session.lock();
    client.tell(QStringLiteral("read key"));
    client.tell(QStringLiteral("write key new"));
    client.tell(QStringLiteral("read key"));
    QTRY_VERIFY(prompter.isOpen());
    prompter.answer("wrong");
    QTRY_VERIFY(prompter.isOpen());
    QCOMPARE(client.line(300), QStringLiteral("silence"));
    prompter.answer(Session::password);
    QCOMPARE(client.line(), QStringLiteral("read value"));
    QCOMPARE(client.line(), QStringLiteral("write ok"));
    QCOMPARE(client.line(), QStringLiteral("read new"));
    QCOMPARE(prompter.count(), 2);

    session.lock();
    client.tell(QStringLiteral("remove key"));
    QTRY_VERIFY(prompter.isOpen());
    prompter.answer(Session::password);
    QCOMPARE(client.line(), QStringLiteral("remove ok"));
    QCOMPARE(client.ask(QStringLiteral("read key")), QStringLiteral("read nothing"));
}

void tst_KeychainMoods::dismissedPromptAnswersAllWhoWaited()
{
    Session session(Session::Bus::Running);
    session.startDaemon(Session::Lock::Unlocked);
    KeyringPrompter prompter(session.bus());
    ClientRun client(session.environment());
    QCOMPARE(client.ask(QStringLiteral("write one value")), QStringLiteral("write ok"));
    QCOMPARE(client.ask(QStringLiteral("write two value")), QStringLiteral("write ok"));
    session.lock();
    client.tell(QStringLiteral("read one"));
    client.tell(QStringLiteral("read two"));
    client.tell(QStringLiteral("write two new"));
    client.tell(QStringLiteral("remove one"));
    QTRY_VERIFY(prompter.isOpen());
    QCOMPARE(client.line(300), QStringLiteral("silence"));
    prompter.dismiss();
    QCOMPARE(client.line(), QStringLiteral("read keychain_locked"));
    QCOMPARE(client.line(), QStringLiteral("read keychain_locked"));
    QCOMPARE(client.line(), QStringLiteral("write keychain_locked"));
    QCOMPARE(client.line(), QStringLiteral("remove keychain_locked"));
    QCOMPARE(prompter.count(), 1);
    // Whoever asks from now on is one who did not wait.
    client.tell(QStringLiteral("read two"));
    QTRY_COMPARE(prompter.count(), 2);
    prompter.dismiss();
    QCOMPARE(client.line(), QStringLiteral("read keychain_locked"));
}

void tst_KeychainMoods::callerMayLeaveAPrompt()
{
    Session session(Session::Bus::Running);
    session.startDaemon(Session::Lock::Unlocked);
    KeyringPrompter prompter(session.bus());
    ClientRun client(session.environment());
    QCOMPARE(client.ask(QStringLiteral("write key value")), QStringLiteral("write ok"));
    session.lock();
    client.tell(QStringLiteral("lone read key"));
    client.tell(QStringLiteral("lone read key"));
    QTRY_VERIFY(prompter.isOpen());
    client.tell(QStringLiteral("read key"));
    QCOMPARE(client.line(300), QStringLiteral("silence"));
    prompter.dismiss();
    QCOMPARE(client.line(), QStringLiteral("read keychain_locked"));
    QCOMPARE(client.line(300), QStringLiteral("silence"));
    QCOMPARE(prompter.count(), 1);
}

void tst_KeychainMoods::processMayEndInAPrompt()
{
    Session session(Session::Bus::Running);
    session.startDaemon(Session::Lock::Unlocked);
    KeyringPrompter prompter(session.bus());
    ClientRun client(session.environment());
    QCOMPARE(client.ask(QStringLiteral("write key value")), QStringLiteral("write ok"));
    session.lock();
    client.tell(QStringLiteral("read key"));
    client.tell(QStringLiteral("write key new"));
    QTRY_VERIFY(prompter.isOpen());
    client.tell(QStringLiteral("quit"));
    QCOMPARE(client.exitStatus(), 0);
    QCOMPARE(client.errorOutput(), QByteArray());
}

/// The prompt stays, and dismissing it then means nothing.
void tst_KeychainMoods::unlockedElsewhereDuringAPrompt()
{
    Session session(Session::Bus::Running);
    session.startDaemon(Session::Lock::Unlocked);
    KeyringPrompter prompter(session.bus());
    ClientRun client(session.environment());
    QCOMPARE(client.ask(QStringLiteral("write key value")), QStringLiteral("write ok"));
    for (const QString &request : {QStringLiteral("read key"), QStringLiteral("write key new")}) {
        session.lock();
        client.tell(request);
        QTRY_VERIFY(prompter.isOpen());
        session.unlock();
        prompter.dismiss();
        QCOMPARE(client.line(),
                 request.startsWith(u'r') ? QStringLiteral("read value")
                                          : QStringLiteral("write ok"));
    }
    QCOMPARE(client.ask(QStringLiteral("read key")), QStringLiteral("read new"));
    session.lock();
    client.tell(QStringLiteral("remove key"));
    QTRY_VERIFY(prompter.isOpen());
    session.unlock();
    prompter.dismiss();
    QCOMPARE(client.line(), QStringLiteral("remove ok"));
    QCOMPARE(client.ask(QStringLiteral("read key")), QStringLiteral("read nothing"));
}

/// libsecret waits for that prompt for ever, and everybody else would wait behind it.
void tst_KeychainMoods::killedDuringAPrompt()
{
    Session session(Session::Bus::Running);
    session.startDaemon(Session::Lock::Unlocked);
    KeyringPrompter prompter(session.bus());
    ClientRun client(session.environment());
    QCOMPARE(client.ask(QStringLiteral("write key value")), QStringLiteral("write ok"));
    session.lock();
    client.tell(QStringLiteral("read key"));
    client.tell(QStringLiteral("write key new"));
    QTRY_VERIFY(prompter.isOpen());
    QTest::qWait(400);
    session.killDaemon();
    QCOMPARE(client.line(), QStringLiteral("read keychain_absent"));
    QCOMPARE(client.line(), QStringLiteral("write keychain_absent"));
    session.startDaemon(Session::Lock::Unlocked);
    QCOMPARE(client.ask(QStringLiteral("read key")), QStringLiteral("read value"));
}

void tst_KeychainMoods::killedBetweenRequests()
{
    Session session(Session::Bus::Running);
    session.startDaemon(Session::Lock::Unlocked);
    ClientRun client(session.environment());
    QCOMPARE(client.ask(QStringLiteral("write key value")), QStringLiteral("write ok"));
    session.killDaemon();
    QCOMPARE(client.ask(QStringLiteral("status")), QStringLiteral("status absent"));
    QCOMPARE(client.ask(QStringLiteral("read key")), QStringLiteral("read keychain_absent"));
    QCOMPARE(client.ask(QStringLiteral("write key new")), QStringLiteral("write keychain_absent"));
    QCOMPARE(client.ask(QStringLiteral("remove key")), QStringLiteral("remove keychain_absent"));
}

void tst_KeychainMoods::killedInTheMiddleOfARequest()
{
    Session session(Session::Bus::Running);
    session.startDaemon(Session::Lock::Unlocked);
    ClientRun client(session.environment());
    QCOMPARE(client.ask(QStringLiteral("write key value")), QStringLiteral("write ok"));
    for (const QString &request : {QStringLiteral("read key"), QStringLiteral("write key new"),
                                   QStringLiteral("remove key")}) {
        session.freezeDaemon();
        client.tell(request);
        QCOMPARE(client.line(100), QStringLiteral("silence"));
        session.killDaemon();
        QCOMPARE(client.line(), request.section(u' ', 0, 0) + QStringLiteral(" keychain_absent"));
        session.startDaemon(Session::Lock::Unlocked);
        QCOMPARE(client.ask(QStringLiteral("read key")), QStringLiteral("read value"));
    }
}

/// libsecret kept its session with the keyring that had ended, and nothing worked any more until
/// the program was started anew.
void tst_KeychainMoods::restarted()
{
    Session session(Session::Bus::Running);
    session.startDaemon(Session::Lock::Unlocked);
    ClientRun client(session.environment());
    QCOMPARE(client.ask(QStringLiteral("write key value")), QStringLiteral("write ok"));
    session.endDaemon();
    session.startDaemon(Session::Lock::Unlocked);
    QCOMPARE(client.ask(QStringLiteral("read key")), QStringLiteral("read value"));
    session.endDaemon();
    session.startDaemon(Session::Lock::Unlocked);
    QCOMPARE(client.ask(QStringLiteral("write key new")), QStringLiteral("write ok"));
    session.endDaemon();
    session.startDaemon(Session::Lock::Locked);
    QCOMPARE(client.ask(QStringLiteral("read key")), QStringLiteral("read keychain_locked"));
    QCOMPARE(client.ask(QStringLiteral("write key x")), QStringLiteral("write keychain_locked"));
    session.unlock();
    QCOMPARE(client.ask(QStringLiteral("read key")), QStringLiteral("read new"));
}

void tst_KeychainMoods::startedLate()
{
    Session session(Session::Bus::Running);
    ClientRun client(session.environment());
    QCOMPARE(client.ask(QStringLiteral("read key")), QStringLiteral("read keychain_absent"));
    session.startDaemon(Session::Lock::Unlocked);
    QCOMPARE(client.ask(QStringLiteral("read key")), QStringLiteral("read nothing"));
    QCOMPARE(client.ask(QStringLiteral("write key value")), QStringLiteral("write ok"));
    QCOMPARE(client.ask(QStringLiteral("read key")), QStringLiteral("read value"));
}

void tst_KeychainMoods::startedByTheRequest()
{
    Session session(Session::Bus::Running);
    session.startDaemon(Session::Lock::Unlocked);
    {
        ClientRun before(session.environment());
        QCOMPARE(before.ask(QStringLiteral("write key value")), QStringLiteral("write ok"));
    }
    session.endDaemon();
    session.makeStartable();
    ClientRun client(session.environment());
    // Asking for the state starts nothing.
    QCOMPARE(client.ask(QStringLiteral("status")), QStringLiteral("status not_running"));
    QCOMPARE(client.ask(QStringLiteral("status")), QStringLiteral("status not_running"));
    QCOMPARE(client.ask(QStringLiteral("read key")), QStringLiteral("read keychain_locked"));
    QCOMPARE(client.ask(QStringLiteral("status")),
             QStringLiteral("status locked gnome-keyring-daemon"));
}

void tst_KeychainMoods::busComesUpLate()
{
    Session session(Session::Bus::Later);
    ClientRun client(session.environment());
    QCOMPARE(client.ask(QStringLiteral("read key")), QStringLiteral("read keychain_absent"));
    session.startBus();
    QCOMPARE(client.ask(QStringLiteral("read key")), QStringLiteral("read keychain_absent"));
    session.startDaemon(Session::Lock::Unlocked);
    QCOMPARE(client.ask(QStringLiteral("read key")), QStringLiteral("read nothing"));
    QCOMPARE(client.ask(QStringLiteral("write key value")), QStringLiteral("write ok"));
    session.lock();
    QCOMPARE(client.ask(QStringLiteral("read key")), QStringLiteral("read keychain_locked"));
}

void tst_KeychainMoods::noBus()
{
    const Session session(Session::Bus::Later);
    ClientRun client(session.environment());
    QCOMPARE(client.ask(QStringLiteral("status")), QStringLiteral("status absent"));
    QCOMPARE(client.ask(QStringLiteral("read key")), QStringLiteral("read keychain_absent"));
    QCOMPARE(client.ask(QStringLiteral("write key value")),
             QStringLiteral("write keychain_absent"));
    QCOMPARE(client.ask(QStringLiteral("remove key")), QStringLiteral("remove keychain_absent"));
}

void tst_KeychainMoods::noService()
{
    const Session session(Session::Bus::Running);
    ClientRun client(session.environment());
    QCOMPARE(client.ask(QStringLiteral("status")), QStringLiteral("status absent"));
    QCOMPARE(client.ask(QStringLiteral("read key")), QStringLiteral("read keychain_absent"));
    QCOMPARE(client.ask(QStringLiteral("write key value")),
             QStringLiteral("write keychain_absent"));
    QCOMPARE(client.ask(QStringLiteral("remove key")), QStringLiteral("remove keychain_absent"));
}

void tst_KeychainMoods::noKeyringYet()
{
    Session session(Session::Bus::Running);
    session.startDaemon(Session::Lock::Locked);
    ClientRun client(session.environment());
    QCOMPARE(client.ask(QStringLiteral("status")),
             QStringLiteral("status no_keyring gnome-keyring-daemon"));
    QCOMPARE(client.ask(QStringLiteral("read key")), QStringLiteral("read nothing"));
    QCOMPARE(client.ask(QStringLiteral("write key value")),
             QStringLiteral("write keychain_failed"));
    QCOMPARE(client.ask(QStringLiteral("remove key")), QStringLiteral("remove ok"));
}

void tst_KeychainMoods::createsAKeyringWhereThePersonLetsIt()
{
    Session session(Session::Bus::Running);
    session.startDaemon(Session::Lock::Locked);
    KeyringPrompter prompter(session.bus());
    ClientRun client(session.environment());
    client.tell(QStringLiteral("write key value"));
    QTRY_VERIFY(prompter.isOpen());
    prompter.dismiss();
    QCOMPARE(client.line(), QStringLiteral("write keychain_failed"));
    QCOMPARE(prompter.count(), 1);
    client.tell(QStringLiteral("write key value"));
    QTRY_VERIFY(prompter.isOpen());
    prompter.answer("new");
    QCOMPARE(client.line(), QStringLiteral("write ok"));
    QCOMPARE(client.ask(QStringLiteral("read key")), QStringLiteral("read value"));
    QCOMPARE(client.ask(QStringLiteral("status")),
             QStringLiteral("status unlocked gnome-keyring-daemon"));
}

void tst_KeychainMoods::refusedByTheBus()
{
    Session session(Session::Bus::Running);
    session.startDaemon(Session::Lock::Unlocked);
    session.denyService();
    ClientRun client(session.environment());
    QCOMPARE(client.ask(QStringLiteral("status")),
             QStringLiteral("status denied gnome-keyring-daemon"));
    QCOMPARE(client.ask(QStringLiteral("read key")), QStringLiteral("read keychain_denied"));
    QCOMPARE(client.ask(QStringLiteral("write key value")),
             QStringLiteral("write keychain_denied"));
    QCOMPARE(client.ask(QStringLiteral("remove key")), QStringLiteral("remove keychain_denied"));
}

void tst_KeychainMoods::removedByAnotherProgram()
{
    Session session(Session::Bus::Running);
    session.startDaemon(Session::Lock::Unlocked);
    ClientRun client(session.environment());
    QCOMPARE(client.ask(QStringLiteral("write key value")), QStringLiteral("write ok"));
    QProcess tool;
    tool.setProcessEnvironment(session.environment());
    tool.start(QStringLiteral("secret-tool"),
               {QStringLiteral("clear"), QStringLiteral("user"), QStringLiteral("key")});
    QVERIFY(tool.waitForFinished(10000));
    QCOMPARE(client.ask(QStringLiteral("read key")), QStringLiteral("read nothing"));
}

void tst_KeychainMoods::garbageIsNoMissingItem()
{
    Session session(Session::Bus::Running);
    session.startDaemon(Session::Lock::Unlocked);
    ClientRun client(session.environment());
    QProcess tool;
    tool.setProcessEnvironment(session.environment());
    QStringList arguments{QStringLiteral("store"), QStringLiteral("--label=x")};
    for (const char *word : {"user", "key", "server", "latchkey-test", "type", "base64",
                             "xdg:schema", "org.qt.keychain"})
        arguments += QLatin1String(word);
    tool.start(QStringLiteral("secret-tool"), arguments);
    tool.write("YWJj!not base64");
    tool.closeWriteChannel();
    QVERIFY(tool.waitForFinished(10000));
    const QString answer = client.ask(QStringLiteral("read key"));
    QVERIFY2(answer.startsWith(QStringLiteral("read abc")), qPrintable(answer));
    QCOMPARE(client.ask(QStringLiteral("write key value")), QStringLiteral("write ok"));
    QCOMPARE(client.ask(QStringLiteral("read key")), QStringLiteral("read value"));
}

/// A Qt without GLib, or a program that wants none: every request waited for ever.
void tst_KeychainMoods::withoutGLibsEventLoop()
{
    Session session(Session::Bus::Running);
    session.startDaemon(Session::Lock::Unlocked);
    QProcessEnvironment environment = session.environment();
    environment.insert(QStringLiteral("QT_NO_GLIB"), QStringLiteral("1"));
    ClientRun client(environment);
    QCOMPARE(client.ask(QStringLiteral("write key value")), QStringLiteral("write ok"));
    QCOMPARE(client.ask(QStringLiteral("read key")), QStringLiteral("read value"));
    session.lock();
    QCOMPARE(client.ask(QStringLiteral("read key")), QStringLiteral("read keychain_locked"));
    client.tell(QStringLiteral("quit"));
    QCOMPARE(client.exitStatus(), 0);
}

void tst_KeychainMoods::slow()
{
    Session session(Session::Bus::Running);
    session.startDaemon(Session::Lock::Unlocked);
    ClientRun client(session.environment());
    QCOMPARE(client.ask(QStringLiteral("write key value")), QStringLiteral("write ok"));
    session.freezeDaemon();
    QElapsedTimer timer;
    timer.start();
    client.tell(QStringLiteral("read key"));
    client.tell(QStringLiteral("write key new"));
    // The state is bounded, whatever waits.
    client.tell(QStringLiteral("status"));
    QCOMPARE(client.line(), QStringLiteral("status no_answer gnome-keyring-daemon"));
    QVERIFY(timer.elapsed() >= 4500 && timer.elapsed() < 9000);
    session.thawDaemon();
    QCOMPARE(client.line(), QStringLiteral("read value"));
    QCOMPARE(client.line(), QStringLiteral("write ok"));
}

void tst_KeychainMoods::silent()
{
    QCOMPARE(m_silentClient->line(60000), QStringLiteral("read keychain_failed"));
    // Who has waited that long does not wait once more.
    QCOMPARE(m_silentClient->line(1000), QStringLiteral("write keychain_failed"));
    m_silentSession->thawDaemon();
    QCOMPARE(m_silentClient->ask(QStringLiteral("read key")), QStringLiteral("read value"));
}

QTEST_GUILESS_MAIN(tst_KeychainMoods)
#include "tst_keychainmoods.moc"
