// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "findingsof.h"
#include "scriptednetwork.h"
#include "virtualscheduler.h"

#include <latchkey/memorystore.h>

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>
#include <QtCore/QRegularExpression>
#include <QtCore/QTemporaryDir>
#include <QtNetwork/QNetworkProxy>
#include <QtNetwork/QTcpServer>
#include <QtTest/QTest>

#include <memory>

using namespace Latchkey;
using namespace std::chrono_literals;
using Check = Finding::Check;
using Severity = Finding::Severity;

namespace {

QUrl tokenEndpoint(const QString &host)
{
    return QUrl(QStringLiteral("https://%1/token").arg(host));
}

/// A home with accounts, a store in memory, and a network that is scripted.
class DoctorFixture
{
public:
    DoctorFixture() : network(&clock)
    {
        qputenv("XDG_DATA_HOME", home.path().toLocal8Bit());
        makeDoctor();
    }

    void makeDoctor()
    {
        doctor = std::make_unique<Doctor>(QStringLiteral("test"), &store);
        doctor->setScheduler(&clock);
        doctor->setNetworkAccessManager(&network);
        told = std::make_unique<FindingsOf>(doctor.get());
    }

    /// An account for each token endpoint.
    bool sign(const QList<QUrl> &endpoints) const
    {
        QJsonArray accounts;
        for (const QUrl &url : endpoints) {
            const QString id = QStringLiteral("p%1").arg(accounts.size());
            const QJsonObject provider{
                {QStringLiteral("id"), id},
                {QStringLiteral("endpoints"),
                 QJsonObject{{QStringLiteral("token"), url.toString(QUrl::FullyEncoded)}}}};
            accounts += QJsonObject{{QStringLiteral("id"), id},
                                    {QStringLiteral("name"), id},
                                    {QStringLiteral("provider"), provider}};
        }
        return writeList(
            QJsonDocument(QJsonObject{{QStringLiteral("accounts"), accounts}}).toJson());
    }

    bool writeList(const QByteArray &content) const
    {
        const QString folder = home.filePath(QStringLiteral("latchkey/test"));
        QFile file(folder + QStringLiteral("/accounts.json"));
        return QDir().mkpath(folder) && file.open(QIODevice::WriteOnly)
            && file.write(content) == content.size()
            && file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    }

    /// Without time passing. Certificate authorities are read in another thread.
    void run()
    {
        doctor->start();
        const bool isRead = QTest::qWaitFor(
            [&] { return !doctor || told->count(Check::CertificateAuthorities) > 0; });
        if (!isRead)
            qWarning("the certificate authorities were not read");
        VirtualScheduler::settle();
    }

    QTemporaryDir home;
    VirtualScheduler clock;
    ScriptedNetwork network;
    MemoryStore store;
    std::unique_ptr<Doctor> doctor;
    std::unique_ptr<FindingsOf> told;
};

} // namespace

/// The doctor as a whole, in virtual time.
class TestDoctorLifecycle : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".?"))); }

    void nobodyIsSignedIn();
    void nothingComesFromWithinStart();
    void startingTwiceIsStartingOnce();
    void everyServerIsAskedOnce();
    void aBrokenListHidesNothingElse();
    void aServerThatIsDown();
    void anAddressThatIsNotSecure();
    void silenceEverywhereIsBounded();
    void theProxyIsLookedAtOnce();
    void destroyingEndsEverything();
    void destroyingFromWithinASignal_data();
    void destroyingFromWithinASignal();
    void findingsAreValues();
};

/// What a computer is like on which nothing is wrong.
void TestDoctorLifecycle::initTestCase()
{
    for (const char *variable :
         {"DISPLAY", "WAYLAND_DISPLAY", "BROWSER", "SSL_CERT_FILE", "SSL_CERT_DIR"})
        qunsetenv(variable);
}

void TestDoctorLifecycle::nobodyIsSignedIn()
{
    DoctorFixture fixture;
    fixture.run();
    QCOMPARE(fixture.told->timesFinished, 1);
    QCOMPARE(fixture.told->foundBeforeTheEnd, static_cast<int>(fixture.told->findings.size()));
    for (const Check which : {Check::AccountList, Check::Locks, Check::Browser, Check::Proxy,
                              Check::CertificateAuthorities, Check::Keychain})
        QCOMPARE(fixture.told->count(which), 1);
    QCOMPARE(fixture.told->findings.size(), 6);
    for (const Finding &finding : std::as_const(fixture.told->findings)) {
        // Some systems come without authorities.
        QVERIFY2(finding.isOk() || finding.check() == Check::CertificateAuthorities,
                 qPrintable(finding.message()));
        QCOMPARE(faultOf(finding), QString());
    }
    QVERIFY(fixture.network.sent().isEmpty());
    QCOMPARE(fixture.clock.pendingCalls(), 0);
    QVERIFY(QDir(fixture.home.path()).isEmpty());
}

