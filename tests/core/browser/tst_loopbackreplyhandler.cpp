// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "virtualscheduler.h"
#include "visitor.h"

#include <latchkey/loopbackreplyhandler.h>

#include <QtCore/QRandomGenerator>
#include <QtCore/QRegularExpression>
#include <QtCore/QUrlQuery>
#include <QtNetwork/QTcpServer>
#include <QtTest/QSignalSpy>

#include <memory>

using namespace Latchkey;
using namespace std::chrono_literals;

namespace {

/// A handler that listens, and knows the state that it waits for.
class Waiting
{
public:
    explicit Waiting(const QUrl &redirectUri = QUrl())
        : handler(std::make_unique<LoopbackReplyHandler>()),
          received(handler.get(), &QAbstractOAuthReplyHandler::callbackReceived),
          data(handler.get(), &QAbstractOAuthReplyHandler::callbackDataReceived)
    {
        handler->setScheduler(&clock);
        handler->setProgramName(QStringLiteral("Player"));
        handler->setProviderName(QStringLiteral("Example"));
        error = handler->listen(redirectUri);
        handler->expectAnswerTo(
            QUrl(QStringLiteral("https://id.example.org/authorize?state=secret-state")));
    }

    QUrl url(const QString &query = QStringLiteral("code=secret-code&state=secret-state")) const
    {
        QUrl address = handler->redirectUri();
        address.setQuery(query);
        return address;
    }

    /// True where the real answer still gets through, and its tab is told of it.
    bool stillWorks()
    {
        if (received.count() != 0)
            return false;
        Visitor tab(url());
        tab.get(url());
        if (!Visitor::wait([this] { return received.count() == 1; }))
            return false;
        handler->tellOutcome(Error());
        return tab.answer().contains("<h1>You are signed in to Example</h1>");
    }

    VirtualScheduler clock;
    std::unique_ptr<LoopbackReplyHandler> handler;
    QSignalSpy received;
    QSignalSpy data;
    Error error;
};

quint16 freePort()
{
    QTcpServer server;
    server.listen(QHostAddress(QHostAddress::LocalHost), 0);
    return server.serverPort();
}

QByteArray header(const QByteArray &answer, const QByteArray &name)
{
    const QByteArray head = answer.left(answer.indexOf("\r\n\r\n") + 2);
    const qsizetype begin = head.indexOf("\r\n" + name + ": ");
    if (begin < 0)
        return {};
    const qsizetype from = begin + name.size() + 4;
    return head.mid(from, head.indexOf("\r\n", from) - from);
}

} // namespace

/// The port on this computer to which the browser comes back, and who else comes.
class tst_LoopbackReplyHandler : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void listens_data();
    void listens();
    void doesNotListenElsewhere_data();
    void doesNotListenElsewhere();
    void listensOnLoopbackOnly();
    void aTakenPortIsNamed();
    void answersTheTabAfterTheOutcome();
    void tellsWhatCameOfIt_data();
    void tellsWhatCameOfIt();
    void thePageIsCareful();
    void namesAreText();
    void strangers_data();
    void strangers();
    void aSlowVisitorIsDropped_data();
    void aSlowVisitorIsDropped();
    void aRequestThatComesByteByByte();
    void aCrowdIsHeldToANumber();
    void visitorsWhoLeaveAtOnce();
    void theTabMayLeaveBeforeTheOutcome();
    void aSecondAnswerIsToldSo();
    void theSameAnswerAgainIsTheSameTab();
    void withoutAStateTheFirstAnswerIsTaken();
    void anotherRequestMayBeExpectedLater();
    void closesWithTheOutcome();
    void destroyedWhileATabWaits();
    void mayBeDestroyedBySlots_data();
    void mayBeDestroyedBySlots();
    void garbage();
    void damagedRequests();
};

