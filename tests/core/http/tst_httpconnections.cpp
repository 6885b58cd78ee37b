// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "loopbackserver.h"
#include "outcome.h"
#include "virtualscheduler.h"

#include <QtCore/QRegularExpression>
#include <QtNetwork/QNetworkAccessManager>
#include <QtTest/QTest>

using namespace Latchkey;
using namespace std::chrono_literals;
using Kind = Error::Kind;

namespace {

HttpRequest post(const QUrl &url)
{
    HttpRequest request;
    request.url = url;
    request.form = {{QStringLiteral("refresh_token"), QStringLiteral("used once")}};
    return request;
}

HttpRequest get(const QUrl &url)
{
    HttpRequest request;
    request.verb = HttpRequest::Verb::Get;
    request.url = url;
    return request;
}

const QByteArray ok = LoopbackServer::answer(200, "{}");

} // namespace

/// Connections that are kept, go stale, break off or never come about.
class TestHttpConnections : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".?"))); }

    void keptConnectionsAreUsedAgain();
    void aPostOnAStaleConnectionIsSentOnceMore();
    void aPostIsSentTwiceAtMost();
    void aNewConnectionToAKnownServerIsNotStale();
    void aPostOnAFreshConnectionIsSentOnce_data();
    void aPostOnAFreshConnectionIsSentOnce();
    void aBrokenAnswerIsNotAskedForAgain();
    void aGetOnAStaleConnectionIsAnswered();
    void aConnectionThatClosedWhileIdleIsReplaced();
    void refusedPorts();
    void whetherTheServerMayHaveActed_data();
    void whetherTheServerMayHaveActed();
    void aDeadContextClosesTheConnection();
    void aDeadClientClosesTheConnection();
    void theClientMayBeDestroyedByARealDeadline();
    void theApplicationsManagerMayDie();
};

void TestHttpConnections::keptConnectionsAreUsedAgain()
{
    LoopbackServer server(LoopbackServer::always(ok));
    VirtualScheduler scheduler;
    HttpClient client(nullptr, &scheduler, nullptr);
    for (int i = 0; i < 3; ++i) {
        Outcome outcome;
        client.send(post(server.url()), this, outcome.callback());
        QTRY_COMPARE(outcome.status(), 200);
    }
    QCOMPARE(server.connections(), 1);
}

/// The server closes the idle connection at the moment at which the next request arrives on it, as
/// node's servers do after five seconds.
// Demand: RFC9110-9.2.2-no-blind-repeat
void TestHttpConnections::aPostOnAStaleConnectionIsSentOnceMore()
{
    LoopbackServer server([&](QTcpSocket *socket, const ReceivedRequest &) {
        if (server.requests().size() == 2)
            socket->disconnectFromHost();
        else
            socket->write(ok);
    });
    VirtualScheduler scheduler;
    HttpClient client(nullptr, &scheduler, nullptr);
    for (int i = 0; i < 2; ++i) {
        Outcome outcome;
        client.send(post(server.url()), this, outcome.callback());
        QTRY_COMPARE(outcome.calls, 1);
        QVERIFY2(outcome.isAnswer(), qPrintable(outcome.error().detail()));
    }
    QCOMPARE(server.requests().size(), 3);
    QCOMPARE(server.requests().at(1).connection, 1);
    QCOMPARE(server.requests().at(2).connection, 2);
    QCOMPARE(server.requests().at(2).body, server.requests().at(1).body);
}

/// QNetworkAccessManager by itself sends a request up to four times, and a refresh token that is
/// sent twice may end the session (RFC 9700 §2.2.2).
void TestHttpConnections::aPostIsSentTwiceAtMost()
{
    LoopbackServer server([&](QTcpSocket *socket, const ReceivedRequest &) {
        if (server.requests().size() > 1)
            socket->disconnectFromHost();
        else
            socket->write(ok);
    });
    VirtualScheduler scheduler;
    HttpClient client(nullptr, &scheduler, nullptr);
    Outcome first;
    client.send(post(server.url()), this, first.callback());
    QTRY_COMPARE(first.status(), 200);
    Outcome second;
    client.send(post(server.url()), this, second.callback());
    QTRY_COMPARE(second.calls, 1);
    QCOMPARE(second.error().kind(), Kind::Network);
    QCOMPARE(server.requests().size(), 3);
}

