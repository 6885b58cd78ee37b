// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "codeattempt.h"
#include "visitor.h"

#include <latchkey/browsersignin.h>
#include <latchkey/demo/demoprovider.h>

#include <QtCore/QPointer>
#include <QtCore/QRegularExpression>
#include <QtNetwork/QTcpServer>
#include <QtTest/QTest>

using namespace Latchkey;
using namespace std::chrono_literals;
using State = SignIn::State;

namespace {

class Attempt : public CodeAttempt<BrowserSignIn>
{
public:
    QUrl back(const QByteArray &more = "&code=secret-code") const
    {
        QUrl url = signIn->redirectUri();
        url.setQuery(QString::fromLatin1(answer(more)));
        return url;
    }

    /// What Session and Accounts do: end once, and wait for it.
    bool waitFor(State state) const
    {
        return Visitor::wait([&] { return signIn->state() == state; });
    }
};

const QStringList bothTokens{QStringLiteral("secret-refresh"), QStringLiteral("secret-access")};

} // namespace

/// The grant by the browser on this computer. What knocks at the port is in
/// tst_LoopbackReplyHandler.
class tst_BrowserSignIn : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void signsIn();
    void signsInAtARealServer();
    void declinedAtARealServer();
    void listensBeforeTheBrowserOpens();
    void theTabIsAnsweredAfterTheExchange();
    void theTabIsToldWhatCameOfIt_data();
    void theTabIsToldWhatCameOfIt();
    void aFixedPort();
    void aTakenPortIsNamed();
    void aRedirectUriElsewhereIsRefused_data();
    void aRedirectUriElsewhereIsRefused();
    void strangersDoNotEndIt();
    void aSecondAnswerDoesNotEndIt();
    void theBrowserMayBeOpenedAgain();
    void expires();
    void cancelClosesThePort();
    void cancelDuringTheExchange();
    void destroyedDuringTheExchange();
    void destroyedByTheLastSignal();
    void twoAtATime();
};

// Demand: RFC8252-7.3-loopback-port
// Demand: RFC8252-7.3-literal
void tst_BrowserSignIn::signsIn()
{
    Attempt attempt;
    attempt.network.answer(attempt.tokenUrl, Attempt::tokens());
    attempt.start();
    const QUrl uri = attempt.signIn->redirectUri();
    QCOMPARE(uri.host(), QStringLiteral("127.0.0.1"));
    QCOMPARE(attempt.asked("redirect_uri"), uri.toString());
    Visitor tab(uri);
    tab.get(attempt.back());
    QVERIFY(attempt.waitFor(State::Succeeded));
    QCOMPARE(tab.status(), 200);
    QVERIFY(tab.answer().contains("<h1>You are signed in to test</h1>"));
    QCOMPARE(attempt.network.sent().constFirst().form.value(QStringLiteral("redirect_uri")),
             uri.toString());
    QCOMPARE(attempt.network.sent().constFirst().form.value(QStringLiteral("code")),
             QStringLiteral("secret-code"));
    QVERIFY(attempt.signIn->redirectUri().isEmpty());
    QCOMPARE(attempt.clock.pendingCalls(), 0);
}

namespace {

Provider providerOf(const DemoProvider &server)
{
    Provider provider;
    provider.setId(QStringLiteral("demo"));
    provider.setName(QStringLiteral("Demo"));
    provider.setClientId(QStringLiteral("latchkey"));
    provider.setIssuer(server.issuer());
    provider.setScopeNames({QStringLiteral("openid"), QStringLiteral("profile")});
    provider.setEndpoint(Provider::Endpoint::Authorization,
                         server.url(QStringLiteral("/oauth/authorize")));
    provider.setEndpoint(Provider::Endpoint::Token, server.url(QStringLiteral("/oauth/token")));
    provider.setEndpoint(Provider::Endpoint::UserInfo,
                         server.url(QStringLiteral("/oauth/userinfo")));
    provider.setEndpoint(Provider::Endpoint::Jwks, server.url(QStringLiteral("/oauth/jwks")));
    return provider;
}

} // namespace

