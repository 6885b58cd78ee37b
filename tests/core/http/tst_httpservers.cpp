// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "loopbackserver.h"
#include "outcome.h"
#include "virtualscheduler.h"

#include <QtCore/QRegularExpression>
#include <QtNetwork/QAuthenticator>
#include <QtNetwork/QNetworkAccessManager>
#include <QtNetwork/QNetworkCookie>
#include <QtNetwork/QNetworkCookieJar>
#include <QtNetwork/QNetworkProxy>
#include <QtNetwork/QNetworkReply>
#include <QtTest/QTest>

using namespace Latchkey;
using namespace std::chrono_literals;
using Kind = Error::Kind;

namespace {

HttpRequest request(const LoopbackServer &server, HttpRequest::Verb verb)
{
    HttpRequest request;
    request.verb = verb;
    request.url = server.url();
    request.form = {{QStringLiteral("code"), QStringLiteral("a b+c")}};
    return request;
}

constexpr auto get = HttpRequest::Verb::Get;
constexpr auto post = HttpRequest::Verb::Post;

} // namespace

/// The client against servers that answer in full, over a real socket.
class TestHttpServers : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".?"))); }

    void whatIsSent();
    void everyStatusReachesTheCaller_data();
    void everyStatusReachesTheCaller();
    void aChallengeNeverAsksForAPassword_data();
    void aChallengeNeverAsksForAPassword();
    void aProxysPasswordIsStillAskedFor();
    void theApplicationsListenersDoNotReadOurAnswers();
    void redirectsAreNotFollowed_data();
    void redirectsAreNotFollowed();
    void cookiesAreNeitherKeptNorSent_data();
    void cookiesAreNeitherKeptNorSent();
    void retryAfterIsRead_data();
    void retryAfterIsRead();
    void nothingIsCached();
};

void TestHttpServers::whatIsSent()
{
    LoopbackServer server(LoopbackServer::always(LoopbackServer::answer(200, "{}")));
    VirtualScheduler scheduler;
    HttpClient client(nullptr, &scheduler, nullptr);
    Outcome outcome;
    client.send(request(server, post), this, outcome.callback());
    QTRY_COMPARE(outcome.status(), 200);
    const ReceivedRequest received = server.requests().constFirst();
    QVERIFY(received.head.startsWith("POST /oauth/token HTTP/1.1\r\n"));
    QCOMPARE(received.body, QByteArray("code=a%20b%2Bc"));
    QCOMPARE(received.header("Content-Type"), QByteArray("application/x-www-form-urlencoded"));
    QCOMPARE(received.header("Content-Length"), QByteArray("14"));
    QCOMPARE(received.header("Accept"), QByteArray("application/json"));
    for (const char *header : {"Cookie", "Authorization", "Referer", "Origin"})
        QVERIFY2(received.header(header).isEmpty(), header);
}

void TestHttpServers::everyStatusReachesTheCaller_data()
{
    QTest::addColumn<int>("status");
    for (const int status : {200, 201, 400, 401, 403, 404, 409, 428, 429, 500, 502, 503})
        QTest::addRow("%d", status) << status;
}

void TestHttpServers::everyStatusReachesTheCaller()
{
    QFETCH(int, status);
    const QByteArray body = "{\"error\":\"authorization_pending\"}";
    LoopbackServer server(LoopbackServer::always(LoopbackServer::answer(status, body)));
    VirtualScheduler scheduler;
    HttpClient client(nullptr, &scheduler, nullptr);
    for (const auto verb : {post, get}) {
        Outcome outcome;
        client.send(request(server, verb), this, outcome.callback());
        QTRY_COMPARE(outcome.calls, 1);
        QVERIFY2(outcome.isAnswer(), qPrintable(outcome.error().detail()));
        QCOMPARE(outcome.status(), status);
        QCOMPARE(outcome.body(), body);
    }
    QCOMPARE(server.requests().size(), 2);
}

void TestHttpServers::aChallengeNeverAsksForAPassword_data()
{
    QTest::addColumn<QByteArray>("challenge");
    QTest::addColumn<bool>("isOwnManager");
    for (const char *scheme : {"Basic realm=\"oauth\"", "Digest realm=\"a\", nonce=\"b\"",
                               "Bearer error=\"invalid_token\"", "Negotiate", "NTLM"}) {
        const QByteArray challenge(scheme);
        const QByteArray word = challenge.left(challenge.indexOf(' '));
        QTest::addRow("%s, own manager", word.constData()) << challenge << true;
        QTest::addRow("%s, the application's manager", word.constData()) << challenge << false;
    }
}

