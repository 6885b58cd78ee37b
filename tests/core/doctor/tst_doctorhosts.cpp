// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "findingsof.h"
#include "scriptednetwork.h"
#include "virtualscheduler.h"

#include "doctor/clockcheck.h"
#include "doctor/hostcheck.h"

#include <QtCore/QRegularExpression>
#include <QtNetwork/QNetworkProxy>
#include <QtTest/QTest>

using namespace Latchkey;
using namespace std::chrono_literals;
using Check = Finding::Check;
using Severity = Finding::Severity;
using NetworkError = QNetworkReply::NetworkError;

namespace {

const QUrl issuer(QStringLiteral("https://id.example"));
const QUrl openId(QStringLiteral("https://id.example/.well-known/openid-configuration"));
const QUrl oauth(QStringLiteral("https://id.example/.well-known/oauth-authorization-server"));
const QUrl token(QStringLiteral("https://id.example/oauth/token"));

const QByteArray goodMetadata =
    R"({"issuer":"https://id.example","token_endpoint":"https://id.example/oauth/token"})";

ScriptedAnswer page()
{
    ScriptedAnswer answer;
    answer.body = "<html><title>Welcome to the hotel</title>";
    return answer;
}

ScriptedAnswer status(int code)
{
    return ScriptedAnswer::json(code, "{}");
}

ScriptedAnswer withDate(ScriptedAnswer answer, const QDateTime &date)
{
    const QString text =
        QLocale::c().toString(date.toUTC(), QStringLiteral("ddd, dd MMM yyyy hh:mm:ss"));
    answer.headers.insert("Date", text.toLatin1() + " GMT");
    return answer;
}

/// One server, a network that is scripted, and a clock that stands still.
class HostFixture
{
public:
    HostFixture() : network(&clock), http(&network, &clock, nullptr), watch(&network, nullptr) { }

    std::unique_ptr<HostCheck> check(const HostTarget &target, const QString &proxy = {})
    {
        return std::make_unique<HostCheck>(&http, &watch, target, proxy, nullptr);
    }

    VirtualScheduler clock;
    ScriptedNetwork network;
    HttpClient http;
    ConnectionWatch watch;
};

HostTarget withIssuer()
{
    return {issuer, {issuer}, {}};
}

HostTarget withEndpoint()
{
    return {issuer, {}, token};
}

} // namespace

Q_DECLARE_METATYPE(Latchkey::ScriptedAnswer)

/// What is told of one server, in virtual time, with nothing sent.
class TestDoctorHosts : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".?"))); }

    void aServerThatIsWell();
    void aServerOfThisComputerNeedsNoName();
    void anEndpointMayAnswerAsItLikes_data();
    void anEndpointMayAnswerAsItLikes();
    void connections_data();
    void connections();
    void certificates_data();
    void certificates();
    void metadata_data();
    void metadata();
    void theSecondPlaceCounts();
    void textFromTheNetworkIsPlain();
    void clocks_data();
    void clocks();
    void aServerWithoutAClockIsNoFinding();
    void cachesHaveOldClocks_data();
    void cachesHaveOldClocks();
    void aClockThatIsBehindNeedsNoSecondAnswer();
    void aDoubtfulClockIsToldInTheEnd();
    void silenceIsBounded();
    void aSlowSecondPlaceIsNotUnreachable();
    void whatIsToldOfAServerThatWasNotAsked();
    void proxies_data();
    void proxies();
    void destroyingEndsTheRequest();
    void accountsShareServers();
};

void TestDoctorHosts::aServerThatIsWell()
{
    HostFixture fixture;
    fixture.network.answer(
        openId, withDate(ScriptedAnswer::json(200, goodMetadata), fixture.clock.wallClock()));
    const auto check = fixture.check(withIssuer());
    const FindingsOf told(check.get());
    check->start();
    VirtualScheduler::settle();
    QCOMPARE(told.timesFinished, 1);
    QVERIFY(told.areAllOk());
    QCOMPARE(told.findings.size(), 5);
    for (const Check which :
         {Check::Dns, Check::Connection, Check::Tls, Check::Clock, Check::Metadata}) {
        QCOMPARE(told.count(which), 1);
        QCOMPARE(told.of(which).subject(), QStringLiteral("id.example"));
        QCOMPARE(faultOf(told.of(which)), QString());
    }
    QCOMPARE(fixture.network.sent().size(), 1);
    QCOMPARE(fixture.network.sent().constFirst().verb, QByteArray("GET"));
    QVERIFY(!fixture.network.sent().constFirst().request.hasRawHeader("Authorization"));
}