// Demand: RFC8252-7.3-loopback-port
// Demand: RFC8252-7.3-literal
void tst_LoopbackReplyHandler::listens_data()
{
    QTest::addColumn<QString>("redirectUri"); // PORT stands for one that is free.
    QTest::addColumn<QString>("callback");
    QTest::newRow("nothing said") << QString() << QStringLiteral("http://127.0.0.1:PORT/callback");
    QTest::newRow("any port") << QStringLiteral("http://127.0.0.1/a/b")
                              << QStringLiteral("http://127.0.0.1:PORT/a/b");
    QTest::newRow("port 0") << QStringLiteral("http://127.0.0.1:0/")
                            << QStringLiteral("http://127.0.0.1:PORT/");
    QTest::newRow("a fixed port") << QStringLiteral("http://127.0.0.1:PORT/callback")
                                  << QStringLiteral("http://127.0.0.1:PORT/callback");
    QTest::newRow("no path") << QStringLiteral("http://127.0.0.1:PORT")
                             << QStringLiteral("http://127.0.0.1:PORT");
    QTest::newRow("IPv6") << QStringLiteral("http://[::1]/callback")
                          << QStringLiteral("http://[::1]:PORT/callback");
    QTest::newRow("IPv6, a fixed port") << QStringLiteral("http://[::1]:PORT/callback")
                                        << QStringLiteral("http://[::1]:PORT/callback");
    QTest::newRow("an encoded path") << QStringLiteral("http://127.0.0.1/a%20b%2Fc")
                                     << QStringLiteral("http://127.0.0.1:PORT/a%20b%2Fc");
}

void tst_LoopbackReplyHandler::listens()
{
    QFETCH(QString, redirectUri);
    QFETCH(QString, callback);
    redirectUri.replace(QLatin1String("PORT"), QString::number(freePort()));
    Waiting waiting{QUrl(redirectUri)};
    QVERIFY2(!waiting.error.isError(), qPrintable(waiting.error.detail()));
    const QUrl uri = waiting.handler->redirectUri();
    QVERIFY(waiting.handler->isListening());
    QVERIFY(uri.port() > 0);
    callback.replace(QLatin1String("PORT"), QString::number(uri.port()));
    QCOMPARE(waiting.handler->callback(), callback);
    if (QUrl(redirectUri).port() > 0) {
        QCOMPARE(waiting.handler->callback(), redirectUri);
    }
    QVERIFY(waiting.stillWorks());
    QCOMPARE(waiting.received.constFirst().constFirst().toMap(),
             (QVariantMap{{QStringLiteral("code"), QStringLiteral("secret-code")},
                          {QStringLiteral("state"), QStringLiteral("secret-state")}}));
    QCOMPARE(waiting.data.constFirst().constFirst().toByteArray(),
             QByteArray("code=secret-code&state=secret-state"));
}

// Demand: RFC8252-8.3-listen-on-loopback
void tst_LoopbackReplyHandler::doesNotListenElsewhere_data()
{
    QTest::addColumn<QString>("redirectUri");
    for (const char *uri :
         {"http://localhost:8787/callback", "http://0.0.0.0:8787/", "http://[::]:8787/",
          "http://192.0.2.1/callback", "http://127.0.0.2/callback", "http://example.org/callback",
          "http://127.0.0.1.example.org/", "https://127.0.0.1/callback",
          "urn:ietf:wg:oauth:2.0:oob", "com.example.app:/callback",
          "http://user@127.0.0.1/callback", "http://127.0.0.1/callback#fragment",
          "http://[::ffff:127.0.0.1]/callback", "callback"})
        QTest::newRow(uri) << QString::fromLatin1(uri);
}

void tst_LoopbackReplyHandler::doesNotListenElsewhere()
{
    QFETCH(QString, redirectUri);
    LoopbackReplyHandler handler;
    const Error error = handler.listen(QUrl(redirectUri));
    QCOMPARE(error.kind(), Error::Kind::Usage);
    QVERIFY(!error.detail().contains(QStringLiteral("user")) || !redirectUri.contains(u'@'));
    QVERIFY(!handler.isListening());
    QVERIFY(handler.callback().isEmpty());
}

