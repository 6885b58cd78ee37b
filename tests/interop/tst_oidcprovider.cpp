// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "commandrun.h"
#include "interopserver.h"

#include <QtCore/QDirIterator>
#include <QtCore/QRegularExpression>
#include <QtCore/QTemporaryDir>
#include <QtNetwork/QNetworkAccessManager>
#include <QtNetwork/QNetworkReply>
#include <QtTest/QTest>

#include <memory>

namespace {

using Software = InteropServer::Software;

const QString tokenPath = QStringLiteral("/token");

QString text(const QJsonObject &event, const char *field)
{
    return event.value(QLatin1String(field)).toString();
}

QStringList loginArguments(const QString &issuer)
{
    return {QStringLiteral("login"),
            QStringLiteral("--issuer"),
            issuer,
            QStringLiteral("--client-id"),
            QStringLiteral("latchkey-interop"),
            QStringLiteral("--flow"),
            QStringLiteral("device"),
            QStringLiteral("--scope"),
            QStringLiteral("openid profile email offline_access")};
}

} // namespace

/// Signs in with the command at npm's oidc-provider, in real time. That server sends no interval,
/// so five seconds count (RFC 8628 §3.2), and it closes idle connections after just that time.
class TestOidcProvider : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<QTemporaryDir> m_home;

    QStringList json(QStringList arguments) const { return arguments << QStringLiteral("--json"); }
    std::unique_ptr<CommandRun> run(const QStringList &arguments) const
    {
        return std::make_unique<CommandRun>(m_home->path(), arguments);
    }
    int statusOfUserinfo(const QString &address, const QString &token) const;
    bool isStoredInPlain(const QString &secret) const;
    bool hasAccounts() const;
    /// The id of the account that is signed in by this; empty where that failed.
    QString signIn(InteropServer &server) const;
    QString token(const QString &account) const;

private Q_SLOTS:
    void init();
    void signsInListsUsesAndSignsOut();
    void renewsTokensAsTheyEnd();
    void asksToSignInWhereTheGrantIsRevoked();
    void staysPatientAcrossClosedConnections();
    void isDeniedByThePerson();
    void letsTheCodeExpire();
    void keepsNothingWithMemory();
    void refusesAnIssuerThatCallsItselfOtherwise();
};

void TestOidcProvider::init()
{
    QTest::failOnWarning(QRegularExpression(QStringLiteral(".")));
    m_home = std::make_unique<QTemporaryDir>();
    QVERIFY(m_home->isValid());
}

int TestOidcProvider::statusOfUserinfo(const QString &address, const QString &token) const
{
    QNetworkAccessManager network;
    QNetworkRequest request(QUrl(address + QStringLiteral("/me")));
    request.setRawHeader("Authorization", "Bearer " + token.toUtf8());
    const std::unique_ptr<QNetworkReply> reply(network.get(request));
    if (!QTest::qWaitFor([&] { return reply->isFinished(); }, 10000))
        return -1;
    return reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
}

bool TestOidcProvider::isStoredInPlain(const QString &secret) const
{
    QDirIterator files(m_home->path(), QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QFile file(files.next());
        if (!file.open(QIODevice::ReadOnly) || file.readAll().contains(secret.toUtf8()))
            return true;
    }
    return false;
}

bool TestOidcProvider::hasAccounts() const
{
    const auto accounts = run(json({QStringLiteral("accounts")}));
    return accounts->exitStatus() != 0 || !accounts->output().isEmpty();
}

