// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "commandfixture.h"

#include <QtCore/QFile>
#include <QtCore/QProcess>
#include <QtCore/QRegularExpression>
#include <QtNetwork/QSslCertificate>
#include <QtNetwork/QSslKey>
#include <QtNetwork/QSslServer>
#include <QtNetwork/QSslSocket>
#include <QtNetwork/QTcpServer>
#include <QtNetwork/QTcpSocket>
#include <QtTest/QTest>

using namespace Latchkey;

/// How the command fares on networks that are broken, hostile, or have a proxy.
class tst_CommandNetwork : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void unreachable();
    void answersToTheFirstRequest_data();
    void answersToTheFirstRequest();
    void waitsOutTroubleWhilePolling_data();
    void waitsOutTroubleWhilePolling();
    void certificateThatNobodySigned();
    void certificateAuthorityOfTheEnvironment();
    void requestToAServerThatNobodyVouchesFor();
    void requestObeysTheEnvironment();
    void proxyOfTheEnvironment();
    void noProxyExceptions();
    void demoRunsOnceAndIsFound();

private:
    QSslConfiguration serverConfiguration() const;
    static QStringList loginAt(const QUrl &deviceEndpoint, const QUrl &tokenEndpoint);
    QTemporaryDir m_folder;
};

/// Makes a certificate for 127.0.0.1 that no authority has signed.
void tst_CommandNetwork::initTestCase()
{
    const QStringList arguments{QStringLiteral("req"),
                                QStringLiteral("-x509"),
                                QStringLiteral("-newkey"),
                                QStringLiteral("rsa:2048"),
                                QStringLiteral("-nodes"),
                                QStringLiteral("-days"),
                                QStringLiteral("2"),
                                QStringLiteral("-subj"),
                                QStringLiteral("/CN=127.0.0.1"),
                                QStringLiteral("-addext"),
                                QStringLiteral("subjectAltName=IP:127.0.0.1"),
                                QStringLiteral("-keyout"),
                                m_folder.filePath(QStringLiteral("key.pem")),
                                QStringLiteral("-out"),
                                m_folder.filePath(QStringLiteral("cert.pem"))};
    QCOMPARE(QProcess::execute(QStringLiteral("sh"),
                               QStringList{QStringLiteral("-c"),
                                           QStringLiteral("openssl \"$@\" 2>/dev/null"),
                                           QStringLiteral("openssl")}
                                   << arguments),
             0);
}

QStringList tst_CommandNetwork::loginAt(const QUrl &deviceEndpoint, const QUrl &tokenEndpoint)
{
    return {QStringLiteral("login"),
            QStringLiteral("--memory"),
            QStringLiteral("--client-id"),
            QStringLiteral("latchkey"),
            QStringLiteral("--device-endpoint"),
            deviceEndpoint.toString(),
            QStringLiteral("--token-endpoint"),
            tokenEndpoint.toString()};
}

void tst_CommandNetwork::unreachable()
{
    CommandFixture fixture;
    fixture.provider.stop();
    const auto login = fixture.login();
    QCOMPARE(fixture.text(login->nextEvent(), "code"), QStringLiteral("network"));
    QCOMPARE(login->exitStatus(), 5);
}

void tst_CommandNetwork::answersToTheFirstRequest_data()
{
    using Demo::Fault;
    QTest::addColumn<Demo::Fault>("fault");
    QTest::addColumn<QString>("code");
    QTest::addColumn<int>("exitStatus");
    const QString protocol = QStringLiteral("protocol");
    QTest::newRow("a web page") << Fault::answer(200, "<html>Welcome", "text/html") << protocol
                                << 7;
    QTest::newRow("truncated") << Fault::truncated(10) << QStringLiteral("network") << 5;
    QTest::newRow("a hundred megabytes") << Fault::megabytes(100) << protocol << 7;
    QTest::newRow("no answer") << Fault::lostAnswer() << QStringLiteral("network") << 5;
    QTest::newRow("fields missing") << Fault::answer(200, "{}") << protocol << 7;
    QTest::newRow("wrong types") << Fault::answer(
        200, R"({"device_code":1,"user_code":[],"expires_in":{}})")
                                 << protocol << 7;
    QTest::newRow("another scheme")
        << Fault::answer(200,
                         R"({"device_code":"d","user_code":"U","expires_in":60,)"
                         R"("verification_uri":"javascript:alert"})")
        << QStringLiteral("insecure_endpoint") << 7;
    QTest::newRow("invalid_client") << Fault::error(401, QStringLiteral("invalid_client"))
                                    << QStringLiteral("invalid_client") << 3;
    QTest::newRow("invalid_scope") << Fault::error(400, QStringLiteral("invalid_scope"))
                                   << QStringLiteral("invalid_scope") << 3;
    QTest::newRow("a server in trouble")
        << Fault::answer(503, "down", "text/plain") << QStringLiteral("network") << 5;
    QTest::newRow("a redirect") << Fault::answer(302, "", "text/plain") << protocol << 7;
}

