// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT
#include "demoharness.h"

#include <QtCore/QDateTime>
#include <QtCore/QElapsedTimer>
#include <QtCore/QLocale>
#include <QtTest/QTest>

#include <thread>

using namespace DemoTest;
using namespace Latchkey;
using namespace Latchkey::Demo;

namespace {

QString textIn(const QJsonObject &object, const char *name)
{
    return object.value(QLatin1String(name)).toString();
}

QByteArray rawGet(Harness &demo, const QByteArray &path)
{
    return exchangeRaw(demo.provider.port(),
                       "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:"
                           + QByteArray::number(demo.provider.port())
                           + "\r\nConnection: close\r\n\r\n");
}

QByteArray bodyOf(const QByteArray &answer)
{
    return answer.mid(answer.indexOf("\r\n\r\n") + 4);
}

} // namespace

/// The knobs that make the provider misbehave, for the tests of everybody else.
class TestDemoFaults : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { failOnWarning(); }

    void queuedFaultsHitOnceEach();
    void aLastingFaultHitsUntilCleared();
    void faultsHitTheirEndpointOnly();
    void anyAnswerCanBeScripted();
    void aLostRequestDoesNothing();
    void aLostAnswerSpendsTheCode();
    void answersCanBeLate();
    void aLateAnswerDoesNotDelayTheEnd();
    void bodiesCanBeCutOff();
    void bodiesCanBeHuge();
    void bodiesCanTrickle();
    void aConnectionCanDieUnannounced();
    void answersCanBeOverridden();
    void theDateCanBeWrong();
    void nothingIsLoggedUnlessAsked();
};

void TestDemoFaults::queuedFaultsHitOnceEach()
{
    Harness demo;
    demo.provider.queueFault(Endpoint::Keys, Fault::answer(500, "one", "text/plain"));
    demo.provider.queueFault(Endpoint::Keys, Fault::error(429, QStringLiteral("slow_down")));
    const Reply first = demo.http->get("/oauth/jwks");
    QCOMPARE(first.status, 500);
    QCOMPARE(first.body, QByteArray("one"));
    QCOMPARE(first.header("Content-Type"), QByteArray("text/plain"));
    const Reply second = demo.http->get("/oauth/jwks");
    QCOMPARE(second.status, 429);
    QCOMPARE(second.error(), QStringLiteral("slow_down"));
    QCOMPARE(demo.http->get("/oauth/jwks").status, 200);
}

void TestDemoFaults::aLastingFaultHitsUntilCleared()
{
    Harness demo;
    demo.provider.setFault(Endpoint::Keys, Fault::answer(503, {}));
    demo.provider.queueFault(Endpoint::Keys, Fault::answer(500, {}));
    QCOMPARE(demo.http->get("/oauth/jwks").status, 500);
    QCOMPARE(demo.http->get("/oauth/jwks").status, 503);
    QCOMPARE(demo.http->get("/oauth/jwks").status, 503);
    demo.provider.clearFaults();
    QCOMPARE(demo.http->get("/oauth/jwks").status, 200);
}

void TestDemoFaults::faultsHitTheirEndpointOnly()
{
    Harness demo;
    demo.provider.setFault(Endpoint::Token, Fault::answer(500, {}));
    QCOMPARE(demo.http->get("/oauth/jwks").status, 200);
    const QJsonObject code = demo.newCode();
    QVERIFY(!code.isEmpty());
    QCOMPARE(demo.poll(textIn(code, "device_code")).status, 500);
}

void TestDemoFaults::anyAnswerCanBeScripted()
{
    Harness demo;
    Fault fault = Fault::answer(302, "<html>\xff", "text/html");
    fault.headers = {{"Location", "http://127.0.0.1:1/"}, {"Cache-Control", "max-age=60"}};
    demo.provider.queueFault(Endpoint::Metadata, fault);
    const Reply reply = demo.http->get("/.well-known/openid-configuration");
    QCOMPARE(reply.status, 302);
    QCOMPARE(reply.header("Location"), QByteArray("http://127.0.0.1:1/"));
    QCOMPARE(reply.header("Cache-Control"), QByteArray("max-age=60"));
    QCOMPARE(reply.body, QByteArray("<html>\xff"));
}

void TestDemoFaults::aLostRequestDoesNothing()
{
    Harness demo([](Knobs &knobs) { knobs.decision = Decision::Allow; });
    const QString code = textIn(demo.newCode(), "device_code");
    demo.provider.queueFault(Endpoint::Token, Fault::lostRequest());
    QCOMPARE(demo.poll(code).status, 0);
    QCOMPARE(demo.provider.counters().accessTokens, 0);
    QCOMPARE(demo.poll(code).status, 200);
    QCOMPARE(demo.provider.requests(Endpoint::Token).size(), 2);
}

void TestDemoFaults::aLostAnswerSpendsTheCode()
{
    Harness demo([](Knobs &knobs) { knobs.decision = Decision::Allow; });
    const QString code = textIn(demo.newCode(), "device_code");
    demo.provider.queueFault(Endpoint::Token, Fault::lostAnswer());
    QCOMPARE(demo.poll(code).status, 0);
    QCOMPARE(demo.provider.counters().accessTokens, 1);
    QCOMPARE(demo.poll(code).error(), QStringLiteral("invalid_grant"));
}

void TestDemoFaults::answersCanBeLate()
{
    Harness demo;
    demo.provider.queueFault(Endpoint::Keys, Fault::delayed(150));
    QElapsedTimer timer;
    timer.start();
    QCOMPARE(demo.http->get("/oauth/jwks").status, 200);
    QVERIFY2(timer.elapsed() >= 150, qPrintable(QString::number(timer.elapsed())));
}

