// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "endpoints/deviceauthorizationendpoint.h"
#include "endpoints/revocationendpoint.h"
#include "endpoints/tokenendpoint.h"
#include "endpoints/userinfoendpoint.h"
#include "scriptednetwork.h"
#include "virtualscheduler.h"

#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

#include <optional>

using namespace Latchkey;
using namespace std::chrono_literals;
using Which = Provider::Endpoint;
using Kind = Error::Kind;
using Quirk = Provider::Quirk;
using Values = QMap<QString, QString>;

namespace {

const QUrl deviceUrl(QStringLiteral("https://login.example.com/device"));
const QUrl tokenUrl(QStringLiteral("https://login.example.com/token"));
const QUrl revocationUrl(QStringLiteral("https://login.example.com/revoke"));
const QUrl userInfoUrl(QStringLiteral("https://login.example.com/userinfo"));
const QByteArray jwtHeader("x-example-jwt");

Provider example()
{
    Provider provider;
    provider.setId(QStringLiteral("example"));
    provider.setClientId(QStringLiteral("client"));
    provider.setScopeNames({QStringLiteral("openid"), QStringLiteral("read")});
    provider.setRedirectUri(QUrl(QStringLiteral("urn:ietf:wg:oauth:2.0:oob:auto")));
    provider.setEndpoint(Which::DeviceAuthorization, deviceUrl);
    provider.setEndpoint(Which::Token, tokenUrl);
    provider.setEndpoint(Which::Revocation, revocationUrl);
    provider.setEndpoint(Which::UserInfo, userInfoUrl);
    return provider;
}

TokenRequest poll()
{
    return TokenRequest::deviceCode(QStringLiteral("d3vice"), example().scopeNames());
}

TokenRequest refresh()
{
    return TokenRequest::refreshToken(QStringLiteral("r3fresh"), example().scopeNames());
}

TokenRequest exchange()
{
    return TokenRequest::authorizationCode(QStringLiteral("c0de"),
                                           QStringLiteral("urn:ietf:wg:oauth:2.0:oob:auto"),
                                           QStringLiteral("v3rifier"), example().scopeNames());
}

/// A provider, and what it answers.
struct Dialect
{
    explicit Dialect(const Provider &spoken = example())
        : provider(spoken), network(&clock), client(&network, &clock, nullptr)
    { }

    std::optional<Expected<DeviceAuthorization>> askForCode(int status, const QByteArray &body)
    {
        network.forget(deviceUrl);
        network.answer(deviceUrl, ScriptedAnswer::json(status, body));
        std::optional<Expected<DeviceAuthorization>> result;
        DeviceAuthorizationEndpoint(&client, provider).request(&context, [&](const auto &answer) {
            result = answer;
        });
        VirtualScheduler::settle();
        return result;
    }

    std::optional<Expected<TokenSet>> ask(const TokenRequest &request, int status,
                                          const QByteArray &body)
    {
        network.forget(tokenUrl);
        network.answer(tokenUrl, ScriptedAnswer::json(status, body));
        std::optional<Expected<TokenSet>> result;
        TokenEndpoint(&client, provider).request(request, &context, [&](const auto &answer) {
            result = answer;
        });
        VirtualScheduler::settle();
        return result;
    }

    SentRequest sent() const { return network.sent().constLast(); }

    Provider provider;
    VirtualScheduler clock;
    ScriptedNetwork network;
    HttpClient client;
    QObject context;
};

const QByteArray granted = R"({"access_token":"a","token_type":"bearer"})";

} // namespace

/// What providers do beside the specifications, each as its own documents have it.
class TestDialects : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".?"))); }

    void headersGoToTheirEndpoint();
    void aKeyInAHeaderIsNotRepeated();
    void userInfoIsAskedAsTokensArePresented();
    void aRefreshMayRepeatTheRedirectUri_data();
    void aRefreshMayRepeatTheRedirectUri();
    void theDeviceFlowMayCallThemScopes();
    void scopesMayBeSeparatedByCommas_data();
    void scopesMayBeSeparatedByCommas();
    void anEndpointMayHaveAnAudienceOfItsOwn();
    void codesAreUnderstood_data();
    void codesAreUnderstood();
    void tokensAreUnderstood_data();
    void tokensAreUnderstood();
    void refusalsAreUnderstood_data();
    void refusalsAreUnderstood();
};

