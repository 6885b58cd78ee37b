// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "findingsof.h"
#include "loopbackserver.h"
#include "testauthority.h"
#include "virtualscheduler.h"

#include "doctor/hostcheck.h"
#include "doctor/proxycheck.h"

#include <QtCore/QRegularExpression>
#include <QtNetwork/QNetworkAccessManager>
#include <QtNetwork/QNetworkProxy>
#include <QtNetwork/QSslConfiguration>
#include <QtTest/QTest>

using namespace Latchkey;
using namespace std::chrono_literals;
using Check = Finding::Check;
using Severity = Finding::Severity;

namespace {

/// An application's manager that knows an authority of its own.
class TrustingManager : public QNetworkAccessManager
{
public:
    QSslCertificate authority;

protected:
    QNetworkReply *createRequest(Operation operation, const QNetworkRequest &request,
                                 QIODevice *outgoing) override
    {
        QSslConfiguration configuration = request.sslConfiguration();
        if (!authority.isNull())
            configuration.addCaCertificate(authority);
        QNetworkRequest trusting = request;
        trusting.setSslConfiguration(configuration);
        return QNetworkAccessManager::createRequest(operation, trusting, outgoing);
    }
};

/// One check of a real server, over a real network that does not leave this computer.
class NetworkFixture
{
public:
    NetworkFixture() : http(&manager, &clock, nullptr), watch(&manager, nullptr) { }

    void check(const HostTarget &target, const QString &proxy = {})
    {
        host = std::make_unique<HostCheck>(&http, &watch, target, proxy, nullptr);
        told = std::make_unique<FindingsOf>(host.get());
        host->start();
    }
    bool isFinished() const { return told->timesFinished > 0; }

    VirtualScheduler clock;
    TrustingManager manager;
    HttpClient http;
    ConnectionWatch watch;
    std::unique_ptr<HostCheck> host;
    std::unique_ptr<FindingsOf> told;
};

HostTarget issuerAt(const QUrl &url)
{
    return {url, {url}, {}};
}

HostTarget endpointAt(const QUrl &url)
{
    return {url.adjusted(QUrl::RemovePath), {}, url};
}

QUrl closedPort()
{
    QTcpServer server;
    if (!server.listen(QHostAddress::LocalHost))
        qFatal("no port on 127.0.0.1");
    return QUrl(QStringLiteral("https://127.0.0.1:%1/x").arg(server.serverPort()));
}

} // namespace

/// What is told of real servers and proxies on 127.0.0.1, by certificates that are made here.
class TestDoctorNetwork : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".?"))); }

    void aServerThatIsWell();
    void certificates_data();
    void certificates();
    void aServerWithoutTls();
    void aConnectionThatClosesInTheHandshake();
    void nobodyListens();
    void nobodyAnswers();
    void anAnswerThatBreaksOff();
    void aPageForPeople_data();
    void aPageForPeople();

    void aProxyThatIsThere();
    void aProxyThatIsNot_data();
    void aProxyThatIsNot();
    void aProxyThatIsSilent();
    void aProxyThatDoesNotGoThrough_data();
    void aProxyThatDoesNotGoThrough();

private:
    TestAuthority m_authority;
};

void TestDoctorNetwork::initTestCase()
{
    QVERIFY2(m_authority.isValid(), "the openssl command is needed");
}

void TestDoctorNetwork::aServerThatIsWell()
{
    QByteArray metadata;
    LoopbackServer server(
        [&](QTcpSocket *socket, const ReceivedRequest &) {
            socket->write(
                LoopbackServer::answer(200, metadata, "Date: Fri, 15 Jan 2027 08:00:00 GMT\r\n"));
        },
        m_authority.newServer());
    const QUrl issuer = server.url(QString());
    metadata = "{\"issuer\":\"" + issuer.toEncoded() + "\"}";
    NetworkFixture fixture;
    fixture.manager.authority = m_authority.certificate();
    fixture.check(issuerAt(issuer));
    QTRY_VERIFY(fixture.isFinished());
    QVERIFY2(fixture.told->areAllOk(), qPrintable(fixture.told->findings.constLast().message()));
    QCOMPARE(fixture.told->count(Check::Tls), 1);
    QCOMPARE(fixture.told->count(Check::Clock), 1);
    QCOMPARE(fixture.told->count(Check::Metadata), 1);
    QCOMPARE(server.requests().size(), 1);
}

