// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "embeddedworld.h"
#include "keyringsession.h"

#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

using namespace Latchkey;
using namespace std::chrono_literals;

/// A program that embeds Latchkey::Core is started before its keyring can be used, as at login, and
/// goes on by itself when it can.
class tst_EmbeddedKeyring : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void startedBeforeTheKeyring_data();
    void startedBeforeTheKeyring();
};

namespace {

enum class AtFirst { NoBus, NoKeyring, LockedKeyring };

} // namespace

void tst_EmbeddedKeyring::startedBeforeTheKeyring_data()
{
    QTest::addColumn<AtFirst>("atFirst");
    QTest::addColumn<QString>("error");
    QTest::newRow("no session bus") << AtFirst::NoBus << QStringLiteral("keychain_absent");
    QTest::newRow("no keyring on the bus")
        << AtFirst::NoKeyring << QStringLiteral("keychain_absent");
    QTest::newRow("a keyring that is locked")
        << AtFirst::LockedKeyring << QStringLiteral("keychain_locked");
}

void tst_EmbeddedKeyring::startedBeforeTheKeyring()
{
    QFETCH(AtFirst, atFirst);
    QFETCH(QString, error);
    using Lock = KeyringSession::Lock;
    KeyringSession session(KeyringSession::Bus::Running);
    session.startDaemon(Lock::Unlocked);
    EmbeddedWorld world(session.environment());
    QVERIFY(world.signIn());

    session.endDaemon();
    if (atFirst == AtFirst::NoBus)
        session.endBus();
    if (atFirst == AtFirst::LockedKeyring)
        session.startDaemon(Lock::Locked);
    const auto run = world.embedded(world.useEvery(200ms));
    QVERIFY(run->waitForState("Locked"));
    QCOMPARE(run->lastState().value(QLatin1String("error")).toString(), error);
    QTest::qWait(500);
    QCOMPARE(run->events("used").size(), 0);

    if (atFirst == AtFirst::NoBus)
        session.startBus();
    if (atFirst == AtFirst::LockedKeyring)
        session.unlock();
    else
        session.startDaemon(Lock::Unlocked);
    QVERIFY(run->waitForState("Active"));
    QVERIFY(run->waitForEvent([](const QJsonObject &event) {
        return event.value(QLatin1String("status")).toInt() == 200;
    }));
    QVERIFY(world.isEverybodySignedIn(*run));
}

QTEST_GUILESS_MAIN(tst_EmbeddedKeyring)
#include "tst_embeddedkeyring.moc"
