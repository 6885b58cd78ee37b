// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "endpoints/deviceauthorizationendpoint.h"
#include "endpoints/tokenendpoint.h"
#include "endpoints/userinfoendpoint.h"
#include "scriptednetwork.h"
#include "virtualscheduler.h"

#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

#include <optional>

using namespace Latchkey;
using namespace std::chrono_literals;
using Kind = Error::Kind;

namespace {

const QUrl deviceUrl(QStringLiteral("https://login.example.com/device"));
const QUrl tokenUrl(QStringLiteral("https://login.example.com/token"));
const QUrl userInfoUrl(QStringLiteral("https://login.example.com/userinfo"));

Provider provider()
{
    Provider provider;
    provider.setId(QStringLiteral("example"));
    provider.setClientId(QStringLiteral("client"));
    provider.setScopeNames({QStringLiteral("openid"), QStringLiteral("profile")});
    provider.setEndpoint(Provider::Endpoint::DeviceAuthorization, deviceUrl);
    provider.setEndpoint(Provider::Endpoint::Token, tokenUrl);
    provider.setEndpoint(Provider::Endpoint::UserInfo, userInfoUrl);
    return provider;
}

TokenRequest request()
{
    return TokenRequest::deviceCode(QStringLiteral("d3vice"), provider().scopeNames());
}

} // namespace

/// The device, token and userinfo endpoints.
class TestTokenEndpoints : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".?"))); }

    void asksForADeviceCode();
    void asksForTokens();
    void aSecretAndExtraParametersAreSent();
    void extraParametersReplaceNothing();
    void theTimeOfTheAnswerCounts();
    void errorsKnowTheEndpoint_data();
    void errorsKnowTheEndpoint();
    void errorsRepeatNoSecret();
    void asksWhoSignedIn();
    void userInfoFailures_data();
    void userInfoFailures();
};

void TestTokenEndpoints::asksForADeviceCode()
{
    VirtualScheduler scheduler;
    ScriptedNetwork network(&scheduler);
    HttpClient client(&network, &scheduler, nullptr);
    network.answer(deviceUrl,
                   ScriptedAnswer::json(200,
                                        R"({"device_code":"d","user_code":"U",)"
                                        R"("verification_uri":"https:\/\/a.example",)"
                                        R"("expires_in":"300"})"));
    Provider yoto = provider();
    yoto.setAudience(QStringLiteral("https://api.yotoplay.com"));
    std::optional<Expected<DeviceAuthorization>> answer;
    DeviceAuthorizationEndpoint(&client, yoto)
        .request(this, [&](const Expected<DeviceAuthorization> &code) { answer = code; });
    VirtualScheduler::settle();
    QVERIFY(answer && answer->has_value());
    QCOMPARE((*answer)->userCode, QStringLiteral("U"));
    QCOMPARE(network.sent().constFirst().body,
             QByteArray("client_id=client&scope=openid%20profile"
                        "&audience=https%3A%2F%2Fapi.yotoplay.com"));
}

void TestTokenEndpoints::asksForTokens()
{
    VirtualScheduler scheduler;
    ScriptedNetwork network(&scheduler);
    HttpClient client(&network, &scheduler, nullptr);
    network.answer(tokenUrl,
                   ScriptedAnswer::json(200, "{\"access_token\":\"a\",\"token_type\":\"bearer\"}"));
    std::optional<Expected<TokenSet>> answer;
    TokenEndpoint(&client, provider()).request(request(), this, [&](const Expected<TokenSet> &set) {
        answer = set;
    });
    VirtualScheduler::settle();
    QVERIFY(answer && answer->has_value());
    QCOMPARE((*answer)->scopes(), provider().scopeNames());
    QCOMPARE(network.sent().constFirst().body,
             QByteArray("grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code"
                        "&device_code=d3vice&client_id=client"));
}

/// RFC 6749 §2.3.1; Google asks for a secret even of a device.
// Demand: RFC6749-2.3.1-secret-in-body
void TestTokenEndpoints::aSecretAndExtraParametersAreSent()
{
    VirtualScheduler scheduler;
    ScriptedNetwork network(&scheduler);
    HttpClient client(&network, &scheduler, nullptr);
    network.answer(tokenUrl, ScriptedAnswer::json(400, "{\"error\":\"invalid_grant\"}"));
    Provider google = provider();
    google.setClientSecret(QStringLiteral("s3+cr3t"));
    google.setAudience(QStringLiteral("api"));
    google.setExtraParameters(Provider::Endpoint::Token,
                              {{QStringLiteral("resource"), QStringLiteral("r")}});
    google.setExtraParameters(Provider::Endpoint::DeviceAuthorization,
                              {{QStringLiteral("elsewhere"), QStringLiteral("x")}});
    TokenEndpoint(&client, google).request(request(), this, [](const Expected<TokenSet> &) {});
    VirtualScheduler::settle();
    QVERIFY(network.sent().constFirst().body.endsWith(
        "&audience=api&client_id=client&client_secret=s3%2Bcr3t&resource=r"));
    QCOMPARE(network.sent().constFirst().url, tokenUrl);
}

