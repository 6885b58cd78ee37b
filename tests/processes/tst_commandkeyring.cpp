// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "commandfixture.h"
#include "keyringprompter.h"
#include "keyringsession.h"

#include <QtCore/QLockFile>
#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

#include <csignal>

using namespace Latchkey;

/// The command meets a real gnome-keyring in every mood: it tells what is the matter, ends with
/// status 6, and loses nothing.
class tst_CommandKeyring : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void everyCommandTellsTheMood_data();
    void everyCommandTellsTheMood();
    void promptIsWaitedForAndToldOnce();
    void dismissedPromptIsOneAnswer();
    void holdsNoLockDuringAPrompt();
    void interruptedDuringAPrompt();
    void interruptedWhileStoring();
    void interruptedTwiceWhileStoring();
    void startedLate();
    void startedByTheCommand();
    void frozenForAWhile();
    void killedDuringARefresh_data();
    void killedDuringARefresh();
    void killedForGoodDuringARefresh();
};

namespace {

using Lock = KeyringSession::Lock;

enum class Mood { Locked, Absent, NoBus, Denied };

/// Somebody is signed in, by a keyring of a test's own.
class World : public CommandFixture
{
public:
    World() : session(KeyringSession::Bus::Running)
    {
        session.startDaemon(Lock::Unlocked);
        provider.adjust([](Demo::Knobs &knobs) {
            knobs.decision = Demo::Decision::Allow;
            knobs.refreshGrace = 0;
        });
        const auto first = loginAs(account);
        const auto second = loginAs(account + QStringLiteral("-2"));
        isSignedIn = first->exitStatus() == 0 && second->exitStatus() == 0;
    }

    std::unique_ptr<CommandRun> command(QStringList arguments) const
    {
        arguments.replaceInStrings(QStringLiteral("ACCOUNT"), accountId());
        arguments.replaceInStrings(QStringLiteral("ISSUER"), provider.issuer().toString());
        CommandRun::Options options;
        options.environment = session.environment();
        return std::make_unique<CommandRun>(session.home(), arguments << QStringLiteral("--json"),
                                            options);
    }

    /// True where the command prints a token for both, and can renew it.
    bool isEverybodySignedIn() const
    {
        for (const QString &id : {accountId(), accountId() + QStringLiteral("-2")}) {
            if (command({QStringLiteral("token"), id, QStringLiteral("--refresh")})->exitStatus()
                != 0) {
                return false;
            }
        }
        return provider.counters().reuseDetected == 0;
    }

    std::unique_ptr<CommandRun> loginAs(const QString &name) const
    {
        return command({QStringLiteral("login"), QStringLiteral("--issuer"),
                        QStringLiteral("ISSUER"), QStringLiteral("--client-id"),
                        QStringLiteral("latchkey"), QStringLiteral("--account"), name});
    }

    KeyringSession session;
    bool isSignedIn = false;
};

QStringList words(const char *text)
{
    return QString::fromLatin1(text).split(u' ');
}

/// Every command that needs the keyring.
QList<QPair<const char *, QStringList>> commands()
{
    return {
        {"token", words("token ACCOUNT")},
        {"token --refresh", words("token ACCOUNT --refresh")},
        {"accounts", words("accounts")},
        {"show", words("show ACCOUNT")},
        {"request", words("request ACCOUNT ISSUER/oauth/userinfo")},
        {"logout", words("logout ACCOUNT")},
        {"logout --all", words("logout --all")},
        {"login", words("login --issuer ISSUER --client-id latchkey --account third")},
    };
}

const char waiting[] = "Waiting for your keyring to be unlocked.";

} // namespace