// Demand: Dressipi-headers
void TestDialects::headersGoToTheirEndpoint()
{
    Provider provider = example();
    const Which all[] = {Which::DeviceAuthorization, Which::Token, Which::Revocation,
                         Which::UserInfo};
    for (const Which endpoint : all) {
        provider.setExtraHeaders(endpoint,
                                 {{QStringLiteral("x-api-key"), QString::number(int(endpoint))}});
    }
    provider.setRequestHeaders({{QStringLiteral("x-elsewhere"), QStringLiteral("1")}});
    Dialect dialect(provider);
    dialect.askForCode(400, "{}");
    dialect.ask(poll(), 400, "{}");
    dialect.network.answer(revocationUrl, {200, "", {}});
    TokenSet tokens;
    tokens.setAccessToken(QStringLiteral("t0ken"));
    RevocationEndpoint(&dialect.client, provider).revoke(tokens, this, [](const Error &) {});
    VirtualScheduler::settle();
    dialect.network.answer(userInfoUrl, ScriptedAnswer::json(200, "{\"sub\":\"1\"}"));
    UserInfoEndpoint(&dialect.client, provider)
        .request(QStringLiteral("t0ken"), this, [](const Expected<Identity> &) {});
    VirtualScheduler::settle();

    const QList<SentRequest> sent = dialect.network.sent();
    QCOMPARE(sent.size(), 4);
    for (int i = 0; i < sent.size(); ++i) {
        QCOMPARE(sent.at(i).request.rawHeader("x-api-key"), QByteArray::number(int(all[i])));
        QVERIFY(!sent.at(i).request.hasRawHeader("x-elsewhere"));
        QCOMPARE(sent.at(i).request.rawHeader("Accept"), QByteArray("application/json"));
    }
}

void TestDialects::aKeyInAHeaderIsNotRepeated()
{
    Provider provider = example();
    provider.setExtraHeaders(Which::Token,
                             {{QStringLiteral("x-api-key"), QStringLiteral("s3cr3t-key")}});
    Dialect dialect(provider);
    const auto answer = dialect.ask(
        poll(), 400, R"({"error":"invalid_request","error_description":"no key s3cr3t-key"})");
    QVERIFY(answer && !answer->has_value());
    QCOMPARE(answer->error().oauthDescription(), QStringLiteral("no key (redacted)"));
}

// Demand: RFC6750-2.1-header
// Demand: Dressipi-headers
void TestDialects::userInfoIsAskedAsTokensArePresented()
{
    Provider provider = example();
    TokenPresentation presentation;
    presentation.header = QString::fromLatin1(jwtHeader);
    presentation.scheme.clear();
    provider.setTokenPresentation(presentation);
    Dialect dialect(provider);
    dialect.network.answer(userInfoUrl,
                           ScriptedAnswer::json(401,
                                                R"({"error":"invalid_token",)"
                                                R"("error_description":"t0ken-abc"})"));
    Error error;
    UserInfoEndpoint(&dialect.client, provider)
        .request(QStringLiteral("t0ken-abc"), this,
                 [&](const Expected<Identity> &identity) { error = identity.error(); });
    VirtualScheduler::settle();
    QCOMPARE(dialect.sent().request.rawHeader(jwtHeader), QByteArray("t0ken-abc"));
    QVERIFY(!dialect.sent().request.hasRawHeader("Authorization"));
    QCOMPARE(error.oauthDescription(), QStringLiteral("(redacted)"));
}