void TestDoctorLifecycle::nothingComesFromWithinStart()
{
    DoctorFixture fixture;
    fixture.doctor->start();
    QVERIFY(fixture.told->findings.isEmpty());
    QCOMPARE(fixture.told->timesFinished, 0);
}

void TestDoctorLifecycle::startingTwiceIsStartingOnce()
{
    DoctorFixture fixture;
    fixture.doctor->start();
    fixture.run();
    const qsizetype count = fixture.told->findings.size();
    fixture.run();
    QCOMPARE(fixture.told->timesFinished, 1);
    QCOMPARE(fixture.told->findings.size(), count);
}

void TestDoctorLifecycle::everyServerIsAskedOnce()
{
    DoctorFixture fixture;
    const QUrl one = tokenEndpoint(QStringLiteral("one.example"));
    const QUrl two = tokenEndpoint(QStringLiteral("two.example"));
    QVERIFY(fixture.sign({one, two, one, one}));
    fixture.network.answer(one, ScriptedAnswer::json(405, "{}"));
    fixture.network.answer(two, ScriptedAnswer::json(405, "{}"));
    fixture.run();
    QCOMPARE(fixture.told->timesFinished, 1);
    QCOMPARE(fixture.network.sentTo(one).size(), 1);
    QCOMPARE(fixture.network.sentTo(two).size(), 1);
    QCOMPARE(fixture.told->count(Check::Connection), 2);
    QCOMPARE(fixture.told->of(Check::AccountList).message(),
             QStringLiteral("Accounts in the list: 4."));
}

void TestDoctorLifecycle::aBrokenListHidesNothingElse()
{
    DoctorFixture fixture;
    QVERIFY(fixture.writeList("{"));
    fixture.run();
    QCOMPARE(fixture.told->timesFinished, 1);
    QCOMPARE(fixture.told->of(Check::AccountList).severity(), Severity::Problem);
    QCOMPARE(fixture.told->findings.size(), 6);
}

void TestDoctorLifecycle::aServerThatIsDown()
{
    DoctorFixture fixture;
    const QUrl one = tokenEndpoint(QStringLiteral("one.example"));
    const QUrl two = tokenEndpoint(QStringLiteral("two.example"));
    QVERIFY(fixture.sign({one, two}));
    fixture.network.answer(one, ScriptedAnswer::failure(QNetworkReply::HostNotFoundError));
    fixture.network.answer(two, ScriptedAnswer::json(405, "{}"));
    fixture.run();
    QCOMPARE(fixture.told->timesFinished, 1);
    QCOMPARE(fixture.told->of(Check::Dns).subject(), QStringLiteral("one.example"));
    QCOMPARE(fixture.told->of(Check::Dns).severity(), Severity::Problem);
    QCOMPARE(fixture.told->of(Check::Tls).subject(), QStringLiteral("two.example"));
    QVERIFY(fixture.told->of(Check::Tls).isOk());
}

/// A list that somebody wrote by hand may name such a one; its password is not told.
void TestDoctorLifecycle::anAddressThatIsNotSecure()
{
    DoctorFixture fixture;
    // One with a password in it is left out as it is read.
    QVERIFY(fixture.sign({QUrl(QStringLiteral("https://mara:s3cr3t@zero.example/token")),
                          QUrl(QStringLiteral("http://one.example/token?key=s3cr3t")),
                          QUrl(QStringLiteral("http://two.example/token?key=s3cr3t"))}));
    fixture.run();
    QCOMPARE(fixture.told->timesFinished, 1);
    QCOMPARE(fixture.told->count(Check::Tls), 2);
    QVERIFY(fixture.network.sent().isEmpty());
    for (const Finding &finding : std::as_const(fixture.told->findings)) {
        for (const QString &text :
             {finding.subject(), finding.message(), finding.remedy(), finding.detail()})
            QVERIFY2(!text.contains(QStringLiteral("s3cr3t")), qPrintable(text));
        QCOMPARE(faultOf(finding), QString());
    }
    QCOMPARE(fixture.told->of(Check::Tls).severity(), Severity::Problem);
}

void TestDoctorLifecycle::silenceEverywhereIsBounded()
{
    DoctorFixture fixture;
    QList<QUrl> endpoints;
    for (int i = 0; i < 50; ++i) {
        endpoints += tokenEndpoint(QStringLiteral("silent-%1.example").arg(i));
        fixture.network.answer(endpoints.constLast(), ScriptedAnswer::silence());
    }
    QVERIFY(fixture.sign(endpoints));
    fixture.run();
    QVERIFY(fixture.network.underWay() <= 12);
    fixture.clock.advance(29s);
    QCOMPARE(fixture.told->timesFinished, 0);
    fixture.clock.advance(1s);
    QCOMPARE(fixture.told->timesFinished, 1);
    // Nobody is passed over in silence.
    QCOMPARE(fixture.told->count(Check::Connection), 50);
    QCOMPARE(fixture.network.underWay(), 0);
    QCOMPARE(fixture.clock.pendingCalls(), 0);
    for (const Finding &finding : std::as_const(fixture.told->findings))
        QCOMPARE(faultOf(finding), QString());
}