void tst_CommandKeyring::everyCommandTellsTheMood_data()
{
    QTest::addColumn<Mood>("mood");
    QTest::addColumn<QByteArray>("code");
    QTest::addColumn<QByteArray>("sentence");
    const QByteArray absent = "There is no keyring service on this computer. Start or install one";
    QTest::newRow("locked, and nobody can be asked")
        << Mood::Locked << QByteArray("keychain_locked")
        << QByteArray("The keyring is locked. Unlock it, then try again.");
    QTest::newRow("absent") << Mood::Absent << QByteArray("keychain_absent") << absent;
    QTest::newRow("no session bus") << Mood::NoBus << QByteArray("keychain_absent") << absent;
    QTest::newRow("refused by the bus")
        << Mood::Denied << QByteArray("keychain_denied")
        << QByteArray("The keyring refused this program. Check its settings, then try again.");
}

void tst_CommandKeyring::everyCommandTellsTheMood()
{
    QFETCH(Mood, mood);
    QFETCH(QByteArray, code);
    QFETCH(QByteArray, sentence);
    World world;
    QVERIFY(world.isSignedIn);
    world.provider.clearRequests();
    if (mood == Mood::Locked)
        world.session.lock();
    else if (mood == Mood::Denied)
        world.session.denyService();
    else
        world.session.endDaemon();
    if (mood == Mood::NoBus)
        world.session.endBus();

    for (const auto &[name, arguments] : commands()) {
        const auto run = world.command(arguments);
        QVERIFY2(run->exitStatus() == 6, name);
        QVERIFY2(run->output().contains("\"code\":\"" + code + '"'), name);
        QVERIFY2(run->errorOutput().contains(sentence), name);
    }
    // Nobody was sent to their phone, and no token was spent or revoked.
    QVERIFY(world.provider.requests(Demo::Endpoint::DeviceAuthorization).isEmpty());
    QVERIFY(world.provider.requests(Demo::Endpoint::Token).isEmpty());
    QVERIFY(world.provider.requests(Demo::Endpoint::Revocation).isEmpty());

    if (mood == Mood::NoBus)
        world.session.startBus();
    if (mood == Mood::Locked)
        world.session.unlock();
    else if (mood == Mood::Denied)
        world.session.allowService();
    else
        world.session.startDaemon(Lock::Unlocked);
    QVERIFY(world.isEverybodySignedIn());
}

void tst_CommandKeyring::promptIsWaitedForAndToldOnce()
{
    World world;
    QVERIFY(world.isSignedIn);
    KeyringPrompter prompter(world.session.bus());
    int asked = 0;
    for (const auto &[name, arguments] : commands()) {
        world.session.lock();
        const auto run = world.command(arguments);
        QTRY_VERIFY2(prompter.isOpen(), name);
        QTest::qWait(1500);
        QVERIFY2(!run->hasEnded(), name);
        prompter.answer(KeyringSession::password);
        QTRY_VERIFY2(run->hasEnded(), name);
        QVERIFY2(run->exitStatus() == 0, name);
        QVERIFY2(prompter.count() == ++asked, name);
        QVERIFY2(run->errorOutput().count(waiting) == 1, name);
        QVERIFY2(!run->output().contains(waiting), name);
    }
}

/// Who has said no was asked once more for each item of each account.
void tst_CommandKeyring::dismissedPromptIsOneAnswer()
{
    World world;
    QVERIFY(world.isSignedIn);
    KeyringPrompter prompter(world.session.bus());
    int asked = 0;
    for (const auto &[name, arguments] : commands()) {
        world.session.lock();
        const auto run = world.command(arguments);
        QTRY_VERIFY2(prompter.isOpen(), name);
        prompter.dismiss();
        QTRY_VERIFY2(run->hasEnded() || prompter.isOpen(), name);
        QVERIFY2(prompter.count() == ++asked, name);
        QVERIFY2(run->exitStatus() == 6, name);
        QVERIFY2(run->output().contains("\"code\":\"keychain_locked\""), name);
    }
    world.session.unlock();
    QVERIFY(world.isEverybodySignedIn());
}

