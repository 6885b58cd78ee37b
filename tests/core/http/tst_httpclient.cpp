// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "outcome.h"
#include "scriptednetwork.h"
#include "virtualscheduler.h"

#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

using namespace Latchkey;
using namespace std::chrono_literals;
using Kind = Error::Kind;

namespace {

const QUrl tokenUrl(QStringLiteral("https://login.example.com/oauth/token"));

HttpRequest post(const QUrl &url)
{
    HttpRequest request;
    request.url = url;
    request.form = {{QStringLiteral("code"), QStringLiteral("a+b&c")}};
    return request;
}

} // namespace

/// The client on a network that nothing leaves.
class TestHttpClient : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".?"))); }

    void nothingIsSentToAnInsecureAddress_data();
    void nothingIsSentToAnInsecureAddress();
    void aPostIsCareful();
    void aGetCarriesItsTokenInTheHeaderOnly();
    void theDeadlineIsForTheWholeExchange();
    void anAnswerBeforeTheDeadlineCancelsIt();
    void failuresAreTold_data();
    void failuresAreTold();
    void redirectsAreNotFollowed_data();
    void redirectsAreNotFollowed();
    void retryAfterIsRead();
    void aDeadContextIsNotCalled();
    void aDeadClientCallsNobody();
    void theClientMayBeDestroyedInTheCallback_data();
    void theClientMayBeDestroyedInTheCallback();
    void severalRequestsGoOnAtOnce();
};

void TestHttpClient::nothingIsSentToAnInsecureAddress_data()
{
    QTest::addColumn<QString>("address");
    for (const char *address :
         {"http://login.example.com/", "http://127.0.0.1.evil.example/", "http://192.168.0.1/",
          "https://user:word@login.example.com/", "ftp://127.0.0.1/", "file:///etc/passwd",
          "data:application/json,{}", "qrc:/latchkey/providers/demo.json", "/oauth/token", ""})
        QTest::newRow(address) << QString::fromLatin1(address);
}

// Demand: RFC6750-5.3-tls
void TestHttpClient::nothingIsSentToAnInsecureAddress()
{
    QFETCH(QString, address);
    VirtualScheduler scheduler;
    ScriptedNetwork network(&scheduler);
    HttpClient client(&network, &scheduler, nullptr);
    Outcome outcome;
    client.send(post(QUrl(address)), this, outcome.callback());
    // Never from within the call itself.
    QCOMPARE(outcome.calls, 0);
    VirtualScheduler::settle();
    QCOMPARE(outcome.calls, 1);
    QCOMPARE(outcome.error().kind(), Kind::InsecureEndpoint);
    QVERIFY(!outcome.error().detail().contains(QLatin1String("word")));
    QVERIFY(network.sent().isEmpty());
    QCOMPARE(scheduler.pendingCalls(), 0);
}

// Demand: RFC6749-3.2-post
void TestHttpClient::aPostIsCareful()
{
    VirtualScheduler scheduler;
    ScriptedNetwork network(&scheduler);
    HttpClient client(&network, &scheduler, nullptr);
    network.answer(tokenUrl, ScriptedAnswer::json(200, "{}"));
    Outcome outcome;
    client.send(post(tokenUrl), this, outcome.callback());
    VirtualScheduler::settle();
    QCOMPARE(outcome.status(), 200);
    QCOMPARE(outcome.body(), QByteArray("{}"));
    QCOMPARE(network.sent().size(), 1);

    const SentRequest sent = network.sent().constFirst();
    QCOMPARE(sent.verb, QByteArray("POST"));
    QCOMPARE(sent.body, QByteArray("code=a%2Bb%26c"));
    const QNetworkRequest request = sent.request;
    QCOMPARE(request.rawHeader("Accept"), QByteArray("application/json"));
    QCOMPARE(request.rawHeader("Content-Type"), QByteArray("application/x-www-form-urlencoded"));
    QVERIFY(!request.hasRawHeader("Authorization"));
    const auto attribute = [&](QNetworkRequest::Attribute which) {
        return request.attribute(which);
    };
    QCOMPARE(attribute(QNetworkRequest::RedirectPolicyAttribute).toInt(),
             int(QNetworkRequest::ManualRedirectPolicy));
    QCOMPARE(attribute(QNetworkRequest::CookieLoadControlAttribute).toInt(),
             int(QNetworkRequest::Manual));
    QCOMPARE(attribute(QNetworkRequest::CookieSaveControlAttribute).toInt(),
             int(QNetworkRequest::Manual));
    QCOMPARE(attribute(QNetworkRequest::AuthenticationReuseAttribute).toInt(),
             int(QNetworkRequest::Manual));
    QCOMPARE(attribute(QNetworkRequest::CacheLoadControlAttribute).toInt(),
             int(QNetworkRequest::AlwaysNetwork));
    QCOMPARE(attribute(QNetworkRequest::CacheSaveControlAttribute), QVariant(false));
}

