// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "commandfixture.h"

#include <latchkey/keychainstore.h>

#include <QtCore/QFile>
#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

#include <csignal>
#include <optional>

using namespace Latchkey;

/// What the command does with accounts that are signed in: renewing, telling, signing out.
class tst_CommandSession : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void tokenThatEndedIsRenewed();
    void tokenIsRenewedForMinimumValidity();
    void tokenIsRenewedOnDemand();
    void tokenOfAnOldRefreshTokenIsNeverGiven();
    void refusedRefreshNeedsSignIn();
    void troubleAtTheProvider_data();
    void troubleAtTheProvider();
    void interruptedWhileRefreshing();
    void interruptedTwiceWhileRefreshing();
    void interruptedWhileWaitingForAnother();
    void accountsTellsTheTruth();
    void accountsTellsWhyOfEachAccount();
    void damagedItemIsToldAndKept();
    void missingItemNeedsSignIn();
    void showTellsAllButSecrets();
    void showWithoutAKeyring();
    void showOfNobody();
    void logoutOfAllGoesOnAfterAFailure();
    void logoutTellsWhatWasNotRevoked();

private:
    static QByteArray storedItem(const QString &key);
    static bool storeItem(const QString &key, const QByteArray &value);
    static QString accessTokenOf(CommandFixture &fixture, const QStringList &more = {});
};

/// What the keyring holds, as any program of the user may read it.
QByteArray tst_CommandSession::storedItem(const QString &key)
{
    KeychainStore store(QStringLiteral("latchkey"));
    QObject context;
    std::optional<QByteArray> value;
    store.read(key, &context, [&](const SecretStore::ReadResult &item) { value = item.value; });
    return QTest::qWaitFor([&] { return value.has_value(); }) ? *value : QByteArray();
}

/// An empty value removes the item.
bool tst_CommandSession::storeItem(const QString &key, const QByteArray &value)
{
    KeychainStore store(QStringLiteral("latchkey"));
    QObject context;
    std::optional<Error> error;
    const auto done = [&](const Error &outcome) { error = outcome; };
    if (value.isEmpty())
        store.remove(key, &context, done);
    else
        store.write(key, value, &context, done);
    return QTest::qWaitFor([&] { return error.has_value(); }) && !error->isError();
}

QString tst_CommandSession::accessTokenOf(CommandFixture &fixture, const QStringList &more)
{
    const auto token =
        fixture.run(QStringList{QStringLiteral("token"), fixture.accountId()} << more);
    return fixture.text(token->nextEvent(), "access_token");
}

void tst_CommandSession::tokenThatEndedIsRenewed()
{
    CommandFixture fixture;
    QVERIFY(fixture.signInForAMoment());
    fixture.provider.adjust([](Demo::Knobs &knobs) { knobs.accessTokenLifetime = 3600; });
    const auto token = fixture.run({QStringLiteral("token"), fixture.accountId()});
    const QJsonObject event = token->nextEvent();
    QVERIFY(event.value(QLatin1String("expires_in")).toInt() > 3500);
    QCOMPARE(token->exitStatus(), 0);
    // The next one finds it.
    QCOMPARE(accessTokenOf(fixture), fixture.text(event, "access_token"));
    QCOMPARE(fixture.provider.counters().refreshes, 1);
    fixture.run({QStringLiteral("logout"), QStringLiteral("--all")})->exitStatus();
}

void tst_CommandSession::tokenIsRenewedForMinimumValidity()
{
    CommandFixture fixture;
    fixture.provider.adjust([](Demo::Knobs &knobs) { knobs.accessTokenLifetime = 20; });
    QVERIFY(fixture.signIn());
    const QString old = accessTokenOf(fixture);
    // What was granted just now cannot be bettered.
    QTest::qWait(5100);
    QCOMPARE(accessTokenOf(fixture, {QStringLiteral("--min-valid"), QStringLiteral("5")}), old);
    QCOMPARE(fixture.provider.counters().refreshes, 0);
    const auto token = fixture.run({QStringLiteral("token"), fixture.accountId(),
                                    QStringLiteral("--min-valid"), QStringLiteral("17")});
    const QJsonObject event = token->nextEvent();
    QVERIFY(fixture.text(event, "access_token") != old);
    QVERIFY(event.value(QLatin1String("expires_in")).toInt() >= 17);
    QCOMPARE(fixture.provider.counters().refreshes, 1);
    fixture.run({QStringLiteral("logout"), QStringLiteral("--all")})->exitStatus();
}