// Demand: RFC8252-8.3-listen-on-loopback
void tst_LoopbackReplyHandler::listensOnLoopbackOnly()
{
    Waiting waiting;
    const auto port = static_cast<quint16>(waiting.handler->redirectUri().port());
    // Who listens everywhere leaves no room for anybody on any other address of this computer.
    QTcpServer other;
    QVERIFY2(other.listen(QHostAddress(QStringLiteral("127.0.0.2")), port),
             qPrintable(other.errorString()));
    QTcpServer third;
    QVERIFY2(third.listen(QHostAddress(QHostAddress::LocalHostIPv6), port),
             qPrintable(third.errorString()));
    QTcpServer same;
    QVERIFY(!same.listen(QHostAddress(QHostAddress::LocalHost), port));
}

// Demand: Yoto-fixed-port
void tst_LoopbackReplyHandler::aTakenPortIsNamed()
{
    QTcpServer other;
    QVERIFY(other.listen(QHostAddress(QHostAddress::LocalHost), 0));
    const QString port = QString::number(other.serverPort());
    LoopbackReplyHandler handler;
    const Error error =
        handler.listen(QUrl(QStringLiteral("http://127.0.0.1:%1/callback").arg(port)));
    QCOMPARE(error.kind(), Error::Kind::Busy);
    QVERIFY2(error.message().contains(port), qPrintable(error.message()));
    QVERIFY(error.detail().contains(port));
    QVERIFY(!error.advice().isEmpty());
    QVERIFY(!handler.isListening());
    other.close();
    QVERIFY(
        !handler.listen(QUrl(QStringLiteral("http://127.0.0.1:%1/callback").arg(port))).isError());
}

void tst_LoopbackReplyHandler::answersTheTabAfterTheOutcome()
{
    Waiting waiting;
    Visitor tab(waiting.url());
    tab.get(waiting.url());
    QVERIFY(Visitor::wait([&] { return waiting.received.count() == 1; }));
    waiting.clock.advance(5min);
    Visitor::pause();
    QVERIFY(tab.isOpen());
    QCOMPARE(tab.received(), QByteArray());
    waiting.handler->tellOutcome(Error());
    QCOMPARE(tab.status(), 200);
    QVERIFY(tab.answer().contains("<h1>You are signed in to Example</h1>"));
    QVERIFY(tab.answer().contains("go back to Player."));
    waiting.handler->tellOutcome(Error(Error::Kind::Denied));
    QCOMPARE(waiting.received.count(), 1);
}

void tst_LoopbackReplyHandler::tellsWhatCameOfIt_data()
{
    QTest::addColumn<Error>("outcome");
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("signed in") << Error() << QByteArray("You are signed in to Example");
    QTest::newRow("denied") << Error(Error::Kind::Denied) << QByteArray("The request was declined");
    QTest::newRow("cancelled") << Error(Error::Kind::Cancelled)
                               << QByteArray("The sign-in was cancelled");
    QTest::newRow("failed") << Error(Error::Kind::Network)
                            << QByteArray("The server could not be reached.");
    QTest::newRow("rejected, in the server's words")
        << Error(Error::Kind::Rejected)
               .withOAuth(QStringLiteral("invalid_grant"),
                          QStringLiteral("No <b>way</b> & \"out\""), QUrl())
        << QByteArray("It said: No &lt;b&gt;way&lt;/b&gt; &amp; &quot;out&quot;");
}

void tst_LoopbackReplyHandler::tellsWhatCameOfIt()
{
    QFETCH(Error, outcome);
    QFETCH(QByteArray, text);
    Waiting waiting;
    Visitor tab(waiting.url());
    tab.get(waiting.url());
    QVERIFY(Visitor::wait([&] { return waiting.received.count() == 1; }));
    waiting.handler->tellOutcome(outcome);
    QCOMPARE(tab.status(), 200);
    QVERIFY2(tab.answer().contains(text), tab.answer().constData());
    QVERIFY(tab.answer().contains("go back to Player."));
}