/// RFC 6750 §2.
// Demand: RFC6750-2.1-header, RFC6750-2.3-never-in-uri
void TestHttpClient::aGetCarriesItsTokenInTheHeaderOnly()
{
    VirtualScheduler scheduler;
    ScriptedNetwork network(&scheduler);
    HttpClient client(&network, &scheduler, nullptr);
    network.answer(tokenUrl, ScriptedAnswer::json(200, "{}"));
    HttpRequest request;
    request.verb = HttpRequest::Verb::Get;
    request.url = tokenUrl;
    request.headers.insert(QStringLiteral("Authorization"), QStringLiteral("Bearer t0ken"));
    Outcome outcome;
    client.send(request, this, outcome.callback());
    VirtualScheduler::settle();
    QCOMPARE(outcome.status(), 200);
    const SentRequest sent = network.sent().constFirst();
    QCOMPARE(sent.verb, QByteArray("GET"));
    QCOMPARE(sent.request.rawHeader("Authorization"), QByteArray("Bearer t0ken"));
    QVERIFY(!sent.request.hasRawHeader("Content-Type"));
    QVERIFY(!sent.url.hasQuery());
    QVERIFY(sent.body.isEmpty());
}

void TestHttpClient::theDeadlineIsForTheWholeExchange()
{
    VirtualScheduler scheduler;
    ScriptedNetwork network(&scheduler);
    HttpClient client(&network, &scheduler, nullptr);
    network.answer(tokenUrl, ScriptedAnswer::silence());
    Outcome outcome;
    client.send(post(tokenUrl), this, outcome.callback());
    scheduler.advance(30s - 1ms);
    QCOMPARE(outcome.calls, 0);
    QCOMPARE(network.underWay(), 1);
    scheduler.advance(1ms);
    QCOMPARE(outcome.calls, 1);
    QCOMPARE(outcome.error().kind(), Kind::Network);
    QCOMPARE(outcome.error().httpStatus(), 0);
    QCOMPARE(outcome.error().endpoint(), tokenUrl);
    QCOMPARE(network.underWay(), 0);
    scheduler.advance(1h);
    QCOMPARE(outcome.calls, 1);
}

void TestHttpClient::anAnswerBeforeTheDeadlineCancelsIt()
{
    VirtualScheduler scheduler;
    ScriptedNetwork network(&scheduler);
    HttpClient client(&network, &scheduler, nullptr);
    ScriptedAnswer late = ScriptedAnswer::json(200, "{}");
    late.delay = 29s;
    network.answer(tokenUrl, late);
    Outcome outcome;
    client.send(post(tokenUrl), this, outcome.callback());
    scheduler.advance(29s);
    QCOMPARE(outcome.status(), 200);
    QCOMPARE(scheduler.pendingCalls(), 0);
    scheduler.advance(1h);
    QCOMPARE(outcome.calls, 1);
}

void TestHttpClient::failuresAreTold_data()
{
    QTest::addColumn<QNetworkReply::NetworkError>("failure");
    QTest::addColumn<Kind>("kind");
    QTest::newRow("refused") << QNetworkReply::ConnectionRefusedError << Kind::Network;
    QTest::newRow("no such host") << QNetworkReply::HostNotFoundError << Kind::Network;
    QTest::newRow("reset") << QNetworkReply::RemoteHostClosedError << Kind::Network;
    QTest::newRow("timed out") << QNetworkReply::TimeoutError << Kind::Network;
    QTest::newRow("no network") << QNetworkReply::TemporaryNetworkFailureError << Kind::Network;
    QTest::newRow("proxy") << QNetworkReply::ProxyAuthenticationRequiredError << Kind::Network;
    QTest::newRow("not HTTP") << QNetworkReply::ProtocolFailure << Kind::Network;
    QTest::newRow("TLS") << QNetworkReply::SslHandshakeFailedError << Kind::Tls;
}

void TestHttpClient::failuresAreTold()
{
    QFETCH(QNetworkReply::NetworkError, failure);
    QFETCH(Kind, kind);
    VirtualScheduler scheduler;
    ScriptedNetwork network(&scheduler);
    HttpClient client(&network, &scheduler, nullptr);
    network.answer(tokenUrl, ScriptedAnswer::failure(failure));
    Outcome outcome;
    client.send(post(tokenUrl), this, outcome.callback());
    VirtualScheduler::settle();
    QCOMPARE(outcome.calls, 1);
    QCOMPARE(outcome.error().kind(), kind);
    QVERIFY(outcome.error().isTransient());
    QCOMPARE(outcome.error().endpoint(), tokenUrl);
    QCOMPARE(network.sent().size(), 1);
}

void TestHttpClient::redirectsAreNotFollowed_data()
{
    QTest::addColumn<int>("status");
    for (const int status : {301, 302, 303, 304, 307, 308})
        QTest::addRow("%d", status) << status;
}

