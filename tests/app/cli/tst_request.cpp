// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "commandfixture.h"

#include <QtCore/QFile>
#include <QtCore/QJsonDocument>
#include <QtCore/QProcess>
#include <QtCore/QRegularExpression>
#include <QtNetwork/QTcpServer>
#include <QtNetwork/QTcpSocket>
#include <QtTest/QTest>

#include <algorithm>
#include <csignal>
#include <sys/stat.h>

using namespace Latchkey;

namespace {

QStringList words(const char *text)
{
    return QString::fromLatin1(text).split(u' ', Qt::SkipEmptyParts);
}

/// The most memory that a running process has had, in MiB.
qint64 peakMemory(qint64 processId)
{
    QFile status(QStringLiteral("/proc/%1/status").arg(processId));
    if (!status.open(QIODevice::ReadOnly))
        return -1;
    static const QRegularExpression peak(QStringLiteral("VmHWM:\\s+(\\d+) kB"));
    return peak.match(QString::fromLatin1(status.readAll())).captured(1).toLongLong() / 1024;
}

/// Somebody is signed in, and asks for things.
class RequestFixture : public CommandFixture
{
public:
    using Options = CommandRun::Options;

    RequestFixture() : isSignedIn(signIn()) { provider.clearRequests(); }
    ~RequestFixture() { run({QStringLiteral("logout"), QStringLiteral("--all")})->exitStatus(); }

    QString items() const { return provider.url(QStringLiteral("/api/items")).toString(); }

    std::unique_ptr<CommandRun> request(const QStringList &arguments,
                                        const Options &options = Options()) const
    {
        return std::make_unique<CommandRun>(
            home.path(), QStringList{QStringLiteral("request"), accountId()} << arguments, options);
    }

    /// What arrived at the provider's resource.
    Demo::LoggedRequest arrived() const
    {
        return provider.requests(Demo::Endpoint::Items).value(0);
    }

    const bool isSignedIn;
};

} // namespace

/// What `latchkey request` sends, prints, and how it ends.
class tst_Request : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QVERIFY(m_shared.isSignedIn); }
    void init();

    void printsTheBodyAndNothingElse();
    void sends_data();
    void sends();
    void headerOfTheCommandLineWins();
    void headersOfOneNameAreJoined();
    void usage_data();
    void usage();
    void statuses_data();
    void statuses();
    void redirectIsAnAnswer();
    void refusedTokenIsRenewedOnce();
    void endedTokenIsRenewedFirst();
    void networkTrouble_data();
    void networkTrouble();
    void signInNeeded();
    void keychainAbsent();
    void eventsOfTheBody();
    void hundredMegabytesInBoundedMemory();
    void brokenPipeEndsQuietly();
    void fullDiskIsTold();
    void interruptedInTheMiddleOfTheBody();
    void hostileReasonStaysPlain();

private:
    // One for all tests, since signing in takes longer than they do.
    RequestFixture m_shared;
};

void tst_Request::init()
{
    QTest::failOnWarning(QRegularExpression(QStringLiteral(".*")));
    m_shared.provider.clearFaults();
    m_shared.provider.clearRequests();
}

void tst_Request::printsTheBodyAndNothingElse()
{
    RequestFixture &fixture = m_shared;
    const auto token = fixture.run({QStringLiteral("token")});
    const QString accessToken = fixture.text(token->nextEvent(), "access_token");
    const auto request = fixture.request({fixture.items()});
    QCOMPARE(request->exitStatus(), 0);
    QVERIFY(QJsonDocument::fromJson(request->output()).isObject());
    QCOMPARE(request->errorOutput(), QByteArray("HTTP 200 OK\n"));
    const Demo::LoggedRequest arrived = fixture.arrived();
    QCOMPARE(arrived.method, QByteArray("GET"));
    QCOMPARE(arrived.header("Authorization"), "Bearer " + accessToken.toUtf8());
    QCOMPARE(arrived.header("Accept"), QByteArray("*/*"));
    QVERIFY(arrived.header("User-Agent").startsWith("latchkey/"));
    QVERIFY(arrived.body.isEmpty());
    QVERIFY(arrived.header("Content-Length").isNull());
}