void TestDoctorNetwork::certificates_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("from");
    QTest::addColumn<int>("until");
    QTest::addColumn<bool>("isTrusted");
    QTest::addColumn<QString>("message");
    QTest::addColumn<QString>("remedy");
    const QString own = QStringLiteral("IP:127.0.0.1");
    const QString clock = QStringLiteral("date and time");
    QTest::newRow("expired") << own << -20 << -10 << true << QStringLiteral("has expired") << clock;
    QTest::newRow("not valid yet")
        << own << 10 << 20 << true << QStringLiteral("is not valid yet") << clock;
    QTest::newRow("of another host")
        << QStringLiteral("DNS:portal.invalid") << -1 << 1 << true
        << QStringLiteral("Another server answers") << QStringLiteral("a sign-in of its own");
    QTest::newRow("signed by nobody known")
        << own << -1 << 1 << false << QStringLiteral("Nobody whom this computer trusts")
        << QStringLiteral("SSL_CERT_FILE");
}

void TestDoctorNetwork::certificates()
{
    QFETCH(QString, name);
    QFETCH(int, from);
    QFETCH(int, until);
    QFETCH(bool, isTrusted);
    QFETCH(QString, message);
    QFETCH(QString, remedy);
    const QDateTime now = QDateTime::currentDateTimeUtc();
    QSslServer *const tls = m_authority.newServer(name, now.addDays(from), now.addDays(until));
    QVERIFY(tls);
    LoopbackServer server(LoopbackServer::always(LoopbackServer::answer(200, "{}")), tls);
    NetworkFixture fixture;
    if (isTrusted)
        fixture.manager.authority = m_authority.certificate();
    fixture.check(endpointAt(server.url()));
    QTRY_VERIFY(fixture.isFinished());
    QCOMPARE(fixture.told->findings.size(), 1);
    const Finding finding = fixture.told->of(Check::Tls);
    QCOMPARE(finding.severity(), Severity::Problem);
    QVERIFY2(finding.message().contains(message), qPrintable(finding.message()));
    QVERIFY2(finding.remedy().contains(remedy), qPrintable(finding.remedy()));
    QCOMPARE(faultOf(finding), QString());
    QVERIFY(server.requests().isEmpty());
}

void TestDoctorNetwork::aServerWithoutTls()
{
    QTcpServer server;
    connect(&server, &QTcpServer::newConnection, this, [&] {
        QTcpSocket *const socket = server.nextPendingConnection();
        connect(socket, &QTcpSocket::readyRead, this, [socket] {
            socket->write("HTTP/1.1 400 Bad Request\r\n\r\n");
            socket->disconnectFromHost();
        });
    });
    QVERIFY(server.listen(QHostAddress::LocalHost));
    NetworkFixture fixture;
    fixture.check(
        endpointAt(QUrl(QStringLiteral("https://127.0.0.1:%1/x").arg(server.serverPort()))));
    QTRY_VERIFY(fixture.isFinished());
    QCOMPARE(fixture.told->findings.size(), 1);
    const Finding finding = fixture.told->of(Check::Tls);
    QCOMPARE(finding.severity(), Severity::Problem);
    QVERIFY2(finding.message().endsWith(QStringLiteral("cannot be made secure.")),
             qPrintable(finding.message()));
    QCOMPARE(faultOf(finding), QString());
}

void TestDoctorNetwork::aConnectionThatClosesInTheHandshake()
{
    QTcpServer server;
    connect(&server, &QTcpServer::newConnection, this,
            [&] { server.nextPendingConnection()->disconnectFromHost(); });
    QVERIFY(server.listen(QHostAddress::LocalHost));
    NetworkFixture fixture;
    fixture.check(
        endpointAt(QUrl(QStringLiteral("https://127.0.0.1:%1/x").arg(server.serverPort()))));
    QTRY_VERIFY(fixture.isFinished());
    const Finding finding = fixture.told->of(Check::Connection);
    QVERIFY2(finding.message().contains(QStringLiteral("ends the connection")),
             qPrintable(finding.message()));
    QCOMPARE(faultOf(finding), QString());
}