void TestHttpConnections::aNewConnectionToAKnownServerIsNotStale()
{
    LoopbackServer server([&](QTcpSocket *socket, const ReceivedRequest &) {
        if (server.requests().size() == 1)
            socket->write(LoopbackServer::answer(200, "{}", "Connection: close\r\n"));
        socket->disconnectFromHost();
    });
    VirtualScheduler scheduler;
    HttpClient client(nullptr, &scheduler, nullptr);
    Outcome first;
    client.send(post(server.url()), this, first.callback());
    QTRY_COMPARE(first.status(), 200);
    Outcome second;
    client.send(post(server.url()), this, second.callback());
    QTRY_COMPARE(second.calls, 1);
    QCOMPARE(second.error().kind(), Kind::Network);
    QCOMPARE(server.requests().size(), 2);
}

void TestHttpConnections::aPostOnAFreshConnectionIsSentOnce_data()
{
    QTest::addColumn<bool>("isReset");
    QTest::newRow("closed without an answer") << false;
    QTest::newRow("reset without an answer") << true;
}

// Demand: RFC9110-9.2.2-no-blind-repeat
void TestHttpConnections::aPostOnAFreshConnectionIsSentOnce()
{
    QFETCH(bool, isReset);
    LoopbackServer server([&](QTcpSocket *socket, const ReceivedRequest &) {
        if (isReset)
            socket->abort();
        else
            socket->disconnectFromHost();
    });
    VirtualScheduler scheduler;
    HttpClient client(nullptr, &scheduler, nullptr);
    for (int sent = 1; sent < 4; ++sent) {
        Outcome outcome;
        client.send(post(server.url()), this, outcome.callback());
        QTRY_COMPARE(outcome.calls, 1);
        QCOMPARE(outcome.error().kind(), Kind::Network);
        QCOMPARE(outcome.error().httpStatus(), 0);
        QCOMPARE(server.requests().size(), sent);
    }
}

// Demand: RFC9110-9.2.2-no-blind-repeat
void TestHttpConnections::aBrokenAnswerIsNotAskedForAgain()
{
    LoopbackServer server([&](QTcpSocket *socket, const ReceivedRequest &) {
        if (server.requests().size() == 1) {
            socket->write(ok);
        } else {
            socket->write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"acc");
            socket->disconnectFromHost();
        }
    });
    VirtualScheduler scheduler;
    HttpClient client(nullptr, &scheduler, nullptr);
    Outcome first;
    client.send(post(server.url()), this, first.callback());
    QTRY_COMPARE(first.status(), 200);
    Outcome second;
    client.send(post(server.url()), this, second.callback());
    QTRY_COMPARE(second.calls, 1);
    QCOMPARE(second.error().kind(), Kind::Network);
    QCOMPARE(server.requests().size(), 2);
}

void TestHttpConnections::aGetOnAStaleConnectionIsAnswered()
{
    LoopbackServer server([&](QTcpSocket *socket, const ReceivedRequest &) {
        if (server.requests().size() == 2)
            socket->disconnectFromHost();
        else
            socket->write(ok);
    });
    VirtualScheduler scheduler;
    HttpClient client(nullptr, &scheduler, nullptr);
    for (int i = 0; i < 2; ++i) {
        Outcome outcome;
        client.send(get(server.url()), this, outcome.callback());
        QTRY_COMPARE(outcome.status(), 200);
    }
    QCOMPARE(server.requests().size(), 3);
}

void TestHttpConnections::aConnectionThatClosedWhileIdleIsReplaced()
{
    LoopbackServer server(LoopbackServer::always(ok));
    VirtualScheduler scheduler;
    HttpClient client(nullptr, &scheduler, nullptr);
    Outcome first;
    client.send(post(server.url()), this, first.callback());
    QTRY_COMPARE(first.status(), 200);
    server.closeConnections();
    QTest::qWait(50);
    Outcome second;
    client.send(post(server.url()), this, second.callback());
    QTRY_COMPARE(second.status(), 200);
    QCOMPARE(server.connections(), 2);
    QCOMPARE(server.requests().size(), 2);
}

void TestHttpConnections::refusedPorts()
{
    QUrl url;
    {
        const LoopbackServer server(LoopbackServer::always(ok));
        url = server.url();
    }
    VirtualScheduler scheduler;
    HttpClient client(nullptr, &scheduler, nullptr);
    Outcome outcome;
    client.send(post(url), this, outcome.callback());
    QTRY_COMPARE(outcome.calls, 1);
    QCOMPARE(outcome.error().kind(), Kind::Network);
    QCOMPARE(outcome.error().endpoint(), url);
    QVERIFY(!outcome.error().detail().isEmpty());
}

