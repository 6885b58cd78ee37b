// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "commandfixture.h"

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

using namespace Latchkey;

/// What the command says and how it ends, as scripts rely on it. Needs a real keyring.
class tst_Command : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void wholeLife();
    void deniedByThePerson();
    void codeThatExpires();
    void memoryStoresNothing();
    void codeForAPerson();
    void interruptedWhileWaiting();
    void usage_data();
    void usage();
    void helpAndVersion_data();
    void helpAndVersion();
    void endpointsByHandWinOverDiscovered();
    void clientSecretFromAFile();
    void providersAreListed();
    void brokenProviderFileIsNamed();
    void tokenWithoutAnAccount();
    void ambiguousAccountIsUsage();
    void logoutOfEverything();
    void logoutWhileTheProviderIsGone();
    void keychainAbsent();
    void keychainAbsentAtTheVeryEnd();
    void damagedListOfAccounts();
    void hostileTextsStayPlain();
};

void tst_Command::wholeLife()
{
    CommandFixture fixture;
    QVERIFY(fixture.started);
    const auto login = fixture.login();
    const QJsonObject code = login->nextEvent();
    QCOMPARE(fixture.text(code, "event"), QStringLiteral("code"));
    QCOMPARE(fixture.text(code, "verification_uri"),
             fixture.provider.url(QStringLiteral("/activate")).toString());
    QVERIFY(
        fixture.text(code, "verification_uri_complete").endsWith(fixture.text(code, "user_code")));
    QCOMPARE(code.value(QLatin1String("expires_in")).toInt(), 900);
    QCOMPARE(code.value(QLatin1String("interval")).toInt(), 1);
    QVERIFY(fixture.provider.approve(fixture.text(code, "user_code")));
    const QJsonObject signedIn = login->nextEvent();
    QCOMPARE(fixture.text(signedIn, "event"), QStringLiteral("signed_in"));
    QCOMPARE(fixture.text(signedIn, "account"), fixture.accountId());
    QCOMPARE(fixture.text(signedIn, "subject"), QStringLiteral("demo-mara"));
    QVERIFY(signedIn.value(QLatin1String("has_refresh_token")).toBool());
    QVERIFY(signedIn.value(QLatin1String("expires_in")).toInt() > 3500);
    QVERIFY(fixture.text(signedIn, "scope").contains(QStringLiteral("openid")));
    QCOMPARE(login->exitStatus(), 0);

    const auto accounts = fixture.run({QStringLiteral("accounts")});
    const QJsonObject listed = accounts->nextEvent();
    QCOMPARE(fixture.text(listed, "account"), fixture.accountId());
    QCOMPARE(fixture.text(listed, "name"), QStringLiteral("Mara Demo"));
    QCOMPARE(fixture.text(listed, "state"), QStringLiteral("active"));
    QCOMPARE(accounts->exitStatus(), 0);

    const auto token = fixture.run({QStringLiteral("token")});
    const QJsonObject given = token->nextEvent();
    QCOMPARE(fixture.text(given, "event"), QStringLiteral("token"));
    QCOMPARE(fixture.text(given, "account"), fixture.accountId());
    QCOMPARE(fixture.text(given, "token_type"), QStringLiteral("Bearer"));
    QVERIFY(fixture.provider.issuedSecrets().contains(fixture.text(given, "access_token")));
    QCOMPARE(token->exitStatus(), 0);

    CommandRun plain(fixture.home.path(), {QStringLiteral("token")});
    QCOMPARE(plain.exitStatus(), 0);
    QCOMPARE(plain.output(), fixture.text(given, "access_token").toUtf8() + '\n');

    const auto logout = fixture.run({QStringLiteral("logout"), fixture.accountId()});
    const QJsonObject signedOut = logout->nextEvent();
    QCOMPARE(fixture.text(signedOut, "event"), QStringLiteral("signed_out"));
    QVERIFY(signedOut.value(QLatin1String("revoked")).toBool());
    QVERIFY(signedOut.value(QLatin1String("forgotten")).toBool());
    QCOMPARE(logout->exitStatus(), 0);
    QVERIFY(fixture.provider.counters().revocations > 0);
    QCOMPARE(fixture.run({QStringLiteral("token"), fixture.accountId()})->exitStatus(), 8);
}