/// A 401 with a challenge is how RFC 6749 §5.2 wants invalid_client told. An application's manager
/// may have a password dialogue behind it, which has no business here.
void TestHttpServers::aChallengeNeverAsksForAPassword()
{
    QFETCH(QByteArray, challenge);
    QFETCH(bool, isOwnManager);
    const QByteArray body = "{\"error\":\"invalid_client\"}";
    LoopbackServer server(LoopbackServer::always(
        LoopbackServer::answer(401, body, "WWW-Authenticate: " + challenge + "\r\n")));
    QNetworkAccessManager manager;
    int prompts = 0;
    connect(&manager, &QNetworkAccessManager::authenticationRequired, this,
            [&](QNetworkReply *, QAuthenticator *authenticator) {
                ++prompts;
                authenticator->setUser(QStringLiteral("name"));
                authenticator->setPassword(QStringLiteral("s3cr3t"));
            });
    VirtualScheduler scheduler;
    HttpClient client(isOwnManager ? nullptr : &manager, &scheduler, nullptr);
    for (const auto verb : {post, get}) {
        Outcome outcome;
        client.send(request(server, verb), this, outcome.callback());
        QTRY_COMPARE(outcome.calls, 1);
        QVERIFY2(outcome.isAnswer(), qPrintable(outcome.error().detail()));
        QCOMPARE(outcome.status(), 401);
        QCOMPARE(outcome.body(), body);
    }
    QCOMPARE(prompts, 0);
    QCOMPARE(server.requests().size(), 2);
    for (const ReceivedRequest &received : server.requests())
        QVERIFY(received.header("Authorization").isEmpty());

    // The application's own requests are asked for as before.
    if (!isOwnManager && challenge.startsWith("Basic")) {
        const std::unique_ptr<QNetworkReply> reply(
            manager.get(QNetworkRequest(server.url(QStringLiteral("/own")))));
        QTRY_VERIFY(reply->isFinished());
        QVERIFY(prompts > 0);
    }
}

void TestHttpServers::aProxysPasswordIsStillAskedFor()
{
    LoopbackServer proxy(LoopbackServer::always(
        LoopbackServer::answer(407, "", "Proxy-Authenticate: Basic realm=\"proxy\"\r\n")));
    QNetworkAccessManager manager;
    manager.setProxy(QNetworkProxy(QNetworkProxy::HttpProxy, proxy.url().host(),
                                   static_cast<quint16>(proxy.url().port())));
    int prompts = 0;
    connect(&manager, &QNetworkAccessManager::proxyAuthenticationRequired, this,
            [&](const QNetworkProxy &, QAuthenticator *authenticator) {
                if (++prompts > 1)
                    return;
                authenticator->setUser(QStringLiteral("name"));
                authenticator->setPassword(QStringLiteral("word"));
            });
    VirtualScheduler scheduler;
    HttpClient client(&manager, &scheduler, nullptr);
    HttpRequest request;
    request.url = QUrl(QStringLiteral("https://login.example.com/oauth/token"));
    request.form = {{QStringLiteral("code"), QStringLiteral("s3cr3t")}};
    Outcome outcome;
    client.send(request, this, outcome.callback());
    QTRY_COMPARE(outcome.calls, 1);
    QCOMPARE(outcome.error().kind(), Kind::Network);
    QVERIFY(prompts > 0);
    QVERIFY(proxy.requests().size() > 1);
    QVERIFY(!proxy.requests().at(1).header("Proxy-Authorization").isEmpty());
    for (const ReceivedRequest &received : proxy.requests()) {
        QVERIFY(received.head.startsWith("CONNECT login.example.com:443 "));
        QVERIFY(received.body.isEmpty());
    }
}

/// Many programs read and delete whatever reply their manager says has finished.
void TestHttpServers::theApplicationsListenersDoNotReadOurAnswers()
{
    LoopbackServer server(LoopbackServer::always(LoopbackServer::answer(200, "{}")));
    QNetworkAccessManager manager;
    int finished = 0;
    connect(&manager, &QNetworkAccessManager::finished, this, [&](QNetworkReply *reply) {
        ++finished;
        reply->readAll();
        reply->deleteLater();
    });
    VirtualScheduler scheduler;
    HttpClient client(&manager, &scheduler, nullptr);
    Outcome outcome;
    client.send(request(server, post), this, outcome.callback());
    QTRY_COMPARE(outcome.calls, 1);
    QCOMPARE(outcome.body(), QByteArray("{}"));
    QCOMPARE(finished, 0);
    QVERIFY(!manager.signalsBlocked());

    manager.get(QNetworkRequest(server.url()));
    QTRY_COMPARE(finished, 1);
}

void TestHttpServers::redirectsAreNotFollowed_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<HttpRequest::Verb>("verb");
    for (const int status : {301, 302, 303, 307, 308}) {
        QTest::addRow("POST, %d", status) << status << post;
        QTest::addRow("GET, %d", status) << status << get;
    }
}