void tst_CommandNetwork::answersToTheFirstRequest()
{
    QFETCH(Demo::Fault, fault);
    QFETCH(QString, code);
    QFETCH(int, exitStatus);
    CommandFixture fixture;
    fixture.provider.setFault(Demo::Endpoint::DeviceAuthorization, fault);
    const auto login = fixture.login();
    const QJsonObject error = login->nextEvent();
    QCOMPARE(fixture.text(error, "code"), code);
    QVERIFY(!fixture.text(error, "message").isEmpty());
    QCOMPARE(login->exitStatus(), exitStatus);
}

void tst_CommandNetwork::waitsOutTroubleWhilePolling_data()
{
    using Demo::Fault;
    QTest::addColumn<Demo::Fault>("fault");
    QTest::newRow("a web page") << Fault::answer(200, "<html>Welcome", "text/html");
    QTest::newRow("a hundred megabytes") << Fault::megabytes(100);
    QTest::newRow("no answer") << Fault::lostRequest();
    QTest::newRow("a server in trouble") << Fault::answer(500, "down", "text/plain");
    QTest::newRow("truncated") << Fault::truncated(5);
}

void tst_CommandNetwork::waitsOutTroubleWhilePolling()
{
    QFETCH(Demo::Fault, fault);
    CommandFixture fixture;
    fixture.provider.setFault(Demo::Endpoint::Token, fault);
    const auto login = fixture.login({QStringLiteral("--memory")});
    const QString userCode = fixture.text(login->nextEvent(), "user_code");
    QTRY_VERIFY_WITH_TIMEOUT(login->errorOutput().contains("No connection. Still trying."), 30000);
    fixture.provider.clearFaults();
    QVERIFY(fixture.provider.approve(userCode));
    QCOMPARE(fixture.text(login->nextEvent(), "event"), QStringLiteral("signed_in"));
    QCOMPARE(login->exitStatus(), 0);
}

void tst_CommandNetwork::certificateThatNobodySigned()
{
    QSslServer server;
    server.setSslConfiguration(serverConfiguration());
    QVERIFY(server.listen(QHostAddress::LocalHost));
    const QUrl url(QStringLiteral("https://127.0.0.1:%1/x").arg(server.serverPort()));
    const QTemporaryDir home;
    CommandRun login(home.path(), loginAt(url, url) << QStringLiteral("--json"));
    QTRY_VERIFY_WITH_TIMEOUT(login.hasEnded(), 10000);
    QCOMPARE(CommandFixture::text(login.nextEvent(), "code"), QStringLiteral("tls"));
    QCOMPARE(login.exitStatus(), 5);
}

void tst_CommandNetwork::certificateAuthorityOfTheEnvironment()
{
    QSslServer server;
    server.setSslConfiguration(serverConfiguration());
    QVERIFY(server.listen(QHostAddress::LocalHost));
    QByteArray received;
    connect(&server, &QSslServer::pendingConnectionAvailable, this, [&] {
        QTcpSocket *const socket = server.nextPendingConnection();
        connect(socket, &QTcpSocket::readyRead, this, [&received, socket] {
            received += socket->readAll();
            if (received.contains("client_id")) {
                socket->write("HTTP/1.1 400 Bad Request\r\nContent-Length: 25\r\n\r\n"
                              "{\"error\":\"invalid_scope\"} ");
            }
        });
    });
    const QUrl url(QStringLiteral("https://127.0.0.1:%1/x").arg(server.serverPort()));
    const QTemporaryDir home;
    qputenv("SSL_CERT_FILE", m_folder.filePath(QStringLiteral("cert.pem")).toLocal8Bit());
    CommandRun login(home.path(), loginAt(url, url) << QStringLiteral("--json"));
    qunsetenv("SSL_CERT_FILE");
    QTRY_VERIFY_WITH_TIMEOUT(login.hasEnded(), 10000);
    QCOMPARE(CommandFixture::text(login.nextEvent(), "code"), QStringLiteral("invalid_scope"));
}