void tst_CommandSession::tokenIsRenewedOnDemand()
{
    CommandFixture fixture;
    QVERIFY(fixture.signIn());
    const QString first = accessTokenOf(fixture);
    const QString second = accessTokenOf(fixture, {QStringLiteral("--refresh")});
    const QString third = accessTokenOf(
        fixture,
        {QStringLiteral("--refresh"), QStringLiteral("--min-valid"), QStringLiteral("10")});
    QVERIFY(!first.isEmpty() && !second.isEmpty() && !third.isEmpty());
    QVERIFY(first != second && second != third);
    QCOMPARE(accessTokenOf(fixture), third);
    QCOMPARE(fixture.provider.counters().refreshes, 2);
    fixture.run({QStringLiteral("logout"), QStringLiteral("--all")})->exitStatus();
}

/// A refresh that fails is told, although the old token is still good: a new one was asked for.
void tst_CommandSession::tokenOfAnOldRefreshTokenIsNeverGiven()
{
    CommandFixture fixture;
    QVERIFY(fixture.signIn());
    fixture.provider.setFault(Demo::Endpoint::Token,
                              Demo::Fault::answer(503, "down", "text/plain"));
    const auto token =
        fixture.run({QStringLiteral("token"), fixture.accountId(), QStringLiteral("--refresh")});
    QCOMPARE(fixture.text(token->nextEvent(), "code"), QStringLiteral("network"));
    QCOMPARE(token->exitStatus(), 5);
    // Whoever asks for any token gets that one.
    QVERIFY(!accessTokenOf(fixture).isEmpty());
    fixture.provider.clearFaults();
    fixture.run({QStringLiteral("logout"), QStringLiteral("--all")})->exitStatus();
}

void tst_CommandSession::refusedRefreshNeedsSignIn()
{
    CommandFixture fixture;
    QVERIFY(fixture.signInForAMoment());
    fixture.provider.revokeEverything();
    for (int round = 0; round < 2; ++round) {
        const auto token = fixture.run({QStringLiteral("token"), fixture.accountId()});
        QCOMPARE(fixture.text(token->nextEvent(), "code"), QStringLiteral("signed_out"));
        QCOMPARE(token->exitStatus(), 8);
    }
    const auto accounts = fixture.run({QStringLiteral("accounts")});
    const QJsonObject listed = accounts->nextEvent();
    QCOMPARE(fixture.text(listed, "account"), fixture.accountId());
    QCOMPARE(fixture.text(listed, "state"), QStringLiteral("needs_sign_in"));
    QCOMPARE(fixture.text(listed, "code"), QStringLiteral("signed_out"));
    QCOMPARE(accounts->exitStatus(), 0);
    QVERIFY(fixture.signIn());
    QVERIFY(!accessTokenOf(fixture).isEmpty());
    fixture.run({QStringLiteral("logout"), QStringLiteral("--all")})->exitStatus();
}

void tst_CommandSession::troubleAtTheProvider_data()
{
    using Demo::Fault;
    QTest::addColumn<Demo::Fault>("fault");
    QTest::addColumn<QString>("code");
    QTest::addColumn<int>("exitStatus");
    QTest::newRow("a server in trouble")
        << Fault::answer(500, "down", "text/plain") << QStringLiteral("network") << 5;
    QTest::newRow("a captive portal")
        << Fault::answer(200, "<html>Welcome", "text/html") << QStringLiteral("protocol") << 7;
    QTest::newRow("no answer") << Fault::lostRequest() << QStringLiteral("network") << 5;
    QTest::newRow("too many requests")
        << Fault::answer(429, "slow", "text/plain") << QStringLiteral("network") << 5;
    QTest::newRow("invalid_client") << Fault::error(401, QStringLiteral("invalid_client"))
                                    << QStringLiteral("invalid_client") << 3;
}