/// By itself and by every server behind it the same would be told.
void TestDoctorLifecycle::theProxyIsLookedAtOnce()
{
    DoctorFixture fixture;
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress::LocalHost));
    const quint16 port = server.serverPort();
    server.close();
    fixture.network.setProxy(QNetworkProxy(QNetworkProxy::HttpProxy, QStringLiteral("127.0.0.1"),
                                           port, QStringLiteral("mara"), QStringLiteral("s3cr3t")));
    const QUrl one = tokenEndpoint(QStringLiteral("one.example"));
    const QUrl two = tokenEndpoint(QStringLiteral("two.example"));
    QVERIFY(fixture.sign({one, two}));
    for (const QUrl &url : {one, two}) {
        fixture.network.answer(url,
                               ScriptedAnswer::failure(QNetworkReply::ProxyConnectionRefusedError));
    }
    fixture.run();
    QTRY_COMPARE(fixture.told->timesFinished, 1);
    QCOMPARE(fixture.told->count(Check::Proxy), 1);
    const Finding finding = fixture.told->of(Check::Proxy);
    QCOMPARE(finding.severity(), Severity::Problem);
    QCOMPARE(finding.subject(), QStringLiteral("127.0.0.1:%1").arg(port));
    QVERIFY(!finding.detail().contains(QStringLiteral("s3cr3t")));
}

void TestDoctorLifecycle::destroyingEndsEverything()
{
    DoctorFixture fixture;
    const QUrl one = tokenEndpoint(QStringLiteral("one.example"));
    QVERIFY(fixture.sign({one}));
    fixture.network.answer(one, ScriptedAnswer::silence());
    fixture.run();
    QCOMPARE(fixture.network.underWay(), 1);
    QCOMPARE(fixture.told->timesFinished, 0);
    fixture.doctor.reset();
    fixture.clock.advance(60s);
    QCOMPARE(fixture.told->timesFinished, 0);
    QCOMPARE(fixture.network.underWay(), 0);
    QCOMPARE(fixture.clock.pendingCalls(), 0);

    // Before it has begun, too.
    fixture.makeDoctor();
    fixture.doctor->start();
    fixture.doctor.reset();
    fixture.clock.advance(60s);
    QVERIFY(fixture.told->findings.isEmpty());
}

void TestDoctorLifecycle::destroyingFromWithinASignal_data()
{
    QTest::addColumn<int>("findings");
    QTest::newRow("the first finding") << 1;
    QTest::newRow("the last finding") << 6;
    QTest::newRow("the end") << 7;
}

void TestDoctorLifecycle::destroyingFromWithinASignal()
{
    QFETCH(int, findings);
    DoctorFixture fixture;
    int count = 0;
    const auto heard = [&] {
        if (++count == findings)
            fixture.doctor.reset();
    };
    connect(fixture.doctor.get(), &Doctor::found, this, heard);
    connect(fixture.doctor.get(), &Doctor::finished, this, heard);
    fixture.run();
    QVERIFY(!fixture.doctor);
    QCOMPARE(count, findings);
    QCOMPARE(fixture.clock.pendingCalls(), 0);
}

void TestDoctorLifecycle::findingsAreValues()
{
    const Finding plain(Check::Browser, Severity::Warning, QStringLiteral("xdg-open"),
                        QStringLiteral("It is so."));
    const Finding whole =
        plain.withRemedy(QStringLiteral("Do that.")).withDetail(QStringLiteral("because"));
    QVERIFY(plain.remedy().isEmpty() && plain.detail().isEmpty());
    QCOMPARE(whole.remedy(), QStringLiteral("Do that."));
    QCOMPARE(whole.detail(), QStringLiteral("because"));
    QCOMPARE(whole.message(), plain.message());
    QCOMPARE(whole.checkCode(), QStringLiteral("browser"));
    QCOMPARE(whole.severityCode(), QStringLiteral("warning"));
    QVERIFY(!whole.isOk() && Finding().isOk());
    QString shown;
    QDebug(&shown) << whole;
    QCOMPARE(shown.trimmed(),
             QStringLiteral("Finding(\"browser\", \"warning\", \"xdg-open\", \"It is so.\", "
                            "\"because\")"));
}

QTEST_GUILESS_MAIN(TestDoctorLifecycle)

#include "tst_doctorlifecycle.moc"