QSslConfiguration tst_CommandNetwork::serverConfiguration() const
{
    QFile certificate(m_folder.filePath(QStringLiteral("cert.pem")));
    QFile key(m_folder.filePath(QStringLiteral("key.pem")));
    if (!certificate.open(QIODevice::ReadOnly) || !key.open(QIODevice::ReadOnly))
        qWarning("there is no certificate");
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setLocalCertificate(QSslCertificate(&certificate));
    configuration.setPrivateKey(QSslKey(&key, QSsl::Rsa));
    return configuration;
}

void tst_CommandNetwork::requestToAServerThatNobodyVouchesFor()
{
    CommandFixture fixture;
    QVERIFY(fixture.signIn());
    QSslServer server;
    server.setSslConfiguration(serverConfiguration());
    QVERIFY(server.listen(QHostAddress::LocalHost));
    const auto request =
        fixture.run({QStringLiteral("request"), fixture.accountId(),
                     QStringLiteral("https://127.0.0.1:%1/x").arg(server.serverPort())});
    QTRY_VERIFY_WITH_TIMEOUT(request->hasEnded(), 10000);
    QCOMPARE(fixture.text(request->nextEvent(), "code"), QStringLiteral("tls"));
    QCOMPARE(request->exitStatus(), 5);
    QVERIFY(request->errorOutput().contains("is not secure"));
    fixture.run({QStringLiteral("logout"), QStringLiteral("--all")})->exitStatus();
}

/// The certificate authorities are read with the first request that needs them.
void tst_CommandNetwork::requestObeysTheEnvironment()
{
    CommandFixture fixture;
    QVERIFY(fixture.signIn());
    QSslServer server;
    server.setSslConfiguration(serverConfiguration());
    QVERIFY(server.listen(QHostAddress::LocalHost));
    QByteArray received;
    connect(&server, &QSslServer::pendingConnectionAvailable, this, [&] {
        QTcpSocket *const socket = server.nextPendingConnection();
        connect(socket, &QTcpSocket::readyRead, this, [&received, socket] {
            received += socket->readAll();
            if (received.endsWith("\r\n\r\n"))
                socket->write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello");
        });
    });
    QTcpServer proxy;
    QVERIFY(proxy.listen(QHostAddress::LocalHost));
    QByteArray asked;
    connect(&proxy, &QTcpServer::newConnection, this, [&] {
        QTcpSocket *const socket = proxy.nextPendingConnection();
        connect(socket, &QTcpSocket::readyRead, this, [&asked, socket] {
            asked += socket->readAll();
            socket->write("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n");
            socket->disconnectFromHost();
        });
    });
    CommandRun::Options options;
    options.environment.insert(QStringLiteral("SSL_CERT_FILE"),
                               m_folder.filePath(QStringLiteral("cert.pem")));
    options.environment.insert(QStringLiteral("HTTPS_PROXY"),
                               QStringLiteral("http://127.0.0.1:%1").arg(proxy.serverPort()));
    const QStringList arguments{QStringLiteral("request"), fixture.accountId()};
    CommandRun request(fixture.home.path(),
                       QStringList(arguments)
                           << QStringLiteral("https://127.0.0.1:%1/x").arg(server.serverPort()),
                       options);
    QTRY_VERIFY_WITH_TIMEOUT(request.hasEnded(), 10000);
    QCOMPARE(request.exitStatus(), 0);
    QCOMPARE(request.output(), QByteArray("hello"));
    QVERIFY(received.contains("\r\nAuthorization: Bearer dat_"));
    QVERIFY(asked.isEmpty());

    CommandRun elsewhere(fixture.home.path(),
                         QStringList(arguments) << QStringLiteral("https://api.latchkey.invalid/"),
                         options);
    QTRY_VERIFY_WITH_TIMEOUT(elsewhere.hasEnded(), 10000);
    QCOMPARE(elsewhere.exitStatus(), 5);
    QVERIFY2(asked.startsWith("CONNECT api.latchkey.invalid:443 "), asked.constData());
    // The token is for the server, and the proxy is another one.
    QVERIFY(!asked.contains("dat_"));
    fixture.run({QStringLiteral("logout"), QStringLiteral("--all")})->exitStatus();
}