void TestDialects::aRefreshMayRepeatTheRedirectUri_data()
{
    QTest::addColumn<QList<Quirk>>("quirks");
    QTest::addColumn<int>("onRefresh");
    QTest::newRow("as the specification has it") << QList<Quirk>() << 0;
    QTest::newRow("Dressipi") << QList<Quirk>{Quirk::RedirectUriOnRefresh} << 1;
}

// Demand: Dressipi-redirect-uri
void TestDialects::aRefreshMayRepeatTheRedirectUri()
{
    QFETCH(QList<Quirk>, quirks);
    QFETCH(int, onRefresh);
    Provider provider = example();
    provider.setQuirks(quirks);
    Dialect dialect(provider);
    const QByteArray sent("redirect_uri=urn%3Aietf%3Awg%3Aoauth%3A2.0%3Aoob%3Aauto");
    dialect.ask(refresh(), 200, granted);
    QCOMPARE(dialect.sent().body.count(sent), onRefresh);
    dialect.ask(exchange(), 200, granted);
    QCOMPARE(dialect.sent().body.count(sent), 1);
    dialect.ask(poll(), 200, granted);
    QCOMPARE(dialect.sent().body.count("redirect_uri"), 0);
}

// Demand: Twitch-scopes
void TestDialects::theDeviceFlowMayCallThemScopes()
{
    Provider twitch = example();
    twitch.setQuirks({Quirk::DeviceScopesParameter});
    Dialect dialect(twitch);
    dialect.askForCode(400, "{}");
    QCOMPARE(dialect.sent().form.value(QStringLiteral("scopes")), QStringLiteral("openid read"));
    QVERIFY(!dialect.sent().form.contains(QStringLiteral("scope")));
    dialect.ask(poll(), 200, granted);
    QCOMPARE(dialect.sent().form.value(QStringLiteral("scopes")), QStringLiteral("openid read"));
    dialect.ask(refresh(), 200, granted);
    QVERIFY(!dialect.sent().form.contains(QStringLiteral("scopes")));

    Dialect plain;
    plain.askForCode(400, "{}");
    QCOMPARE(plain.sent().form.value(QStringLiteral("scope")), QStringLiteral("openid read"));
    plain.ask(poll(), 200, granted);
    QVERIFY(!plain.sent().form.contains(QStringLiteral("scopes")));
}

void TestDialects::scopesMayBeSeparatedByCommas_data()
{
    QTest::addColumn<QList<Quirk>>("quirks");
    QTest::addColumn<QString>("scopes");
    QTest::newRow("GitHub") << QList<Quirk>{Quirk::CommaSeparatedScopes}
                            << QStringLiteral("read:user|user:email");
    // RFC 6749 §3.3 allows a comma in a name.
    QTest::newRow("elsewhere") << QList<Quirk>() << QStringLiteral("read:user,user:email");
}

void TestDialects::scopesMayBeSeparatedByCommas()
{
    QFETCH(QList<Quirk>, quirks);
    QFETCH(QString, scopes);
    Provider provider = example();
    provider.setQuirks(quirks);
    Dialect dialect(provider);
    const auto answer =
        dialect.ask(poll(), 200,
                    R"({"access_token":"a","token_type":"bearer","scope":"read:user,user:email"})");
    QVERIFY(answer && answer->has_value());
    QCOMPARE((*answer)->scopes().join(u'|'), scopes);
}

// Demand: Auth0-audience
// Demand: Yoto-token-grants
void TestDialects::anEndpointMayHaveAnAudienceOfItsOwn()
{
    const QString audience = QStringLiteral("audience");
    Provider provider = example();
    provider.setAudience(QStringLiteral("https://api.example.com"));
    Dialect general(provider);
    for (const TokenRequest &request : {poll(), exchange(), refresh()}) {
        general.ask(request, 200, granted);
        QCOMPARE(general.sent().form.value(audience), provider.audience());
    }
    general.askForCode(400, "{}");
    QCOMPARE(general.sent().form.value(audience), provider.audience());

    provider.setExtraParameters(Which::Token, {{audience, QStringLiteral("own")}});
    provider.setExtraParameters(Which::DeviceAuthorization, {{audience, QString()}});
    Dialect own(provider);
    own.ask(poll(), 200, granted);
    QCOMPARE(own.sent().body.count("audience="), 1);
    QCOMPARE(own.sent().form.value(audience), QStringLiteral("own"));
    own.askForCode(400, "{}");
    QVERIFY(!own.sent().form.contains(audience));
}