void TestDoctorNetwork::nobodyListens()
{
    NetworkFixture fixture;
    fixture.check(endpointAt(closedPort()));
    QTRY_VERIFY(fixture.isFinished());
    const Finding finding = fixture.told->of(Check::Connection);
    QVERIFY2(finding.message().endsWith(QStringLiteral("refuses the connection.")),
             qPrintable(finding.message()));
    QVERIFY(finding.remedy().contains(QStringLiteral("Start the server on this computer")));
    QCOMPARE(faultOf(finding), QString());
}

void TestDoctorNetwork::nobodyAnswers()
{
    LoopbackServer server([](QTcpSocket *, const ReceivedRequest &) {});
    NetworkFixture fixture;
    fixture.check(endpointAt(server.url()));
    QTRY_COMPARE(server.requests().size(), 1);
    fixture.clock.advance(11s);
    QVERIFY(fixture.isFinished());
    const Finding finding = fixture.told->of(Check::Connection);
    QVERIFY2(finding.message().contains(QStringLiteral("does not answer in time")),
             qPrintable(finding.message()));
    QCOMPARE(faultOf(finding), QString());
}

void TestDoctorNetwork::anAnswerThatBreaksOff()
{
    LoopbackServer server([](QTcpSocket *socket, const ReceivedRequest &) {
        socket->write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{");
        socket->disconnectFromHost();
    });
    NetworkFixture fixture;
    fixture.check(issuerAt(server.url(QString())));
    QTRY_VERIFY(fixture.isFinished());
    const Finding finding = fixture.told->of(Check::Connection);
    QVERIFY2(finding.message().contains(QStringLiteral("ends the connection")),
             qPrintable(finding.message()));
    QCOMPARE(faultOf(finding), QString());
}

void TestDoctorNetwork::aPageForPeople_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::newRow("in the place of the answer")
        << QByteArray("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 20\r\n\r\n"
                      "<html>Welcome</html>");
    QTest::newRow("elsewhere") << QByteArray(
        "HTTP/1.1 302 Found\r\nLocation: http://portal.invalid/\r\nContent-Length: 0\r\n\r\n");
}

void TestDoctorNetwork::aPageForPeople()
{
    QFETCH(QByteArray, answer);
    LoopbackServer server(LoopbackServer::always(answer));
    NetworkFixture fixture;
    fixture.check(issuerAt(server.url(QString())));
    QTRY_VERIFY(fixture.isFinished());
    const Finding finding = fixture.told->of(Check::Metadata);
    QCOMPARE(finding.severity(), Severity::Problem);
    QVERIFY2(finding.message().startsWith(QStringLiteral("A web page or a redirect comes")),
             qPrintable(finding.message()));
    QVERIFY(finding.remedy().contains(QStringLiteral("Open a page in a browser")));
    QCOMPARE(faultOf(finding), QString());
}

void TestDoctorNetwork::aProxyThatIsThere()
{
    QTcpServer proxy;
    QVERIFY(proxy.listen(QHostAddress::LocalHost));
    VirtualScheduler clock;
    ProxyCheck check(QNetworkProxy(QNetworkProxy::HttpProxy, QStringLiteral("127.0.0.1"),
                                   proxy.serverPort(), QStringLiteral("mara"),
                                   QStringLiteral("s3cr3t")),
                     &clock, nullptr);
    const FindingsOf told(&check);
    check.start();
    QTRY_COMPARE(told.timesFinished, 1);
    QCOMPARE(told.findings.size(), 1);
    const Finding finding = told.of(Check::Proxy);
    QVERIFY(finding.isOk());
    QCOMPARE(finding.subject(), QStringLiteral("127.0.0.1:%1").arg(proxy.serverPort()));
    QVERIFY(!finding.message().contains(QStringLiteral("s3cr3t")));
    QCOMPARE(faultOf(finding), QString());
    QCOMPARE(clock.pendingCalls(), 0);
}

void TestDoctorNetwork::aProxyThatIsNot_data()
{
    QTest::addColumn<QString>("host");
    QTest::addColumn<QString>("message");
    QTest::newRow("nobody listens")
        << QStringLiteral("127.0.0.1") << QStringLiteral("refuses the connection");
    QTest::newRow("no address") << QString()
                                << QStringLiteral("The address of the proxy cannot be understood");
}