void TestHttpConnections::whetherTheServerMayHaveActed_data()
{
    using Handler = LoopbackServer::Handler;
    QTest::addColumn<Handler>("handler"); ///< None where nobody listens.
    QTest::addColumn<bool>("isOutcomeUnknown");
    QTest::newRow("nobody listens") << Handler() << false;
    QTest::newRow("closed without an answer")
        << Handler([](QTcpSocket *socket, const auto &) { socket->disconnectFromHost(); }) << true;
    QTest::newRow("reset without an answer")
        << Handler([](QTcpSocket *socket, const auto &) { socket->abort(); }) << true;
    QTest::newRow("no answer in time") << Handler([](QTcpSocket *, const auto &) {}) << true;
    QTest::newRow("an answer that is cut off") << Handler([](QTcpSocket *socket, const auto &) {
        socket->write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"acc");
        socket->disconnectFromHost();
    }) << true;
    QTest::newRow("a redirect") << LoopbackServer::always(
        LoopbackServer::answer(302, "", "Location: /\r\n"))
                                << false;
}

/// A refresh token that rotates is spent then, and is tried once more.
void TestHttpConnections::whetherTheServerMayHaveActed()
{
    QFETCH(LoopbackServer::Handler, handler);
    QFETCH(bool, isOutcomeUnknown);
    VirtualScheduler scheduler;
    HttpClient client(nullptr, &scheduler, nullptr);
    auto server = std::make_unique<LoopbackServer>(handler);
    const QUrl url = server->url();
    if (!handler)
        server.reset();
    Outcome outcome;
    client.send(post(url), this, outcome.callback());
    if (server)
        QTRY_COMPARE(server->requests().size(), 1);
    QTest::qWait(50);
    scheduler.advance(31s);
    QTRY_COMPARE(outcome.calls, 1);
    QVERIFY(outcome.error().isError());
    QCOMPARE(outcome.error().isOutcomeUnknown(), isOutcomeUnknown);
}

void TestHttpConnections::aDeadContextClosesTheConnection()
{
    LoopbackServer server([](QTcpSocket *, const ReceivedRequest &) {});
    VirtualScheduler scheduler;
    HttpClient client(nullptr, &scheduler, nullptr);
    Outcome outcome;
    auto context = std::make_unique<QObject>();
    client.send(post(server.url()), context.get(), outcome.callback());
    QTRY_COMPARE(server.requests().size(), 1);
    context.reset();
    QTRY_COMPARE(server.openConnections(), 0);
    QCOMPARE(outcome.calls, 0);
}

void TestHttpConnections::aDeadClientClosesTheConnection()
{
    LoopbackServer server([](QTcpSocket *, const ReceivedRequest &) {});
    VirtualScheduler scheduler;
    QNetworkAccessManager manager;
    for (QNetworkAccessManager *const ownOrNot :
         {static_cast<QNetworkAccessManager *>(nullptr), &manager}) {
        auto client = std::make_unique<HttpClient>(ownOrNot, &scheduler, nullptr);
        const auto before = server.requests().size();
        Outcome outcome;
        client->send(post(server.url()), this, outcome.callback());
        QTRY_COMPARE(server.requests().size(), before + 1);
        client.reset();
        QTRY_COMPARE(server.openConnections(), 0);
        QCOMPARE(outcome.calls, 0);
    }
}

void TestHttpConnections::theClientMayBeDestroyedByARealDeadline()
{
    LoopbackServer server([](QTcpSocket *, const ReceivedRequest &) {});
    auto client = std::make_unique<HttpClient>(nullptr, Scheduler::system(), nullptr);
    HttpRequest request = post(server.url());
    request.deadline = 50ms;
    Kind kind = Kind::None;
    client->send(request, this, [&](const HttpResult &result) {
        kind = result.error().kind();
        client.reset();
    });
    QTRY_COMPARE(kind, Kind::Network);
    QVERIFY(!client);
    QTRY_COMPARE(server.openConnections(), 0);
}

/// The client does not own the manager, and answers by its deadline if it is taken away.
void TestHttpConnections::theApplicationsManagerMayDie()
{
    LoopbackServer server([](QTcpSocket *, const ReceivedRequest &) {});
    VirtualScheduler scheduler;
    auto manager = std::make_unique<QNetworkAccessManager>();
    HttpClient client(manager.get(), &scheduler, nullptr);
    Outcome outcome;
    client.send(post(server.url()), this, outcome.callback());
    QTRY_COMPARE(server.requests().size(), 1);
    manager.reset();
    scheduler.advance(30s);
    QCOMPARE(outcome.calls, 1);
    QCOMPARE(outcome.error().kind(), Kind::Network);
}

QTEST_GUILESS_MAIN(TestHttpConnections)

#include "tst_httpconnections.moc"