// Demand: RFC9700-2.4-no-password
void TestTokenEndpoints::extraParametersReplaceNothing()
{
    VirtualScheduler scheduler;
    ScriptedNetwork network(&scheduler);
    HttpClient client(&network, &scheduler, nullptr);
    network.answer(tokenUrl, ScriptedAnswer::json(400, "{\"error\":\"invalid_grant\"}"));
    Provider odd = provider();
    odd.setExtraParameters(Provider::Endpoint::Token,
                           {{QStringLiteral("grant_type"), QStringLiteral("password")},
                            {QStringLiteral("client_id"), QStringLiteral("other")}});
    TokenEndpoint(&client, odd).request(request(), this, [](const Expected<TokenSet> &) {});
    VirtualScheduler::settle();
    const QByteArray body = network.sent().constFirst().body;
    QCOMPARE(body.count("grant_type="), 1);
    QVERIFY(body.endsWith("&client_id=client"));
}

void TestTokenEndpoints::theTimeOfTheAnswerCounts()
{
    VirtualScheduler scheduler;
    ScriptedNetwork network(&scheduler);
    HttpClient client(&network, &scheduler, nullptr);
    ScriptedAnswer late = ScriptedAnswer::json(
        200, "{\"access_token\":\"a\",\"token_type\":\"bearer\",\"expires_in\":60}");
    late.delay = 10s;
    network.answer(tokenUrl, late);
    const QDateTime start = scheduler.wallClock();
    QDateTime end;
    TokenEndpoint(&client, provider()).request(request(), this, [&](const Expected<TokenSet> &set) {
        end = set->expiresAt();
    });
    scheduler.advance(20s);
    QCOMPARE(end, start.addSecs(70));
}

void TestTokenEndpoints::errorsKnowTheEndpoint_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<int>("status");
    QTest::addColumn<Kind>("kind");
    QTest::newRow("refused") << QByteArray("{\"error\":\"invalid_scope\"}") << 400
                             << Kind::Rejected;
    QTest::newRow("a field is missing")
        << QByteArray("{\"user_code\":\"U\"}") << 200 << Kind::Protocol;
    QTest::newRow("a page") << QByteArray("<html></html>") << 200 << Kind::Protocol;
    QTest::newRow("trouble") << QByteArray() << 502 << Kind::Network;
}

void TestTokenEndpoints::errorsKnowTheEndpoint()
{
    QFETCH(QByteArray, body);
    QFETCH(int, status);
    QFETCH(Kind, kind);
    VirtualScheduler scheduler;
    ScriptedNetwork network(&scheduler);
    HttpClient client(&network, &scheduler, nullptr);
    for (const QUrl &url : {deviceUrl, tokenUrl})
        network.answer(url, ScriptedAnswer::json(status, body));
    QList<Error> errors;
    DeviceAuthorizationEndpoint(&client, provider())
        .request(this, [&](const Expected<DeviceAuthorization> &code) {
            QVERIFY(!code);
            errors += code.error();
        });
    VirtualScheduler::settle();
    TokenEndpoint(&client, provider()).request(request(), this, [&](const Expected<TokenSet> &set) {
        QVERIFY(!set);
        errors += set.error();
    });
    VirtualScheduler::settle();
    QCOMPARE(errors.size(), 2);
    QCOMPARE(errors.at(0).endpoint(), deviceUrl);
    QCOMPARE(errors.at(1).endpoint(), tokenUrl);
    for (const Error &error : errors) {
        QCOMPARE(error.kind(), kind);
        QCOMPARE(error.httpStatus(), status);
        QVERIFY(!error.detail().contains(QLatin1String("d3vice")));
    }
}