void tst_BrowserSignIn::signsInAtARealServer()
{
    DemoProvider server(DemoProvider::Options::inMemory());
    QVERIFY(server.start().isUsable());
    BrowserSignIn signIn(providerOf(server));
    QList<SignInResult> results;
    QUrl back;
    QObject::connect(&signIn, &SignIn::finished, &signIn,
                     [&](const SignInResult &result) { results.append(result); });
    QObject::connect(&signIn, &AuthorizationCodeSignIn::authorizeWithBrowser, &signIn,
                     [&](const QUrl &url) { back = server.approveRequest(url); });
    signIn.start();
    QVERIFY(Visitor::wait([&] { return !back.isEmpty(); }));
    QVERIFY(back.query().contains(QStringLiteral("iss=")));
    Visitor tab(back);
    tab.get(back);
    QVERIFY(Visitor::wait([&] { return !results.isEmpty(); }));
    QVERIFY2(results.constFirst().isSuccess(), qPrintable(results.constFirst().error.detail()));
    QVERIFY(!results.constFirst().tokens.accessToken().isEmpty());
    QVERIFY(results.constFirst().identity.isValid());
    QVERIFY(tab.answer().contains("<h1>You are signed in to Demo</h1>"));
}

void tst_BrowserSignIn::declinedAtARealServer()
{
    DemoProvider server(DemoProvider::Options::inMemory());
    QVERIFY(server.start().isUsable());
    BrowserSignIn signIn(providerOf(server));
    QUrl back;
    QObject::connect(&signIn, &AuthorizationCodeSignIn::authorizeWithBrowser, &signIn,
                     [&](const QUrl &url) { back = server.denyRequest(url); });
    signIn.start();
    QVERIFY(Visitor::wait([&] { return !back.isEmpty(); }));
    Visitor tab(back);
    tab.get(back);
    QVERIFY(tab.answer().contains("<h1>The request was declined</h1>"));
    QCOMPARE(signIn.state(), State::Denied);
}

// Demand: RFC8252-8.3-open-late-close-early
void tst_BrowserSignIn::listensBeforeTheBrowserOpens()
{
    Attempt attempt;
    attempt.create();
    bool isIn = false;
    QObject::connect(attempt.signIn.get(), &AuthorizationCodeSignIn::authorizeWithBrowser,
                     attempt.signIn.get(), [&] {
                         QTcpSocket socket;
                         const QUrl uri = attempt.signIn->redirectUri();
                         socket.connectToHost(uri.host(), static_cast<quint16>(uri.port()));
                         isIn = socket.waitForConnected(5000);
                     });
    QVERIFY(attempt.signIn->redirectUri().isEmpty());
    attempt.signIn->start();
    QVERIFY(attempt.signIn->redirectUri().isEmpty());
    VirtualScheduler::settle();
    QVERIFY(isIn);
}

void tst_BrowserSignIn::theTabIsAnsweredAfterTheExchange()
{
    Attempt attempt;
    ScriptedAnswer slow = Attempt::tokens();
    slow.delay = 20s;
    attempt.network.answer(attempt.tokenUrl, slow);
    attempt.start();
    Visitor tab(attempt.back());
    tab.get(attempt.back());
    QVERIFY(attempt.waitFor(State::Finishing));
    attempt.clock.advance(19s);
    Visitor::pause();
    QCOMPARE(tab.received(), QByteArray());
    QVERIFY(tab.isOpen());
    attempt.clock.advance(1s);
    QVERIFY(attempt.waitFor(State::Succeeded));
    QCOMPARE(tab.status(), 200);
}

