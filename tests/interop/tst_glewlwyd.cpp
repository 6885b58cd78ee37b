// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "commandrun.h"
#include "coresignin.h"
#include "interopserver.h"

#include <latchkey/accounts.h>
#include <latchkey/devicesignin.h>
#include <latchkey/memorystore.h>

#include <QtCore/QRegularExpression>
#include <QtCore/QTemporaryDir>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using Latchkey::AccessTokenResult;
using Latchkey::Accounts;
using Latchkey::DeviceSignIn;
using Latchkey::Error;
using Latchkey::MemoryStore;
using Latchkey::Provider;
using Latchkey::Session;
using Latchkey::SignIn;
using Latchkey::SignInResult;
using Latchkey::SignOutResult;

namespace {

using Software = InteropServer::Software;

const QString publicClient = QStringLiteral("latchkey-interop");
const QString confidentialClient = QStringLiteral("latchkey-interop-confidential");
const QString clientSecret = QStringLiteral("kept in a keyring");
const QString tokenPath = QStringLiteral("/api/oidc/token");
const QStringList scopes{QStringLiteral("openid"), QStringLiteral("profile"),
                         QStringLiteral("email")};

QString text(const QJsonObject &object, const char *field)
{
    return object.value(QLatin1String(field)).toString();
}

QStringList errorsOf(const QList<InteropServer::Request> &requests)
{
    QStringList errors;
    for (const InteropServer::Request &request : requests)
        errors += request.error;
    return errors;
}

} // namespace

/// Signs in at Debian's Glewlwyd, in real time. It tells those who poll too early to slow down, it
/// takes a code that it does not know for one that was refused, and it refuses a spent refresh
/// token by 400 without a body.
class TestGlewlwyd : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void signsInByDevice_data();
    void signsInByDevice();
    void slowsDownWhenToldTo();
    void takesACodeThatIsGoneForARefusal();
    void letsTheCodeExpire();
    void rotatesRefreshTokens();
    void revokesWhereTheClientMay();
    void endsWhereTheServerEndsIt();
    void signsInListsUsesAndSignsOutByCommand();

private:
    /// The provider as it describes itself, for this client.
    static Provider discovered(const InteropServer &server, const QString &client);
    /// Signs in by device while a person allows it.
    static SignInResult signIn(InteropServer &server, const Provider &provider);
};

void TestGlewlwyd::init()
{
    QTest::failOnWarning(QRegularExpression(QStringLiteral(".")));
}

Provider TestGlewlwyd::discovered(const InteropServer &server, const QString &client)
{
    Provider provider = CoreSignIn::discover(server.issuer(), client, scopes);
    if (client == confidentialClient)
        provider.setClientSecret(clientSecret);
    return provider;
}

SignInResult TestGlewlwyd::signIn(InteropServer &server, const Provider &provider)
{
    DeviceSignIn attempt(provider);
    QObject::connect(&attempt, &DeviceSignIn::codeReady, &attempt, [&] {
        const QString problem = server.approve(attempt.userCode());
        if (!problem.isEmpty())
            qWarning("%s", qPrintable(problem));
    });
    CoreSignIn::Ending ending(&attempt);
    attempt.start();
    return ending.wait(30);
}

void TestGlewlwyd::signsInByDevice_data()
{
    QTest::addColumn<QString>("client");
    QTest::addColumn<int>("interval");
    QTest::newRow("a client without a secret") << publicClient << 5;
    QTest::newRow("a client with a secret") << confidentialClient << 1;
}