void TestDoctorNetwork::aProxyThatIsNot()
{
    QFETCH(QString, host);
    QFETCH(QString, message);
    VirtualScheduler clock;
    ProxyCheck check(
        QNetworkProxy(QNetworkProxy::HttpProxy, host, static_cast<quint16>(closedPort().port())),
        &clock, nullptr);
    const FindingsOf told(&check);
    check.start();
    QTRY_COMPARE(told.timesFinished, 1);
    QCOMPARE(told.findings.size(), 1);
    const Finding finding = told.of(Check::Proxy);
    QCOMPARE(finding.severity(), Severity::Problem);
    QVERIFY2(finding.message().contains(message), qPrintable(finding.message()));
    QVERIFY(finding.remedy().contains(QStringLiteral("HTTPS_PROXY")));
    QCOMPARE(faultOf(finding), QString());
}

/// Its queue of connections is full, so that the system neither takes nor refuses another.
void TestDoctorNetwork::aProxyThatIsSilent()
{
    QTcpServer proxy;
    proxy.setListenBacklogSize(1);
    QVERIFY(proxy.listen(QHostAddress::LocalHost));
    proxy.pauseAccepting();
    QTcpSocket others[4];
    for (QTcpSocket &socket : others)
        socket.connectToHost(proxy.serverAddress(), proxy.serverPort());
    QTRY_COMPARE(others[1].state(), QAbstractSocket::ConnectedState);
    VirtualScheduler clock;
    ProxyCheck check(
        QNetworkProxy(QNetworkProxy::HttpProxy, QStringLiteral("127.0.0.1"), proxy.serverPort()),
        &clock, nullptr);
    const FindingsOf told(&check);
    check.start();
    clock.advance(9s);
    QCOMPARE(told.timesFinished, 0);
    clock.advance(2s);
    QCOMPARE(told.timesFinished, 1);
    QCOMPARE(told.findings.size(), 1);
    const Finding finding = told.of(Check::Proxy);
    QVERIFY2(finding.message().contains(QStringLiteral("does not answer in time")),
             qPrintable(finding.message()));
    QCOMPARE(faultOf(finding), QString());
}

void TestDoctorNetwork::aProxyThatDoesNotGoThrough_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<QString>("message");
    const QString notThrough = QStringLiteral("does not connect to id.latchkey.invalid");
    QTest::newRow("not allowed") << QByteArray(
        "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
                                 << notThrough;
    QTest::newRow("broken") << QByteArray("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n")
                            << notThrough;
    QTest::newRow("a password") << QByteArray(
        "HTTP/1.1 407 Who\r\nProxy-Authenticate: Basic realm=\"proxy\"\r\n"
        "Content-Length: 0\r\n\r\n")
                                << QStringLiteral("asks for a name and a password");
}

void TestDoctorNetwork::aProxyThatDoesNotGoThrough()
{
    QFETCH(QByteArray, answer);
    QFETCH(QString, message);
    LoopbackServer proxy([&](QTcpSocket *socket, const ReceivedRequest &) {
        socket->write(answer);
        socket->disconnectFromHost();
    });
    NetworkFixture fixture;
    fixture.manager.setProxy(QNetworkProxy(QNetworkProxy::HttpProxy, QStringLiteral("127.0.0.1"),
                                           static_cast<quint16>(proxy.url().port())));
    const QUrl url(QStringLiteral("https://id.latchkey.invalid/x"));
    const QString name = proxyName(proxyFor(&fixture.manager, url));
    QCOMPARE(name, QStringLiteral("127.0.0.1:%1").arg(proxy.url().port()));
    fixture.check(endpointAt(url), name);
    QTRY_VERIFY(fixture.isFinished());
    QVERIFY(proxy.requests().constFirst().head.startsWith("CONNECT id.latchkey.invalid:443 "));
    QCOMPARE(fixture.told->findings.size(), 1);
    const Finding finding = fixture.told->findings.constFirst();
    QVERIFY2(finding.message().contains(message), qPrintable(finding.message()));
    QCOMPARE(finding.check(), Check::Proxy);
    QCOMPARE(faultOf(finding), QString());
}

QTEST_GUILESS_MAIN(TestDoctorNetwork)

#include "tst_doctornetwork.moc"