void tst_Request::sends_data()
{
    QTest::addColumn<QStringList>("arguments"); // URL stands for the address
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("body");
    const QByteArray none;
    QTest::newRow("a method before the address")
        << words("DELETE URL") << QByteArray("DELETE") << none;
    QTest::newRow("a method by -X") << words("-X PUT URL") << QByteArray("PUT") << none;
    QTest::newRow("a method by -X after the address")
        << words("URL -X PATCH") << QByteArray("PATCH") << none;
    QTest::newRow("data makes it a POST")
        << words("URL -d a=b") << QByteArray("POST") << QByteArray("a=b");
    QTest::newRow("data with a method of its own")
        << words("PUT URL -d a=b") << QByteArray("PUT") << QByteArray("a=b");
    QTest::newRow("data twice") << words("URL -d a=b -d c=d") << QByteArray("POST")
                                << QByteArray("a=b&c=d");
    QTest::newRow("data before the address")
        << words("-d a=b URL") << QByteArray("POST") << QByteArray("a=b");
    QTest::newRow("empty data") << QStringList{QStringLiteral("URL"), QStringLiteral("-d"),
                                               QString()}
                                << QByteArray("POST") << none;
    QTest::newRow("a JSON array") << words("URL -d [\"a\",\"b\"]") << QByteArray("POST")
                                  << QByteArray("[\"a\",\"b\"]");
    QTest::newRow("data of a file")
        << words("URL -d @FILE") << QByteArray("POST") << QByteArray("line 1\nline 2\n\xff");
    QTest::newRow("data of standard input")
        << words("URL -d @-") << QByteArray("POST") << QByteArray("from a pipe\n");
    QTest::newRow("HEAD, which has no body") << words("HEAD URL") << QByteArray("HEAD") << none;
}