void TestOidcProvider::signsInListsUsesAndSignsOut()
{
    InteropServer server(Software::OidcProvider);
    QVERIFY2(server.isRunning(), qPrintable(server.problem()));

    const auto login = run(json(loginArguments(server.address())));
    const QJsonObject code = login->nextEvent();
    QCOMPARE(text(code, "event"), QStringLiteral("code"));
    QVERIFY(!text(code, "user_code").isEmpty());
    QCOMPARE(text(code, "verification_uri"), server.address() + QStringLiteral("/device"));
    QVERIFY(text(code, "verification_uri_complete").contains(text(code, "user_code")));
    QCOMPARE(code.value(QLatin1String("expires_in")).toInt(), 600);
    QCOMPARE(code.value(QLatin1String("interval")).toInt(), 5);
    QCOMPARE(server.approve(text(code, "user_code")), QString());

    const QJsonObject signedIn = login->nextEvent();
    QCOMPARE(text(signedIn, "event"), QStringLiteral("signed_in"));
    QCOMPARE(text(signedIn, "subject"), QStringLiteral("ada"));
    QCOMPARE(text(signedIn, "scope"), QStringLiteral("openid profile email offline_access"));
    QVERIFY(signedIn.value(QLatin1String("has_refresh_token")).toBool());
    QVERIFY(signedIn.value(QLatin1String("expires_in")).toInt() > 3500);
    QCOMPARE(login->exitStatus(), 0);
    const QString account = text(signedIn, "account");
    QVERIFY(!account.isEmpty());

    const auto accounts = run(json({QStringLiteral("accounts")}));
    const QJsonObject listed = accounts->nextEvent();
    QCOMPARE(text(listed, "account"), account);
    QCOMPARE(text(listed, "name"), QStringLiteral("Ada Lovelace"));
    QCOMPARE(text(listed, "state"), QStringLiteral("active"));
    QCOMPARE(accounts->nextEvent(), QJsonObject());
    QCOMPARE(accounts->exitStatus(), 0);

    const auto token = run(json({QStringLiteral("token"), account}));
    const QString accessToken = text(token->nextEvent(), "access_token");
    QCOMPARE(token->exitStatus(), 0);
    QCOMPARE(statusOfUserinfo(server.address(), accessToken), 200);
    QVERIFY(!login->output().contains(accessToken.toUtf8()));
    QVERIFY(!login->errorOutput().contains(accessToken.toUtf8()));
    QVERIFY(!token->errorOutput().contains(accessToken.toUtf8()));
    QVERIFY(!isStoredInPlain(accessToken));

    const auto logout = run(json({QStringLiteral("logout"), account}));
    const QJsonObject signedOut = logout->nextEvent();
    QCOMPARE(text(signedOut, "account"), account);
    QVERIFY(signedOut.value(QLatin1String("revoked")).toBool());
    QVERIFY(signedOut.value(QLatin1String("forgotten")).toBool());
    QCOMPARE(logout->exitStatus(), 0);
    QCOMPARE(statusOfUserinfo(server.address(), accessToken), 401);
    QVERIFY(!hasAccounts());

    const auto afterwards = run(json({QStringLiteral("token"), account}));
    QCOMPARE(text(afterwards->nextEvent(), "code"), QStringLiteral("signed_out"));
    QCOMPARE(afterwards->exitStatus(), 8);
}

QString TestOidcProvider::signIn(InteropServer &server) const
{
    const auto login = run(json(loginArguments(server.address())));
    if (!server.approve(text(login->nextEvent(), "user_code")).isEmpty())
        return {};
    const QString account = text(login->nextEvent(), "account");
    return login->exitStatus() == 0 ? account : QString();
}

QString TestOidcProvider::token(const QString &account) const
{
    const auto token = run(json({QStringLiteral("token"), account}));
    const QString accessToken = text(token->nextEvent(), "access_token");
    return token->exitStatus() == 0 ? accessToken : QString();
}