void TestDoctorHosts::aServerOfThisComputerNeedsNoName()
{
    HostFixture fixture;
    const QUrl local(QStringLiteral("http://127.0.0.1:8765/oauth/token"));
    fixture.network.answer(local, status(405));
    const auto check = fixture.check({QUrl(QStringLiteral("http://127.0.0.1:8765")), {}, local});
    const FindingsOf told(check.get());
    check->start();
    VirtualScheduler::settle();
    QCOMPARE(told.findings.size(), 1);
    QCOMPARE(told.of(Check::Connection).subject(), QStringLiteral("127.0.0.1:8765"));
    QVERIFY(told.areAllOk());
}

void TestDoctorHosts::anEndpointMayAnswerAsItLikes_data()
{
    QTest::addColumn<ScriptedAnswer>("answer");
    QTest::newRow("not that way") << status(405);
    QTest::newRow("not found") << status(404);
    QTest::newRow("who are you") << status(401);
    QTest::newRow("a page") << page();
    QTest::newRow("a redirect") << status(302);
    QTest::newRow("trouble") << status(500);
}

void TestDoctorHosts::anEndpointMayAnswerAsItLikes()
{
    QFETCH(ScriptedAnswer, answer);
    HostFixture fixture;
    fixture.network.answer(token, answer);
    const auto check = fixture.check(withEndpoint());
    const FindingsOf told(check.get());
    check->start();
    VirtualScheduler::settle();
    QCOMPARE(told.timesFinished, 1);
    QVERIFY(told.areAllOk());
    QCOMPARE(told.count(Check::Tls), 1);
    QCOMPARE(told.count(Check::Metadata), 0);
}

void TestDoctorHosts::connections_data()
{
    QTest::addColumn<NetworkError>("error");
    QTest::addColumn<Check>("which");
    QTest::addColumn<QString>("message");
    QTest::newRow("unknown name") << NetworkError::HostNotFoundError << Check::Dns
                                  << QStringLiteral("The name of id.example is not found.");
    QTest::newRow("refused") << NetworkError::ConnectionRefusedError << Check::Connection
                             << QStringLiteral("id.example refuses the connection.");
    QTest::newRow("timed out") << NetworkError::TimeoutError << Check::Connection
                               << QStringLiteral("id.example does not answer in time.");
    QTest::newRow("closed") << NetworkError::RemoteHostClosedError << Check::Connection
                            << QStringLiteral(
                                   "id.example ends the connection before it has answered.");
    QTest::newRow("no network") << NetworkError::UnknownNetworkError << Check::Connection
                                << QStringLiteral("id.example cannot be reached.");
    QTest::newRow("not secure") << NetworkError::SslHandshakeFailedError << Check::Tls
                                << QStringLiteral(
                                       "The connection to id.example cannot be made secure.");
}

void TestDoctorHosts::connections()
{
    QFETCH(NetworkError, error);
    QFETCH(Check, which);
    QFETCH(QString, message);
    HostFixture fixture;
    fixture.network.answer(openId, ScriptedAnswer::failure(error));
    const auto check = fixture.check(withIssuer());
    const FindingsOf told(check.get());
    check->start();
    VirtualScheduler::settle();
    QCOMPARE(told.timesFinished, 1);
    QCOMPARE(told.findings.size(), 1);
    const Finding finding = told.of(which);
    QCOMPARE(finding.message(), message);
    QCOMPARE(finding.severity(), Severity::Problem);
    QVERIFY(finding.detail().contains(QStringLiteral("scripted failure")));
    QCOMPARE(faultOf(finding), QString());
    QCOMPARE(fixture.network.sent().size(), 1);
}