void tst_Request::sends()
{
    QFETCH(QStringList, arguments);
    QFETCH(QByteArray, method);
    QFETCH(QByteArray, body);
    RequestFixture &fixture = m_shared;
    QFile file(fixture.home.filePath(QStringLiteral("data.bin")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("line 1\nline 2\n\xff");
    file.close();
    arguments.replaceInStrings(QStringLiteral("URL"), fixture.items());
    arguments.replaceInStrings(QStringLiteral("FILE"), file.fileName());
    RequestFixture::Options options;
    options.input = "from a pipe\n";
    const auto request = fixture.request(arguments, options);
    QCOMPARE(request->exitStatus(), 0);
    const Demo::LoggedRequest arrived = fixture.arrived();
    QCOMPARE(arrived.method, method);
    QCOMPARE(arrived.body, body);
    if (!body.isEmpty())
        QCOMPARE(arrived.header("Content-Length"), QByteArray::number(body.size()));
    QCOMPARE(arrived.header("Content-Type"),
             method == "POST" || !body.isEmpty() ? QByteArray("application/x-www-form-urlencoded")
                                                 : QByteArray());
}

void tst_Request::headerOfTheCommandLineWins()
{
    RequestFixture &fixture = m_shared;
    const QStringList headers{
        QStringLiteral("-H"), QStringLiteral("content-type: application/json"),
        QStringLiteral("-H"), QStringLiteral("Accept:text/plain"),
        QStringLiteral("-H"), QStringLiteral("User-Agent: mine/1 [a,b]"),
        QStringLiteral("-H"), QStringLiteral("X-Words:  \u00e4 and : colons "),
    };
    const auto request = fixture.request(
        QStringList{fixture.items(), QStringLiteral("-d"), QStringLiteral("{}")} << headers);
    QCOMPARE(request->exitStatus(), 0);
    const Demo::LoggedRequest arrived = fixture.arrived();
    QCOMPARE(arrived.header("Content-Type"), QByteArray("application/json"));
    QCOMPARE(arrived.header("Accept"), QByteArray("text/plain"));
    QCOMPARE(arrived.header("User-Agent"), QByteArray("mine/1 [a,b]"));
    QCOMPARE(arrived.header("X-Words"), QByteArray("\xc3\xa4 and : colons"));
}

void tst_Request::headersOfOneNameAreJoined()
{
    RequestFixture &fixture = m_shared;
    const auto request = fixture.request(
        {fixture.items(), QStringLiteral("-H"), QStringLiteral("Accept: text/plain"),
         QStringLiteral("-H"), QStringLiteral("accept: text/html"), QStringLiteral("-H"),
         QStringLiteral("Cookie: a=b"), QStringLiteral("-H"), QStringLiteral("Cookie: c=d")});
    QCOMPARE(request->exitStatus(), 0);
    QCOMPARE(fixture.arrived().header("Accept"), QByteArray("text/plain, text/html"));
    QCOMPARE(fixture.arrived().header("Cookie"), QByteArray("a=b; c=d"));
}

void tst_Request::usage_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("code");
    const QString usage = QStringLiteral("usage");
    const QString insecure = QStringLiteral("insecure_endpoint");
    const auto withHeader = [](const char *header) {
        return QStringList{QStringLiteral("URL"), QStringLiteral("-H"),
                           QString::fromLatin1(header)};
    };
    QTest::newRow("no address") << QStringList() << usage;
    QTest::newRow("an address that is none") << words("nonsense") << usage;
    QTest::newRow("two methods") << words("PUT URL -X PUT") << usage;
    QTest::newRow("a method that is none") << words("-X PU:T URL") << usage;
    QTest::newRow("the header for the token") << withHeader("authorization: Basic eA==") << usage;
    QTest::newRow("a header without a colon") << withHeader("Accept") << usage;
    QTest::newRow("a header without a name") << withHeader(": x") << usage;
    QTest::newRow("a header with a line break") << withHeader("X: a\r\nY: b") << usage;
    QTest::newRow("a file that does not exist") << words("URL -d @/nonexistent") << usage;
    QTest::newRow("http elsewhere") << words("http://192.0.2.1/x") << insecure;
    QTest::newRow("another scheme") << words("ftp://192.0.2.1/x") << insecure;
    QTest::newRow("a name in the address") << words("https://127.0.0.1:1@192.0.2.1/") << insecure;
}

void tst_Request::usage()
{
    QFETCH(QStringList, arguments);
    QFETCH(QString, code);
    RequestFixture &fixture = m_shared;
    arguments.replaceInStrings(QStringLiteral("URL"), fixture.items());
    const auto request = fixture.request(arguments << QStringLiteral("--json"));
    QCOMPARE(fixture.text(request->nextEvent(), "code"), code);
    QCOMPARE(request->exitStatus(), 2);
    QVERIFY(request->errorOutput().startsWith("latchkey: "));
    QVERIFY(fixture.provider.requests().isEmpty());
}

void tst_Request::statuses_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<bool>("fails");
    QTest::addColumn<int>("exitStatus");
    QTest::newRow("created") << 201 << true << 0;
    QTest::newRow("a mistake, which is an answer") << 400 << false << 0;
    QTest::newRow("a mistake with --fail") << 400 << true << 1;
    QTest::newRow("not found") << 404 << false << 0;
    QTest::newRow("not found with --fail") << 404 << true << 1;
    QTest::newRow("a server in trouble") << 503 << false << 0;
    QTest::newRow("a server in trouble with --fail") << 503 << true << 1;
    QTest::newRow("not the token's fault") << 403 << true << 1;
}