// Demand: RFC8628-3.5-interval
// Demand: RFC8628-3.5-pending
void TestGlewlwyd::signsInByDevice()
{
    QFETCH(const QString, client);
    QFETCH(const int, interval);
    InteropServer server(Software::Glewlwyd,
                         {QStringLiteral("--interval"), QString::number(interval)});
    QVERIFY2(server.isRunning(), qPrintable(server.problem()));
    const Provider provider = discovered(server, client);
    QVERIFY(provider.flows().contains(Provider::Flow::Device));

    DeviceSignIn attempt(provider);
    QSignalSpy code(&attempt, &DeviceSignIn::codeReady);
    CoreSignIn::Ending ending(&attempt);
    attempt.start();
    QVERIFY(code.wait(20000));
    QCOMPARE(attempt.interval(), interval);
    QCOMPARE(attempt.lifetime(), 600);
    QCOMPARE(attempt.verificationUri().toString(), server.issuer() + QStringLiteral("/device"));
    QVERIFY(attempt.verificationUriComplete().query().contains(attempt.userCode()));
    // The first request comes before the person is done, so that there are two.
    QTRY_COMPARE_WITH_TIMEOUT(server.requests(tokenPath).size(), 1, 10000);
    QCOMPARE(server.approve(attempt.userCode()), QString());
    const SignInResult result = ending.wait(30);
    QVERIFY2(result.isSuccess(), qPrintable(result.error.detail()));
    QCOMPARE(attempt.state(), SignIn::State::Succeeded);
    QCOMPARE(result.identity.name(), QStringLiteral("Ada Lovelace"));
    QCOMPARE(result.identity.email(), QStringLiteral("ada@example.org"));
    QVERIFY(!result.identity.subject().isEmpty());
    QVERIFY(!result.tokens.refreshToken().isEmpty());
    QVERIFY(!result.tokens.idToken().isEmpty());
    QCOMPARE(result.tokens.scopes(), scopes);

    // It would have said "slow_down" if one of them had come early.
    const QList<InteropServer::Request> polls = server.requests(tokenPath);
    QCOMPARE(errorsOf(polls), (QStringList{QStringLiteral("authorization_pending"), QString()}));
    QVERIFY2(polls.at(1).at - polls.at(0).at >= interval * 1000,
             qPrintable(QString::number(polls.at(1).at - polls.at(0).at)));
}

/// The server counts from the last poll for the code, whoever that was by, in whole seconds, and
/// for as long as the person has not decided.
// Demand: RFC8628-3.5-slow-down
// Demand: Glewlwyd-slow-down
void TestGlewlwyd::slowsDownWhenToldTo()
{
    // Long enough for all that has to happen before the attempt's own poll on a loaded machine.
    InteropServer server(Software::Glewlwyd, {QStringLiteral("--interval"), QStringLiteral("6")});
    QVERIFY2(server.isRunning(), qPrintable(server.problem()));
    DeviceSignIn attempt(discovered(server, publicClient));
    QSignalSpy code(&attempt, &DeviceSignIn::codeReady);
    CoreSignIn::Ending ending(&attempt);
    attempt.start();
    QVERIFY(code.wait(20000));
    QCOMPARE(attempt.interval(), 6);
    QTest::qWait(2000);
    QCOMPARE(server.poll(attempt.userCode()).error, QStringLiteral("authorization_pending"));
    QCOMPARE(server.poll(attempt.userCode()).error, QStringLiteral("slow_down"));

    QTRY_COMPARE_WITH_TIMEOUT(attempt.interval(), 11, 10000);
    QCOMPARE(attempt.state(), SignIn::State::WaitingForUser);
    QCOMPARE(server.approve(attempt.userCode()), QString());
    const SignInResult result = ending.wait(30);
    QVERIFY2(result.isSuccess(), qPrintable(result.error.detail()));
    const QList<InteropServer::Request> polls = server.requests(tokenPath);
    QCOMPARE(errorsOf(polls), (QStringList{QStringLiteral("slow_down"), QString()}));
    QVERIFY2(polls.at(1).at - polls.at(0).at >= 11000,
             qPrintable(QString::number(polls.at(1).at - polls.at(0).at)));
}