void TestDoctorHosts::certificates_data()
{
    QTest::addColumn<QList<QSslError::SslError>>("errors");
    QTest::addColumn<QString>("message");
    QTest::addColumn<QString>("remedy");
    const QString clock = QStringLiteral("date and time");
    const QString page = QStringLiteral("Open a page in a browser");
    const QString authority = QStringLiteral("SSL_CERT_FILE");
    using Errors = QList<QSslError::SslError>;
    QTest::newRow("expired") << Errors{QSslError::CertificateExpired}
                             << QStringLiteral("has expired") << clock;
    QTest::newRow("not valid yet")
        << Errors{QSslError::CertificateNotYetValid} << QStringLiteral("not valid yet") << clock;
    QTest::newRow("of another host")
        << Errors{QSslError::HostNameMismatch} << QStringLiteral("Another server answers") << page;
    QTest::newRow("signed by itself")
        << Errors{QSslError::SelfSignedCertificate}
        << QStringLiteral("Nobody whom this computer trusts") << authority;
    QTest::newRow("signed by somebody unknown")
        << Errors{QSslError::UnableToGetLocalIssuerCertificate}
        << QStringLiteral("Nobody whom this computer trusts") << authority;
    // Qt leaves out authorities that have expired by this computer's clock, so that a clock that
    // runs ahead looks like a stranger's certificate as well.
    QTest::newRow("a clock that makes all of them old")
        << Errors{QSslError::UnableToGetLocalIssuerCertificate, QSslError::CertificateExpired}
        << QStringLiteral("has expired") << clock;
    QTest::newRow("the page of a hotel")
        << Errors{QSslError::SelfSignedCertificate, QSslError::HostNameMismatch}
        << QStringLiteral("Another server answers") << page;
    QTest::newRow("something else")
        << Errors{QSslError::InvalidPurpose} << QStringLiteral("cannot be made secure")
        << QStringLiteral("another network");
}

void TestDoctorHosts::certificates()
{
    QFETCH(QList<QSslError::SslError>, errors);
    QFETCH(QString, message);
    QFETCH(QString, remedy);
    ConnectionTrouble trouble;
    trouble.code = QNetworkReply::SslHandshakeFailedError;
    for (const QSslError::SslError error : errors)
        trouble.certificateErrors += QSslError(error);
    const Finding finding =
        notReached(Route::to(withIssuer(), {}), Error(Error::Kind::Tls), trouble);
    QCOMPARE(finding.check(), Check::Tls);
    QCOMPARE(finding.severity(), Severity::Problem);
    QVERIFY2(finding.message().contains(message), qPrintable(finding.message()));
    QVERIFY2(finding.remedy().contains(remedy), qPrintable(finding.remedy()));
    QVERIFY(finding.detail().contains(QSslError(errors.constFirst()).errorString()));
    QCOMPARE(faultOf(finding), QString());
}