void tst_Request::statuses()
{
    QFETCH(int, status);
    QFETCH(bool, fails);
    QFETCH(int, exitStatus);
    RequestFixture &fixture = m_shared;
    fixture.provider.setFault(Demo::Endpoint::Items,
                              Demo::Fault::answer(status, "the body", "text/plain"));
    QStringList arguments{fixture.items()};
    if (fails)
        arguments += QStringLiteral("--fail");
    const auto request = fixture.request(arguments);
    QCOMPARE(request->exitStatus(), exitStatus);
    QCOMPARE(request->output(), exitStatus == 0 ? QByteArray("the body") : QByteArray());
    QVERIFY(request->errorOutput().startsWith("HTTP " + QByteArray::number(status)));
    QCOMPARE(fixture.provider.requests(Demo::Endpoint::Items).size(), 1);

    const auto json = fixture.request(arguments << QStringLiteral("--json"));
    const QJsonObject response = json->nextEvent();
    QCOMPARE(fixture.text(response, "event"), QStringLiteral("response"));
    QCOMPARE(fixture.text(response, "account"), fixture.accountId());
    QCOMPARE(response.value(QLatin1String("status")).toInt(), status);
    QCOMPARE(fixture.text(response, "content_type"), QStringLiteral("text/plain"));
    const QJsonObject next = json->nextEvent();
    if (exitStatus == 0) {
        QCOMPARE(QByteArray::fromBase64(fixture.text(next, "base64").toLatin1()),
                 QByteArray("the body"));
    } else {
        QCOMPARE(fixture.text(next, "code"), QStringLiteral("http_status"));
    }
    QCOMPARE(json->exitStatus(), exitStatus);
}

void tst_Request::redirectIsAnAnswer()
{
    RequestFixture &fixture = m_shared;
    Demo::Fault redirect = Demo::Fault::megabytes(1, 302, "elsewhere", "text/plain");
    redirect.headers = {{"Location", "/oauth/userinfo?x=1"}};
    fixture.provider.setFault(Demo::Endpoint::Items, redirect);
    const auto request = fixture.request({fixture.items(), QStringLiteral("--fail")});
    QCOMPARE(request->exitStatus(), 0);
    QVERIFY(request->output().startsWith("elsewhere"));
    QCOMPARE(request->output().size(), 1024 * 1024);
    QVERIFY(request->errorOutput().contains("HTTP 302 "));
    QVERIFY2(request->errorOutput().contains("/oauth/userinfo?x=1\n"),
             request->errorOutput().constData());
    QVERIFY(fixture.provider.requests(Demo::Endpoint::UserInfo).isEmpty());
}

void tst_Request::refusedTokenIsRenewedOnce()
{
    RequestFixture &fixture = m_shared;
    fixture.provider.setFault(Demo::Endpoint::Items,
                              Demo::Fault::answer(401, "refused", "text/plain"));
    const int before = fixture.provider.counters().refreshes;
    const auto request = fixture.request({fixture.items()});
    QCOMPARE(request->exitStatus(), 0);
    QCOMPARE(request->output(), QByteArray("refused"));
    const QList<Demo::LoggedRequest> sent = fixture.provider.requests(Demo::Endpoint::Items);
    QCOMPARE(sent.size(), 2);
    QVERIFY(sent.at(0).header("Authorization") != sent.at(1).header("Authorization"));
    QCOMPARE(fixture.provider.counters().refreshes, before + 1);
}

void tst_Request::endedTokenIsRenewedFirst()
{
    CommandFixture fixture;
    QVERIFY(fixture.signInForAMoment());
    const QString items = fixture.provider.url(QStringLiteral("/api/items")).toString();
    const auto request = fixture.run({QStringLiteral("request"), fixture.accountId(), items});
    QCOMPARE(request->nextEvent().value(QLatin1String("status")).toInt(), 200);
    QCOMPARE(request->exitStatus(), 0);
    QCOMPARE(fixture.provider.requests(Demo::Endpoint::Items).size(), 1);
    QCOMPARE(fixture.provider.counters().refreshes, 1);
    fixture.run({QStringLiteral("logout"), QStringLiteral("--all")})->exitStatus();
}