void tst_Command::deniedByThePerson()
{
    CommandFixture fixture;
    const auto login = fixture.login();
    QVERIFY(fixture.provider.deny(fixture.text(login->nextEvent(), "user_code")));
    const QJsonObject error = login->nextEvent();
    QCOMPARE(fixture.text(error, "event"), QStringLiteral("error"));
    QCOMPARE(fixture.text(error, "code"), QStringLiteral("access_denied"));
    QVERIFY(!fixture.text(error, "message").isEmpty());
    QCOMPARE(login->exitStatus(), 3);
}

void tst_Command::codeThatExpires()
{
    CommandFixture fixture;
    fixture.provider.adjust([](Demo::Knobs &knobs) { knobs.deviceCodeLifetime = 2; });
    const auto login = fixture.login();
    login->nextEvent();
    QCOMPARE(fixture.text(login->nextEvent(), "code"), QStringLiteral("expired_token"));
    QCOMPARE(login->exitStatus(), 4);
}

void tst_Command::memoryStoresNothing()
{
    CommandFixture fixture;
    fixture.provider.adjust([](Demo::Knobs &knobs) { knobs.decision = Demo::Decision::Allow; });
    const auto login = fixture.login({QStringLiteral("--memory")});
    login->nextEvent();
    const QJsonObject signedIn = login->nextEvent();
    QCOMPARE(fixture.text(signedIn, "event"), QStringLiteral("signed_in"));
    QVERIFY(signedIn.value(QLatin1String("account")).isNull());
    QCOMPARE(login->exitStatus(), 0);
    const auto accounts = fixture.run({QStringLiteral("accounts")});
    QCOMPARE(accounts->exitStatus(), 0);
    QVERIFY(accounts->output().isEmpty());
}

// Demand: RFC8628-3.3-show-code
// Demand: RFC8628-5.4-remote-phishing
void tst_Command::codeForAPerson()
{
    CommandFixture fixture;
    CommandRun login(fixture.home.path(),
                     {QStringLiteral("login"), QStringLiteral("--issuer"),
                      fixture.provider.issuer().toString(), QStringLiteral("--client-id"),
                      QStringLiteral("latchkey"), QStringLiteral("--memory")});
    QVERIFY(login.waitForOutput(QStringLiteral("Go on only if you started this yourself")));
    QVERIFY(login.waitForOutput(fixture.provider.url(QStringLiteral("/activate"))
                                    .toString()
                                    .remove(QStringLiteral("http://"))));
    static const QRegularExpression code(QStringLiteral("\\b[A-Z0-9]{4}-[A-Z0-9]{4}\\b"));
    const QString shown = code.match(QString::fromUtf8(login.output())).captured();
    QVERIFY2(fixture.provider.approve(shown), login.output().constData());
    QCOMPARE(login.exitStatus(), 0);
}

void tst_Command::interruptedWhileWaiting()
{
    CommandFixture fixture;
    const auto login = fixture.login();
    login->nextEvent();
    login->interrupt();
    QCOMPARE(fixture.text(login->nextEvent(), "code"), QStringLiteral("cancelled"));
    QCOMPARE(login->exitStatus(), 1);
}

void tst_Command::usage_data()
{
    QTest::addColumn<QStringList>("arguments");
    const auto words = [](const char *text) {
        return QString::fromLatin1(text).split(u' ', Qt::SkipEmptyParts);
    };
    QTest::newRow("a verb that does not exist") << words("frobnicate");
    QTest::newRow("login without a provider") << words("login");
    QTest::newRow("login to an unknown provider") << words("login nobody");
    QTest::newRow("a provider that needs a client id") << words("login yoto");
    QTest::newRow("an issuer that is no address") << words("login --issuer nonsense");
    QTest::newRow("an endpoint that is no address")
        << words("login --device-endpoint x --token-endpoint y --client-id z --memory");
    QTest::newRow("an endpoint in the clear")
        << words("login --device-endpoint http://0.0.0.0:9/d --token-endpoint "
                 "https://127.0.0.1:9/t --client-id z --memory");
    QTest::newRow("a device endpoint without a token endpoint")
        << words("login --device-endpoint https://127.0.0.1:9/d --client-id z --memory");
    QTest::newRow("a way to sign in that does not exist") << words("login demo --flow carrier");
    QTest::newRow("a way that the provider does not offer")
        << words("login yoto-reference --client-id x --memory --flow paste");
    QTest::newRow("an authorization endpoint that is no address")
        << words("login --authorization-endpoint x --token-endpoint y --client-id z --memory");
    QTest::newRow("a redirect URI that is no address")
        << words("login demo --memory --redirect-uri callback");
    QTest::newRow("a secret file that does not exist")
        << words("login demo --client-secret-file /nonexistent");
    QTest::newRow("logout of nobody") << words("logout");
    QTest::newRow("logout of one and all") << words("logout demo --all");
    QTest::newRow("a validity that is no number") << words("token --min-valid soon");
    QTest::newRow("a negative validity") << words("token --min-valid -1");
    QTest::newRow("a port that is none") << words("demo --port 70000");
}