void TestDoctorHosts::metadata_data()
{
    QTest::addColumn<ScriptedAnswer>("first");
    QTest::addColumn<ScriptedAnswer>("second");
    QTest::addColumn<Severity>("severity");
    QTest::addColumn<QString>("message");
    const ScriptedAnswer none = status(404);
    const QString aPage = QStringLiteral("A web page or a redirect comes where id.example should");
    QTest::newRow("a page") << page() << page() << Severity::Problem << aPage;
    QTest::newRow("a page, then nothing") << page() << none << Severity::Problem << aPage;
    QTest::newRow("a redirect") << status(302) << status(302) << Severity::Problem << aPage;
    QTest::newRow("a network that asks for a sign-in of its own")
        << status(511) << status(511) << Severity::Problem << aPage;
    QTest::newRow("nothing") << none << none << Severity::Warning
                             << QStringLiteral("id.example does not publish its addresses.");
    QTest::newRow("another issuer")
        << ScriptedAnswer::json(200, R"({"issuer":"https://evil.example"})") << none
        << Severity::Problem << QStringLiteral("id.example says that it is another provider.");
    QTest::newRow("an address that is not secure")
        << ScriptedAnswer::json(
               200, R"({"issuer":"https://id.example","token_endpoint":"http://id.example/t"})")
        << none << Severity::Problem
        << QStringLiteral("id.example publishes an address that is not secure.");
    QTest::newRow("no issuer") << ScriptedAnswer::json(200, "{}") << none << Severity::Problem
                               << QStringLiteral("What id.example publishes cannot be understood.");
    QTest::newRow("wrong types")
        << ScriptedAnswer::json(200, R"({"issuer":"https://id.example","token_endpoint":[]})")
        << none << Severity::Problem
        << QStringLiteral("What id.example publishes cannot be understood.");
    QTest::newRow("far too much") << ScriptedAnswer::json(200, QByteArray(2 * 1024 * 1024, ' '))
                                  << none << Severity::Problem
                                  << QStringLiteral(
                                         "What id.example publishes cannot be understood.");
    QTest::newRow("a server in trouble") << status(503) << none << Severity::Problem
                                         << QStringLiteral("id.example has a problem of its own.");
    QTest::newRow("too many requests") << status(429) << none << Severity::Warning
                                       << QStringLiteral("id.example asks for fewer requests.");
}

void TestDoctorHosts::metadata()
{
    QFETCH(ScriptedAnswer, first);
    QFETCH(ScriptedAnswer, second);
    QFETCH(Severity, severity);
    QFETCH(QString, message);
    HostFixture fixture;
    fixture.network.answer(openId, first);
    fixture.network.answer(oauth, second);
    const auto check = fixture.check(withIssuer());
    const FindingsOf told(check.get());
    check->start();
    VirtualScheduler::settle();
    QCOMPARE(told.timesFinished, 1);
    // An answer of any kind proves that the way to the server is open.
    QVERIFY(told.of(Check::Connection).isOk() && told.of(Check::Tls).isOk());
    QCOMPARE(told.count(Check::Metadata), 1);
    const Finding finding = told.of(Check::Metadata);
    QVERIFY2(finding.message().startsWith(message), qPrintable(finding.message()));
    QCOMPARE(finding.severity(), severity);
    QCOMPARE(faultOf(finding), QString());
    QVERIFY(!finding.detail().isEmpty());
}

/// Some servers have a page for every address that they do not know.
void TestDoctorHosts::theSecondPlaceCounts()
{
    HostFixture fixture;
    fixture.network.answer(openId, page());
    fixture.network.answer(oauth, ScriptedAnswer::json(200, goodMetadata));
    const auto check = fixture.check(withIssuer());
    const FindingsOf told(check.get());
    check->start();
    VirtualScheduler::settle();
    QVERIFY(told.areAllOk());
    QCOMPARE(told.count(Check::Metadata), 1);
    QCOMPARE(told.timesFinished, 1);
}

void TestDoctorHosts::textFromTheNetworkIsPlain()
{
    HostFixture fixture;
    const QByteArray hostile =
        "{\"issuer\":\"https://evil.example/\\u202e\\u0007\\n" + QByteArray(5000, 'x') + "\"}";
    fixture.network.answer(openId, ScriptedAnswer::json(200, hostile));
    const auto check = fixture.check(withIssuer());
    const FindingsOf told(check.get());
    check->start();
    VirtualScheduler::settle();
    const Finding finding = told.of(Check::Metadata);
    QVERIFY(finding.detail().contains(QStringLiteral("https://evil.example/")));
    QVERIFY(!finding.detail().contains(QChar(0x202e)) && !finding.detail().contains(QChar(7)));
    QVERIFY(finding.detail().size() <= 500);
    QCOMPARE(faultOf(finding), QString());
}

void TestDoctorHosts::clocks_data()
{
    QTest::addColumn<int>("ahead");
    QTest::addColumn<Severity>("severity");
    QTest::addColumn<QString>("text");
    QTest::newRow("the same") << 0 << Severity::Ok << QStringLiteral("agrees");
    QTest::newRow("a minute ahead") << 60 << Severity::Ok << QStringLiteral("agrees");
    QTest::newRow("a minute behind") << -60 << Severity::Ok << QStringLiteral("agrees");
    QTest::newRow("more than a minute ahead")
        << 61 << Severity::Warning << QStringLiteral("is 61 s ahead of the clock of id.example");
    QTest::newRow("more than a minute behind")
        << -90 << Severity::Warning << QStringLiteral("is 90 s behind the clock of id.example");
    QTest::newRow("five minutes ahead")
        << 300 << Severity::Warning << QStringLiteral("5 min ahead");
    QTest::newRow("more than five minutes behind")
        << -301 << Severity::Problem << QStringLiteral("5 min behind");
    QTest::newRow("almost an hour") << 3599 << Severity::Problem << QStringLiteral("60 min ahead");
    QTest::newRow("two hours behind") << -7200 << Severity::Problem << QStringLiteral("2 h behind");
    QTest::newRow("a quarter more than two hours")
        << 8100 << Severity::Problem << QStringLiteral("2 h 15 min ahead");
    QTest::newRow("a battery that is empty")
        << -20 * 365 * 86400 << Severity::Problem << QStringLiteral("7300 days behind");
}

void TestDoctorHosts::clocks()
{
    QFETCH(int, ahead);
    QFETCH(Severity, severity);
    QFETCH(QString, text);
    HostFixture fixture;
    fixture.network.answer(token, withDate(status(405), fixture.clock.wallClock().addSecs(-ahead)));
    const auto check = fixture.check(withEndpoint());
    const FindingsOf told(check.get());
    check->start();
    VirtualScheduler::settle();
    QCOMPARE(told.count(Check::Clock), 1);
    const Finding finding = told.of(Check::Clock);
    QCOMPARE(finding.severity(), severity);
    QVERIFY2(finding.message().contains(text), qPrintable(finding.message()));
    QVERIFY(finding.isOk() || finding.remedy().contains(QStringLiteral("time server")));
    QVERIFY(finding.detail().contains(QStringLiteral("2027-01-15T")) || qAbs(ahead) > 86400);
    QCOMPARE(faultOf(finding), QString());
}

void TestDoctorHosts::aServerWithoutAClockIsNoFinding()
{
    HostFixture fixture;
    ScriptedAnswer answer = status(405);
    answer.headers.insert("Date", "yesterday");
    fixture.network.answer(token, answer);
    const auto check = fixture.check(withEndpoint());
    const FindingsOf told(check.get());
    check->start();
    VirtualScheduler::settle();
    QCOMPARE(told.count(Check::Clock), 0);
    QCOMPARE(told.timesFinished, 1);
}

void TestDoctorHosts::cachesHaveOldClocks_data()
{
    QTest::addColumn<bool>("hasEndpoint");
    QTest::addColumn<ScriptedAnswer>("second");
    QTest::addColumn<int>("age");
    QTest::addColumn<int>("findings");
    QTest::addColumn<Severity>("severity");
    const int none = 100000;
    QTest::newRow("the endpoint's clock is right") << true << status(405) << 0 << 1 << Severity::Ok;
    QTest::newRow("the endpoint's clock says the same")
        << true << status(405) << 2400 << 1 << Severity::Problem;
    QTest::newRow("the endpoint has no clock")
        << true << status(405) << none << 1 << Severity::Problem;
    QTest::newRow("the endpoint is not reached")
        << true << ScriptedAnswer::failure(NetworkError::ConnectionRefusedError) << none << 1
        << Severity::Problem;
    QTest::newRow("the endpoint leads elsewhere, and its clock says the same")
        << true << status(302) << 2400 << 1 << Severity::Problem;
    QTest::newRow("the endpoint leads elsewhere, and its clock is right")
        << true << status(302) << 0 << 0 << Severity::Ok;
    QTest::newRow("there is no endpoint") << false << status(405) << none << 1 << Severity::Problem;
}

/// Metadata that a cache has kept for 40 minutes made this computer's clock look ahead by as much.
void TestDoctorHosts::cachesHaveOldClocks()
{
    QFETCH(bool, hasEndpoint);
    QFETCH(ScriptedAnswer, second);
    QFETCH(int, age);
    QFETCH(int, findings);
    QFETCH(Severity, severity);
    HostFixture fixture;
    const QDateTime now = fixture.clock.wallClock();
    fixture.network.answer(openId,
                           withDate(ScriptedAnswer::json(200, goodMetadata), now.addSecs(-2400)));
    fixture.network.answer(token, age < 10000 ? withDate(second, now.addSecs(-age)) : second);
    const auto check = fixture.check({issuer, {issuer}, hasEndpoint ? token : QUrl()});
    const FindingsOf told(check.get());
    check->start();
    VirtualScheduler::settle();
    QCOMPARE(told.timesFinished, 1);
    QCOMPARE(told.count(Check::Clock), findings);
    if (findings > 0)
        QCOMPARE(told.of(Check::Clock).severity(), severity);
    QCOMPARE(told.count(Check::Connection), 1);
    QVERIFY(told.of(Check::Connection).isOk() && told.of(Check::Metadata).isOk());
}

/// No cache has a Date of the future.
void TestDoctorHosts::aClockThatIsBehindNeedsNoSecondAnswer()
{
    HostFixture fixture;
    fixture.network.answer(
        openId,
        withDate(ScriptedAnswer::json(200, goodMetadata), fixture.clock.wallClock().addSecs(2400)));
    const auto check = fixture.check({issuer, {issuer}, token});
    const FindingsOf told(check.get());
    check->start();
    VirtualScheduler::settle();
    QCOMPARE(told.of(Check::Clock).severity(), Severity::Problem);
    QVERIFY(fixture.network.sentTo(token).isEmpty());
}

void TestDoctorHosts::aDoubtfulClockIsToldInTheEnd()
{
    HostFixture fixture;
    const ScriptedAnswer page404 = withDate(status(404), fixture.clock.wallClock().addSecs(-2400));
    fixture.network.answer(openId, page404);
    fixture.network.answer(oauth, ScriptedAnswer::silence());
    const auto check = fixture.check({issuer, {issuer}, token});
    const FindingsOf told(check.get());
    check->start();
    VirtualScheduler::settle();
    QCOMPARE(told.count(Check::Clock), 0);
    const Findings givenUp = check->giveUp();
    QCOMPARE(givenUp.size(), 2);
    QCOMPARE(FindingsOf::first(givenUp, Check::Clock).severity(), Severity::Problem);
    fixture.clock.advance(11s);
    QCOMPARE(told.timesFinished, 1);
    QCOMPARE(told.count(Check::Clock), 1);
    QCOMPARE(told.of(Check::Metadata).message(), QStringLiteral("id.example is slow to answer."));
}

void TestDoctorHosts::silenceIsBounded()
{
    HostFixture fixture;
    fixture.network.answer(openId, ScriptedAnswer::silence());
    const auto check = fixture.check(withIssuer());
    const FindingsOf told(check.get());
    check->start();
    fixture.clock.advance(9s);
    QCOMPARE(told.timesFinished, 0);
    fixture.clock.advance(2s);
    QCOMPARE(told.timesFinished, 1);
    QCOMPARE(told.findings.size(), 1);
    QCOMPARE(told.of(Check::Connection).message(),
             QStringLiteral("id.example does not answer in time."));
    QCOMPARE(fixture.network.underWay(), 0);
}

void TestDoctorHosts::aSlowSecondPlaceIsNotUnreachable()
{
    HostFixture fixture;
    ScriptedAnswer late = status(404);
    late.delay = 9500ms;
    fixture.network.answer(openId, late);
    fixture.network.answer(oauth, ScriptedAnswer::silence());
    const auto check = fixture.check(withIssuer());
    const FindingsOf told(check.get());
    check->start();
    fixture.clock.advance(std::chrono::milliseconds(HostCheck::patience));
    QCOMPARE(told.timesFinished, 1);
    QVERIFY(told.of(Check::Connection).isOk());
    QCOMPARE(told.of(Check::Metadata).severity(), Severity::Warning);
    QCOMPARE(told.of(Check::Metadata).message(), QStringLiteral("id.example is slow to answer."));
    QCOMPARE(faultOf(told.of(Check::Metadata)), QString());
}

void TestDoctorHosts::whatIsToldOfAServerThatWasNotAsked()
{
    HostFixture fixture;
    const auto check = fixture.check(withIssuer());
    const Findings findings = check->giveUp();
    QCOMPARE(findings.size(), 1);
    QCOMPARE(findings.constFirst().severity(), Severity::Warning);
    QCOMPARE(findings.constFirst().message(),
             QStringLiteral("There was no time left to ask id.example."));
    QCOMPARE(faultOf(findings.constFirst()), QString());
}

void TestDoctorHosts::proxies_data()
{
    QTest::addColumn<NetworkError>("error");
    QTest::addColumn<QString>("message");
    QTest::newRow("refused") << NetworkError::ProxyConnectionRefusedError
                             << QStringLiteral("refuses the connection");
    QTest::newRow("closed") << NetworkError::ProxyConnectionClosedError
                            << QStringLiteral("refuses the connection");
    QTest::newRow("unknown name") << NetworkError::ProxyNotFoundError
                                  << QStringLiteral("The name of the proxy");
    QTest::newRow("timed out") << NetworkError::ProxyTimeoutError
                               << QStringLiteral("does not answer in time");
    QTest::newRow("a password") << NetworkError::ProxyAuthenticationRequiredError
                                << QStringLiteral("asks for a name and a password");
    QTest::newRow("does not go through")
        << NetworkError::UnknownNetworkError << QStringLiteral("does not connect to id.example");
}

void TestDoctorHosts::proxies()
{
    QFETCH(NetworkError, error);
    QFETCH(QString, message);
    HostFixture fixture;
    fixture.network.answer(openId, ScriptedAnswer::failure(error));
    const auto check = fixture.check(withIssuer(), QStringLiteral("proxy.example:3128"));
    const FindingsOf told(check.get());
    check->start();
    VirtualScheduler::settle();
    QCOMPARE(told.findings.size(), 1);
    const Finding finding = told.of(Check::Proxy);
    QCOMPARE(finding.severity(), Severity::Problem);
    QCOMPARE(finding.subject(), QStringLiteral("proxy.example:3128"));
    QVERIFY2(finding.message().contains(message), qPrintable(finding.message()));
    QVERIFY(finding.message().contains(QStringLiteral("proxy.example:3128")));
    QCOMPARE(faultOf(finding), QString());
}

void TestDoctorHosts::destroyingEndsTheRequest()
{
    HostFixture fixture;
    fixture.network.answer(openId, ScriptedAnswer::silence());
    auto check = fixture.check(withIssuer());
    check->start();
    VirtualScheduler::settle();
    QCOMPARE(fixture.network.underWay(), 1);
    check.reset();
    VirtualScheduler::settle();
    QCOMPARE(fixture.network.underWay(), 0);
    QCOMPARE(fixture.clock.pendingCalls(), 0);
}

void TestDoctorHosts::accountsShareServers()
{
    using Endpoint = Provider::Endpoint;
    Provider one;
    one.setIssuer(issuer);
    one.setEndpoint(Endpoint::Token, token);
    one.setEndpoint(Endpoint::DeviceAuthorization,
                    QUrl(QStringLiteral("https://id.example/d?x=1")));
    Provider two = one;
    two.setIssuer(QUrl(QStringLiteral("https://ID.example:443/realms/two")));
    Provider three;
    three.setEndpoint(Endpoint::DeviceAuthorization,
                      QUrl(QStringLiteral("https://api.example:8443/d?key=1#x")));
    const QList<HostTarget> targets = hostTargets({one, two, three, one});
    QCOMPARE(targets.size(), 2);
    QCOMPARE(targets.at(0).name(), QStringLiteral("id.example"));
    QCOMPARE(targets.at(0).issuers.size(), 2);
    QCOMPARE(targets.at(1).name(), QStringLiteral("api.example:8443"));
    QVERIFY(targets.at(1).issuers.isEmpty());
    QCOMPARE(targets.at(1).endpoint, QUrl(QStringLiteral("https://api.example:8443/d")));
}

QTEST_GUILESS_MAIN(TestDoctorHosts)

#include "tst_doctorhosts.moc"