void tst_Request::networkTrouble_data()
{
    QTest::addColumn<Demo::Fault>("fault");
    QTest::addColumn<QByteArray>("output");
    Demo::Fault cut = Demo::Fault::answer(200, "all of the body", "text/plain");
    cut.cutBodyAfter = 6;
    QTest::newRow("no answer") << Demo::Fault::lostAnswer() << QByteArray();
    QTest::newRow("half an answer") << cut << QByteArray("all of");
    cut.status = 404;
    QTest::newRow("half an answer to a mistake") << cut << QByteArray("all of");
}

void tst_Request::networkTrouble()
{
    QFETCH(Demo::Fault, fault);
    QFETCH(QByteArray, output);
    RequestFixture &fixture = m_shared;
    fixture.provider.setFault(Demo::Endpoint::Items, fault);
    const auto request = fixture.request({fixture.items()});
    QCOMPARE(request->exitStatus(), 5);
    QCOMPARE(request->output(), output);
    const auto json = fixture.request({fixture.items(), QStringLiteral("--json")});
    QCOMPARE(json->exitStatus(), 5);
    QVERIFY(json->output().contains("\"code\":\"network\""));
}

void tst_Request::signInNeeded()
{
    CommandFixture fixture;
    QVERIFY(fixture.signInForAMoment());
    fixture.provider.revokeEverything();
    const QString items = fixture.provider.url(QStringLiteral("/api/items")).toString();
    for (const QString &account : {fixture.accountId(), QStringLiteral("nobody")}) {
        const auto request = fixture.run({QStringLiteral("request"), account, items});
        QCOMPARE(fixture.text(request->nextEvent(), "code"), QStringLiteral("signed_out"));
        QCOMPARE(request->exitStatus(), 8);
    }
    QVERIFY(fixture.provider.requests(Demo::Endpoint::Items).isEmpty());
    fixture.run({QStringLiteral("logout"), QStringLiteral("--all")})->exitStatus();
}

void tst_Request::keychainAbsent()
{
    RequestFixture &fixture = m_shared;
    RequestFixture::Options options;
    options.keyring = CommandRun::Keyring::Absent;
    const auto request = fixture.request({fixture.items(), QStringLiteral("--json")}, options);
    QCOMPARE(fixture.text(request->nextEvent(), "code"), QStringLiteral("keychain_absent"));
    QCOMPARE(request->exitStatus(), 6);
    QVERIFY(fixture.provider.requests().isEmpty());
}