void TestDialects::codesAreUnderstood_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QUrl>("complete");
    QTest::addColumn<int>("interval");
    const QUrl none;
    // Demand: Yoto-device-answer
    QTest::newRow("Yoto, all six fields")
        << QByteArray(R"({"device_code":"d3vice","user_code":"ABCD-EFGH",)"
                      R"("verification_uri":"https:\/\/id.example.com\/go",)"
                      R"("verification_uri_complete":"https:\/\/id.example.com\/go?c=A",)"
                      R"("expires_in":300,"interval":7})")
        << QUrl(QStringLiteral("https://id.example.com/go?c=A")) << 7;
    // Demand: Google-verification-url
    QTest::newRow("Google calls it verification_url")
        << QByteArray(R"({"device_code":"d3vice","user_code":"ABCD-EFGH","expires_in":300,)"
                      R"("interval":5,"verification_url":"https:\/\/id.example.com\/go"})")
        << none << 5;
    // Demand: Microsoft-no-complete
    QTest::newRow("Microsoft has a message, and no complete address")
        << QByteArray(R"({"user_code":"ABCD-EFGH","device_code":"d3vice",)"
                      R"("verification_uri":"https:\/\/id.example.com\/go","expires_in":300,)"
                      R"("interval":5,"message":"To sign in, open the page and enter the code."})")
        << none << 5;
    // Demand: GitHub-form
    QTest::newRow("GitHub sends a form")
        << QByteArray("device_code=d3vice&expires_in=300&interval=5&user_code=ABCD-EFGH"
                      "&verification_uri=https%3A%2F%2Fid.example.com%2Fgo")
        << none << 5;
    // Demand: OidcProvider-no-interval
    QTest::newRow("oidc-provider has no interval")
        << QByteArray(R"({"device_code":"d3vice","user_code":"ABCD-EFGH","expires_in":300,)"
                      R"("verification_uri":"https:\/\/id.example.com\/go"})")
        << none << 5;
}

void TestDialects::codesAreUnderstood()
{
    QFETCH(QByteArray, body);
    QFETCH(QUrl, complete);
    QFETCH(int, interval);
    Dialect dialect;
    const auto answer = dialect.askForCode(200, body);
    QVERIFY(answer);
    QVERIFY2(answer->has_value(), answer->has_value() ? "" : qPrintable(answer->error().detail()));
    const DeviceAuthorization &code = **answer;
    QCOMPARE(code.deviceCode, QStringLiteral("d3vice"));
    QCOMPARE(code.userCode, QStringLiteral("ABCD-EFGH"));
    QCOMPARE(code.verificationUri, QUrl(QStringLiteral("https://id.example.com/go")));
    QCOMPARE(code.verificationUriComplete, complete);
    QCOMPARE(int(code.expiresIn.count()), 300);
    QCOMPARE(int(code.interval.count()), interval);
}