// Demand: RFC9700-4.12-no-redirects
void TestHttpServers::redirectsAreNotFollowed()
{
    QFETCH(int, status);
    QFETCH(HttpRequest::Verb, verb);
    LoopbackServer elsewhere(LoopbackServer::always(LoopbackServer::answer(200, "{}")));
    LoopbackServer server(LoopbackServer::always(
        LoopbackServer::answer(status, "{}", "Location: " + elsewhere.url().toEncoded() + "\r\n")));
    // An application's manager may follow redirects by default.
    QNetworkAccessManager manager;
    manager.setRedirectPolicy(QNetworkRequest::NoLessSafeRedirectPolicy);
    VirtualScheduler scheduler;
    HttpClient client(&manager, &scheduler, nullptr);
    Outcome outcome;
    client.send(request(server, verb), this, outcome.callback());
    QTRY_COMPARE(outcome.calls, 1);
    QCOMPARE(outcome.error().kind(), Kind::Protocol);
    QCOMPARE(outcome.error().httpStatus(), status);
    QCOMPARE(server.requests().size(), 1);
    QCOMPARE(elsewhere.connections(), 0);
}

void TestHttpServers::cookiesAreNeitherKeptNorSent_data()
{
    QTest::addColumn<bool>("isOwnManager");
    QTest::newRow("own manager") << true;
    QTest::newRow("the application's manager") << false;
}

void TestHttpServers::cookiesAreNeitherKeptNorSent()
{
    QFETCH(bool, isOwnManager);
    LoopbackServer server(LoopbackServer::always(
        LoopbackServer::answer(200, "{}", "Set-Cookie: from=server; Path=/\r\n")));
    QNetworkAccessManager manager;
    manager.cookieJar()->insertCookie([&] {
        QNetworkCookie cookie("of", "application");
        cookie.setDomain(server.url().host());
        cookie.setPath(QStringLiteral("/"));
        return cookie;
    }());
    QCOMPARE(manager.cookieJar()->cookiesForUrl(server.url()).size(), 1);
    VirtualScheduler scheduler;
    HttpClient client(isOwnManager ? nullptr : &manager, &scheduler, nullptr);
    for (const auto verb : {post, get, post}) {
        Outcome outcome;
        client.send(request(server, verb), this, outcome.callback());
        QTRY_COMPARE(outcome.status(), 200);
    }
    QCOMPARE(server.requests().size(), 3);
    for (const ReceivedRequest &received : server.requests())
        QVERIFY(received.header("Cookie").isEmpty());
    QCOMPARE(manager.cookieJar()->cookiesForUrl(server.url()).size(), 1);
}

void TestHttpServers::retryAfterIsRead_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<qint64>("seconds");
    // The virtual clock begins at 1800000000, which is this date.
    QTest::newRow("seconds") << QByteArray("30") << qint64(30);
    QTest::newRow("a date") << QByteArray("Fri, 15 Jan 2027 08:00:45 GMT") << qint64(45);
    QTest::newRow("a date that has passed")
        << QByteArray("Fri, 15 Jan 2027 07:59:00 GMT") << qint64(0);
    QTest::newRow("nonsense") << QByteArray("in a while") << qint64(0);
}

void TestHttpServers::retryAfterIsRead()
{
    QFETCH(QByteArray, value);
    QFETCH(qint64, seconds);
    LoopbackServer server(LoopbackServer::always(
        LoopbackServer::answer(503, "busy", "Retry-After: " + value + "\r\n")));
    VirtualScheduler scheduler;
    HttpClient client(nullptr, &scheduler, nullptr);
    Outcome outcome;
    client.send(request(server, post), this, outcome.callback());
    QTRY_COMPARE(outcome.status(), 503);
    QCOMPARE(qint64((*outcome.result)->retryAfter.count()), seconds);
}

void TestHttpServers::nothingIsCached()
{
    int number = 0;
    LoopbackServer server([&](QTcpSocket *socket, const ReceivedRequest &) {
        socket->write(LoopbackServer::answer(200, "{\"n\":" + QByteArray::number(++number) + "}",
                                             "Cache-Control: max-age=3600\r\nETag: \"a\"\r\n"));
    });
    VirtualScheduler scheduler;
    HttpClient client(nullptr, &scheduler, nullptr);
    for (const char *body : {"{\"n\":1}", "{\"n\":2}"}) {
        Outcome outcome;
        client.send(request(server, get), this, outcome.callback());
        QTRY_COMPARE(outcome.body(), QByteArray(body));
    }
    for (const ReceivedRequest &received : server.requests())
        QVERIFY(received.header("If-None-Match").isEmpty());
}

QTEST_GUILESS_MAIN(TestHttpServers)

#include "tst_httpservers.moc"
