// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT
#include "demoharness.h"

#include <QtCore/QDir>
#include <QtCore/QElapsedTimer>
#include <QtCore/QFile>
#include <QtCore/QFileInfo>
#include <QtCore/QRegularExpression>
#include <QtCore/QTemporaryDir>
#include <QtNetwork/QHostAddress>
#include <QtNetwork/QTcpServer>
#include <QtNetwork/QTcpSocket>
#include <QtTest/QTest>

#include <thread>
#include <vector>

using namespace DemoTest;
using namespace Latchkey;
using namespace Latchkey::Demo;
using Status = DemoProvider::StartResult::Status;

namespace {

/// Without openid, so that no test waits for a signing key that it does not look at.
const QString scope = QStringLiteral("demo:read offline_access");

QString textIn(const QJsonObject &object, const char *name)
{
    return object.value(QLatin1String(name)).toString();
}

Form polling(const QJsonObject &code)
{
    return {{QStringLiteral("grant_type"),
             QStringLiteral("urn:ietf:params:oauth:grant-type:device_code")},
            {QStringLiteral("device_code"), textIn(code, "device_code")},
            {QStringLiteral("client_id"), QStringLiteral("latchkey")}};
}

Form refreshing(const QString &token)
{
    return {{QStringLiteral("grant_type"), QStringLiteral("refresh_token")},
            {QStringLiteral("refresh_token"), token},
            {QStringLiteral("client_id"), QStringLiteral("latchkey")}};
}

QJsonObject newCode(quint16 port)
{
    return Http(port)
        .postForm("/oauth/device/code",
                  {{QStringLiteral("client_id"), QStringLiteral("latchkey")},
                   {QStringLiteral("scope"), scope}})
        .json();
}

QJsonObject signIn(DemoProvider &provider)
{
    const QJsonObject code = newCode(provider.port());
    provider.approve(textIn(code, "user_code"));
    return Http(provider.port()).postForm("/oauth/token", polling(code)).json();
}

int itemsStatus(quint16 port, const QJsonObject &tokens)
{
    return Http(port)
        .get("/api/items",
             {{"Authorization", "Bearer " + textIn(tokens, "access_token").toLatin1()}})
        .status;
}

/// A port that was free a moment ago.
quint16 freePort()
{
    QTcpServer server;
    server.listen(QHostAddress(QHostAddress::LocalHost));
    return server.serverPort();
}

} // namespace

/// Starting, stopping, remembering, and finding another one there already.
class TestDemoLifecycle : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();

    void servesOnAnyPortInMemory();
    void theUsualPortHasTheUsualFile();
    void aSignInSurvivesARestart();
    void aCodeSurvivesARestart();
    void spentRefreshTokensAreRemembered();
    void theSigningKeyStays();
    void theFileIsPrivateAndHoldsNoSecrets();
    void aBrokenFileIsSetAside_data();
    void aBrokenFileIsSetAside();
    void anUnreadableFileIsLeftAlone();
    void anUnwritableFileStopsNobody();
    void aSecondOneAttaches();
    void anAttachedOneTakesOver();
    void ensureRunningLeavesARunningOneAlone();
    void aForeignPortIsNamed_data();
    void aForeignPortIsNamed();
    void onlyLoopbackListens();
    void stoppingIsQuick();
    void canBeStartedAgain();

private:
    DemoProvider::Options remembering(quint16 port = 0) const;

    std::unique_ptr<QTemporaryDir> m_folder;
    QString m_file;
};

void TestDemoLifecycle::init()
{
    failOnWarning();
    m_folder = std::make_unique<QTemporaryDir>();
    m_file = m_folder->filePath(QStringLiteral("deep/er/demo.json"));
}

DemoProvider::Options TestDemoLifecycle::remembering(quint16 port) const
{
    DemoProvider::Options options = DemoProvider::Options::inMemory();
    options.port = port;
    options.stateFile = m_file;
    return options;
}

void TestDemoLifecycle::servesOnAnyPortInMemory()
{
    DemoProvider one(DemoProvider::Options::inMemory());
    DemoProvider other(DemoProvider::Options::inMemory());
    QCOMPARE(one.port(), quint16(0));
    QVERIFY(!one.isServing());
    QCOMPARE(one.start().status, Status::Started);
    QCOMPARE(other.start().status, Status::Started);
    QVERIFY(one.isServing());
    QVERIFY(one.port() != other.port());
    QCOMPARE(one.url(QStringLiteral("/activate")).toString(),
             QStringLiteral("http://127.0.0.1:%1/activate").arg(one.port()));
    QCOMPARE(Http(one.port()).get("/activate").status, 200);
    QCOMPARE(one.start().status, Status::Started);
}

