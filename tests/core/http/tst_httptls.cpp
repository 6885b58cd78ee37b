// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "loopbackserver.h"
#include "outcome.h"
#include "virtualscheduler.h"

#include <QtCore/QFile>
#include <QtCore/QProcess>
#include <QtCore/QRegularExpression>
#include <QtCore/QTemporaryDir>
#include <QtNetwork/QNetworkAccessManager>
#include <QtNetwork/QSslCertificate>
#include <QtNetwork/QSslConfiguration>
#include <QtNetwork/QSslKey>
#include <QtNetwork/QSslServer>
#include <QtTest/QTest>

using namespace Latchkey;
using Kind = Error::Kind;

namespace {

const QByteArray ok = LoopbackServer::answer(200, "{}");

HttpRequest post(const QUrl &url)
{
    HttpRequest request;
    request.url = url;
    request.form = {{QStringLiteral("client_secret"), QStringLiteral("s3cr3t")}};
    return request;
}

/// An application's manager that knows an authority of its own.
class TrustingManager : public QNetworkAccessManager
{
public:
    explicit TrustingManager(const QSslCertificate &authority) : m_authority(authority) { }

protected:
    QNetworkReply *createRequest(Operation operation, const QNetworkRequest &request,
                                 QIODevice *outgoing) override
    {
        QSslConfiguration configuration = request.sslConfiguration();
        configuration.addCaCertificate(m_authority);
        QNetworkRequest trusting = request;
        trusting.setSslConfiguration(configuration);
        return QNetworkAccessManager::createRequest(operation, trusting, outgoing);
    }

private:
    QSslCertificate m_authority;
};

QUrl byName(QUrl url)
{
    url.setHost(QStringLiteral("localhost"));
    return url;
}

} // namespace

/// The client and certificates. The certificate is made by the openssl command for this run alone.
class TestHttpTls : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".?"))); }

    void anUnknownIssuerIsRefused();
    void aCertificateForAnotherHostIsRefused();
    void theApplicationsAuthoritiesCount();
    void plainTextIsRefused();
    void aConnectionThatClosesInTheHandshakeIsNoAnswer();

private:
    /// Owned by the LoopbackServer that it is given to.
    QSslServer *newSslServer() const;

    QSslCertificate m_certificate;
    QSslKey m_key;
};

void TestHttpTls::initTestCase()
{
    QTemporaryDir folder;
    QVERIFY(folder.isValid());
    QProcess openssl;
    openssl.setWorkingDirectory(folder.path());
    openssl.start(QStringLiteral("openssl"),
                  {QStringLiteral("req"), QStringLiteral("-x509"), QStringLiteral("-newkey"),
                   QStringLiteral("ec"), QStringLiteral("-pkeyopt"),
                   QStringLiteral("ec_paramgen_curve:prime256v1"), QStringLiteral("-nodes"),
                   QStringLiteral("-keyout"), QStringLiteral("key.pem"), QStringLiteral("-out"),
                   QStringLiteral("certificate.pem"), QStringLiteral("-days"), QStringLiteral("2"),
                   QStringLiteral("-subj"), QStringLiteral("/CN=localhost"),
                   QStringLiteral("-addext"), QStringLiteral("subjectAltName=DNS:localhost")});
    QVERIFY2(openssl.waitForFinished(), "the openssl command is needed");
    QCOMPARE(openssl.exitCode(), 0);
    QFile key(folder.filePath(QStringLiteral("key.pem")));
    QVERIFY(key.open(QIODevice::ReadOnly));
    m_key = QSslKey(&key, QSsl::Ec);
    m_certificate =
        QSslCertificate::fromPath(folder.filePath(QStringLiteral("certificate.pem"))).value(0);
    QVERIFY(!m_key.isNull());
    QVERIFY(!m_certificate.isNull());
}

QSslServer *TestHttpTls::newSslServer() const
{
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setLocalCertificate(m_certificate);
    configuration.setPrivateKey(m_key);
    auto *server = new QSslServer;
    server->setSslConfiguration(configuration);
    return server;
}