/// A person may take their time, and keeps no other program waiting by that.
void tst_CommandKeyring::holdsNoLockDuringAPrompt()
{
    World world;
    KeyringPrompter prompter(world.session.bus());
    for (const QStringList &arguments :
         {words("token ACCOUNT --refresh"), words("logout ACCOUNT")}) {
        world.session.lock();
        const auto run = world.command(arguments);
        QTRY_VERIFY(prompter.isOpen());
        const QString locks =
            world.session.home() + QStringLiteral("/data/latchkey/latchkey/locks");
        QLockFile lock(locks + u'/'
                       + QString::fromLatin1(QUrl::toPercentEncoding(world.accountId()))
                       + QStringLiteral(".lock"));
        QVERIFY(lock.tryLock());
        lock.unlock();
        prompter.answer(KeyringSession::password);
        QTRY_VERIFY(run->hasEnded());
        QCOMPARE(run->exitStatus(), 0);
    }
}

void tst_CommandKeyring::interruptedDuringAPrompt()
{
    World world;
    KeyringPrompter prompter(world.session.bus());
    world.session.lock();
    const auto run = world.command(words("token ACCOUNT"));
    QTRY_VERIFY(prompter.isOpen());
    run->interrupt();
    QCOMPARE(run->endingSignal(), SIGINT);
    QVERIFY(run->errorOutput().isEmpty());
    world.session.unlock();
    QVERIFY(world.isEverybodySignedIn());
}

/// What was half stored stayed, and nobody knew of it.
void tst_CommandKeyring::interruptedWhileStoring()
{
    World world;
    QVERIFY(world.isSignedIn);
    world.provider.adjust([](Demo::Knobs &knobs) { knobs.decision = Demo::Decision::Ask; });
    const int before = world.provider.counters().accessTokens;
    const int revoked = world.provider.counters().revocations;
    // In place of one that is there, which has to stay.
    const auto login = world.loginAs(world.account);
    const QString code = world.text(login->nextEvent(), "user_code");
    world.session.freezeDaemon();
    QVERIFY(world.provider.approve(code));
    QTRY_COMPARE(world.provider.counters().accessTokens, before + 1);
    QTRY_VERIFY(login->errorOutput().contains("Waiting for your keyring"));
    login->interrupt();
    QCOMPARE(world.text(login->nextEvent(), "code"), QStringLiteral("cancelled"));
    QVERIFY(login->waitForError(QStringLiteral("What was stored is being put back first.")));
    QVERIFY(!login->hasEnded());
    world.session.thawDaemon();
    QCOMPARE(login->exitStatus(), 1);
    QVERIFY(world.provider.counters().revocations > revoked);
    QVERIFY(world.isEverybodySignedIn());
}

void tst_CommandKeyring::interruptedTwiceWhileStoring()
{
    World world;
    QVERIFY(world.isSignedIn);
    world.provider.adjust([](Demo::Knobs &knobs) { knobs.decision = Demo::Decision::Ask; });
    const auto login = world.loginAs(QStringLiteral("third"));
    const QString code = world.text(login->nextEvent(), "user_code");
    world.session.freezeDaemon();
    QVERIFY(world.provider.approve(code));
    QTRY_VERIFY(login->errorOutput().contains("Waiting for your keyring"));
    login->interrupt();
    QCOMPARE(world.text(login->nextEvent(), "code"), QStringLiteral("cancelled"));
    login->interrupt();
    QCOMPARE(login->endingSignal(), SIGINT);
    world.session.thawDaemon();
    QVERIFY(world.isEverybodySignedIn());
    QCOMPARE(world.command(words("token third"))->exitStatus(), 8);
}

void tst_CommandKeyring::startedLate()
{
    World world;
    world.session.endDaemon();
    QCOMPARE(world.command(words("token ACCOUNT"))->exitStatus(), 6);
    world.session.startDaemon(Lock::Locked);
    QCOMPARE(world.command(words("token ACCOUNT"))->exitStatus(), 6);
    world.session.unlock();
    QCOMPARE(world.command(words("token ACCOUNT"))->exitStatus(), 0);
    QVERIFY(world.isEverybodySignedIn());
}

