// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "clientrun.h"
#include "keyringkeepassxc.h"
#include "keyringkwallet.h"
#include "keyringsession.h"

#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

/// What is not gnome-keyring: KWallet by its own interface, and KeePassXC's Secret Service.
class tst_OtherKeychains : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void walletKeeps();
    void walletIsClosed();
    void walletIsKilledWhileItAsks();
    void walletRefuses();
    void walletIsSwitchedOff();
    void keePassKeeps();
    void lockedKeePassIsNotEmpty();

private:
    static void keeps(ClientRun *client);

    using Session = KeyringSession;
    using Wallet = KeyringKWallet;
};

void tst_OtherKeychains::keeps(ClientRun *client)
{
    QCOMPARE(client->ask(QStringLiteral("read key")), QStringLiteral("read nothing"));
    QCOMPARE(client->ask(QStringLiteral("remove key")), QStringLiteral("remove ok"));
    QCOMPARE(client->ask(QStringLiteral("write key value")), QStringLiteral("write ok"));
    QCOMPARE(client->ask(QStringLiteral("write key new")), QStringLiteral("write ok"));
    QCOMPARE(client->ask(QStringLiteral("read key")), QStringLiteral("read new"));
    QCOMPARE(client->ask(QStringLiteral("remove key")), QStringLiteral("remove ok"));
    QCOMPARE(client->ask(QStringLiteral("read key")), QStringLiteral("read nothing"));
}

void tst_OtherKeychains::walletKeeps()
{
    Session session(Session::Bus::Running);
    Wallet wallet(&session, Wallet::Rule::Allow, Wallet::Switch::On);
    wallet.open();
    ClientRun client(wallet.environment());
    QCOMPARE(client.ask(QStringLiteral("status")), QStringLiteral("status unlocked kwalletd5"));
    keeps(&client);
}

void tst_OtherKeychains::walletIsClosed()
{
    Session session(Session::Bus::Running);
    Wallet wallet(&session, Wallet::Rule::Allow, Wallet::Switch::On);
    wallet.open();
    ClientRun client(wallet.environment());
    QCOMPARE(client.ask(QStringLiteral("write key value")), QStringLiteral("write ok"));
    wallet.close();
    QCOMPARE(client.ask(QStringLiteral("status")), QStringLiteral("status locked kwalletd5"));
    client.tell(QStringLiteral("watch"));
    QCOMPARE(client.line(300), QStringLiteral("silence"));
    wallet.open();
    QCOMPARE(client.line(), QStringLiteral("available"));
    QCOMPARE(client.ask(QStringLiteral("read key")), QStringLiteral("read value"));
}

void tst_OtherKeychains::walletIsKilledWhileItAsks()
{
    Session session(Session::Bus::Running);
    Wallet wallet(&session, Wallet::Rule::Allow, Wallet::Switch::On);
    wallet.open();
    wallet.close();
    ClientRun client(wallet.environment());
    client.tell(QStringLiteral("read key"));
    QCOMPARE(client.line(500), QStringLiteral("silence"));
    QCOMPARE(client.ask(QStringLiteral("status")), QStringLiteral("status locked kwalletd5"));
    wallet.kill();
    QCOMPARE(client.line(), QStringLiteral("read keychain_absent"));
    QCOMPARE(client.ask(QStringLiteral("status")), QStringLiteral("status absent"));
}

void tst_OtherKeychains::walletRefuses()
{
    Session session(Session::Bus::Running);
    Wallet wallet(&session, Wallet::Rule::Deny, Wallet::Switch::On);
    wallet.open();
    ClientRun client(wallet.environment());
    QCOMPARE(client.ask(QStringLiteral("read key")), QStringLiteral("read keychain_denied"));
    QCOMPARE(client.ask(QStringLiteral("write key value")),
             QStringLiteral("write keychain_denied"));
    QCOMPARE(client.ask(QStringLiteral("remove key")), QStringLiteral("remove keychain_denied"));
}

/// The service ends at once then.
void tst_OtherKeychains::walletIsSwitchedOff()
{
    Session session(Session::Bus::Running);
    const Wallet wallet(&session, Wallet::Rule::Allow, Wallet::Switch::Off);
    ClientRun client(wallet.environment());
    QCOMPARE(client.ask(QStringLiteral("status")), QStringLiteral("status absent"));
    QCOMPARE(client.ask(QStringLiteral("read key")), QStringLiteral("read keychain_absent"));
    QCOMPARE(client.ask(QStringLiteral("write key value")),
             QStringLiteral("write keychain_absent"));
}

void tst_OtherKeychains::keePassKeeps()
{
    Session session(Session::Bus::Running);
    const KeyringKeePassXC keePass(&session);
    ClientRun client(session.environment());
    QCOMPARE(client.ask(QStringLiteral("status")), QStringLiteral("status unlocked keepassxc"));
    keeps(&client);
}

/// It knows nothing of what is in there, and says that there is nothing.
void tst_OtherKeychains::lockedKeePassIsNotEmpty()
{
    Session session(Session::Bus::Running);
    KeyringKeePassXC keePass(&session);
    ClientRun client(session.environment());
    QCOMPARE(client.ask(QStringLiteral("write key value")), QStringLiteral("write ok"));
    keePass.lock();
    QCOMPARE(client.ask(QStringLiteral("status")), QStringLiteral("status locked keepassxc"));
    QCOMPARE(client.ask(QStringLiteral("read key")), QStringLiteral("read keychain_locked"));
    QCOMPARE(client.ask(QStringLiteral("remove key")), QStringLiteral("remove keychain_locked"));
    client.tell(QStringLiteral("watch"));
    QCOMPARE(client.line(300), QStringLiteral("silence"));
    keePass.unlock();
    QCOMPARE(client.line(), QStringLiteral("available"));
    QCOMPARE(client.ask(QStringLiteral("read key")), QStringLiteral("read value"));
}

QTEST_GUILESS_MAIN(tst_OtherKeychains)
#include "tst_otherkeychains.moc"