void TestDemoFaults::aLateAnswerDoesNotDelayTheEnd()
{
    Harness demo;
    demo.provider.setFault(Endpoint::Metadata, Fault::delayed(60'000));
    std::thread waiting([&demo] {
        Http http(demo.provider.port());
        http.get("/.well-known/openid-configuration");
    });
    QTRY_COMPARE(demo.provider.requests().size(), 1);
    QElapsedTimer timer;
    timer.start();
    demo.provider.stop();
    QVERIFY2(timer.elapsed() < 1000, qPrintable(QString::number(timer.elapsed())));
    waiting.join();
}

void TestDemoFaults::bodiesCanBeCutOff()
{
    Harness demo;
    const QByteArray whole = demo.http->get("/.well-known/openid-configuration").body;
    demo.provider.queueFault(Endpoint::Metadata, Fault::truncated(20));
    const QByteArray answer = rawGet(demo, "/.well-known/openid-configuration");
    QVERIFY(answer.contains("Content-Length: " + QByteArray::number(whole.size()) + "\r\n"));
    QCOMPARE(bodyOf(answer), whole.left(20));
    demo.provider.queueFault(Endpoint::Metadata, Fault::truncated(20));
    QCOMPARE(demo.http->get("/.well-known/openid-configuration").status, 0);
    QCOMPARE(demo.http->get("/.well-known/openid-configuration").body, whole);
}

void TestDemoFaults::bodiesCanBeHuge()
{
    Harness demo;
    demo.provider.queueFault(Endpoint::Keys, Fault::megabytes(20, 200, "{}"));
    const Reply reply = demo.http->get("/oauth/jwks");
    QCOMPARE(reply.status, 200);
    QCOMPARE(reply.body.size(), 20 * 1024 * 1024);
    QVERIFY(reply.body.startsWith("{}  "));
    QCOMPARE(reply.body.trimmed(), QByteArray("{}"));
    QCOMPARE(demo.http->get("/oauth/jwks").status, 200);
}

void TestDemoFaults::bodiesCanTrickle()
{
    Harness demo;
    Fault fault = Fault::answer(200, "{}");
    fault.padBodyTo = 12;
    fault.chunkBytes = 2;
    fault.chunkDelayMs = 40;
    demo.provider.queueFault(Endpoint::Keys, fault);
    QElapsedTimer timer;
    timer.start();
    const Reply reply = demo.http->get("/oauth/jwks");
    QCOMPARE(reply.body, QByteArray("{}") + QByteArray(10, ' '));
    QVERIFY2(timer.elapsed() >= 5 * 40, qPrintable(QString::number(timer.elapsed())));
}

void TestDemoFaults::aConnectionCanDieUnannounced()
{
    Harness demo;
    Fault fault = Fault::delayed(0);
    fault.closeAfterAnswer = true;
    demo.provider.queueFault(Endpoint::Keys, fault);
    QElapsedTimer timer;
    timer.start();
    const QByteArray answer =
        exchangeRaw(demo.provider.port(),
                    "GET /oauth/jwks HTTP/1.1\r\nHost: 127.0.0.1:"
                        + QByteArray::number(demo.provider.port()) + "\r\n\r\n",
                    3000);
    QVERIFY2(timer.elapsed() < 2000, qPrintable(QString::number(timer.elapsed())));
    QVERIFY(answer.startsWith("HTTP/1.1 200"));
    QVERIFY(!answer.contains("Connection: close"));
    QVERIFY(bodyOf(answer).contains("\"keys\""));
}

void TestDemoFaults::answersCanBeOverridden()
{
    Harness demo([](Knobs &knobs) {
        knobs.decision = Decision::Allow;
        knobs.answerOverrides[Endpoint::Token] = {
            {QStringLiteral("token_type"), QStringLiteral("bEARER")},
            {QStringLiteral("scope"), QJsonValue::Null},
            {QStringLiteral("expires_at"), 42}};
    });
    const QJsonObject tokens = demo.poll(textIn(demo.newCode(), "device_code")).json();
    QCOMPARE(textIn(tokens, "token_type"), QStringLiteral("bEARER"));
    QVERIFY(!tokens.contains(QLatin1String("scope")));
    QCOMPARE(tokens.value(QLatin1String("expires_at")).toInt(), 42);
    // Errors are left alone.
    QVERIFY(!demo.poll(QStringLiteral("x")).json().contains(QLatin1String("expires_at")));
}

void TestDemoFaults::theDateCanBeWrong()
{
    Harness demo;
    const auto secondsAhead = [&demo] {
        const QByteArray date = demo.http->get("/oauth/jwks").header("Date");
        QDateTime time = QLocale::c().toDateTime(QString::fromLatin1(date),
                                                 QStringLiteral("ddd, dd MMM yyyy hh:mm:ss 'GMT'"));
        time.setTimeSpec(Qt::UTC);
        return time.toSecsSinceEpoch() - demo.clock.seconds();
    };
    QCOMPARE(secondsAhead(), 0);
    demo.provider.adjust([](Knobs &knobs) { knobs.dateSkew = -3600; });
    QCOMPARE(secondsAhead(), -3600);
}

void TestDemoFaults::nothingIsLoggedUnlessAsked()
{
    Harness demo;
    demo.http->get("/oauth/jwks");
    QCOMPARE(demo.provider.requests().size(), 1);
    demo.provider.clearRequests();
    demo.provider.adjust([](Knobs &knobs) { knobs.recordRequests = false; });
    demo.http->get("/oauth/jwks");
    QVERIFY(demo.provider.requests().isEmpty());
}

QTEST_GUILESS_MAIN(TestDemoFaults)
#include "tst_demofaults.moc"