void tst_BrowserSignIn::theTabIsToldWhatCameOfIt_data()
{
    QTest::addColumn<QByteArray>("more");
    QTest::addColumn<ScriptedAnswer>("answer");
    QTest::addColumn<State>("state");
    QTest::addColumn<QByteArray>("text");
    const QByteArray code = "&code=secret-code";
    QTest::newRow("declined") << QByteArray("&error=access_denied") << ScriptedAnswer()
                              << State::Denied << QByteArray("The request was declined");
    QTest::newRow("refused by the server")
        << QByteArray("&error=invalid_scope&error_description=Not+%3Cthis%3E") << ScriptedAnswer()
        << State::Failed << QByteArray("It said: Not &lt;this&gt;");
    QTest::newRow("nothing in it") << QByteArray() << ScriptedAnswer() << State::Failed
                                   << QByteArray("The sign-in did not work");
    QTest::newRow("the exchange is refused")
        << code << Attempt::error(400, "invalid_grant") << State::Failed
        << QByteArray("The server no longer accepts this sign-in.");
    QTest::newRow("the exchange is declined")
        << code << Attempt::error(403, "access_denied") << State::Denied
        << QByteArray("The request was declined");
    QTest::newRow("the exchange is lost") << code << ScriptedAnswer::lost() << State::Failed
                                          << QByteArray("The server could not be reached.");
    QTest::newRow("a web page") << code << ScriptedAnswer{200, "<html>", {}} << State::Failed
                                << QByteArray("could not be understood");
    QTest::newRow("another issuer")
        << code + "&iss=https%3A%2F%2Fevil.example" << ScriptedAnswer() << State::Failed
        << QByteArray("does not come from the server that was asked");
}

void tst_BrowserSignIn::theTabIsToldWhatCameOfIt()
{
    QFETCH(QByteArray, more);
    QFETCH(ScriptedAnswer, answer);
    QFETCH(State, state);
    QFETCH(QByteArray, text);
    Attempt attempt;
    attempt.provider.setIssuer(QUrl(QStringLiteral("https://id.example.org")));
    attempt.network.answer(attempt.tokenUrl, answer);
    attempt.start();
    Visitor tab(attempt.back(more));
    tab.get(attempt.back(more));
    QVERIFY(attempt.waitFor(state));
    QVERIFY2(tab.answer().contains(text), tab.answer().constData());
    QVERIFY(!tab.answer().contains("secret-"));
    QCOMPARE(attempt.results.size(), 1);
    QVERIFY(attempt.signIn->redirectUri().isEmpty());
}

// Demand: Yoto-fixed-port
void tst_BrowserSignIn::aFixedPort()
{
    QTcpServer finder;
    QVERIFY(finder.listen(QHostAddress(QHostAddress::LocalHost), 0));
    const QString uri = QStringLiteral("http://127.0.0.1:%1/callback").arg(finder.serverPort());
    finder.close();
    Attempt attempt;
    attempt.provider.setRedirectUri(QUrl(uri));
    attempt.network.answer(attempt.tokenUrl, Attempt::tokens());
    attempt.start();
    QCOMPARE(attempt.asked("redirect_uri"), uri);
    Visitor tab(attempt.back());
    tab.get(attempt.back());
    QVERIFY(attempt.waitFor(State::Succeeded));
}

// Demand: Yoto-fixed-port
void tst_BrowserSignIn::aTakenPortIsNamed()
{
    QTcpServer other;
    QVERIFY(other.listen(QHostAddress(QHostAddress::LocalHost), 0));
    const QString port = QString::number(other.serverPort());
    Attempt attempt;
    attempt.provider.setRedirectUri(QUrl(QStringLiteral("http://127.0.0.1:%1/callback").arg(port)));
    attempt.start();
    QCOMPARE(attempt.signIn->state(), State::Failed);
    QVERIFY(attempt.opened.isEmpty());
    const Error error = attempt.results.constFirst().error;
    QCOMPARE(error.code(), QStringLiteral("busy"));
    QVERIFY2(error.message().contains(port), qPrintable(error.message()));
    // Trying again is a new attempt, which works once the other one has gone.
    other.close();
    attempt.results.clear();
    attempt.start();
    QCOMPARE(attempt.signIn->state(), State::WaitingForUser);
}