void TestDemoLifecycle::theUsualPortHasTheUsualFile()
{
    QVERIFY(DemoProvider::defaultStateFile(8765).endsWith(
        QLatin1String("/latchkey/demo-provider.json")));
    QVERIFY(DemoProvider::defaultStateFile(9000).endsWith(
        QLatin1String("/latchkey/demo-provider-9000.json")));
    const auto options = DemoProvider::Options::persistent(9000);
    QCOMPARE(options.stateFile, DemoProvider::defaultStateFile(9000));
    QCOMPARE(options.port, quint16(9000));
}

void TestDemoLifecycle::aSignInSurvivesARestart()
{
    QJsonObject tokens;
    {
        DemoProvider provider(remembering());
        QCOMPARE(provider.start().status, Status::Started);
        tokens = signIn(provider);
        QCOMPARE(itemsStatus(provider.port(), tokens), 200);
    }
    DemoProvider provider(remembering());
    const auto started = provider.start();
    QCOMPARE(started.status, Status::Started);
    QCOMPARE(started.message, QString());
    QCOMPARE(itemsStatus(provider.port(), tokens), 200);
    const Reply refreshed =
        Http(provider.port()).postForm("/oauth/token", refreshing(textIn(tokens, "refresh_token")));
    QCOMPARE(refreshed.status, 200);
    QCOMPARE(textIn(refreshed.json(), "scope"), scope);
}

void TestDemoLifecycle::aCodeSurvivesARestart()
{
    QJsonObject pending;
    QJsonObject approved;
    {
        DemoProvider provider(remembering());
        provider.start();
        pending = newCode(provider.port());
        approved = newCode(provider.port());
        QVERIFY(provider.approve(textIn(approved, "user_code")));
    }
    DemoProvider provider(remembering());
    provider.start();
    QCOMPARE(Http(provider.port()).postForm("/oauth/token", polling(approved)).status, 200);
    QCOMPARE(Http(provider.port()).postForm("/oauth/token", polling(pending)).error(),
             QStringLiteral("authorization_pending"));
    QVERIFY(provider.approve(textIn(pending, "user_code")));
}

void TestDemoLifecycle::spentRefreshTokensAreRemembered()
{
    QString spent;
    QJsonObject current;
    {
        DemoProvider provider(remembering());
        provider.start();
        spent = textIn(signIn(provider), "refresh_token");
        current = Http(provider.port()).postForm("/oauth/token", refreshing(spent)).json();
    }
    DemoProvider provider(remembering());
    provider.start();
    Http http(provider.port());
    QCOMPARE(http.postForm("/oauth/token", refreshing(spent)).error(),
             QStringLiteral("invalid_grant"));
    QCOMPARE(http.postForm("/oauth/token", refreshing(textIn(current, "refresh_token"))).error(),
             QStringLiteral("invalid_grant"));
    QCOMPARE(provider.counters().reuseDetected, 1);
}

void TestDemoLifecycle::theSigningKeyStays()
{
    QByteArray keys;
    {
        DemoProvider provider(remembering());
        provider.start();
        keys = Http(provider.port()).get("/oauth/jwks").body;
        QVERIFY(keys.contains("\"kid\""));
    }
    DemoProvider provider(remembering());
    provider.start();
    QCOMPARE(Http(provider.port()).get("/oauth/jwks").body, keys);
    DemoProvider other(DemoProvider::Options::inMemory());
    other.start();
    QVERIFY(Http(other.port()).get("/oauth/jwks").body != keys);
}

void TestDemoLifecycle::theFileIsPrivateAndHoldsNoSecrets()
{
    DemoProvider::Options options = remembering();
    options.knobs.recordSecrets = true;
    DemoProvider provider(options);
    provider.start();
    const QJsonObject tokens = signIn(provider);
    Http(provider.port()).postForm("/oauth/token", refreshing(textIn(tokens, "refresh_token")));
    const QFile::Permissions others = QFile::ReadGroup | QFile::WriteGroup | QFile::ExeGroup
        | QFile::ReadOther | QFile::WriteOther | QFile::ExeOther;
    QCOMPARE(QFileInfo(m_file).permissions() & others, QFile::Permissions());
    QFile file(m_file);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray content = file.readAll();
    QVERIFY(content.contains("latchkey-demo-provider"));
    const QStringList secrets = provider.issuedSecrets();
    QVERIFY(secrets.size() >= 5);
    for (const QString &secret : secrets)
        QVERIFY(!content.contains(secret.toLatin1()));
    const QStringList left = QFileInfo(m_file).dir().entryList(QDir::Files | QDir::Hidden);
    QCOMPARE(left, QStringList{QStringLiteral("demo.json")});
}