/// OpenID Connect Core §5.3.1.
/// Some servers name the token that they refuse, and their words are shown and logged.
void TestTokenEndpoints::errorsRepeatNoSecret()
{
    VirtualScheduler scheduler;
    ScriptedNetwork network(&scheduler);
    HttpClient client(&network, &scheduler, nullptr);
    const QString token = QStringLiteral("s3cr3t-refresh");
    network.answer(
        tokenUrl,
        ScriptedAnswer::json(400,
                             R"({"error":"invalid_grant","error_description":)"
                             R"("No token s3cr3t-refresh for s3cr3t-client",)"
                             R"("error_uri":"https:\/\/a.example\/?t=s3cr3t-refresh"})"));
    Provider example = provider();
    example.setClientSecret(QStringLiteral("s3cr3t-client"));
    std::optional<Expected<TokenSet>> answer;
    TokenEndpoint(&client, example)
        .request(TokenRequest::refreshToken(token, {}), this,
                 [&](const Expected<TokenSet> &tokens) { answer = tokens; });
    VirtualScheduler::settle();
    QVERIFY(answer && !answer->has_value());
    const Error error = answer->error();
    QCOMPARE(error.oauthCode(), QStringLiteral("invalid_grant"));
    QCOMPARE(error.oauthDescription(), QStringLiteral("No token (redacted) for (redacted)"));
    const QString all =
        error.message() + error.advice() + error.detail() + error.oauthUri().toString();
    QVERIFY2(!all.contains(QLatin1String("s3cr3t")), qPrintable(all));
}

// Demand: OIDC-5.3-userinfo-fallback
// Demand: RFC6750-2.3-never-in-uri
void TestTokenEndpoints::asksWhoSignedIn()
{
    VirtualScheduler scheduler;
    ScriptedNetwork network(&scheduler);
    HttpClient client(&network, &scheduler, nullptr);
    network.answer(userInfoUrl,
                   ScriptedAnswer::json(200, "{\"sub\":\"1\",\"name\":\"Ada\",\"age\":36}"));
    std::optional<Expected<Identity>> answer;
    UserInfoEndpoint(&client, provider())
        .request(QStringLiteral("t0ken"), this,
                 [&](const Expected<Identity> &identity) { answer = identity; });
    VirtualScheduler::settle();
    QVERIFY(answer && answer->has_value());
    QCOMPARE((*answer)->name(), QStringLiteral("Ada"));
    QCOMPARE((*answer)->claims().size(), 3);
    const SentRequest sent = network.sent().constFirst();
    QCOMPARE(sent.verb, QByteArray("GET"));
    QCOMPARE(sent.request.rawHeader("Authorization"), QByteArray("Bearer t0ken"));
    QVERIFY(!sent.url.toString().contains(QLatin1String("t0ken")));
}

void TestTokenEndpoints::userInfoFailures_data()
{
    QTest::addColumn<ScriptedAnswer>("answer");
    QTest::addColumn<Kind>("kind");
    QTest::newRow("no sub") << ScriptedAnswer::json(200, "{\"name\":\"Ada\"}") << Kind::Protocol;
    QTest::newRow("a signed answer, which was not asked for")
        << ScriptedAnswer::json(200, "eyJhbGciOiJub25lIn0.e30.") << Kind::Protocol;
    QTest::newRow("a token that is not accepted")
        << ScriptedAnswer::json(401, "{\"error\":\"invalid_token\"}") << Kind::Rejected;
    QTest::newRow("a token that is not accepted, without a word")
        << ScriptedAnswer::json(401, "") << Kind::Protocol;
    QTest::newRow("no answer") << ScriptedAnswer::silence() << Kind::Network;
}

void TestTokenEndpoints::userInfoFailures()
{
    QFETCH(ScriptedAnswer, answer);
    QFETCH(Kind, kind);
    VirtualScheduler scheduler;
    ScriptedNetwork network(&scheduler);
    HttpClient client(&network, &scheduler, nullptr);
    network.answer(userInfoUrl, answer);
    Error error;
    int calls = 0;
    UserInfoEndpoint(&client, provider())
        .request(QStringLiteral("t0ken"), this, [&](const Expected<Identity> &identity) {
            ++calls;
            error = identity.error();
        });
    // A person is waiting for no more than a name.
    scheduler.advance(10s);
    QCOMPARE(calls, 1);
    QCOMPARE(error.kind(), kind);
    QCOMPARE(error.endpoint(), userInfoUrl);
    QVERIFY(!error.detail().contains(QLatin1String("t0ken")));
}

QTEST_GUILESS_MAIN(TestTokenEndpoints)

#include "tst_tokenendpoints.moc"