void tst_CommandNetwork::proxyOfTheEnvironment()
{
    QTcpServer proxy;
    QVERIFY(proxy.listen(QHostAddress::LocalHost));
    QByteArray received;
    connect(&proxy, &QTcpServer::newConnection, this, [&] {
        QTcpSocket *const socket = proxy.nextPendingConnection();
        connect(socket, &QTcpSocket::readyRead, this, [&received, socket] {
            received += socket->readAll();
            socket->write("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n");
            socket->disconnectFromHost();
        });
    });
    const QUrl url(QStringLiteral("https://id.latchkey.invalid/x"));
    const QTemporaryDir home;
    qputenv("HTTPS_PROXY",
            QStringLiteral("http://127.0.0.1:%1").arg(proxy.serverPort()).toLatin1());
    CommandRun login(home.path(), loginAt(url, url) << QStringLiteral("--json"));
    qunsetenv("HTTPS_PROXY");
    QTRY_VERIFY_WITH_TIMEOUT(login.hasEnded(), 10000);
    QVERIFY2(received.startsWith("CONNECT id.latchkey.invalid:443 "), received.constData());
    QCOMPARE(CommandFixture::text(login.nextEvent(), "code"), QStringLiteral("network"));
    QCOMPARE(login.exitStatus(), 5);
}

/// Loopback is never proxied, and NO_PROXY is honoured for the rest.
void tst_CommandNetwork::noProxyExceptions()
{
    CommandFixture fixture;
    fixture.provider.adjust([](Demo::Knobs &knobs) { knobs.decision = Demo::Decision::Allow; });
    QTcpServer proxy;
    QVERIFY(proxy.listen(QHostAddress::LocalHost));
    qputenv("HTTPS_PROXY",
            QStringLiteral("http://127.0.0.1:%1").arg(proxy.serverPort()).toLatin1());
    const auto login = fixture.login({QStringLiteral("--memory")});
    qunsetenv("HTTPS_PROXY");
    QTRY_VERIFY_WITH_TIMEOUT(login->hasEnded(), 20000);
    QCOMPARE(login->exitStatus(), 0);
    QVERIFY(!proxy.hasPendingConnections());
}

void tst_CommandNetwork::demoRunsOnceAndIsFound()
{
    const QTemporaryDir home;
    CommandRun first(home.path(),
                     {QStringLiteral("demo"), QStringLiteral("--port"), QStringLiteral("0")});
    QVERIFY(first.waitForOutput(QStringLiteral("until you press Ctrl+C")));
    const QRegularExpression address(QStringLiteral("http://127\\.0\\.0\\.1:(\\d+)"));
    const QString port = address.match(QString::fromUtf8(first.output())).captured(1);
    QVERIFY(!port.isEmpty());
    CommandRun second(home.path(), {QStringLiteral("demo"), QStringLiteral("--port"), port});
    QCOMPARE(second.exitStatus(), 0);
    QVERIFY(second.output().contains("is running already"));
    first.interrupt();
    QCOMPARE(first.exitStatus(), 0);

    QTcpServer stranger;
    QVERIFY(stranger.listen(QHostAddress::LocalHost));
    CommandRun third(
        home.path(),
        {QStringLiteral("demo"), QStringLiteral("--port"), QString::number(stranger.serverPort())});
    QTRY_VERIFY_WITH_TIMEOUT(third.hasEnded(), 10000);
    QCOMPARE(third.exitStatus(), 1);
    QVERIFY(third.errorOutput().contains(QByteArray::number(stranger.serverPort())));
}

QTEST_GUILESS_MAIN(tst_CommandNetwork)
#include "tst_commandnetwork.moc"