void tst_Request::eventsOfTheBody()
{
    RequestFixture &fixture = m_shared;
    const QByteArray body(200'001, '\xfe');
    fixture.provider.setFault(Demo::Endpoint::Items,
                              Demo::Fault::answer(200, body, "application/octet-stream"));
    const auto request = fixture.request({fixture.items(), QStringLiteral("--json")});
    QCOMPARE(fixture.text(request->nextEvent(), "event"), QStringLiteral("response"));
    QByteArray received;
    for (QJsonObject event = request->nextEvent(); !event.isEmpty(); event = request->nextEvent()) {
        QCOMPARE(fixture.text(event, "event"), QStringLiteral("body"));
        received += QByteArray::fromBase64(fixture.text(event, "base64").toLatin1());
    }
    QCOMPARE(request->exitStatus(), 0);
    QCOMPARE(received, body);
}

/// Whoever reads sets the pace, and the rest waits at the server.
void tst_Request::hundredMegabytesInBoundedMemory()
{
    RequestFixture &fixture = m_shared;
    constexpr qint64 size = 100 * 1024 * 1024;
    fixture.provider.setFault(Demo::Endpoint::Items, Demo::Fault::megabytes(100));
    QFile pipe(fixture.home.filePath(QStringLiteral("pipe")));
    QCOMPARE(mkfifo(QFile::encodeName(pipe.fileName()).constData(), 0600), 0);
    RequestFixture::Options options;
    options.script = QStringLiteral("exec \"$0\" \"$@\" > '%1'").arg(pipe.fileName());
    const auto request = fixture.request({fixture.items()}, options);
    QVERIFY(pipe.open(QIODevice::ReadOnly | QIODevice::Unbuffered));
    QVERIFY(request->waitForError(QStringLiteral("HTTP 200")));
    const qint64 before = peakMemory(request->processId());
    QVERIFY(before > 0);
    // Nobody reads for a while.
    QTest::qWait(1000);
    QVERIFY(!request->hasEnded());
    qint64 received = 0;
    qint64 peak = before;
    while (received < size) {
        const QByteArray piece = pipe.read(64 * 1024);
        if (piece.isEmpty())
            break;
        received += piece.size();
        peak = std::max(peak, peakMemory(request->processId()));
    }
    QCOMPARE(received, size);
    QCOMPARE(request->exitStatus(), 0);
    QVERIFY2(peak - before < 8, qPrintable(QStringLiteral("%1 MiB more").arg(peak - before)));
}

void tst_Request::brokenPipeEndsQuietly()
{
    RequestFixture &fixture = m_shared;
    fixture.provider.setFault(Demo::Endpoint::Items, Demo::Fault::megabytes(100));
    RequestFixture::Options options;
    options.script = QStringLiteral("\"$0\" \"$@\" | head -c 10; exit ${PIPESTATUS[0]}");
    for (const QStringList &more : {QStringList(), {QStringLiteral("--json")}}) {
        const auto request = fixture.request(QStringList{fixture.items()} << more, options);
        QCOMPARE(request->exitStatus(), 128 + SIGPIPE);
        QCOMPARE(request->output().size(), 10);
        QCOMPARE(request->errorOutput(), QByteArray("HTTP 200 OK\n"));
    }
}

void tst_Request::fullDiskIsTold()
{
    RequestFixture &fixture = m_shared;
    RequestFixture::Options options;
    options.script = QStringLiteral("\"$0\" \"$@\" > /dev/full");
    const auto request = fixture.request({fixture.items()}, options);
    QCOMPARE(request->exitStatus(), 1);
    QVERIFY(request->errorOutput().contains("No space left on device"));
    CommandRun token(fixture.home.path(), {QStringLiteral("token")}, options);
    QCOMPARE(token.exitStatus(), 1);
    QVERIFY(token.errorOutput().contains("No space left on device"));
}

void tst_Request::interruptedInTheMiddleOfTheBody()
{
    RequestFixture &fixture = m_shared;
    Demo::Fault slow = Demo::Fault::megabytes(1);
    slow.chunkBytes = 1;
    slow.chunkDelayMs = 100;
    fixture.provider.setFault(Demo::Endpoint::Items, slow);
    const auto request = fixture.request({fixture.items()});
    QVERIFY(request->waitForOutput(QStringLiteral(" ")));
    request->interrupt();
    QCOMPARE(request->endingSignal(), SIGINT);
    QCOMPARE(request->errorOutput(), QByteArray("HTTP 200 OK\n"));
}

/// A status line is text from the network, too.
void tst_Request::hostileReasonStaysPlain()
{
    RequestFixture &fixture = m_shared;
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress::LocalHost));
    connect(&server, &QTcpServer::newConnection, this, [&] {
        QTcpSocket *const socket = server.nextPendingConnection();
        connect(socket, &QTcpSocket::readyRead, this, [socket] {
            socket->readAll();
            socket->write("HTTP/1.1 500 a\x1b[31mb\xe2\x80\xae\r\nContent-Length: 0\r\n"
                          "Content-Type: a\x1b[31mb\r\n\r\n");
        });
    });
    const auto request =
        fixture.request({QStringLiteral("http://127.0.0.1:%1/").arg(server.serverPort()),
                         QStringLiteral("--json")});
    QTRY_VERIFY_WITH_TIMEOUT(request->hasEnded(), 10000);
    QCOMPARE(request->errorOutput(), QByteArray("HTTP 500 a?[31mb???\n"));
    QCOMPARE(fixture.text(request->nextEvent(), "content_type"), QStringLiteral("a?[31mb"));
}

QTEST_GUILESS_MAIN(tst_Request)
#include "tst_request.moc"