void tst_CommandSession::troubleAtTheProvider()
{
    QFETCH(Demo::Fault, fault);
    QFETCH(QString, code);
    QFETCH(int, exitStatus);
    CommandFixture fixture;
    QVERIFY(fixture.signInForAMoment());
    fixture.provider.setFault(Demo::Endpoint::Token, fault);
    const auto token = fixture.run({QStringLiteral("token"), fixture.accountId()});
    QCOMPARE(fixture.text(token->nextEvent(), "code"), code);
    QCOMPARE(token->exitStatus(), exitStatus);
    // It delays the session, and does not end it.
    fixture.provider.clearFaults();
    QVERIFY(!accessTokenOf(fixture).isEmpty());
    fixture.run({QStringLiteral("logout"), QStringLiteral("--all")})->exitStatus();
}

/// The provider has spent the stored token by then, so the new one is stored before the end.
void tst_CommandSession::interruptedWhileRefreshing()
{
    CommandFixture fixture;
    QVERIFY(fixture.signIn());
    fixture.provider.setFault(Demo::Endpoint::Token, Demo::Fault::delayed(1500));
    const auto token =
        fixture.run({QStringLiteral("token"), fixture.accountId(), QStringLiteral("--refresh")});
    QTRY_COMPARE(fixture.provider.counters().refreshes, 1);
    token->interrupt();
    QCOMPARE(token->endingSignal(), SIGINT);
    QVERIFY(token->errorOutput().contains("stored first"));
    QVERIFY(token->output().isEmpty());
    fixture.provider.clearFaults();
    QVERIFY(!accessTokenOf(fixture, {QStringLiteral("--refresh")}).isEmpty());
    QCOMPARE(fixture.provider.counters().reuseDetected, 0);
    fixture.run({QStringLiteral("logout"), QStringLiteral("--all")})->exitStatus();
}