/// As on desktops: the bus starts the keyring for the command, and the person unlocks it.
void tst_CommandKeyring::startedByTheCommand()
{
    World world;
    world.session.endDaemon();
    world.session.makeStartable();
    KeyringPrompter prompter(world.session.bus());
    const auto run = world.command(words("token ACCOUNT"));
    QTRY_VERIFY_WITH_TIMEOUT(prompter.isOpen(), 20'000);
    prompter.answer(KeyringSession::password);
    QTRY_VERIFY_WITH_TIMEOUT(run->hasEnded(), 20'000);
    QCOMPARE(run->exitStatus(), 0);
    QVERIFY(world.isEverybodySignedIn());
}

void tst_CommandKeyring::frozenForAWhile()
{
    World world;
    world.session.freezeDaemon();
    const auto run = world.command(words("token ACCOUNT --refresh"));
    QVERIFY(run->waitForError(QString::fromLatin1(waiting)));
    QTest::qWait(1000);
    QVERIFY(!run->hasEnded());
    world.session.thawDaemon();
    QCOMPARE(run->exitStatus(), 0);
    QCOMPARE(run->errorOutput().count(waiting), 1);
    QVERIFY(world.isEverybodySignedIn());
}

void tst_CommandKeyring::killedDuringARefresh_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("secondsAway");
    QTest::addColumn<bool>("isLockedAnew");
    const QStringList token = words("token ACCOUNT --refresh");
    const QStringList request = words("request ACCOUNT ISSUER/oauth/userinfo --fail");
    QTest::newRow("it comes back at once") << token << 1 << false;
    QTest::newRow("it comes back, locked, and is unlocked") << token << 1 << true;
    QTest::newRow("it comes back after a while") << token << 8 << false;
    QTest::newRow("it comes back after a while, for a request") << request << 8 << false;
}

/// The provider has spent the stored refresh token, and the keyring for the new one is gone. It is
/// tried again for a while, so that a keyring that is started anew misses nothing.
void tst_CommandKeyring::killedDuringARefresh()
{
    QFETCH(QStringList, arguments);
    QFETCH(int, secondsAway);
    QFETCH(bool, isLockedAnew);
    World world;
    // What every token is refused for until there is a new one.
    world.provider.queueFault(Demo::Endpoint::UserInfo, Demo::Fault::answer(401, {}, "text/plain"));
    world.provider.setFault(Demo::Endpoint::Token, Demo::Fault::delayed(1000));
    const auto run = world.command(arguments);
    QTRY_COMPARE(world.provider.counters().refreshes, 1);
    world.session.killDaemon();
    QTest::qWait(1000 + secondsAway * 1000);
    QVERIFY(!run->hasEnded());
    world.session.startDaemon(isLockedAnew ? Lock::Locked : Lock::Unlocked);
    if (isLockedAnew)
        world.session.unlock();
    QCOMPARE(run->exitStatus(), 0);
    world.provider.clearFaults();
    QVERIFY(world.isEverybodySignedIn());
}

/// Where it stays away, the provider's grace period is what is left.
void tst_CommandKeyring::killedForGoodDuringARefresh()
{
    World world;
    world.provider.adjust([](Demo::Knobs &knobs) { knobs.refreshGrace = 60; });
    world.provider.setFault(Demo::Endpoint::Token, Demo::Fault::delayed(500));
    const auto run = world.command(words("token ACCOUNT --refresh"));
    QTRY_COMPARE(world.provider.counters().refreshes, 1);
    world.session.killDaemon();
    QCOMPARE(run->exitStatus(), 6);
    QVERIFY(run->output().contains("\"code\":\"keychain_absent\""));
    world.provider.clearFaults();
    world.session.startDaemon(Lock::Unlocked);
    QVERIFY(world.isEverybodySignedIn());
}

QTEST_GUILESS_MAIN(tst_CommandKeyring)
#include "tst_commandkeyring.moc"