void TestDemoLifecycle::aBrokenFileIsSetAside_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("no JSON") << QByteArray("\x7f"
                                           "ELF");
    QTest::newRow("cut off") << QByteArray("{\"format\":\"latchkey-demo-provider\",\"versi");
    QTest::newRow("something else's") << QByteArray("{\"version\":1,\"parts\":{}}");
    QTest::newRow("a later version")
        << QByteArray("{\"format\":\"latchkey-demo-provider\",\"version\":2,\"parts\":{}}");
    QTest::newRow("a part of another shape")
        << QByteArray("{\"format\":\"latchkey-demo-provider\",\"version\":1,"
                      "\"parts\":{\"grants\":{\"grants\":7}}}");
    QTest::newRow("a key that cannot sign")
        << QByteArray("{\"format\":\"latchkey-demo-provider\",\"version\":1,"
                      "\"parts\":{\"key\":{\"kty\":\"RSA\",\"n\":\"AQ\",\"e\":\"AQAB\"}}}");
}

void TestDemoLifecycle::aBrokenFileIsSetAside()
{
    QFETCH(QByteArray, content);
    QDir().mkpath(QFileInfo(m_file).path());
    QFile broken(m_file);
    QVERIFY(broken.open(QIODevice::WriteOnly));
    broken.write(content);
    broken.close();
    DemoProvider provider(remembering());
    const auto started = provider.start();
    QCOMPARE(started.status, Status::Started);
    const QDir folder = QFileInfo(m_file).dir();
    const QStringList kept = folder.entryList({QStringLiteral("demo.json.broken-*")});
    QCOMPARE(kept.size(), 1);
    QVERIFY2(started.message.contains(kept.first()), qPrintable(started.message));
    QFile aside(folder.filePath(kept.first()));
    QVERIFY(aside.open(QIODevice::ReadOnly));
    QCOMPARE(aside.readAll(), content);
    QCOMPARE(itemsStatus(provider.port(), signIn(provider)), 200);
}

void TestDemoLifecycle::anUnreadableFileIsLeftAlone()
{
    QDir().mkpath(m_file);
    DemoProvider provider(remembering());
    const auto started = provider.start();
    QCOMPARE(started.status, Status::Failed);
    QVERIFY2(started.message.contains(QDir::toNativeSeparators(m_file)),
             qPrintable(started.message));
    QVERIFY(!provider.isServing());
    QVERIFY(QFileInfo(m_file).isDir());
}

void TestDemoLifecycle::anUnwritableFileStopsNobody()
{
    QFile inTheWay(m_folder->filePath(QStringLiteral("deep")));
    QVERIFY(inTheWay.open(QIODevice::WriteOnly));
    DemoProvider provider(remembering());
    QCOMPARE(provider.start().status, Status::Started);
    // Said once, not at every change.
    QTest::ignoreMessage(QtWarningMsg,
                         QRegularExpression(QStringLiteral("cannot write .*demo\\.json")));
    QCOMPARE(itemsStatus(provider.port(), signIn(provider)), 200);
}

void TestDemoLifecycle::aSecondOneAttaches()
{
    DemoProvider first(remembering());
    first.start();
    DemoProvider second(remembering(first.port()));
    const auto result = second.start();
    QCOMPARE(result.status, Status::Attached);
    QVERIFY(result.isUsable());
    QVERIFY(!second.isServing());
    QCOMPARE(second.issuer(), first.issuer());
    second.stop();
    QVERIFY(first.isServing());
    QCOMPARE(Http(first.port()).get("/activate").status, 200);
}

void TestDemoLifecycle::anAttachedOneTakesOver()
{
    auto first = std::make_unique<DemoProvider>(remembering());
    first->start();
    const quint16 port = first->port();
    DemoProvider second(remembering(port));
    QCOMPARE(second.start().status, Status::Attached);
    QCOMPARE(second.ensureRunning().status, Status::Attached);
    const QJsonObject tokens = signIn(*first);
    first.reset();
    QCOMPARE(second.ensureRunning().status, Status::Started);
    QVERIFY(second.isServing());
    QCOMPARE(second.port(), port);
    QCOMPARE(itemsStatus(port, tokens), 200);
}