void tst_BrowserSignIn::aRedirectUriElsewhereIsRefused_data()
{
    QTest::addColumn<QString>("uri");
    for (const char *uri : {"http://localhost:8787/", "https://id.example.org/cb",
                            "urn:ietf:wg:oauth:2.0:oob", "http://0.0.0.0/"})
        QTest::newRow(uri) << QString::fromLatin1(uri);
}

void tst_BrowserSignIn::aRedirectUriElsewhereIsRefused()
{
    QFETCH(QString, uri);
    Attempt attempt;
    attempt.provider.setRedirectUri(QUrl(uri));
    attempt.start();
    QCOMPARE(attempt.signIn->state(), State::Failed);
    QCOMPARE(attempt.results.constFirst().error.kind(), Error::Kind::Usage);
    QVERIFY(attempt.opened.isEmpty());
}

// Demand: RFC6749-4.1.2-state-equal
void tst_BrowserSignIn::strangersDoNotEndIt()
{
    Attempt attempt;
    attempt.network.answer(attempt.tokenUrl, Attempt::tokens());
    attempt.start();
    const QByteArray before = attempt.answer();
    const QUrl uri = attempt.signIn->redirectUri();
    for (const char *query : {"code=c&state=x", "error=access_denied&state=x",
                              "error=access_denied", "code=c", "%%%", ""}) {
        QUrl forged = uri;
        Visitor stranger(uri);
        stranger.send(QByteArray("GET /callback?") + query
                      + " HTTP/1.1\r\nHost: " + uri.authority().toLatin1() + "\r\n\r\n");
        QCOMPARE(stranger.status(), 400);
        QCOMPARE(attempt.signIn->state(), State::WaitingForUser);
    }
    QCOMPARE(attempt.network.sent().size(), 0);
    QCOMPARE(attempt.answer(), before);
    Visitor tab(attempt.back());
    tab.get(attempt.back());
    QVERIFY(attempt.waitFor(State::Succeeded));
    QCOMPARE(tab.status(), 200);
}

// Demand: RFC6749-4.1.2-code-once
void tst_BrowserSignIn::aSecondAnswerDoesNotEndIt()
{
    Attempt attempt;
    ScriptedAnswer slow = Attempt::tokens();
    slow.delay = 5s;
    attempt.network.answer(attempt.tokenUrl, slow);
    attempt.start();
    Visitor tab(attempt.back());
    tab.get(attempt.back());
    QVERIFY(attempt.waitFor(State::Finishing));
    const QUrl uri = attempt.signIn->redirectUri();
    Visitor second(uri);
    second.get(attempt.back("&error=access_denied"));
    QCOMPARE(second.status(), 409);
    attempt.clock.advance(5s);
    QVERIFY(attempt.waitFor(State::Succeeded));
    QCOMPARE(tab.status(), 200);
    QCOMPARE(attempt.network.sentTo(attempt.tokenUrl).size(), 1);
}

void tst_BrowserSignIn::theBrowserMayBeOpenedAgain()
{
    Attempt attempt;
    attempt.network.answer(attempt.tokenUrl, Attempt::tokens());
    attempt.start();
    {
        // A tab that is closed before it gets anywhere.
        Visitor closed(attempt.back());
        closed.send("GET /callback?");
        closed.leave();
    }
    attempt.clock.advance(9min);
    attempt.signIn->openBrowser();
    QCOMPARE(attempt.opened.size(), 2);
    QCOMPARE(attempt.opened.constFirst(), attempt.opened.constLast());
    Visitor tab(attempt.back());
    tab.get(attempt.back());
    QVERIFY(attempt.waitFor(State::Succeeded));
    QCOMPARE(tab.status(), 200);
}

