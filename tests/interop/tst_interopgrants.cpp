// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "coresignin.h"
#include "interopserver.h"

#include <latchkey/accounts.h>
#include <latchkey/browsersignin.h>
#include <latchkey/devicesignin.h>
#include <latchkey/memorystore.h>

#include <QtCore/QRegularExpression>
#include <QtNetwork/QTcpServer>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

#include <memory>

using namespace Latchkey;

namespace {

using Software = InteropServer::Software;
using Flow = Provider::Flow;

const QString clientOfRs256 = QStringLiteral("latchkey-interop");
const QString clientOfEs256 = QStringLiteral("latchkey-interop-es256");

QString freePort()
{
    QTcpServer server;
    server.listen(QHostAddress::LocalHost);
    return QString::number(server.serverPort());
}

} // namespace

Q_DECLARE_METATYPE(InteropServer::Software)

/// Every grant of every server that nobody here wrote, through the classes that a program uses:
/// from discovery to sign-out. oidc-provider takes a redirect to any port of this computer, and
/// Glewlwyd to the registered one only.
class TestInteropGrants : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void signsInRenewsAndSignsOut_data();
    void signsInRenewsAndSignsOut();
    void spentRefreshTokensAreRefused_data();
    void spentRefreshTokensAreRefused();
    void isRefusedInTheBrowser();

private:
    /// Starts a server that will take a redirect to redirectUri().
    void startServer(Software software);
    /// As it describes itself.
    Provider discovered(const QString &client) const;
    SignInResult signInByDevice(const Provider &provider);
    SignInResult signInByBrowser(const Provider &provider);
    SignInResult signIn(const Provider &provider, Flow flow);

    std::unique_ptr<InteropServer> m_server;
    Software m_software = Software::OidcProvider;
    QUrl m_redirectUri; ///< Empty where the server takes any port.
};

void TestInteropGrants::init()
{
    QTest::failOnWarning(QRegularExpression(QStringLiteral(".")));
}

void TestInteropGrants::startServer(Software software)
{
    m_software = software;
    m_redirectUri.clear();
    QStringList options;
    if (software == Software::Glewlwyd) {
        m_redirectUri = QUrl(QStringLiteral("http://127.0.0.1:%1/callback").arg(freePort()));
        options = {QStringLiteral("--interval"), QStringLiteral("1"),
                   QStringLiteral("--redirect-uri"), m_redirectUri.toString()};
    }
    m_server = std::make_unique<InteropServer>(software, options);
    QVERIFY2(m_server->isRunning(), qPrintable(m_server->problem()));
}

Provider TestInteropGrants::discovered(const QString &client) const
{
    QStringList scopes{QStringLiteral("openid"), QStringLiteral("profile"),
                       QStringLiteral("email")};
    // Glewlwyd gives refresh tokens without being asked for.
    if (m_software == Software::OidcProvider)
        scopes += QStringLiteral("offline_access");
    Provider provider = CoreSignIn::discover(m_server->issuer(), client, scopes);
    provider.setRedirectUri(m_redirectUri);
    return provider;
}

SignInResult TestInteropGrants::signInByDevice(const Provider &provider)
{
    DeviceSignIn attempt(provider);
    QSignalSpy code(&attempt, &DeviceSignIn::codeReady);
    CoreSignIn::Ending ending(&attempt);
    attempt.start();
    if (code.wait(20000)) {
        const QString problem = m_server->approve(attempt.userCode());
        if (!problem.isEmpty())
            qWarning("%s", qPrintable(problem));
    }
    return ending.wait(30);
}

SignInResult TestInteropGrants::signInByBrowser(const Provider &provider)
{
    BrowserSignIn attempt(provider);
    QSignalSpy browser(&attempt, &AuthorizationCodeSignIn::authorizeWithBrowser);
    CoreSignIn::Ending ending(&attempt);
    attempt.start();
    if (browser.wait(20000)) {
        const QString redirectUri = attempt.redirectUri().toString();
        const InteropServer::Page page = m_server->authorize(attempt.authorizationUrl());
        // Whoever is in front of the browser learns how it ended, and it is the server that sent
        // them, as it says itself.
        const bool isTold = page.text.contains(QStringLiteral("You are signed in"));
        if (page.status != 200 || page.address != redirectUri || page.issuer != m_server->issuer()
            || !isTold) {
            qWarning("%d from %s at %s: %s", page.status, qPrintable(page.issuer),
                     qPrintable(page.address), qPrintable(page.text));
        }
    }
    return ending.wait(30);
}

SignInResult TestInteropGrants::signIn(const Provider &provider, Flow flow)
{
    return flow == Flow::Device ? signInByDevice(provider) : signInByBrowser(provider);
}