void tst_LoopbackReplyHandler::thePageIsCareful()
{
    Waiting waiting;
    Visitor tab(waiting.url());
    tab.get(waiting.url());
    QVERIFY(Visitor::wait([&] { return waiting.received.count() == 1; }));
    waiting.handler->tellOutcome(Error());
    const QByteArray answer = tab.answer();
    QVERIFY(!answer.contains("secret-"));
    QCOMPARE(header(answer, "Cache-Control"), QByteArray("no-store"));
    QCOMPARE(header(answer, "Referrer-Policy"), QByteArray("no-referrer"));
    QCOMPARE(header(answer, "X-Content-Type-Options"), QByteArray("nosniff"));
    QCOMPARE(header(answer, "Connection"), QByteArray("close"));
    QCOMPARE(header(answer, "Content-Type"), QByteArray("text/html; charset=utf-8"));
    const QByteArray body = answer.mid(answer.indexOf("\r\n\r\n") + 4);
    QCOMPARE(header(answer, "Content-Length").toLongLong(), body.size());
    const QByteArray policy = header(answer, "Content-Security-Policy");
    QVERIFY(policy.startsWith("default-src 'none'; style-src 'sha256-"));
    for (const char *part : {"base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"})
        QVERIFY2(policy.contains(part), part);
    QVERIFY(!policy.contains("unsafe"));
    for (const char *active : {"<script", " on", "href=\"http", "src=", "url("})
        QVERIFY2(!body.contains(active), active);
}

void tst_LoopbackReplyHandler::namesAreText()
{
    Waiting waiting;
    waiting.handler->setProviderName(QStringLiteral("<script>alert('1')</script>"));
    waiting.handler->setProgramName(QStringLiteral("\"><img src=x> & %1"));
    Visitor tab(waiting.url());
    tab.get(waiting.url());
    QVERIFY(Visitor::wait([&] { return waiting.received.count() == 1; }));
    waiting.handler->tellOutcome(Error());
    QVERIFY(!tab.answer().contains("<script"));
    QVERIFY(!tab.answer().contains("<img"));
    QVERIFY(tab.answer().contains("&quot;&gt;&lt;img src=x&gt; &amp; %1"));
}