// Demand: RFC8628-3.5-access-denied
// Demand: Glewlwyd-unknown-code
void TestGlewlwyd::takesACodeThatIsGoneForARefusal()
{
    InteropServer server(Software::Glewlwyd, {QStringLiteral("--interval"), QStringLiteral("8")});
    QVERIFY2(server.isRunning(), qPrintable(server.problem()));
    DeviceSignIn attempt(discovered(server, publicClient));
    QSignalSpy code(&attempt, &DeviceSignIn::codeReady);
    CoreSignIn::Ending ending(&attempt);
    attempt.start();
    QVERIFY(code.wait(20000));
    // Another program takes what was meant for this one, and the server forgets the code.
    QCOMPARE(server.approve(attempt.userCode()), QString());
    QCOMPARE(server.poll(attempt.userCode()).status, 200);

    const SignInResult result = ending.wait(30);
    QCOMPARE(attempt.state(), SignIn::State::Denied);
    QCOMPARE(result.error.kind(), Error::Kind::Denied);
    QCOMPARE(result.error.oauthCode(), QStringLiteral("access_denied"));
    QCOMPARE(result.error.httpStatus(), 400);
    QVERIFY(!result.tokens.isValid());
    QCOMPARE(errorsOf(server.requests(tokenPath)), QStringList(QStringLiteral("access_denied")));
}

void TestGlewlwyd::letsTheCodeExpire()
{
    InteropServer server(Software::Glewlwyd,
                         {QStringLiteral("--interval"), QStringLiteral("2"),
                          QStringLiteral("--device-code-ttl"), QStringLiteral("3")});
    QVERIFY2(server.isRunning(), qPrintable(server.problem()));
    DeviceSignIn attempt(discovered(server, publicClient));
    CoreSignIn::Ending ending(&attempt);
    attempt.start();
    const SignInResult result = ending.wait(30);
    QCOMPARE(attempt.state(), SignIn::State::Expired);
    QCOMPARE(result.error.kind(), Error::Kind::Expired);
}

// Demand: RFC6749-6-new-replaces-old
void TestGlewlwyd::rotatesRefreshTokens()
{
    InteropServer server(Software::Glewlwyd, {QStringLiteral("--interval"), QStringLiteral("1")});
    QVERIFY2(server.isRunning(), qPrintable(server.problem()));
    const SignInResult result = signIn(server, discovered(server, publicClient));
    QVERIFY2(result.isSuccess(), qPrintable(result.error.detail()));
    MemoryStore store;
    Accounts accounts(QStringLiteral("interop"), &store);
    accounts.setKeepsFresh(false);
    Session *session = accounts.addForThisRun(result, QString());

    // Each refresh spends the token of the one before it.
    QStringList tokens{result.tokens.accessToken()};
    for (int round = 0; round < 3; ++round) {
        const AccessTokenResult renewed = CoreSignIn::refresh(session);
        QVERIFY2(!renewed.error.isError(), qPrintable(renewed.error.detail()));
        QVERIFY(!tokens.contains(renewed.accessToken));
        tokens += renewed.accessToken;
        const CoreSignIn::Reply reply = CoreSignIn::userInfo(session);
        QCOMPARE(reply.status, 200);
        QCOMPARE(text(reply.body, "name"), QStringLiteral("Ada Lovelace"));
    }
    QCOMPARE(session->state(), Session::State::Active);
}

void TestGlewlwyd::revokesWhereTheClientMay()
{
    InteropServer server(Software::Glewlwyd, {QStringLiteral("--interval"), QStringLiteral("1")});
    QVERIFY2(server.isRunning(), qPrintable(server.problem()));
    for (const QString &client : {confidentialClient, publicClient}) {
        const SignInResult result = signIn(server, discovered(server, client));
        QVERIFY2(result.isSuccess(), qPrintable(result.error.detail()));
        MemoryStore store;
        Accounts accounts(QStringLiteral("interop"), &store);
        accounts.setKeepsFresh(false);
        Session *session = accounts.addForThisRun(result, QString());
        QCOMPARE(CoreSignIn::userInfo(session).status, 200);

        const SignOutResult ended = CoreSignIn::signOut(session);
        QVERIFY(ended.forgotten);
        QCOMPARE(ended.revoked, client == confidentialClient);
        // Glewlwyd does not let a client revoke that has no secret.
        QCOMPARE(ended.revocationError.httpStatus(), client == confidentialClient ? 0 : 401);

        // What was revoked works no more.
        Session *again = accounts.addForThisRun(result, QString());
        const AccessTokenResult refused = CoreSignIn::refresh(again);
        QCOMPARE(refused.error.isError(), client == confidentialClient);
    }
}