void TestDemoLifecycle::ensureRunningLeavesARunningOneAlone()
{
    DemoProvider provider(remembering());
    QCOMPARE(provider.ensureRunning().status, Status::Started);
    const quint16 port = provider.port();
    const QJsonObject tokens = signIn(provider);
    QCOMPARE(provider.ensureRunning().status, Status::Started);
    QCOMPARE(provider.port(), port);
    QCOMPARE(itemsStatus(port, tokens), 200);
}

void TestDemoLifecycle::aForeignPortIsNamed_data()
{
    QTest::addColumn<QByteArray>("answer");
    QTest::newRow("closes at once") << QByteArray();
    QTest::newRow("speaks no HTTP") << QByteArray("SSH-2.0-OpenSSH_9.2\r\n");
    QTest::newRow("another web server")
        << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
    QTest::newRow("a demo provider of another address")
        << QByteArray("HTTP/1.1 200 OK\r\nContent-Length: 57\r\n\r\n"
                      "{\"service\":\"latchkey-demo\",\"issuer\":\"http://127.0.0.1:1\"} ");
    QTest::newRow("answers without end")
        << QByteArray("HTTP/1.1 200 OK\r\n\r\n") + QByteArray(200'000, 'x');
}

void TestDemoLifecycle::aForeignPortIsNamed()
{
    QFETCH(QByteArray, answer);
    QTcpServer foreign;
    QVERIFY(foreign.listen(QHostAddress(QHostAddress::LocalHost)));
    DemoProvider provider(remembering(foreign.serverPort()));
    DemoProvider::StartResult result;
    std::atomic<bool> done{false};
    std::thread starting([&] {
        result = provider.start();
        done = true;
    });
    QElapsedTimer timer;
    timer.start();
    std::vector<std::unique_ptr<QTcpSocket>> sockets;
    while (!done && timer.elapsed() < 10'000) {
        if (!foreign.waitForNewConnection(20))
            continue;
        sockets.emplace_back(foreign.nextPendingConnection());
        sockets.back()->waitForReadyRead(500);
        sockets.back()->write(answer);
        sockets.back()->disconnectFromHost();
        if (sockets.back()->state() != QAbstractSocket::UnconnectedState)
            sockets.back()->waitForDisconnected(500);
    }
    starting.join();
    QCOMPARE(result.status, Status::PortTaken);
    QVERIFY(!result.isUsable());
    QVERIFY2(result.message.contains(QString::number(foreign.serverPort())),
             qPrintable(result.message));
    QVERIFY(!QFile::exists(m_file));
}

void TestDemoLifecycle::onlyLoopbackListens()
{
    DemoProvider provider(remembering());
    provider.start();
    // The whole of 127.0.0.0/8 is this computer; a server on any address would answer here too.
    QTcpSocket socket;
    socket.connectToHost(QHostAddress(QStringLiteral("127.0.0.2")), provider.port());
    QVERIFY(!socket.waitForConnected(500));
}

void TestDemoLifecycle::stoppingIsQuick()
{
    auto provider = std::make_unique<DemoProvider>(remembering());
    provider->start();
    std::vector<std::unique_ptr<Http>> keptAlive;
    std::vector<std::unique_ptr<QTcpSocket>> silent;
    for (int i = 0; i < 5; ++i) {
        keptAlive.push_back(std::make_unique<Http>(provider->port()));
        QCOMPARE(keptAlive.back()->get("/activate").status, 200);
        silent.push_back(std::make_unique<QTcpSocket>());
        silent.back()->connectToHost(QHostAddress(QHostAddress::LocalHost), provider->port());
        QVERIFY(silent.back()->waitForConnected(1000));
    }
    QElapsedTimer timer;
    timer.start();
    provider.reset();
    QVERIFY2(timer.elapsed() < 1000, qPrintable(QString::number(timer.elapsed())));
}

void TestDemoLifecycle::canBeStartedAgain()
{
    const quint16 port = freePort();
    DemoProvider provider(remembering(port));
    for (int i = 0; i < 3; ++i) {
        QCOMPARE(provider.start().status, Status::Started);
        QCOMPARE(provider.port(), port);
        QCOMPARE(Http(port).get("/activate").status, 200);
        provider.stop();
        QVERIFY(!provider.isServing());
        QCOMPARE(Http(port).get("/activate").status, 0);
    }
}

QTEST_GUILESS_MAIN(TestDemoLifecycle)
#include "tst_demolifecycle.moc"