void TestDialects::tokensAreUnderstood_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("refreshToken");
    QTest::addColumn<QString>("scopes");
    QTest::addColumn<int>("seconds");
    // Demand: Yoto-token-answer
    QTest::newRow("Yoto, all seven fields, expires_in is the earlier")
        << QByteArray(R"({"access_token":"a","token_type":"Bearer","expires_in":60,)"
                      R"("refresh_token":"r","scope":"openid","id_token":"i",)"
                      R"("expires_at":99999999999})")
        << "r"
        << "openid" << 60;
    // Demand: Dressipi-refresh-may-rotate
    QTest::newRow("Dressipi, without scope and refresh token")
        << QByteArray(R"({"access_token":"a","expires_in":86400,"token_type":"Bearer"})") << ""
        << "openid read" << 86400;
    // Demand: GitHub-form
    // Demand: GitHub-no-refresh
    QTest::newRow("GitHub sends a form, without an end or a refresh token")
        << QByteArray("access_token=a&scope=read%3Auser&token_type=bearer") << ""
        << "read:user" << -1;
    // Demand: Twitch-scopes
    QTest::newRow("Twitch has a list of scopes")
        << QByteArray(R"({"access_token":"a","expires_in":14124,"refresh_token":"r",)"
                      R"("scope":["user:read:email","user:read:follows"],"token_type":"bearer"})")
        << "r"
        << "user:read:email user:read:follows" << 14124;
    // Demand: GitLab-voids-both
    QTest::newRow("GitLab says when it was")
        << QByteArray(R"({"access_token":"a","token_type":"Bearer","expires_in":7200,)"
                      R"("refresh_token":"r","scope":"openid","created_at":1607635748})")
        << "r"
        << "openid" << 7200;
    QTest::newRow("Microsoft has an end beyond the end")
        << QByteArray(R"({"token_type":"Bearer","scope":"openid User.Read","expires_in":"3599",)"
                      R"("ext_expires_in":3599,"access_token":"a","refresh_token":"r"})")
        << "r"
        << "openid User.Read" << 3599;
}

void TestDialects::tokensAreUnderstood()
{
    QFETCH(QByteArray, body);
    QFETCH(QString, refreshToken);
    QFETCH(QString, scopes);
    QFETCH(int, seconds);
    Dialect dialect;
    const auto answer = dialect.ask(poll(), 200, body);
    QVERIFY(answer);
    QVERIFY2(answer->has_value(), answer->has_value() ? "" : qPrintable(answer->error().detail()));
    const TokenSet &tokens = **answer;
    QCOMPARE(tokens.accessToken(), QStringLiteral("a"));
    QCOMPARE(tokens.refreshToken(), refreshToken);
    QCOMPARE(tokens.scopes().join(u' '), scopes);
    QCOMPARE(tokens.expiresAt(),
             seconds < 0 ? QDateTime() : dialect.clock.wallClock().addSecs(seconds));
}

