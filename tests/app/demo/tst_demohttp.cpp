// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT
#include "demoharness.h"

#include <QtCore/QElapsedTimer>
#include <QtNetwork/QHostAddress>
#include <QtNetwork/QTcpSocket>
#include <QtTest/QTest>

#include <thread>
#include <vector>

using namespace DemoTest;
using namespace Latchkey;
using namespace Latchkey::Demo;

namespace {

std::unique_ptr<QTcpSocket> connected(quint16 port)
{
    auto socket = std::make_unique<QTcpSocket>();
    socket->connectToHost(QHostAddress(QHostAddress::LocalHost), port);
    socket->waitForConnected(2000);
    return socket;
}

} // namespace

/// The server beneath the endpoints: limits, connections, threads.
class TestDemoHttp : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { failOnWarning(); }

    void strangeRequestsAreRefused_data();
    void strangeRequestsAreRefused();
    void methodsAndPathsAreChecked_data();
    void methodsAndPathsAreChecked();
    void headHasNoBody();
    void valuesArriveAsTheyWereSent();
    void theQueryIsNotTheForm();
    void manyRequestsShareAConnection();
    void requestsMayBePipelined();
    void anIdleConnectionIsClosed();
    void idleConnectionsDoNotKeepOthersOut();
    void unfinishedRequestsDoNotStopTheServer();
    void manyAtOnce();
    void everyOneOfManyGetsItsOwnTokens();
};

void TestDemoHttp::strangeRequestsAreRefused_data()
{
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<QByteArray>("status");
    const QByteArray post = "POST /oauth/token HTTP/1.1\r\nHost: HOST\r\n";
    QTest::newRow("no HTTP") << QByteArray("hello\r\n\r\n") << QByteArray("400");
    QTest::newRow("an empty line") << QByteArray("\r\n\r\n") << QByteArray("400");
    QTest::newRow("an unknown method")
        << QByteArray("FETCH / HTTP/1.1\r\nHost: HOST\r\n\r\n") << QByteArray("400");
    QTest::newRow("an absolute target")
        << QByteArray("GET http://evil.example/ HTTP/1.1\r\nHost: HOST\r\n\r\n")
        << QByteArray("400");
    QTest::newRow("a future version")
        << QByteArray("GET / HTTP/3.0\r\nHost: HOST\r\n\r\n") << QByteArray("400");
    QTest::newRow("a header without a name")
        << QByteArray("GET / HTTP/1.1\r\nHost: HOST\r\n: x\r\n\r\n") << QByteArray("400");
    QTest::newRow("a folded header")
        << QByteArray("GET / HTTP/1.1\r\nHost: HOST\r\nX: a\r\n b\r\n\r\n") << QByteArray("400");
    QTest::newRow("an endless target")
        << "GET /" + QByteArray(9000, 'a') + " HTTP/1.1\r\nHost: HOST\r\n\r\n"
        << QByteArray("414");
    QTest::newRow("an endless header")
        << "GET / HTTP/1.1\r\nHost: HOST\r\nX: " + QByteArray(40'000, 'a') + "\r\n\r\n"
        << QByteArray("431");
    QTest::newRow("endless headers")
        << "GET / HTTP/1.1\r\nHost: HOST\r\n" + QByteArray("X: y\r\n").repeated(8000) + "\r\n"
        << QByteArray("431");
    QTest::newRow("a header that regular expressions dislike")
        << "GET /activate HTTP/1.1\r\nHost: HOST\r\nRange: bytes="
            + QByteArray("1-2,").repeated(5000) + "\r\n\r\n"
        << QByteArray("200");
    QTest::newRow("a body over 64 KiB") << post + "Content-Length: 65537\r\n\r\n"
                                        << QByteArray("413");
    QTest::newRow("a body beyond numbers")
        << post + "Content-Length: 99999999999999999999999\r\n\r\n"
        << QByteArray("413");
    QTest::newRow("a negative length") << post + "Content-Length: -1\r\n\r\n" << QByteArray("400");
    QTest::newRow("two lengths") << post + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab"
                                 << QByteArray("400");
    QTest::newRow("a chunked body")
        << post + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"
        << QByteArray("411");
    QTest::newRow("a compressed body")
        << post + "Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello" << QByteArray("415");
    QTest::newRow("a multipart body") << post + "Content-Type: multipart/form-data; boundary="
            + QByteArray(5000, 'b') + "\r\nContent-Length: 5\r\n\r\nhello"
                                      << QByteArray("400");
    QTest::newRow("no length at all") << post + "\r\n" << QByteArray("400");
    QTest::newRow("too many query parameters")
        << "GET /activate?" + QByteArray("a=b&").repeated(101) + " HTTP/1.1\r\nHost: HOST\r\n\r\n"
        << QByteArray("400");
}

void TestDemoHttp::strangeRequestsAreRefused()
{
    QFETCH(QByteArray, request);
    QFETCH(QByteArray, status);
    Harness demo;
    request.replace("HOST", "127.0.0.1:" + QByteArray::number(demo.provider.port()));
    const QByteArray answer = exchangeRaw(demo.provider.port(), request, 300);
    QCOMPARE(answer.mid(9, 3), status);
    QCOMPARE(demo.http->get("/activate").status, 200);
}

void TestDemoHttp::methodsAndPathsAreChecked_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("allow");
    QTest::newRow("GET of the token endpoint")
        << QByteArray("GET") << QByteArray("/oauth/token") << 405 << QByteArray("POST");
    QTest::newRow("POST of the keys")
        << QByteArray("POST") << QByteArray("/oauth/jwks") << 405 << QByteArray("GET, HEAD");
    QTest::newRow("DELETE") << QByteArray("DELETE") << QByteArray("/activate") << 405
                            << QByteArray("GET, HEAD, POST");
    QTest::newRow("OPTIONS, since no page elsewhere has business here")
        << QByteArray("OPTIONS") << QByteArray("/oauth/token") << 405 << QByteArray("POST");
    QTest::newRow("an unknown path")
        << QByteArray("GET") << QByteArray("/etc/passwd") << 404 << QByteArray();
    QTest::newRow("a path that climbs")
        << QByteArray("GET") << QByteArray("/activate/../oauth/jwks") << 404 << QByteArray();
    QTest::newRow("an encoded path")
        << QByteArray("GET") << QByteArray("/%61ctivate") << 200 << QByteArray();
}