void TestHttpTls::anUnknownIssuerIsRefused()
{
    LoopbackServer server(LoopbackServer::always(ok), newSslServer());
    VirtualScheduler scheduler;
    HttpClient client(nullptr, &scheduler, nullptr);
    for (int attempt = 0; attempt < 2; ++attempt) {
        Outcome outcome;
        client.send(post(byName(server.url())), this, outcome.callback());
        QTRY_COMPARE(outcome.calls, 1);
        QCOMPARE(outcome.error().kind(), Kind::Tls);
        QVERIFY(!outcome.error().detail().isEmpty());
    }
    QVERIFY(server.requests().isEmpty());
}

void TestHttpTls::aCertificateForAnotherHostIsRefused()
{
    LoopbackServer server(LoopbackServer::always(ok), newSslServer());
    TrustingManager manager(m_certificate);
    VirtualScheduler scheduler;
    HttpClient client(&manager, &scheduler, nullptr);
    Outcome outcome;
    client.send(post(server.url()), this, outcome.callback());
    QTRY_COMPARE(outcome.calls, 1);
    QCOMPARE(outcome.error().kind(), Kind::Tls);
    QVERIFY(server.requests().isEmpty());
}

void TestHttpTls::theApplicationsAuthoritiesCount()
{
    LoopbackServer server(LoopbackServer::always(ok), newSslServer());
    TrustingManager manager(m_certificate);
    VirtualScheduler scheduler;
    HttpClient client(&manager, &scheduler, nullptr);
    for (int attempt = 0; attempt < 2; ++attempt) {
        Outcome outcome;
        client.send(post(byName(server.url())), this, outcome.callback());
        QTRY_COMPARE(outcome.calls, 1);
        QVERIFY2(outcome.isAnswer(), qPrintable(outcome.error().detail()));
        QCOMPARE(outcome.status(), 200);
    }
    QCOMPARE(server.requests().size(), 2);
    QCOMPARE(server.connections(), 1);
}

void TestHttpTls::plainTextIsRefused()
{
    // A server without TLS answers the client's greeting in clear.
    QTcpServer server;
    QByteArray received;
    connect(&server, &QTcpServer::newConnection, this, [&] {
        QTcpSocket *const socket = server.nextPendingConnection();
        connect(socket, &QTcpSocket::readyRead, this, [&received, socket] {
            received += socket->readAll();
            socket->write("HTTP/1.1 400 Bad Request\r\n\r\n");
            socket->disconnectFromHost();
        });
    });
    QVERIFY(server.listen(QHostAddress::LocalHost));
    const QUrl url(QStringLiteral("https://127.0.0.1:%1/oauth/token").arg(server.serverPort()));
    VirtualScheduler scheduler;
    HttpClient client(nullptr, &scheduler, nullptr);
    Outcome outcome;
    client.send(post(url), this, outcome.callback());
    QTRY_COMPARE(outcome.calls, 1);
    QCOMPARE(outcome.error().kind(), Kind::Tls);
    QVERIFY(!received.contains("s3cr3t"));
}

void TestHttpTls::aConnectionThatClosesInTheHandshakeIsNoAnswer()
{
    QTcpServer server;
    connect(&server, &QTcpServer::newConnection, this,
            [&] { server.nextPendingConnection()->disconnectFromHost(); });
    QVERIFY(server.listen(QHostAddress::LocalHost));
    const QUrl url(QStringLiteral("https://127.0.0.1:%1/oauth/token").arg(server.serverPort()));
    VirtualScheduler scheduler;
    HttpClient client(nullptr, &scheduler, nullptr);
    Outcome outcome;
    client.send(post(url), this, outcome.callback());
    QTRY_COMPARE(outcome.calls, 1);
    QCOMPARE(outcome.error().kind(), Kind::Network);
}

QTEST_GUILESS_MAIN(TestHttpTls)

#include "tst_httptls.moc"