void TestDialects::refusalsAreUnderstood_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<Kind>("kind");
    QTest::addColumn<QString>("code");
    QTest::addColumn<int>("wait");
    const auto row = [](const char *name, int status, const char *body, Kind kind, const char *code,
                        int wait = 0) {
        QTest::newRow(name) << status << QByteArray(body) << kind << QString::fromLatin1(code)
                            << wait;
    };
    // Demand: Auth0-403
    row("Auth0, pending", 403,
        R"({"error":"authorization_pending","error_description":"User has yet to authorize"})",
        Kind::Rejected, "authorization_pending");
    row("Auth0, too fast", 403, R"({"error":"slow_down","error_description":"Too fast"})",
        Kind::Rejected, "slow_down");
    row("Auth0, expired", 403, R"({"error":"expired_token","error_description":"Gone"})",
        Kind::Expired, "expired_token");
    row("Auth0, denied", 403, R"({"error":"access_denied","error_description":"No"})", Kind::Denied,
        "access_denied");
    // Demand: Google-428
    row("Google, pending", 428,
        R"({"error":"authorization_pending","error_description":"Precondition Required"})",
        Kind::Rejected, "authorization_pending");
    row("Google, too fast", 403, R"({"error":"slow_down","error_description":"Forbidden"})",
        Kind::Rejected, "slow_down");
    row("Google, too many codes", 403, R"({"error_code":"rate_limit_exceeded"})", Kind::Network,
        "rate_limit_exceeded");
    // Demand: GitHub-200-error
    row("GitHub, pending", 200,
        R"({"error":"authorization_pending","error_description":"Waiting","error_uri":)"
        R"("https:\/\/docs.github.com\/a"})",
        Kind::Rejected, "authorization_pending");
    // Demand: GitHub-slow-down-interval
    row("GitHub, too fast", 200, R"({"error":"slow_down","interval":10})", Kind::Rejected,
        "slow_down", 10);
    // Demand: GitHub-form
    row("GitHub, pending, as a form", 200, "error=authorization_pending&error_description=Not+yet.",
        Kind::Rejected, "authorization_pending");
    row("GitHub, too fast, as a form", 200, "error=slow_down&interval=10", Kind::Rejected,
        "slow_down", 10);
    row("GitHub, a refresh token that is spent", 200,
        R"({"error":"bad_refresh_token","error_description":"Incorrect or expired."})",
        Kind::Rejected, "bad_refresh_token");
    // Demand: Microsoft-declined
    row("Microsoft, declined", 400,
        R"({"error":"authorization_declined","error_description":"AADSTS70018",)"
        R"("error_codes":[70018],"timestamp":"2026-01-01 00:00:00Z","trace_id":"t"})",
        Kind::Denied, "authorization_declined");
    // Demand: Microsoft-bad-code
    row("Microsoft, a code that is none", 400,
        R"({"error":"bad_verification_code","error_codes":[70019]})", Kind::Rejected,
        "bad_verification_code");
    // Demand: Microsoft-no-complete
    row("Microsoft, numbers beside the error", 400,
        R"({"error":"authorization_pending","error_codes":[70016],"correlation_id":"c"})",
        Kind::Rejected, "authorization_pending");
    row("Microsoft, the person is needed", 400,
        R"({"error":"interaction_required","suberror":"consent_required"})", Kind::Rejected,
        "interaction_required");
    // Demand: Twitch-message
    row("Twitch, pending", 400, R"({"status":400,"message":"authorization_pending"})",
        Kind::Rejected, "authorization_pending");
    row("Twitch, a code that is spent", 400, R"({"status":400,"message":"invalid device code"})",
        Kind::Rejected, "invalid_grant");
    row("Twitch, a refresh token that is spent", 400,
        R"({"error":"Bad Request","status":400,"message":"Invalid refresh token"})", Kind::Rejected,
        "invalid_grant");
    row("Twitch, another client's", 403, R"({"status":403,"message":"invalid client secret"})",
        Kind::Rejected, "invalid_client");
    row("Twitch, in words that nobody has heard", 400,
        R"({"error":"Bad Request","status":400,"message":"teapot"})", Kind::Rejected,
        "Bad Request");
    // Demand: Glewlwyd-unknown-code
    row("Glewlwyd, a code that is none", 400, R"({"error":"access_denied"})", Kind::Denied,
        "access_denied");
    // Demand: Dressipi-400
    row("Dressipi", 400,
        R"({"error":"invalid_request","error_description":"The request is missing something"})",
        Kind::Rejected, "invalid_request");
    // Demand: Yoto-invalid-client
    row("Yoto, a client that is none", 401,
        R"({"error":"invalid_client","error_description":"Unknown client"})", Kind::Rejected,
        "invalid_client");
    row("a form that is no answer of OAuth", 400, "a=b&c=d", Kind::Protocol, "");
    row("a page that looks like a form", 400, "<p a=b&error=access_denied>", Kind::Protocol, "");
    row("a form that says the same twice", 400, "error=access_denied&error=slow_down",
        Kind::Protocol, "");
}

void TestDialects::refusalsAreUnderstood()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    QFETCH(Kind, kind);
    QFETCH(QString, code);
    QFETCH(int, wait);
    Dialect dialect;
    const auto answer = dialect.ask(poll(), status, body);
    QVERIFY(answer && !answer->has_value());
    const Error error = answer->error();
    QCOMPARE(error.kind(), kind);
    QCOMPARE(error.oauthCode(), code);
    QCOMPARE(int(error.retryAfter().count()), wait);
    QCOMPARE(error.httpStatus(), status);
    QVERIFY(!error.message().isEmpty());
}

QTEST_GUILESS_MAIN(TestDialects)

#include "tst_dialects.moc"