// Demand: RFC9700-4.12-no-redirects
void TestHttpClient::redirectsAreNotFollowed()
{
    QFETCH(int, status);
    VirtualScheduler scheduler;
    ScriptedNetwork network(&scheduler);
    HttpClient client(&network, &scheduler, nullptr);
    ScriptedAnswer redirect = ScriptedAnswer::json(status, "{\"access_token\":\"a\"}");
    redirect.headers.insert("Location", "https://evil.example/");
    network.answer(tokenUrl, redirect);
    Outcome outcome;
    client.send(post(tokenUrl), this, outcome.callback());
    VirtualScheduler::settle();
    QCOMPARE(outcome.error().kind(), Kind::Protocol);
    QCOMPARE(outcome.error().httpStatus(), status);
    QCOMPARE(network.sent().size(), 1);
}

void TestHttpClient::retryAfterIsRead()
{
    VirtualScheduler scheduler;
    ScriptedNetwork network(&scheduler);
    HttpClient client(&network, &scheduler, nullptr);
    ScriptedAnswer busy = ScriptedAnswer::json(503, "{}");
    busy.headers.insert("Retry-After", "17");
    network.answer(tokenUrl, busy);
    Outcome outcome;
    client.send(post(tokenUrl), this, outcome.callback());
    VirtualScheduler::settle();
    QCOMPARE(outcome.status(), 503);
    QCOMPARE((*outcome.result)->retryAfter, 17s);
}

void TestHttpClient::aDeadContextIsNotCalled()
{
    VirtualScheduler scheduler;
    ScriptedNetwork network(&scheduler);
    HttpClient client(&network, &scheduler, nullptr);
    network.answer(tokenUrl, ScriptedAnswer::silence());
    Outcome outcome;
    auto context = std::make_unique<QObject>();
    client.send(post(tokenUrl), context.get(), outcome.callback());
    // This one is refused, and its word is on the way when its context dies.
    client.send(post(QUrl()), context.get(), outcome.callback());
    QCOMPARE(network.underWay(), 1);
    context.reset();
    scheduler.advance(1min);
    QCOMPARE(network.underWay(), 0);
    QCOMPARE(outcome.calls, 0);
    QCOMPARE(scheduler.pendingCalls(), 0);
}

void TestHttpClient::aDeadClientCallsNobody()
{
    VirtualScheduler scheduler;
    ScriptedNetwork network(&scheduler);
    auto client = std::make_unique<HttpClient>(&network, &scheduler, nullptr);
    network.answer(tokenUrl, ScriptedAnswer::silence());
    Outcome outcome;
    client->send(post(tokenUrl), this, outcome.callback());
    client->send(post(QUrl()), this, outcome.callback());
    client.reset();
    scheduler.advance(1min);
    QCOMPARE(network.underWay(), 0);
    QCOMPARE(outcome.calls, 0);
}

void TestHttpClient::theClientMayBeDestroyedInTheCallback_data()
{
    QTest::addColumn<QUrl>("url");
    QTest::addColumn<bool>("answers");
    QTest::newRow("after an answer") << tokenUrl << true;
    QTest::newRow("after the deadline") << tokenUrl << false;
    QTest::newRow("after a refusal") << QUrl() << false;
}

void TestHttpClient::theClientMayBeDestroyedInTheCallback()
{
    QFETCH(QUrl, url);
    QFETCH(bool, answers);
    VirtualScheduler scheduler;
    ScriptedNetwork network(&scheduler);
    auto client = std::make_unique<HttpClient>(&network, &scheduler, nullptr);
    network.answer(tokenUrl, answers ? ScriptedAnswer::json(200, "{}") : ScriptedAnswer::silence());
    int calls = 0;
    client->send(post(url), this, [&](const HttpResult &) {
        ++calls;
        client.reset();
    });
    scheduler.advance(1min);
    QCOMPARE(calls, 1);
    QCOMPARE(network.underWay(), 0);
}

void TestHttpClient::severalRequestsGoOnAtOnce()
{
    VirtualScheduler scheduler;
    ScriptedNetwork network(&scheduler);
    HttpClient client(&network, &scheduler, nullptr);
    const QUrl other(QStringLiteral("https://login.example.com/userinfo"));
    network.answer(tokenUrl, ScriptedAnswer::silence());
    network.answer(other, ScriptedAnswer::json(200, "{}"));
    Outcome slow;
    Outcome quick;
    client.send(post(tokenUrl), this, slow.callback());
    client.send(post(other), this, quick.callback());
    VirtualScheduler::settle();
    QCOMPARE(quick.status(), 200);
    QCOMPARE(slow.calls, 0);
    scheduler.advance(30s);
    QCOMPARE(slow.error().kind(), Kind::Network);
}

QTEST_GUILESS_MAIN(TestHttpClient)

#include "tst_httpclient.moc"