void TestDemoHttp::methodsAndPathsAreChecked()
{
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, path);
    QFETCH(int, status);
    QFETCH(QByteArray, allow);
    Harness demo;
    const Reply reply = demo.http->send(method, path);
    QCOMPARE(reply.status, status);
    QCOMPARE(reply.header("Allow"), allow);
    QCOMPARE(reply.header("Access-Control-Allow-Origin"), QByteArray());
}

void TestDemoHttp::headHasNoBody()
{
    Harness demo;
    const Reply whole = demo.http->get("/.well-known/openid-configuration");
    const Reply head = demo.http->send("HEAD", "/.well-known/openid-configuration");
    QCOMPARE(head.status, 200);
    QVERIFY(head.body.isEmpty());
    QCOMPARE(head.header("Content-Length"), QByteArray::number(whole.body.size()));
}

void TestDemoHttp::valuesArriveAsTheyWereSent()
{
    Harness demo;
    const QString tricky = QStringLiteral("a+b & c=d%20 \u00e4\u20ac");
    demo.http->postForm("/oauth/token",
                        {{QStringLiteral("code"), tricky}, {QStringLiteral("empty"), QString()}},
                        {{"X-Api-Key", "k: v"}});
    const QList<LoggedRequest> log = demo.provider.requests();
    QCOMPARE(log.size(), 1);
    QCOMPARE(log.first().endpoint, Endpoint::Token);
    QCOMPARE(log.first().method, QByteArray("POST"));
    QCOMPARE(log.first().path, QStringLiteral("/oauth/token"));
    QCOMPARE(log.first().parameter(QStringLiteral("code")), tricky);
    QCOMPARE(log.first().form.size(), 2);
    QCOMPARE(log.first().header("x-api-key"), QByteArray("k: v"));
    QVERIFY(log.first().body.startsWith("code=a%2Bb%20"));
}

void TestDemoHttp::theQueryIsNotTheForm()
{
    Harness demo;
    const Reply reply = demo.http->postForm("/oauth/device/code?client_id=latchkey", {});
    QCOMPARE(reply.error(), QStringLiteral("invalid_request"));
    const LoggedRequest request = demo.provider.requests().constFirst();
    QVERIFY(request.form.isEmpty());
    QCOMPARE(request.query.size(), 1);
}

void TestDemoHttp::manyRequestsShareAConnection()
{
    Harness demo;
    for (int i = 0; i < 20; ++i)
        QCOMPARE(demo.http->get("/activate").status, 200);
    const QList<LoggedRequest> log = demo.provider.requests();
    QCOMPARE(log.size(), 20);
    QCOMPARE(log.first().connection, log.last().connection);
    for (qsizetype i = 1; i < log.size(); ++i)
        QVERIFY(log[i].arrivedMs >= log[i - 1].arrivedMs);
}