// Demand: RFC6749-4.1.2-state-equal
void tst_LoopbackReplyHandler::strangers_data()
{
    QTest::addColumn<QByteArray>("sent"); // HOST stands for what the port is called.
    QTest::addColumn<int>("status");
    const QByteArray good = "/callback?code=c&state=secret-state";
    const auto get = [](const QByteArray &target, const QByteArray &verb = "GET") {
        return verb + ' ' + target + " HTTP/1.1\r\nHost: HOST\r\n\r\n";
    };
    const auto row = [](const char *name, const QByteArray &sent, int status) {
        QTest::newRow(name) << sent << status;
    };
    row("the favicon", get("/favicon.ico"), 404);
    row("the root", get("/"), 404);
    row("another path", get("/callback/?code=c&state=secret-state"), 404);
    row("another path with the answer", get("/x?code=c&state=secret-state"), 404);
    row("the path in capitals", get("/CALLBACK?code=c&state=secret-state"), 404);
    row("the path by a detour", get("/x/../callback?code=c&state=secret-state"), 404);
    row("no query", get("/callback"), 400);
    row("no state", get("/callback?code=c"), 400);
    row("an empty state", get("/callback?code=c&state="), 400);
    row("another state", get("/callback?code=c&state=secret-stat"), 400);
    row("an error with another state", get("/callback?error=access_denied&state=x"), 400);
    row("two states", get(good + "&state=secret-state"), 400);
    row("two codes", get(good + "&code=d"), 400);
    row("half an escape", get(good + "&x=%"), 400);
    row("not UTF-8", get(good + "&x=%ff"), 400);
    row("an endless query", get(good + "&x=" + QByteArray(20000, 'x')), 400);
    row("HEAD", get(good, "HEAD"), 405);
    row("POST", get(good, "POST"), 405);
    row("OPTIONS", get(good, "OPTIONS"), 405);
    row("PUT with a body",
        "PUT " + good + " HTTP/1.1\r\nHost: HOST\r\nContent-Length: 5\r\n\r\nhello", 405);
    row("another host", "GET " + good + " HTTP/1.1\r\nHost: evil.example\r\n\r\n", 421);
    row("a name of this computer", "GET " + good + " HTTP/1.1\r\nHost: localhost\r\n\r\n", 421);
    row("another port", "GET " + good + " HTTP/1.1\r\nHost: 127.0.0.1:1\r\n\r\n", 421);
    row("no host", "GET " + good + " HTTP/1.1\r\n\r\n", 400);
    row("two hosts", "GET " + good + " HTTP/1.1\r\nHost: HOST\r\nHost: evil.example\r\n\r\n", 400);
    row("a whole address", get("http://HOST" + good), 400);
    row("HTTP/0.9", "GET " + good + "\r\n\r\n", 400);
    row("HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400);
    row("TLS", QByteArray("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11), 400);
    row("SMTP", "EHLO example.org\r\n\r\n", 400);
    row("garbage", QByteArray("\0\xff\xfe garbage \r\n\r\n", 15), 400);
    row("a header without end",
        "GET / HTTP/1.1\r\nHost: HOST\r\nCookie: " + QByteArray(100000, 'x'), 431);
    row("an address without end", "GET /" + QByteArray(100000, 'x'), 431);
}

// Demand: RFC8252-8.10-own-redirect
// Demand: RFC8252-8.9-state
void tst_LoopbackReplyHandler::strangers()
{
    QFETCH(QByteArray, sent);
    QFETCH(int, status);
    Waiting waiting;
    sent.replace("HOST", waiting.url().authority().toLatin1());
    Visitor stranger(waiting.url());
    stranger.send(sent);
    QCOMPARE(stranger.status(), status);
    const QByteArray answer = stranger.answer();
    QCOMPARE(header(answer, "Cache-Control"), QByteArray("no-store"));
    QVERIFY(header(answer, "Content-Security-Policy").startsWith("default-src 'none'"));
    QVERIFY(!answer.contains("secret-state"));
    QCOMPARE(header(answer, "Allow"), status == 405 ? QByteArray("GET") : QByteArray());
    QVERIFY(waiting.stillWorks());
}

void tst_LoopbackReplyHandler::aSlowVisitorIsDropped_data()
{
    QTest::addColumn<QByteArray>("sent");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("half a request") << QByteArray("GET /callback?code=c");
    QTest::newRow("all but the end")
        << QByteArray("GET /callback?code=c&state=secret-state HTTP/1.1\r\nHost: 127.0.0.1\r\n");
}

void tst_LoopbackReplyHandler::aSlowVisitorIsDropped()
{
    QFETCH(QByteArray, sent);
    Waiting waiting;
    Visitor slow(waiting.url());
    QVERIFY(slow.isIn());
    slow.send(sent);
    Visitor::pause();
    waiting.clock.advance(9999ms);
    Visitor::pause();
    QVERIFY(slow.isOpen());
    waiting.clock.advance(1ms);
    QCOMPARE(slow.answer(), QByteArray());
    QCOMPARE(waiting.clock.pendingCalls(), 0);
    QVERIFY(waiting.stillWorks());
}

void tst_LoopbackReplyHandler::aRequestThatComesByteByByte()
{
    Waiting waiting;
    Visitor tab(waiting.url());
    for (const char byte : Visitor::request(waiting.url()))
        tab.send(QByteArray(1, byte));
    QVERIFY(Visitor::wait([&] { return waiting.received.count() == 1; }));
    waiting.handler->tellOutcome(Error());
    QCOMPARE(tab.status(), 200);
}

void tst_LoopbackReplyHandler::aCrowdIsHeldToANumber()
{
    Waiting waiting;
    std::vector<std::unique_ptr<Visitor>> crowd;
    for (int i = 0; i < 100; ++i) {
        crowd.push_back(std::make_unique<Visitor>(waiting.url()));
        crowd.back()->send("GET /callback?");
    }
    const auto stillIn = [&] {
        return std::count_if(crowd.cbegin(), crowd.cend(),
                             [](const auto &visitor) { return visitor->isOpen(); });
    };
    QVERIFY(Visitor::wait([&] { return stillIn() == 32; }));
    QVERIFY(crowd.back()->isOpen());
    QVERIFY(waiting.stillWorks());
}

void tst_LoopbackReplyHandler::visitorsWhoLeaveAtOnce()
{
    Waiting waiting;
    for (int i = 0; i < 20; ++i) {
        Visitor hasty(waiting.url());
        if (i % 2 == 0)
            hasty.get(waiting.url(QStringLiteral("code=c&state=x")));
        hasty.leave();
    }
    Visitor::pause();
    QVERIFY(waiting.stillWorks());
}

void tst_LoopbackReplyHandler::theTabMayLeaveBeforeTheOutcome()
{
    Waiting waiting;
    {
        Visitor tab(waiting.url());
        tab.get(waiting.url());
        QVERIFY(Visitor::wait([&] { return waiting.received.count() == 1; }));
        tab.leave();
    }
    Visitor::pause();
    waiting.handler->tellOutcome(Error());
    Visitor::pause();
    QVERIFY(!waiting.handler->isListening());
}

// Demand: RFC9700-4.7.1-state
void tst_LoopbackReplyHandler::aSecondAnswerIsToldSo()
{
    Waiting waiting;
    Visitor tab(waiting.url());
    tab.get(waiting.url());
    QVERIFY(Visitor::wait([&] { return waiting.received.count() == 1; }));
    const QUrl other = waiting.url(QStringLiteral("code=another&state=secret-state"));
    Visitor second(other);
    second.get(other);
    QCOMPARE(second.status(), 409);
    QVERIFY(second.answer().contains("This sign-in was answered already"));
    const QUrl refusal = waiting.url(QStringLiteral("error=access_denied&state=secret-state"));
    Visitor third(refusal);
    third.get(refusal);
    QCOMPARE(third.status(), 409);
    QCOMPARE(waiting.received.count(), 1);
    waiting.handler->tellOutcome(Error());
    QCOMPARE(tab.status(), 200);
}

void tst_LoopbackReplyHandler::theSameAnswerAgainIsTheSameTab()
{
    Waiting waiting;
    Visitor tab(waiting.url());
    tab.get(waiting.url());
    QVERIFY(Visitor::wait([&] { return waiting.received.count() == 1; }));
    tab.leave();
    Visitor reloaded(waiting.url());
    reloaded.get(waiting.url());
    Visitor::pause();
    QCOMPARE(waiting.received.count(), 1);
    QCOMPARE(reloaded.received(), QByteArray());
    waiting.handler->tellOutcome(Error());
    QVERIFY(reloaded.answer().contains("<h1>You are signed in to Example</h1>"));
}

void tst_LoopbackReplyHandler::withoutAStateTheFirstAnswerIsTaken()
{
    LoopbackReplyHandler handler;
    QSignalSpy received(&handler, &QAbstractOAuthReplyHandler::callbackReceived);
    QVERIFY(!handler.listen(QUrl()).isError());
    QUrl url = handler.redirectUri();
    Visitor lost(url);
    lost.get(url);
    QCOMPARE(lost.status(), 400);
    url.setQuery(QStringLiteral("error=access_denied&error_description=a+b"));
    Visitor tab(url);
    tab.get(url);
    QVERIFY(Visitor::wait([&] { return received.count() == 1; }));
    QCOMPARE(received.constFirst().constFirst().toMap().value(QStringLiteral("error_description")),
             QVariant(QStringLiteral("a b")));
    handler.tellOutcome(Error(Error::Kind::Denied));
    QCOMPARE(tab.status(), 200);
}

void tst_LoopbackReplyHandler::anotherRequestMayBeExpectedLater()
{
    Waiting waiting;
    // The same request again, as for a browser that is opened once more.
    waiting.handler->expectAnswerTo(
        QUrl(QStringLiteral("https://id.example.org/authorize?state=secret-state")));
    QVERIFY(waiting.stillWorks());
    QVERIFY(!waiting.handler->listen(QUrl()).isError());
    waiting.handler->expectAnswerTo(QUrl(QStringLiteral("https://id.example.org/?state=second")));
    Visitor old(waiting.url());
    old.get(waiting.url());
    QCOMPARE(old.status(), 400);
    const QUrl url = waiting.url(QStringLiteral("code=c&state=second"));
    Visitor tab(url);
    tab.get(url);
    QVERIFY(Visitor::wait([&] { return waiting.received.count() == 2; }));
    waiting.handler->tellOutcome(Error());
    QCOMPARE(tab.status(), 200);
}

// Demand: RFC8252-8.3-open-late-close-early
void tst_LoopbackReplyHandler::closesWithTheOutcome()
{
    Waiting waiting;
    const QUrl url = waiting.url();
    Visitor silent(url);
    QVERIFY(waiting.stillWorks());
    QVERIFY(!waiting.handler->isListening());
    QCOMPARE(silent.answer(), QByteArray());
    QTcpSocket late;
    late.connectToHost(url.host(), static_cast<quint16>(url.port()));
    QVERIFY(!late.waitForConnected(5000));
    QCOMPARE(late.error(), QAbstractSocket::ConnectionRefusedError);
    QCOMPARE(waiting.clock.pendingCalls(), 0);
}

void tst_LoopbackReplyHandler::destroyedWhileATabWaits()
{
    Waiting waiting;
    Visitor tab(waiting.url());
    tab.get(waiting.url());
    QVERIFY(Visitor::wait([&] { return waiting.received.count() == 1; }));
    waiting.handler.reset();
    QCOMPARE(tab.status(), 200);
    QVERIFY(tab.answer().contains("The sign-in was cancelled"));
}

void tst_LoopbackReplyHandler::mayBeDestroyedBySlots_data()
{
    QTest::addColumn<bool>("byRawData");
    QTest::newRow("when the answer comes") << true;
    QTest::newRow("when it was read") << false;
}

void tst_LoopbackReplyHandler::mayBeDestroyedBySlots()
{
    QFETCH(bool, byRawData);
    Waiting waiting;
    const auto destroy = [&] { waiting.handler.reset(); };
    QObject context;
    if (byRawData)
        QObject::connect(waiting.handler.get(), &LoopbackReplyHandler::callbackDataReceived,
                         &context, destroy);
    else
        QObject::connect(waiting.handler.get(), &LoopbackReplyHandler::callbackReceived, &context,
                         destroy);
    Visitor tab(waiting.url());
    tab.get(waiting.url());
    QVERIFY(tab.answer().contains("The sign-in was cancelled"));
    QVERIFY(!waiting.handler);
}

// The seed is fixed, so that what fails once fails again.
void tst_LoopbackReplyHandler::garbage()
{
    Waiting waiting;
    QRandomGenerator random(20260101);
    for (int i = 0; i < 300; ++i) {
        QByteArray bytes(random.bounded(2000), '\0');
        for (char &byte : bytes)
            byte = static_cast<char>(random.bounded(256));
        Visitor stranger(waiting.url());
        QVERIFY(stranger.isIn());
        stranger.send(bytes);
        if (random.bounded(2) == 0)
            stranger.leave();
    }
    Visitor::pause();
    QVERIFY(waiting.stillWorks());
}

void tst_LoopbackReplyHandler::damagedRequests()
{
    Waiting waiting;
    QRandomGenerator random(20260102);
    const QByteArray good = Visitor::request(waiting.url(QStringLiteral("code=c&state=x")));
    for (int i = 0; i < 300; ++i) {
        QByteArray bytes = good;
        for (int damage = random.bounded(1, 6); damage > 0; --damage) {
            const qsizetype at = random.bounded(static_cast<int>(bytes.size()));
            switch (random.bounded(3)) {
            case 0:
                bytes[at] = static_cast<char>(random.bounded(256));
                break;
            case 1:
                bytes.remove(at, 1 + random.bounded(20));
                break;
            default:
                bytes.insert(at, bytes.mid(random.bounded(static_cast<int>(bytes.size())), 40));
                break;
            }
            if (bytes.isEmpty())
                bytes = good;
        }
        Visitor stranger(waiting.url());
        QVERIFY(stranger.isIn());
        stranger.send(bytes);
        if (bytes.contains("\r\n\r\n")) {
            const int status = stranger.status();
            QVERIFY2(status >= 400 && status < 500, stranger.answer().constData());
        }
    }
    QVERIFY(waiting.stillWorks());
}

QTEST_GUILESS_MAIN(tst_LoopbackReplyHandler)
#include "tst_loopbackreplyhandler.moc"