void tst_CommandSession::interruptedTwiceWhileRefreshing()
{
    CommandFixture fixture;
    fixture.provider.adjust([](Demo::Knobs &knobs) { knobs.refreshGrace = 60; });
    QVERIFY(fixture.signIn());
    fixture.provider.setFault(Demo::Endpoint::Token, Demo::Fault::delayed(20'000));
    const auto token =
        fixture.run({QStringLiteral("token"), fixture.accountId(), QStringLiteral("--refresh")});
    QTRY_COMPARE(fixture.provider.counters().refreshes, 1);
    token->interrupt();
    QVERIFY(token->waitForError(QStringLiteral("stored first")));
    QElapsedTimer timer;
    timer.start();
    token->interrupt();
    QCOMPARE(token->endingSignal(), SIGINT);
    QVERIFY(timer.elapsed() < 5000);
    fixture.provider.clearFaults();
    QVERIFY(!accessTokenOf(fixture, {QStringLiteral("--refresh")}).isEmpty());
    fixture.run({QStringLiteral("logout"), QStringLiteral("--all")})->exitStatus();
}

/// Who is not refreshing has nothing to lose.
void tst_CommandSession::interruptedWhileWaitingForAnother()
{
    CommandFixture fixture;
    QVERIFY(fixture.signIn());
    fixture.provider.setFault(Demo::Endpoint::Token, Demo::Fault::delayed(3000));
    const QStringList arguments{QStringLiteral("token"), fixture.accountId(),
                                QStringLiteral("--refresh")};
    const auto holder = fixture.run(arguments);
    QTRY_COMPARE(fixture.provider.counters().refreshes, 1);
    const auto waiter = fixture.run(arguments);
    QTest::qWait(700);
    QVERIFY(!waiter->hasEnded());
    QVERIFY(!holder->hasEnded());
    waiter->interrupt();
    QCOMPARE(waiter->endingSignal(), SIGINT);
    QVERIFY(waiter->errorOutput().isEmpty());
    QVERIFY(!holder->hasEnded());
    QCOMPARE(holder->exitStatus(), 0);
    fixture.provider.clearFaults();
    fixture.run({QStringLiteral("logout"), QStringLiteral("--all")})->exitStatus();
}

void tst_CommandSession::accountsTellsTheTruth()
{
    CommandFixture fixture;
    QVERIFY(fixture.signInForAMoment());
    // An access token that has ended is renewed once it is wanted.
    const auto accounts = fixture.run({QStringLiteral("accounts")});
    const QJsonObject listed = accounts->nextEvent();
    QCOMPARE(fixture.text(listed, "state"), QStringLiteral("active"));
    QVERIFY(listed.value(QLatin1String("has_refresh_token")).toBool());
    QVERIFY(listed.value(QLatin1String("expires_in")).toInt() <= 0);
    QVERIFY(!listed.contains(QLatin1String("code")));
    // Listing them sends nothing.
    QCOMPARE(fixture.provider.counters().refreshes, 0);

    fixture.provider.adjust([](Demo::Knobs &knobs) { knobs.sendRefreshToken = false; });
    QVERIFY(fixture.signInForAMoment());
    const QJsonObject ended = fixture.run({QStringLiteral("accounts")})->nextEvent();
    QCOMPARE(fixture.text(ended, "state"), QStringLiteral("needs_sign_in"));
    QVERIFY(!ended.value(QLatin1String("has_refresh_token")).toBool(true));
    CommandRun plain(fixture.home.path(), {QStringLiteral("accounts")});
    QCOMPARE(plain.exitStatus(), 0);
    QVERIFY2(plain.output().contains("  Sign in again  Mara Demo ("), plain.output().constData());
    fixture.run({QStringLiteral("logout"), QStringLiteral("--all")})->exitStatus();
}

void tst_CommandSession::accountsTellsWhyOfEachAccount()
{
    CommandFixture fixture;
    QVERIFY(fixture.signIn());
    const auto second = fixture.run(
        {QStringLiteral("login"), QStringLiteral("--issuer"), fixture.provider.issuer().toString(),
         QStringLiteral("--client-id"), QStringLiteral("latchkey"), QStringLiteral("--account"),
         fixture.account + QStringLiteral("-2")});
    QCOMPARE(second->exitStatus(), 0);
    CommandRun accounts(fixture.home.path(), {QStringLiteral("accounts"), QStringLiteral("--json")},
                        CommandRun::Keyring::Absent);
    for (int i = 0; i < 2; ++i) {
        const QJsonObject listed = accounts.nextEvent();
        QCOMPARE(fixture.text(listed, "event"), QStringLiteral("account"));
        QCOMPARE(fixture.text(listed, "state"), QStringLiteral("locked"));
        QCOMPARE(fixture.text(listed, "code"), QStringLiteral("keychain_absent"));
        QVERIFY(!fixture.text(listed, "message").isEmpty());
        // What is not known is not claimed.
        QVERIFY(!listed.contains(QLatin1String("has_refresh_token")));
        QVERIFY(!listed.contains(QLatin1String("scope")));
    }
    QCOMPARE(fixture.text(accounts.nextEvent(), "event"), QStringLiteral("error"));
    QCOMPARE(accounts.exitStatus(), 6);
    CommandRun plain(fixture.home.path(), {QStringLiteral("accounts")},
                     CommandRun::Keyring::Absent);
    QCOMPARE(plain.exitStatus(), 6);
    QCOMPARE(plain.output().count("): There is no keyring service on this computer.\n"), 2);
    fixture.run({QStringLiteral("logout"), QStringLiteral("--all")})->exitStatus();
}

/// What cannot be read is no reason to delete it: a newer version may have written it.
void tst_CommandSession::damagedItemIsToldAndKept()
{
    CommandFixture fixture;
    QVERIFY(fixture.signIn());
    const QString key = fixture.accountId() + QStringLiteral("/session");
    const QByteArray good = storedItem(key);
    QVERIFY(!good.isEmpty());
    const QByteArray damaged = good.left(good.size() / 2);
    QVERIFY(storeItem(key, damaged));
    // The access token is in another item, and good.
    QCOMPARE(fixture.run({QStringLiteral("token"), fixture.accountId()})->exitStatus(), 0);
    for (const QStringList &arguments :
         {QStringList{QStringLiteral("token"), fixture.accountId(), QStringLiteral("--refresh")},
          QStringList{QStringLiteral("accounts")},
          QStringList{QStringLiteral("show"), fixture.accountId()}}) {
        const auto run = fixture.run(arguments);
        QCOMPARE(run->exitStatus(), 6);
        QVERIFY(run->output().contains("\"code\":\"keychain_failed\""));
        QVERIFY(run->errorOutput().contains("damaged"));
    }
    QCOMPARE(storedItem(key), damaged);
    QCOMPARE(fixture.provider.counters().refreshes, 0);
    QVERIFY(storeItem(key, good));
    QVERIFY(!accessTokenOf(fixture, {QStringLiteral("--refresh")}).isEmpty());

    // A damaged cache is as good as none.
    QVERIFY(storeItem(fixture.accountId() + QStringLiteral("/access"), "garbage"));
    const auto accounts = fixture.run({QStringLiteral("accounts")});
    QCOMPARE(fixture.text(accounts->nextEvent(), "state"), QStringLiteral("active"));
    QVERIFY(!accessTokenOf(fixture).isEmpty());
    QCOMPARE(fixture.provider.counters().refreshes, 2);
    fixture.run({QStringLiteral("logout"), QStringLiteral("--all")})->exitStatus();
}

void tst_CommandSession::missingItemNeedsSignIn()
{
    CommandFixture fixture;
    QVERIFY(fixture.signIn());
    for (const char *item : {"/session", "/access"})
        QVERIFY(storeItem(fixture.accountId() + QLatin1String(item), QByteArray()));
    const auto token = fixture.run({QStringLiteral("token"), fixture.accountId()});
    QCOMPARE(fixture.text(token->nextEvent(), "code"), QStringLiteral("signed_out"));
    QCOMPARE(token->exitStatus(), 8);
    const QJsonObject listed = fixture.run({QStringLiteral("accounts")})->nextEvent();
    QCOMPARE(fixture.text(listed, "account"), fixture.accountId());
    QCOMPARE(fixture.text(listed, "state"), QStringLiteral("needs_sign_in"));
    CommandRun logout(fixture.home.path(), {QStringLiteral("logout"), fixture.accountId()});
    QCOMPARE(logout.exitStatus(), 0);
    QVERIFY(logout.output().contains("There were no tokens to revoke."));
}

void tst_CommandSession::showTellsAllButSecrets()
{
    CommandFixture fixture;
    QVERIFY(fixture.signIn());
    const auto show = fixture.run({QStringLiteral("show"), fixture.accountId()});
    const QJsonObject event = show->nextEvent();
    QCOMPARE(show->exitStatus(), 0);
    QCOMPARE(fixture.text(event, "event"), QStringLiteral("account"));
    QCOMPARE(fixture.text(event, "account"), fixture.accountId());
    QCOMPARE(fixture.text(event, "name"), QStringLiteral("Mara Demo"));
    QCOMPARE(fixture.text(event, "subject"), QStringLiteral("demo-mara"));
    QCOMPARE(fixture.text(event, "email"), QStringLiteral("mara@demo.example"));
    QCOMPARE(fixture.text(event, "state"), QStringLiteral("active"));
    QCOMPARE(fixture.text(event, "scope"),
             QStringLiteral("openid profile email offline_access demo:read"));
    QCOMPARE(fixture.text(event, "client_id"), QStringLiteral("latchkey"));
    QCOMPARE(fixture.text(event, "issuer"), fixture.provider.issuer().toString());
    QVERIFY(event.value(QLatin1String("has_refresh_token")).toBool());
    QVERIFY(event.value(QLatin1String("expires_in")).toInt() > 3500);
    const QDateTime ends = QDateTime::fromString(fixture.text(event, "expires_at"), Qt::ISODate);
    const qint64 life =
        QDateTime::fromString(fixture.text(event, "issued_at"), Qt::ISODate).secsTo(ends);
    QVERIFY(life > 3590 && life <= 3600);
    const QJsonObject endpoints = event.value(QLatin1String("endpoints")).toObject();
    QCOMPARE(fixture.text(endpoints, "token"),
             fixture.provider.url(QStringLiteral("/oauth/token")).toString());
    QVERIFY(QFile::exists(fixture.text(event, "list")));
    // The items are where it says, and hold what is not told.
    const QString service = fixture.text(event, "keychain_service");
    QCOMPARE(service, QStringLiteral("latchkey"));
    for (const QJsonValue &item : event.value(QLatin1String("keychain_items")).toArray())
        QVERIFY(storedItem(item.toString()).contains("_token"));

    CommandRun plain(fixture.home.path(), {QStringLiteral("show"), fixture.accountId()});
    QCOMPARE(plain.exitStatus(), 0);
    QVERIFY(plain.errorOutput().isEmpty());
    for (const char *text : {"mara@demo.example", "demo-mara", "Active", "Refresh token", "yes",
                             "/oauth/revoke", "accounts.json"})
        QVERIFY2(plain.output().contains(text), text);
    for (const QString &secret : fixture.provider.issuedSecrets())
        QVERIFY(!plain.output().contains(secret.toUtf8())
                && !show->output().contains(secret.toUtf8()));
    fixture.run({QStringLiteral("logout"), QStringLiteral("--all")})->exitStatus();
}

void tst_CommandSession::showWithoutAKeyring()
{
    CommandFixture fixture;
    QVERIFY(fixture.signIn());
    CommandRun show(fixture.home.path(),
                    {QStringLiteral("show"), fixture.accountId(), QStringLiteral("--json")},
                    CommandRun::Keyring::Absent);
    const QJsonObject event = show.nextEvent();
    QCOMPARE(fixture.text(event, "account"), fixture.accountId());
    QCOMPARE(fixture.text(event, "state"), QStringLiteral("locked"));
    QVERIFY(!event.contains(QLatin1String("has_refresh_token")));
    QVERIFY(event.contains(QLatin1String("endpoints")));
    QCOMPARE(fixture.text(show.nextEvent(), "code"), QStringLiteral("keychain_absent"));
    QCOMPARE(show.exitStatus(), 6);
    fixture.run({QStringLiteral("logout"), QStringLiteral("--all")})->exitStatus();
}

void tst_CommandSession::showOfNobody()
{
    CommandFixture fixture;
    const auto show = fixture.run({QStringLiteral("show"), QStringLiteral("nobody")});
    QCOMPARE(fixture.text(show->nextEvent(), "code"), QStringLiteral("signed_out"));
    QCOMPARE(show->exitStatus(), 8);
    QCOMPARE(fixture.run({QStringLiteral("show")})->exitStatus(), 2);
}

/// One provider is gone, and the list of accounts cannot be written for the other one.
void tst_CommandSession::logoutOfAllGoesOnAfterAFailure()
{
    CommandFixture gone;
    CommandFixture fixture;
    QVERIFY(fixture.signIn());
    gone.provider.adjust([](Demo::Knobs &knobs) { knobs.decision = Demo::Decision::Allow; });
    CommandRun login(fixture.home.path(),
                     {QStringLiteral("login"), QStringLiteral("--issuer"),
                      gone.provider.issuer().toString(), QStringLiteral("--client-id"),
                      QStringLiteral("latchkey"), QStringLiteral("--account"), gone.account});
    QCOMPARE(login.exitStatus(), 0);
    gone.provider.stop();

    const auto logout = fixture.run({QStringLiteral("logout"), QStringLiteral("--all")});
    const QJsonObject first = logout->nextEvent();
    const QJsonObject second = logout->nextEvent();
    QCOMPARE(logout->exitStatus(), 0);
    QCOMPARE(fixture.text(first, "account"), fixture.accountId());
    QVERIFY(first.value(QLatin1String("revoked")).toBool());
    QVERIFY(!first.contains(QLatin1String("revocation_error")));
    QCOMPARE(fixture.text(second, "account"), gone.accountId());
    QVERIFY(!second.value(QLatin1String("revoked")).toBool(true));
    QCOMPARE(fixture.text(second, "revocation_error"), QStringLiteral("network"));
    QVERIFY(second.value(QLatin1String("forgotten")).toBool());
}

void tst_CommandSession::logoutTellsWhatWasNotRevoked()
{
    CommandFixture fixture;
    QVERIFY(fixture.signIn());
    fixture.provider.setFault(Demo::Endpoint::Revocation,
                              Demo::Fault::answer(503, "down", "text/plain"));
    CommandRun logout(fixture.home.path(), {QStringLiteral("logout"), fixture.accountId()});
    QCOMPARE(logout.exitStatus(), 0);
    QVERIFY(logout.output().contains(" is forgotten on this computer."));
    QVERIFY(!logout.output().contains("revoked"));
    QVERIFY(logout.errorOutput().contains("has not revoked its tokens"));

    fixture.provider.clearFaults();
    fixture.provider.adjust([](Demo::Knobs &knobs) {
        knobs.answerOverrides[Demo::Endpoint::Metadata] = {
            {QStringLiteral("revocation_endpoint"), QJsonValue()}};
    });
    QVERIFY(fixture.signIn());
    CommandRun without(fixture.home.path(), {QStringLiteral("logout"), fixture.accountId()});
    QCOMPARE(without.exitStatus(), 0);
    QVERIFY(without.output().contains("offers no way to revoke"));
}

QTEST_GUILESS_MAIN(tst_CommandSession)
#include "tst_commandsession.moc"