void TestDemoHttp::requestsMayBePipelined()
{
    Harness demo;
    const QByteArray host = "Host: 127.0.0.1:" + QByteArray::number(demo.provider.port()) + "\r\n";
    const QByteArray answers =
        exchangeRaw(demo.provider.port(),
                    "POST /oauth/token HTTP/1.1\r\n" + host + "Content-Length: 3\r\n\r\na=b"
                        + "GET /oauth/jwks HTTP/1.1\r\n" + host + "Connection: close\r\n\r\n",
                    20000); // The key is made between the two answers.
    QCOMPARE(answers.count("HTTP/1.1 "), 2);
    QVERIFY(answers.startsWith("HTTP/1.1 400"));
    QVERIFY(answers.contains("HTTP/1.1 200 OK"));
    QCOMPARE(demo.provider.requests().first().body, QByteArray("a=b"));
}

void TestDemoHttp::anIdleConnectionIsClosed()
{
    Harness demo([](Knobs &knobs) { knobs.idleConnectionMs = 50; });
    const auto socket = connected(demo.provider.port());
    QElapsedTimer timer;
    timer.start();
    while (socket->state() == QAbstractSocket::ConnectedState && timer.elapsed() < 2000)
        socket->waitForReadyRead(100);
    QCOMPARE(socket->state(), QAbstractSocket::UnconnectedState);
    QVERIFY2(timer.elapsed() < 1000, qPrintable(QString::number(timer.elapsed())));
}

void TestDemoHttp::idleConnectionsDoNotKeepOthersOut()
{
    Harness demo;
    std::vector<std::unique_ptr<QTcpSocket>> idle;
    for (int i = 0; i < 40; ++i)
        idle.push_back(connected(demo.provider.port()));
    QElapsedTimer timer;
    timer.start();
    QCOMPARE(demo.http->get("/activate").status, 200);
    QVERIFY2(timer.elapsed() < 1000, qPrintable(QString::number(timer.elapsed())));
}

void TestDemoHttp::unfinishedRequestsDoNotStopTheServer()
{
    Harness demo;
    std::vector<std::unique_ptr<QTcpSocket>> slow;
    for (int i = 0; i < 5; ++i) {
        slow.push_back(connected(demo.provider.port()));
        slow.back()->write("POST /oauth/token HTTP/1.1\r\nContent-Length: 10\r\n");
        slow.back()->waitForBytesWritten(1000);
    }
    QCOMPARE(demo.http->get("/activate").status, 200);
    QElapsedTimer timer;
    timer.start();
    demo.provider.stop();
    QVERIFY2(timer.elapsed() < 1000, qPrintable(QString::number(timer.elapsed())));
}

void TestDemoHttp::manyAtOnce()
{
    Harness demo;
    std::atomic<int> good{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 12; ++i) {
        threads.emplace_back([&demo, &good] {
            Http http(demo.provider.port());
            for (int k = 0; k < 20; ++k) {
                const Reply reply = http.postForm(
                    "/oauth/device/code", {{QStringLiteral("client_id"), QStringLiteral("many")}});
                good += reply.status == 200 ? 1 : 0;
            }
        });
    }
    // Knobs turn while requests run.
    for (int i = 0; i < 50; ++i)
        demo.provider.adjust([i](Knobs &knobs) { knobs.interval = i; });
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(good.load(), 12 * 20);
    QCOMPARE(demo.provider.counters().deviceCodes, 12 * 20);
    QCOMPARE(demo.provider.requests(Endpoint::DeviceAuthorization).size(), 12 * 20);
}

void TestDemoHttp::everyOneOfManyGetsItsOwnTokens()
{
    // One refresh token, many clients at once: exactly one of them may win.
    Harness demo;
    const QString token = demo.signIn().value(QLatin1String("refresh_token")).toString();
    std::atomic<int> won{0};
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i) {
        threads.emplace_back([&demo, &won, token] {
            Http http(demo.provider.port());
            const Reply reply =
                http.postForm("/oauth/token",
                              {{QStringLiteral("grant_type"), QStringLiteral("refresh_token")},
                               {QStringLiteral("client_id"), QStringLiteral("latchkey")},
                               {QStringLiteral("refresh_token"), token}});
            won += reply.status == 200 ? 1 : 0;
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(won.load(), 1);
    QCOMPARE(demo.provider.counters().reuseDetected, 1);
}

QTEST_GUILESS_MAIN(TestDemoHttp)
#include "tst_demohttp.moc"