void TestGlewlwyd::endsWhereTheServerEndsIt()
{
    InteropServer server(Software::Glewlwyd, {QStringLiteral("--interval"), QStringLiteral("1")});
    QVERIFY2(server.isRunning(), qPrintable(server.problem()));
    const SignInResult result = signIn(server, discovered(server, publicClient));
    QVERIFY2(result.isSuccess(), qPrintable(result.error.detail()));
    MemoryStore store;
    Accounts accounts(QStringLiteral("interop"), &store);
    accounts.setKeepsFresh(false);
    Session *session = accounts.addForThisRun(result, QString());
    QCOMPARE(server.revokeEverything(), QString());

    const AccessTokenResult refused = CoreSignIn::refresh(session);
    QCOMPARE(refused.error.kind(), Error::Kind::SignedOut);
    QCOMPARE(session->state(), Session::State::NeedsSignIn);
}

void TestGlewlwyd::signsInListsUsesAndSignsOutByCommand()
{
    const QTemporaryDir home;
    InteropServer server(Software::Glewlwyd, {QStringLiteral("--interval"), QStringLiteral("1")});
    QVERIFY2(server.isRunning(), qPrintable(server.problem()));
    CommandRun login(home.path(),
                     {QStringLiteral("login"), QStringLiteral("--issuer"), server.issuer(),
                      QStringLiteral("--client-id"), publicClient, QStringLiteral("--scope"),
                      scopes.join(u' '), QStringLiteral("--flow"), QStringLiteral("device"),
                      QStringLiteral("--json")});
    const QJsonObject code = login.nextEvent();
    QCOMPARE(text(code, "event"), QStringLiteral("code"));
    QCOMPARE(code.value(QLatin1String("interval")).toInt(), 1);
    QCOMPARE(server.approve(text(code, "user_code")), QString());
    const QJsonObject signedIn = login.nextEvent();
    QCOMPARE(text(signedIn, "event"), QStringLiteral("signed_in"));
    QCOMPARE(login.exitStatus(), 0);
    const QString account = text(signedIn, "account");

    CommandRun accounts(home.path(), {QStringLiteral("accounts"), QStringLiteral("--json")});
    const QJsonObject listed = accounts.nextEvent();
    QCOMPARE(text(listed, "account"), account);
    QCOMPARE(text(listed, "name"), QStringLiteral("Ada Lovelace"));
    QCOMPARE(text(listed, "state"), QStringLiteral("active"));
    QCOMPARE(accounts.exitStatus(), 0);

    CommandRun token(home.path(), {QStringLiteral("token"), account, QStringLiteral("--json")});
    QVERIFY(!text(token.nextEvent(), "access_token").isEmpty());
    QCOMPARE(token.exitStatus(), 0);

    CommandRun logout(home.path(), {QStringLiteral("logout"), account, QStringLiteral("--json")});
    QVERIFY(logout.nextEvent().value(QLatin1String("forgotten")).toBool());
    CommandRun afterwards(home.path(), {QStringLiteral("accounts"), QStringLiteral("--json")});
    QCOMPARE(afterwards.exitStatus(), 0);
    QCOMPARE(afterwards.output(), QByteArray());
}

QTEST_GUILESS_MAIN(TestGlewlwyd)
#include "tst_glewlwyd.moc"