void tst_Command::usage()
{
    QFETCH(QStringList, arguments);
    CommandFixture fixture;
    const auto run = fixture.run(arguments);
    QCOMPARE(run->exitStatus(), 2);
    const QJsonObject error = run->nextEvent();
    QCOMPARE(fixture.text(error, "event"), QStringLiteral("error"));
    const QStringList codes{QStringLiteral("usage"), QStringLiteral("insecure_endpoint")};
    QVERIFY(codes.contains(fixture.text(error, "code")));
    QVERIFY(run->errorOutput().startsWith("latchkey: "));
}

void tst_Command::helpAndVersion_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("expected");
    QTest::newRow("nothing, where nobody looks") << QStringList() << QByteArray("Usage: latchkey");
    QTest::newRow("--help") << QStringList{QStringLiteral("--help")}
                            << QByteArray("Exit status: 0 done");
    QTest::newRow("help of a verb")
        << QStringList{QStringLiteral("login"), QStringLiteral("--help")} << QByteArray("--issuer");
    QTest::newRow("--version") << QStringList{QStringLiteral("--version")}
                               << QByteArray("latchkey 0.");
}

void tst_Command::helpAndVersion()
{
    QFETCH(QStringList, arguments);
    QFETCH(QByteArray, expected);
    const QTemporaryDir home;
    CommandRun run(home.path(), arguments);
    QCOMPARE(run.exitStatus(), 0);
    QVERIFY2(run.output().contains(expected), run.output().constData());
}

void tst_Command::endpointsByHandWinOverDiscovered()
{
    CommandFixture fixture;
    CommandFixture other;
    const auto login =
        fixture.login({QStringLiteral("--device-endpoint"),
                       other.provider.url(QStringLiteral("/oauth/device/code")).toString(),
                       QStringLiteral("--token-endpoint"),
                       other.provider.url(QStringLiteral("/oauth/token")).toString(),
                       QStringLiteral("--scope"), QStringLiteral("demo:read offline_access"),
                       QStringLiteral("--scope"), QStringLiteral("email"),
                       QStringLiteral("--audience"), QStringLiteral("https://api.example")});
    QVERIFY(other.provider.approve(fixture.text(login->nextEvent(), "user_code")));
    QCOMPARE(fixture.text(login->nextEvent(), "event"), QStringLiteral("signed_in"));
    QCOMPARE(login->exitStatus(), 0);
    const auto request = other.provider.requests(Demo::Endpoint::DeviceAuthorization).constFirst();
    QCOMPARE(request.parameter(QStringLiteral("scope")),
             QStringLiteral("demo:read offline_access email"));
    QCOMPARE(request.parameter(QStringLiteral("audience")), QStringLiteral("https://api.example"));
    QVERIFY(fixture.provider.requests(Demo::Endpoint::DeviceAuthorization).isEmpty());
    fixture.run({QStringLiteral("logout"), QStringLiteral("--all")})->exitStatus();
}