void TestInteropGrants::signsInRenewsAndSignsOut_data()
{
    QTest::addColumn<Software>("software");
    QTest::addColumn<QString>("client");
    QTest::addColumn<Flow>("flow");
    QTest::newRow("oidc-provider, by device, RS256")
        << Software::OidcProvider << clientOfRs256 << Flow::Device;
    QTest::newRow("oidc-provider, by browser, RS256")
        << Software::OidcProvider << clientOfRs256 << Flow::Browser;
    QTest::newRow("oidc-provider, by browser, ES256")
        << Software::OidcProvider << clientOfEs256 << Flow::Browser;
    QTest::newRow("Glewlwyd, by device, ES256")
        << Software::Glewlwyd << clientOfEs256 << Flow::Device;
    QTest::newRow("Glewlwyd, by browser, RS256")
        << Software::Glewlwyd << clientOfRs256 << Flow::Browser;
    QTest::newRow("Glewlwyd, by browser, ES256")
        << Software::Glewlwyd << clientOfEs256 << Flow::Browser;
}

// Demand: OIDC-3.1.3.7-signature
// Demand: RFC8252-7.3-loopback-port
// Demand: OIDC-3.1.3.7-nonce
void TestInteropGrants::signsInRenewsAndSignsOut()
{
    QFETCH(const Software, software);
    QFETCH(const QString, client);
    QFETCH(const Flow, flow);
    startServer(software);
    const Provider provider = discovered(client);
    QVERIFY(provider.flows().contains(flow));

    const SignInResult result = signIn(provider, flow);
    QVERIFY2(result.isSuccess(), qPrintable(result.error.detail()));
    QCOMPARE(result.tokens.scopes(), provider.scopeNames());
    QVERIFY(!result.tokens.refreshToken().isEmpty());
    QCOMPARE(result.identity.name(), QStringLiteral("Ada Lovelace"));
    QCOMPARE(result.identity.email(), QStringLiteral("ada@example.org"));
    QCOMPARE(result.identity.source(), Identity::Source::Signature);
    const QList<Identity::Check> checks = result.identity.checks();
    QVERIFY(checks.contains(Identity::Check::Signature));
    QVERIFY(checks.contains(Identity::Check::AccessTokenHash));
    QCOMPARE(checks.contains(Identity::Check::Nonce), flow == Flow::Browser);

    MemoryStore store;
    Accounts accounts(QStringLiteral("interop"), &store);
    accounts.setKeepsFresh(false);
    Session *session = accounts.addForThisRun(result, QString());
    QStringList tokens{result.tokens.accessToken()};
    for (int round = 0; round < 2; ++round) {
        const AccessTokenResult renewed = CoreSignIn::refresh(session);
        QVERIFY2(!renewed.error.isError(), qPrintable(renewed.error.detail()));
        QVERIFY(!tokens.contains(renewed.accessToken));
        tokens += renewed.accessToken;
    }
    const CoreSignIn::Reply reply = CoreSignIn::userInfo(session);
    QCOMPARE(reply.status, 200);
    QCOMPARE(reply.body.value(QLatin1String("sub")).toString(), result.identity.subject());

    const SignOutResult ended = CoreSignIn::signOut(session);
    QVERIFY(ended.forgotten);
    // Glewlwyd does not let a client revoke that has no secret.
    QCOMPARE(ended.revoked, software == Software::OidcProvider);
}

void TestInteropGrants::spentRefreshTokensAreRefused_data()
{
    QTest::addColumn<Software>("software");
    QTest::newRow("oidc-provider") << Software::OidcProvider;
    QTest::newRow("Glewlwyd, without a word") << Software::Glewlwyd;
}

// Demand: RFC6749-6-new-replaces-old
void TestInteropGrants::spentRefreshTokensAreRefused()
{
    QFETCH(const Software, software);
    startServer(software);
    const SignInResult result = signIn(discovered(clientOfRs256), Flow::Browser);
    QVERIFY2(result.isSuccess(), qPrintable(result.error.detail()));
    MemoryStore store;
    Accounts accounts(QStringLiteral("interop"), &store);
    accounts.setKeepsFresh(false);
    const auto renewed = CoreSignIn::refresh(accounts.addForThisRun(result, QString()));
    QVERIFY2(!renewed.error.isError(), qPrintable(renewed.error.detail()));

    // Somebody has kept the first one.
    MemoryStore otherStore;
    Accounts others(QStringLiteral("interop"), &otherStore);
    others.setKeepsFresh(false);
    Session *thief = others.addForThisRun(result, QString());
    QCOMPARE(CoreSignIn::refresh(thief).error.kind(), Error::Kind::SignedOut);
    QCOMPARE(thief->state(), Session::State::NeedsSignIn);
}

// Demand: RFC6749-4.1.2.1-errors
void TestInteropGrants::isRefusedInTheBrowser()
{
    startServer(Software::OidcProvider);
    BrowserSignIn attempt(discovered(clientOfRs256));
    QSignalSpy browser(&attempt, &AuthorizationCodeSignIn::authorizeWithBrowser);
    CoreSignIn::Ending ending(&attempt);
    attempt.start();
    QVERIFY(browser.wait(20000));
    const InteropServer::Page page = m_server->refuse(attempt.authorizationUrl());
    QCOMPARE(page.status, 200);
    QVERIFY2(page.text.contains(QStringLiteral("The request was declined")), qPrintable(page.text));
    const SignInResult result = ending.wait(10);
    QCOMPARE(attempt.state(), SignIn::State::Denied);
    QCOMPARE(result.error.oauthCode(), QStringLiteral("access_denied"));
}

QTEST_GUILESS_MAIN(TestInteropGrants)
#include "tst_interopgrants.moc"
