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

struct Credentials
{
    QSslCertificate certificate;
    QSslKey key;
};

/// Signed by itself, for \a subjectAltName; without a key where openssl failed. An address is what
/// is certified, because a bare system knows no name, not even "localhost".
Credentials makeCredentials(const QString &subjectAltName)
{
    const QTemporaryDir folder;
    QProcess openssl;
    openssl.setWorkingDirectory(folder.path());
    openssl.start(QStringLiteral("openssl"),
                  {QStringLiteral("req"), QStringLiteral("-x509"), QStringLiteral("-newkey"),
                   QStringLiteral("ec"), QStringLiteral("-pkeyopt"),
                   QStringLiteral("ec_paramgen_curve:prime256v1"), QStringLiteral("-nodes"),
                   QStringLiteral("-keyout"), QStringLiteral("key.pem"), QStringLiteral("-out"),
                   QStringLiteral("certificate.pem"), QStringLiteral("-days"), QStringLiteral("2"),
                   QStringLiteral("-subj"), QStringLiteral("/CN=test"), QStringLiteral("-addext"),
                   QStringLiteral("subjectAltName=") + subjectAltName});
    QFile key(folder.filePath(QStringLiteral("key.pem")));
    if (!openssl.waitForFinished() || openssl.exitCode() != 0 || !key.open(QIODevice::ReadOnly))
        return Credentials();
    const QString certificate = folder.filePath(QStringLiteral("certificate.pem"));
    return {QSslCertificate::fromPath(certificate).value(0), QSslKey(&key, QSsl::Ec)};
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
    static QSslServer *newSslServer(const Credentials &credentials);

    Credentials m_own; ///< For the address that the servers listen on.
    Credentials m_foreign; ///< For another one.
};

void TestHttpTls::initTestCase()
{
    m_own = makeCredentials(QStringLiteral("IP:127.0.0.1"));
    m_foreign = makeCredentials(QStringLiteral("DNS:other.invalid"));
    QVERIFY2(!m_own.key.isNull() && !m_foreign.key.isNull(), "the openssl command is needed");
    QVERIFY(!m_own.certificate.isNull() && !m_foreign.certificate.isNull());
}

QSslServer *TestHttpTls::newSslServer(const Credentials &credentials)
{
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setLocalCertificate(credentials.certificate);
    configuration.setPrivateKey(credentials.key);
    auto *server = new QSslServer;
    server->setSslConfiguration(configuration);
    return server;
}

// Demand: RFC6750-5.3-tls
void TestHttpTls::anUnknownIssuerIsRefused()
{
    LoopbackServer server(LoopbackServer::always(ok), newSslServer(m_own));
    VirtualScheduler scheduler;
    HttpClient client(nullptr, &scheduler, nullptr);
    for (int attempt = 0; attempt < 2; ++attempt) {
        Outcome outcome;
        client.send(post(server.url()), this, outcome.callback());
        QTRY_COMPARE(outcome.calls, 1);
        QCOMPARE(outcome.error().kind(), Kind::Tls);
        QVERIFY(!outcome.error().detail().isEmpty());
    }
    QVERIFY(server.requests().isEmpty());
}

void TestHttpTls::aCertificateForAnotherHostIsRefused()
{
    LoopbackServer server(LoopbackServer::always(ok), newSslServer(m_foreign));
    TrustingManager manager(m_foreign.certificate);
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
    LoopbackServer server(LoopbackServer::always(ok), newSslServer(m_own));
    TrustingManager manager(m_own.certificate);
    VirtualScheduler scheduler;
    HttpClient client(&manager, &scheduler, nullptr);
    for (int attempt = 0; attempt < 2; ++attempt) {
        Outcome outcome;
        client.send(post(server.url()), this, outcome.callback());
        QTRY_COMPARE(outcome.calls, 1);
        QVERIFY2(outcome.isAnswer(), qPrintable(outcome.error().detail()));
        QCOMPARE(outcome.status(), 200);
    }
    QCOMPARE(server.requests().size(), 2);
    QCOMPARE(server.connections(), 1);
}

// Demand: RFC8628-3.1-tls
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