void tst_Command::clientSecretFromAFile()
{
    CommandFixture fixture;
    const QString secret = QStringLiteral("file-secret+&%");
    fixture.provider.adjust([&](Demo::Knobs &knobs) {
        knobs.clients.first().secret = secret;
        knobs.decision = Demo::Decision::Allow;
    });
    QFile file(fixture.home.filePath(QStringLiteral("secret")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(secret.toUtf8() + '\n');
    file.close();
    const auto login = fixture.login({QStringLiteral("--client-secret-file"), file.fileName()});
    login->nextEvent();
    QCOMPARE(fixture.text(login->nextEvent(), "event"), QStringLiteral("signed_in"));
    QCOMPARE(login->exitStatus(), 0);
    // Another process needs the secret to revoke, and finds it in the keyring.
    const auto logout = fixture.run({QStringLiteral("logout"), fixture.accountId()});
    QVERIFY(logout->nextEvent().value(QLatin1String("revoked")).toBool());
    const auto wrong = fixture.login();
    QCOMPARE(fixture.text(wrong->nextEvent(), "code"), QStringLiteral("invalid_client"));
    QCOMPARE(wrong->exitStatus(), 3);
}

void tst_Command::providersAreListed()
{
    CommandFixture fixture;
    const auto run = fixture.run({QStringLiteral("providers")});
    QStringList ids;
    for (QJsonObject event = run->nextEvent(); !event.isEmpty(); event = run->nextEvent())
        ids += fixture.text(event, "provider");
    QCOMPARE(run->exitStatus(), 0);
    for (const char *id : {"demo", "yoto", "yoto-reference"})
        QVERIFY(ids.contains(QLatin1String(id)));
}

void tst_Command::brokenProviderFileIsNamed()
{
    CommandFixture fixture;
    const QString folder = fixture.home.filePath(QStringLiteral("data/latchkey/providers"));
    QVERIFY(QDir().mkpath(folder));
    QFile file(folder + QStringLiteral("/mine.json"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("{\n\"id\": \"mine\",\n oops\n}");
    file.close();
    const auto run = fixture.run({QStringLiteral("providers")});
    QCOMPARE(run->exitStatus(), 0);
    QVERIFY(run->errorOutput().contains(file.fileName().toUtf8() + ": line 3"));
    QVERIFY(run->output().contains("\"demo\""));
}

void tst_Command::tokenWithoutAnAccount()
{
    CommandFixture fixture;
    const auto run = fixture.run({QStringLiteral("token")});
    QCOMPARE(fixture.text(run->nextEvent(), "code"), QStringLiteral("signed_out"));
    QCOMPARE(run->exitStatus(), 8);
}

void tst_Command::ambiguousAccountIsUsage()
{
    CommandFixture fixture;
    fixture.provider.adjust([](Demo::Knobs &knobs) { knobs.decision = Demo::Decision::Allow; });
    QCOMPARE(fixture.login()->exitStatus(), 0);
    QCOMPARE(fixture.login({QStringLiteral("--scope"), QStringLiteral("email")})->exitStatus(), 0);
    const auto two = fixture.run({QStringLiteral("login"), QStringLiteral("--issuer"),
                                  fixture.provider.issuer().toString(),
                                  QStringLiteral("--client-id"), QStringLiteral("latchkey"),
                                  QStringLiteral("--account"), QStringLiteral("second")});
    QCOMPARE(two->exitStatus(), 0);
    const auto token = fixture.run({QStringLiteral("token")});
    const QJsonObject error = token->nextEvent();
    QCOMPARE(fixture.text(error, "code"), QStringLiteral("usage"));
    QVERIFY(fixture.text(error, "message").contains(fixture.accountId()));
    QCOMPARE(token->exitStatus(), 2);
    const auto logout = fixture.run({QStringLiteral("logout"), QStringLiteral("--all")});
    QCOMPARE(logout->exitStatus(), 0);
    QCOMPARE(logout->output().count("signed_out"), 2);
}

void tst_Command::logoutOfEverything()
{
    CommandFixture fixture;
    const auto run = fixture.run({QStringLiteral("logout"), QStringLiteral("--all")});
    QCOMPARE(run->exitStatus(), 0);
    QVERIFY(run->output().isEmpty());
}

void tst_Command::logoutWhileTheProviderIsGone()
{
    CommandFixture fixture;
    fixture.provider.adjust([](Demo::Knobs &knobs) { knobs.decision = Demo::Decision::Allow; });
    QCOMPARE(fixture.login()->exitStatus(), 0);
    fixture.provider.stop();
    const auto logout = fixture.run({QStringLiteral("logout"), fixture.accountId()});
    const QJsonObject signedOut = logout->nextEvent();
    QVERIFY(!signedOut.value(QLatin1String("revoked")).toBool());
    QVERIFY(signedOut.value(QLatin1String("forgotten")).toBool());
    QCOMPARE(logout->exitStatus(), 0);
    QVERIFY(!logout->errorOutput().isEmpty());
}

void tst_Command::keychainAbsent()
{
    CommandFixture fixture;
    CommandRun login(fixture.home.path(),
                     {QStringLiteral("login"), QStringLiteral("--issuer"),
                      fixture.provider.issuer().toString(), QStringLiteral("--client-id"),
                      QStringLiteral("latchkey"), QStringLiteral("--json")},
                     CommandRun::Keyring::Absent);
    QCOMPARE(CommandFixture::text(login.nextEvent(), "code"), QStringLiteral("keychain_absent"));
    QCOMPARE(login.exitStatus(), 6);
    // Nobody is sent to their phone for a sign-in that could not be kept.
    QVERIFY(fixture.provider.requests().isEmpty());
}

void tst_Command::keychainAbsentAtTheVeryEnd()
{
    CommandFixture fixture;
    fixture.provider.adjust([](Demo::Knobs &knobs) { knobs.decision = Demo::Decision::Allow; });
    QCOMPARE(fixture.login()->exitStatus(), 0);
    CommandRun accounts(fixture.home.path(), {QStringLiteral("accounts"), QStringLiteral("--json")},
                        CommandRun::Keyring::Absent);
    QCOMPARE(CommandFixture::text(accounts.nextEvent(), "state"), QStringLiteral("locked"));
    QCOMPARE(CommandFixture::text(accounts.nextEvent(), "code"), QStringLiteral("keychain_absent"));
    QCOMPARE(accounts.exitStatus(), 6);
    CommandRun token(fixture.home.path(), {QStringLiteral("token"), QStringLiteral("--json")},
                     CommandRun::Keyring::Absent);
    QCOMPARE(token.exitStatus(), 6);
    // Nothing was lost by that.
    QCOMPARE(fixture.run({QStringLiteral("token")})->exitStatus(), 0);
    fixture.run({QStringLiteral("logout"), QStringLiteral("--all")})->exitStatus();
}

void tst_Command::damagedListOfAccounts()
{
    CommandFixture fixture;
    const QString folder = fixture.home.filePath(QStringLiteral("data/latchkey/latchkey"));
    QVERIFY(QDir().mkpath(folder));
    QFile file(folder + QStringLiteral("/accounts.json"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("{");
    file.close();
    for (const char *verb : {"accounts", "token", "login"}) {
        QStringList arguments{QLatin1String(verb)};
        if (qstrcmp(verb, "login") == 0)
            arguments += QStringLiteral("demo");
        const auto run = fixture.run(arguments);
        QCOMPARE(fixture.text(run->nextEvent(), "code"), QStringLiteral("storage_failed"));
        QCOMPARE(run->exitStatus(), 1);
        QVERIFY(run->errorOutput().contains(file.fileName().toUtf8()));
    }
}

void tst_Command::hostileTextsStayPlain()
{
    CommandFixture fixture;
    const QString hostile = QStringLiteral("a\x1b[31mb\x07\u202e\nsecond line");
    fixture.provider.adjust([&](Demo::Knobs &knobs) {
        knobs.answerOverrides[Demo::Endpoint::DeviceAuthorization] = {
            {QStringLiteral("user_code"), hostile}};
        knobs.answerOverrides[Demo::Endpoint::UserInfo] = {{QStringLiteral("name"), hostile}};
        knobs.decision = Demo::Decision::Allow;
    });
    CommandRun login(fixture.home.path(),
                     {QStringLiteral("login"), QStringLiteral("--memory"),
                      QStringLiteral("--issuer"), fixture.provider.issuer().toString(),
                      QStringLiteral("--client-id"), QStringLiteral("latchkey")});
    QCOMPARE(login.exitStatus(), 0);
    const QByteArray all = login.output() + login.errorOutput();
    QVERIFY(all.contains("a[31mb second line"));
    for (const char *bad : {"\x1b", "\x07", "\xe2\x80\xae"})
        QVERIFY(!all.contains(bad));
}

QTEST_GUILESS_MAIN(tst_Command)
#include "tst_command.moc"