void tst_BrowserSignIn::expires()
{
    Attempt attempt;
    attempt.start();
    const QUrl uri = attempt.signIn->redirectUri();
    attempt.clock.advance(10min);
    QCOMPARE(attempt.signIn->state(), State::Expired);
    QTcpSocket late;
    late.connectToHost(uri.host(), static_cast<quint16>(uri.port()));
    QVERIFY(!late.waitForConnected(5000));
    QCOMPARE(attempt.clock.pendingCalls(), 0);
}

// Demand: RFC8252-8.3-open-late-close-early
void tst_BrowserSignIn::cancelClosesThePort()
{
    Attempt attempt;
    attempt.start();
    const QUrl uri = attempt.signIn->redirectUri();
    attempt.signIn->cancel();
    QVERIFY(attempt.signIn->redirectUri().isEmpty());
    QTcpSocket late;
    late.connectToHost(uri.host(), static_cast<quint16>(uri.port()));
    QVERIFY(!late.waitForConnected(5000));
    QCOMPARE(attempt.clock.pendingCalls(), 0);
}

void tst_BrowserSignIn::cancelDuringTheExchange()
{
    Attempt attempt;
    attempt.offerRevocation();
    ScriptedAnswer slow = Attempt::tokens();
    slow.delay = 5s;
    attempt.network.answer(attempt.tokenUrl, slow);
    attempt.start();
    Visitor tab(attempt.back());
    tab.get(attempt.back());
    QVERIFY(attempt.waitFor(State::Finishing));
    attempt.signIn->cancel();
    QVERIFY(tab.answer().contains("The sign-in was cancelled"));
    attempt.clock.advance(5s);
    QCOMPARE(attempt.revokedTokens(), bothTokens);
}

void tst_BrowserSignIn::destroyedDuringTheExchange()
{
    Attempt attempt;
    attempt.offerRevocation();
    ScriptedAnswer slow = Attempt::tokens();
    slow.delay = 5s;
    attempt.network.answer(attempt.tokenUrl, slow);
    attempt.start();
    Visitor tab(attempt.back());
    tab.get(attempt.back());
    QVERIFY(attempt.waitFor(State::Finishing));
    attempt.signIn.reset();
    QVERIFY(tab.answer().contains("The sign-in was cancelled"));
    attempt.clock.advance(5s);
    QCOMPARE(attempt.revokedTokens(), bothTokens);
    QCOMPARE(attempt.clock.pendingCalls(), 0);
}

void tst_BrowserSignIn::destroyedByTheLastSignal()
{
    Attempt attempt;
    attempt.start();
    QObject context;
    QObject::connect(attempt.signIn.get(), &SignIn::finished, &context,
                     [&] { attempt.signIn.reset(); });
    Visitor tab(attempt.back());
    tab.get(attempt.back("&error=access_denied"));
    QVERIFY(tab.answer().contains("<h1>The request was declined</h1>"));
    QVERIFY(!attempt.signIn);
}

// Demand: RFC8252-8.10-own-redirect
// Demand: RFC9700-4.4-mix-up
void tst_BrowserSignIn::twoAtATime()
{
    Attempt first;
    first.network.answer(first.tokenUrl, Attempt::tokens());
    first.start();
    Attempt second;
    second.network.answer(second.tokenUrl, Attempt::tokens());
    second.start();
    QVERIFY(first.signIn->redirectUri() != second.signIn->redirectUri());
    // The first one's answer at the second one's port is not taken.
    QUrl crossed = second.signIn->redirectUri();
    crossed.setQuery(first.back().query());
    Visitor astray(crossed);
    astray.get(crossed);
    QCOMPARE(astray.status(), 400);
    for (Attempt *attempt : {&second, &first}) {
        Visitor tab(attempt->back());
        tab.get(attempt->back());
        QVERIFY(attempt->waitFor(State::Succeeded));
        QCOMPARE(tab.status(), 200);
    }
}

QTEST_GUILESS_MAIN(tst_BrowserSignIn)
#include "tst_browsersignin.moc"