/// The server rotates refresh tokens, and ends the sign-in where a spent one comes back. It counts
/// in whole seconds, so that a token may end one early: less than the tenth of its life by which it
/// is renewed ahead, as long as it lives for more than ten. With eight it was sometimes still
/// given.
void TestOidcProvider::renewsTokensAsTheyEnd()
{
    InteropServer server(Software::OidcProvider,
                         {QStringLiteral("--access-token-ttl"), QStringLiteral("12")});
    QVERIFY2(server.isRunning(), qPrintable(server.problem()));
    const QString account = signIn(server);
    QVERIFY(!account.isEmpty());

    QStringList tokens{token(account)};
    for (int round = 1; round <= 2; ++round) {
        QTRY_COMPARE_WITH_TIMEOUT(statusOfUserinfo(server.address(), tokens.constLast()), 401,
                                  20'000);
        const qsizetype before = server.requests(tokenPath).size();
        const QString renewed = token(account);
        QVERIFY(!renewed.isEmpty());
        QVERIFY(!tokens.contains(renewed));
        QCOMPARE(statusOfUserinfo(server.address(), renewed), 200);
        // The next process finds it.
        QCOMPARE(token(account), renewed);
        QCOMPARE(server.requests(tokenPath).size(), before + 1);
        QVERIFY(!isStoredInPlain(renewed));
        tokens += renewed;
    }
    const auto accounts = run(json({QStringLiteral("accounts")}));
    QCOMPARE(text(accounts->nextEvent(), "state"), QStringLiteral("active"));

    const auto logout = run(json({QStringLiteral("logout"), account}));
    QVERIFY(logout->nextEvent().value(QLatin1String("revoked")).toBool());
    QCOMPARE(logout->exitStatus(), 0);
    QCOMPARE(statusOfUserinfo(server.address(), tokens.constLast()), 401);
    QVERIFY(!hasAccounts());
}

void TestOidcProvider::asksToSignInWhereTheGrantIsRevoked()
{
    InteropServer server(Software::OidcProvider,
                         {QStringLiteral("--access-token-ttl"), QStringLiteral("4")});
    QVERIFY2(server.isRunning(), qPrintable(server.problem()));
    const QString account = signIn(server);
    QVERIFY(!token(account).isEmpty());
    QCOMPARE(server.revokeEverything(), QString());
    QTest::qWait(4200);
    for (int round = 0; round < 2; ++round) {
        const auto refused = run(json({QStringLiteral("token"), account}));
        QCOMPARE(text(refused->nextEvent(), "code"), QStringLiteral("signed_out"));
        QCOMPARE(refused->exitStatus(), 8);
    }
    // It stays listed, by its name.
    const auto accounts = run(json({QStringLiteral("accounts")}));
    const QJsonObject listed = accounts->nextEvent();
    QCOMPARE(text(listed, "account"), account);
    QCOMPARE(text(listed, "name"), QStringLiteral("Ada Lovelace"));
    QCOMPARE(text(listed, "state"), QStringLiteral("needs_sign_in"));
    QCOMPARE(accounts->exitStatus(), 0);

    QCOMPARE(signIn(server), account);
    QVERIFY(!token(account).isEmpty());
    QCOMPARE(run(json({QStringLiteral("logout"), account}))->exitStatus(), 0);
}

// Demand: OidcProvider-no-interval
void TestOidcProvider::staysPatientAcrossClosedConnections()
{
    InteropServer server(Software::OidcProvider);
    QVERIFY2(server.isRunning(), qPrintable(server.problem()));
    const auto login = run(json(loginArguments(server.address())));
    const QString userCode = text(login->nextEvent(), "user_code");

    QTRY_COMPARE_WITH_TIMEOUT(server.requests(tokenPath).size(), 2, 20000);
    QCOMPARE(server.approve(userCode), QString());
    const QJsonObject signedIn = login->nextEvent();
    QCOMPARE(text(signedIn, "event"), QStringLiteral("signed_in"));
    QCOMPARE(login->exitStatus(), 0);

    const QList<InteropServer::Request> polls = server.requests(tokenPath);
    QCOMPARE(polls.size(), 3);
    const QList<InteropServer::Request> start = server.requests(QStringLiteral("/device/auth"));
    QCOMPARE(start.size(), 1);
    qint64 previous = start.constFirst().at;
    for (const InteropServer::Request &poll : polls) {
        QVERIFY2(poll.at - previous >= 5000, qPrintable(QString::number(poll.at - previous)));
        QVERIFY2(poll.at - previous < 8000, qPrintable(QString::number(poll.at - previous)));
        previous = poll.at;
    }
    const auto logout = run(json({QStringLiteral("logout"), text(signedIn, "account")}));
    QCOMPARE(logout->exitStatus(), 0);
}

void TestOidcProvider::isDeniedByThePerson()
{
    InteropServer server(Software::OidcProvider);
    QVERIFY2(server.isRunning(), qPrintable(server.problem()));
    const auto login = run(json(loginArguments(server.address())));
    QCOMPARE(server.deny(text(login->nextEvent(), "user_code")), QString());

    const QJsonObject error = login->nextEvent();
    QCOMPARE(text(error, "event"), QStringLiteral("error"));
    QCOMPARE(text(error, "code"), QStringLiteral("access_denied"));
    QVERIFY(!text(error, "message").isEmpty());
    QCOMPARE(login->exitStatus(), 3);
    QVERIFY(!hasAccounts());
}

void TestOidcProvider::letsTheCodeExpire()
{
    InteropServer server(Software::OidcProvider,
                         {QStringLiteral("--device-code-ttl"), QStringLiteral("7")});
    QVERIFY2(server.isRunning(), qPrintable(server.problem()));
    const auto login = run(json(loginArguments(server.address())));
    QCOMPARE(login->nextEvent().value(QLatin1String("expires_in")).toInt(), 7);

    const QJsonObject error = login->nextEvent();
    QCOMPARE(text(error, "event"), QStringLiteral("error"));
    QCOMPARE(text(error, "code"), QStringLiteral("expired_token"));
    QVERIFY(!text(error, "message").isEmpty());
    QCOMPARE(login->exitStatus(), 4);
    QVERIFY(!hasAccounts());
}

void TestOidcProvider::keepsNothingWithMemory()
{
    InteropServer server(Software::OidcProvider);
    QVERIFY2(server.isRunning(), qPrintable(server.problem()));
    const auto login = run(loginArguments(server.address())
                           << QStringLiteral("--memory") << QStringLiteral("--qr"));
    const QRegularExpression code(QStringLiteral("\\b[A-Z]{4}-[A-Z]{4}\\b"));
    QVERIFY(login->waitForOutput(server.address() + QStringLiteral("/device")));
    QTRY_VERIFY(code.match(QString::fromUtf8(login->output())).hasMatch());
    QVERIFY(login->output().contains("\u2588"));
    const QString userCode = code.match(QString::fromUtf8(login->output())).captured();
    QCOMPARE(server.approve(userCode), QString());
    QCOMPARE(login->exitStatus(), 0);
    QVERIFY(login->output().contains("Ada Lovelace"));
    QVERIFY(!hasAccounts());
}

// Demand: RFC8414-3.3-issuer
void TestOidcProvider::refusesAnIssuerThatCallsItselfOtherwise()
{
    InteropServer server(Software::OidcProvider,
                         {QStringLiteral("--issuer"), QStringLiteral("https://other.invalid")});
    QVERIFY2(server.isRunning(), qPrintable(server.problem()));
    const auto login = run(json(loginArguments(server.address())));
    QCOMPARE(text(login->nextEvent(), "code"), QStringLiteral("protocol"));
    QCOMPARE(login->exitStatus(), 7);
    QCOMPARE(server.requests(QStringLiteral("/device/auth")).size(), 0);
}

QTEST_GUILESS_MAIN(TestOidcProvider)
#include "tst_oidcprovider.moc"
