// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT
#include "demoharness.h"

#include <QtCore/QJsonArray>
#include <QtCore/QUrlQuery>
#include <QtTest/QTest>

using namespace DemoTest;
using namespace Latchkey;
using namespace Latchkey::Demo;

namespace {

void addDialects()
{
    QTest::addColumn<Dialect>("dialect");
}

/// A provider that speaks \a dialect, with the harness's clock and log.
void speak(Knobs &knobs, Dialect dialect)
{
    const Knobs spoken = Knobs::speaking(dialect);
    const Clock clock = knobs.clock;
    knobs = spoken;
    knobs.clock = clock;
    knobs.recordRequests = true;
    knobs.recordSecrets = true;
}

std::function<void(Knobs &)> speaking(Dialect dialect)
{
    return [dialect](Knobs &knobs) { speak(knobs, dialect); };
}

const Headers asJson{{"Accept", "application/json"}};

Reply poll(Harness &demo, const QJsonObject &code)
{
    return demo.http->postForm(
        "/oauth/token",
        {{QStringLiteral("grant_type"),
          QStringLiteral("urn:ietf:params:oauth:grant-type:device_code")},
         {QStringLiteral("device_code"), code.value(QLatin1String("device_code")).toString()},
         {QStringLiteral("client_id"), QStringLiteral("latchkey")}},
        asJson);
}

Reply newCode(Harness &demo)
{
    return demo.http->postForm("/oauth/device/code",
                               {{QStringLiteral("client_id"), QStringLiteral("latchkey")},
                                {QStringLiteral("scope"), QStringLiteral("one offline_access")},
                                {QStringLiteral("scopes"), QStringLiteral("one offline_access")},
                                {QStringLiteral("audience"), QStringLiteral("https://api")}},
                               asJson);
}

QString errorOf(const Reply &reply)
{
    const QString error = reply.error();
    return error.isEmpty() ? reply.json().value(QLatin1String("message")).toString() : error;
}

QString textIn(const QJsonObject &object, const char *name)
{
    return object.value(QLatin1String(name)).toString();
}

} // namespace

/// How the dialects differ from the letter of the RFCs, and from each other.
class TestDemoDialects : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { failOnWarning(); }

    void pollingIsAnsweredInTheDialect_data();
    void pollingIsAnsweredInTheDialect();
    void tokensComeInTheDialect_data();
    void tokensComeInTheDialect();
    void whatIsInsistedOn_data();
    void whatIsInsistedOn();
    void theExpiryIsToldOnceByAuth0();
    void gitHubAnswersFormsUnlessAsked();
    void gitHubTellsTheNewInterval();
    void gitLabEndsBothOldTokens();
    void microsoftKeepsTheOldRefreshTokenGood();
    void googleSpeaksTheDraft();
    void microsoftSpeaksToThePerson();
    void twitchHasOneAddressAndAnArray();
    void dressipiWantsItsHeadersAndItsUri();
    void revocationOfUnknownTokens_data();
    void revocationOfUnknownTokens();
    void scopesCanBeRefused();
};

void TestDemoDialects::pollingIsAnsweredInTheDialect_data()
{
    addDialects();
    QTest::addColumn<QString>("pending");
    QTest::addColumn<QString>("tooSoon");
    QTest::addColumn<QString>("denied");
    QTest::addColumn<QString>("expired");
    QTest::addColumn<QString>("unknown");
    const auto row = [](const char *name, Dialect dialect, const char *pending, const char *tooSoon,
                        const char *denied, const char *expired, const char *unknown) {
        QTest::newRow(name) << dialect << QString::fromLatin1(pending)
                            << QString::fromLatin1(tooSoon) << QString::fromLatin1(denied)
                            << QString::fromLatin1(expired) << QString::fromLatin1(unknown);
    };
    row("standard", Dialect::Standard, "400 authorization_pending", "400 slow_down",
        "400 access_denied", "400 expired_token", "400 invalid_grant");
    row("auth0", Dialect::Auth0, "403 authorization_pending", "403 slow_down", "403 access_denied",
        "403 expired_token", "403 invalid_grant");
    row("yoto", Dialect::Yoto, "403 authorization_pending", "403 slow_down", "403 access_denied",
        "403 expired_token", "403 invalid_grant");
    row("yoto-reference", Dialect::YotoReference, "400 authorization_pending", "400 slow_down",
        "400 access_denied", "400 expired_token", "400 invalid_grant");
    row("google", Dialect::Google, "428 authorization_pending", "403 slow_down",
        "403 access_denied", "400 invalid_grant", "400 invalid_grant");
    row("github", Dialect::GitHub, "200 authorization_pending", "200 slow_down",
        "200 access_denied", "200 expired_token", "200 incorrect_device_code");
    row("microsoft", Dialect::Microsoft, "400 authorization_pending", "400 slow_down",
        "400 authorization_declined", "400 expired_token", "400 bad_verification_code");
    row("gitlab", Dialect::GitLab, "400 authorization_pending", "400 slow_down",
        "400 access_denied", "400 expired_token", "400 invalid_grant");
    row("okta", Dialect::Okta, "400 authorization_pending", "400 slow_down", "400 access_denied",
        "400 expired_token", "400 invalid_grant");
    row("keycloak", Dialect::Keycloak, "400 authorization_pending", "400 slow_down",
        "400 access_denied", "400 expired_token", "400 invalid_grant");
    row("twitch", Dialect::Twitch, "400 authorization_pending", "400 authorization_pending",
        "400 invalid device code", "400 invalid device code", "400 invalid device code");
    row("oidc-provider", Dialect::OidcProvider, "400 authorization_pending",
        "400 authorization_pending", "400 access_denied", "400 expired_token", "400 invalid_grant");
    row("glewlwyd", Dialect::Glewlwyd, "400 authorization_pending", "400 slow_down",
        "400 access_denied", "400 expired_token", "400 access_denied");
}

void TestDemoDialects::pollingIsAnsweredInTheDialect()
{
    QFETCH(Dialect, dialect);
    QFETCH(QString, pending);
    QFETCH(QString, tooSoon);
    QFETCH(QString, denied);
    QFETCH(QString, expired);
    QFETCH(QString, unknown);
    Harness demo(speaking(dialect));
    const auto answer = [&demo](const QJsonObject &code) {
        const Reply reply = poll(demo, code);
        return QString::number(reply.status) + QLatin1Char(' ') + errorOf(reply);
    };
    const QJsonObject code = newCode(demo).json();
    QCOMPARE(answer(code), pending);
    QCOMPARE(answer(code), tooSoon);
    demo.clock.advance(10);
    QVERIFY(demo.provider.deny(textIn(code, "user_code")));
    QCOMPARE(answer(code), denied);
    const QJsonObject old = newCode(demo).json();
    demo.clock.advance(demo.provider.knobs().deviceCodeLifetime);
    QCOMPARE(answer(old), expired);
    QCOMPARE(answer({{QStringLiteral("device_code"), QStringLiteral("guessed")}}), unknown);
    const QJsonObject spent = newCode(demo).json();
    QVERIFY(demo.provider.approve(textIn(spent, "user_code")));
    QCOMPARE(poll(demo, spent).status, 200);
    QCOMPARE(answer(spent), unknown);
}

void TestDemoDialects::tokensComeInTheDialect_data()
{
    addDialects();
    QTest::addColumn<QStringList>("members");
    const QString access = QStringLiteral("access_token");
    const QString expires = QStringLiteral("expires_in");
    const QString refresh = QStringLiteral("refresh_token");
    const QString scope = QStringLiteral("scope");
    const QString type = QStringLiteral("token_type");
    QTest::newRow("auth0") << Dialect::Auth0 << QStringList{access, expires, refresh, scope, type};
    QTest::newRow("yoto") << Dialect::Yoto << QStringList{access,  QStringLiteral("expires_at"),
                                                          expires, refresh,
                                                          scope,   type};
    QTest::newRow("yoto-reference")
        << Dialect::YotoReference
        << QStringList{access, QStringLiteral("expires_at"), expires, refresh, scope, type};
    QTest::newRow("google") << Dialect::Google
                            << QStringList{access, expires, refresh, scope, type};
    QTest::newRow("github") << Dialect::GitHub << QStringList{access, scope, type};
    QTest::newRow("microsoft") << Dialect::Microsoft
                               << QStringList{access,  expires, QStringLiteral("ext_expires_in"),
                                              refresh, scope,   type};
    QTest::newRow("gitlab") << Dialect::GitLab << QStringList{access,  QStringLiteral("created_at"),
                                                              expires, refresh,
                                                              scope,   type};
    QTest::newRow("keycloak") << Dialect::Keycloak
                              << QStringList{access,
                                             expires,
                                             QStringLiteral("not-before-policy"),
                                             QStringLiteral("refresh_expires_in"),
                                             refresh,
                                             scope,
                                             QStringLiteral("session_state"),
                                             type};
    QTest::newRow("twitch") << Dialect::Twitch
                            << QStringList{access, expires, refresh, scope, type};
}

void TestDemoDialects::tokensComeInTheDialect()
{
    QFETCH(Dialect, dialect);
    QFETCH(QStringList, members);
    Harness demo(speaking(dialect));
    const QJsonObject code = newCode(demo).json();
    QVERIFY(demo.provider.approve(textIn(code, "user_code")));
    const QJsonObject tokens = poll(demo, code).json();
    QCOMPARE(tokens.keys(), members);
    if (tokens.contains(QLatin1String("expires_at"))) {
        QCOMPARE(tokens.value(QLatin1String("expires_at")).toInteger(),
                 demo.clock.seconds() + tokens.value(QLatin1String("expires_in")).toInteger());
    }
}

void TestDemoDialects::whatIsInsistedOn_data()
{
    addDialects();
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<Form>("form");
    const Form client{{QStringLiteral("client_id"), QStringLiteral("latchkey")},
                      {QStringLiteral("scope"), QStringLiteral("one")}};
    QTest::newRow("yoto wants an audience")
        << Dialect::Yoto << QByteArray("/oauth/device/code") << client;
    QTest::newRow("yoto's reference does too")
        << Dialect::YotoReference << QByteArray("/oauth/device/code") << client;
    QTest::newRow("and a scope") << Dialect::YotoReference << QByteArray("/oauth/device/code")
                                 << Form{{QStringLiteral("client_id"), QStringLiteral("latchkey")},
                                         {QStringLiteral("audience"), QStringLiteral("a")}};
    QTest::newRow("dressipi wants an API key")
        << Dialect::Dressipi << QByteArray("/oauth/token")
        << Form{{QStringLiteral("client_id"), QStringLiteral("latchkey")},
                {QStringLiteral("grant_type"), QStringLiteral("refresh_token")},
                {QStringLiteral("refresh_token"), QStringLiteral("r")},
                {QStringLiteral("redirect_uri"), QStringLiteral("urn:ietf:wg:oauth:2.0:oob:auto")}};
}

void TestDemoDialects::whatIsInsistedOn()
{
    QFETCH(Dialect, dialect);
    QFETCH(QByteArray, path);
    QFETCH(Form, form);
    Harness demo(speaking(dialect));
    const Reply reply = demo.http->postForm(path, form);
    QCOMPARE(reply.status, 400);
    QCOMPARE(reply.error(), QStringLiteral("invalid_request"));
}

void TestDemoDialects::theExpiryIsToldOnceByAuth0()
{
    for (const Dialect dialect : {Dialect::Auth0, Dialect::Yoto}) {
        Harness demo(speaking(dialect));
        const QJsonObject code = newCode(demo).json();
        demo.clock.advance(900);
        QCOMPARE(poll(demo, code).error(), QStringLiteral("expired_token"));
        QCOMPARE(poll(demo, code).error(), QStringLiteral("invalid_grant"));
    }
}

void TestDemoDialects::gitHubAnswersFormsUnlessAsked()
{
    Harness demo(speaking(Dialect::GitHub));
    const Reply form = demo.http->postForm(
        "/oauth/device/code", {{QStringLiteral("client_id"), QStringLiteral("latchkey")}});
    QVERIFY(form.header("Content-Type").startsWith("application/x-www-form-urlencoded"));
    const QUrlQuery query(QString::fromLatin1(form.body));
    QVERIFY(!query.queryItemValue(QStringLiteral("device_code")).isEmpty());
    QCOMPARE(query.queryItemValue(QStringLiteral("interval")), QStringLiteral("5"));
    QCOMPARE(newCode(demo).header("Content-Type"), QByteArray("application/json"));
}

void TestDemoDialects::gitHubTellsTheNewInterval()
{
    Harness demo(speaking(Dialect::GitHub));
    const QJsonObject code = newCode(demo).json();
    poll(demo, code);
    QCOMPARE(poll(demo, code).json().value(QLatin1String("interval")).toInt(), 10);
    QCOMPARE(poll(demo, code).json().value(QLatin1String("interval")).toInt(), 15);
}

void TestDemoDialects::gitLabEndsBothOldTokens()
{
    Harness demo(speaking(Dialect::GitLab));
    const QJsonObject code = newCode(demo).json();
    QVERIFY(demo.provider.approve(textIn(code, "user_code")));
    const QJsonObject first = poll(demo, code).json();
    QCOMPARE(demo.withBearer("/api/items", textIn(first, "access_token")).status, 200);
    const QJsonObject second = demo.refresh(textIn(first, "refresh_token")).json();
    QCOMPARE(demo.withBearer("/api/items", textIn(first, "access_token")).status, 401);
    QCOMPARE(demo.withBearer("/api/items", textIn(second, "access_token")).status, 200);
    QCOMPARE(demo.refresh(textIn(first, "refresh_token")).error(), QStringLiteral("invalid_grant"));
}

void TestDemoDialects::microsoftKeepsTheOldRefreshTokenGood()
{
    Harness demo(speaking(Dialect::Microsoft));
    const QJsonObject code = newCode(demo).json();
    QVERIFY(demo.provider.approve(textIn(code, "user_code").insert(4, QLatin1Char('-'))));
    const QJsonObject first = poll(demo, code).json();
    const QJsonObject second = demo.refresh(textIn(first, "refresh_token")).json();
    QVERIFY(textIn(second, "refresh_token") != textIn(first, "refresh_token"));
    QCOMPARE(demo.refresh(textIn(first, "refresh_token")).status, 200);
}

void TestDemoDialects::googleSpeaksTheDraft()
{
    Harness demo(speaking(Dialect::Google));
    const QJsonObject code = newCode(demo).json();
    QCOMPARE(code.keys(),
             (QStringList{QStringLiteral("device_code"), QStringLiteral("expires_in"),
                          QStringLiteral("interval"), QStringLiteral("user_code"),
                          QStringLiteral("verification_url")}));
    QVERIFY(demo.provider.approve(textIn(code, "user_code")));
    const QJsonObject first = poll(demo, code).json();
    const QJsonObject second = demo.refresh(textIn(first, "refresh_token")).json();
    QVERIFY(!second.contains(QLatin1String("refresh_token")));
}

void TestDemoDialects::microsoftSpeaksToThePerson()
{
    Harness demo(speaking(Dialect::Microsoft));
    const QJsonObject code = newCode(demo).json();
    QVERIFY(!code.contains(QLatin1String("verification_uri_complete")));
    QVERIFY(textIn(code, "message").contains(textIn(code, "user_code")));
    const QJsonObject error = poll(demo, code).json();
    QCOMPARE(error.value(QLatin1String("error_codes")).toArray(), QJsonArray{70016});
    for (const char *member : {"timestamp", "trace_id", "correlation_id", "error_uri"})
        QVERIFY2(!textIn(error, member).isEmpty(), member);
}

void TestDemoDialects::twitchHasOneAddressAndAnArray()
{
    Harness demo(speaking(Dialect::Twitch));
    const QJsonObject code = newCode(demo).json();
    QVERIFY(textIn(code, "verification_uri").contains(textIn(code, "user_code")));
    QVERIFY(!code.contains(QLatin1String("verification_uri_complete")));
    // The address leads where it says.
    const QString path =
        textIn(code, "verification_uri").mid(demo.provider.issuer().toString().size());
    QVERIFY(demo.http->get(path.toLatin1()).body.contains("It will be able to"));
    const QJsonObject pending = poll(demo, code).json();
    QCOMPARE(pending.keys(), (QStringList{QStringLiteral("message"), QStringLiteral("status")}));
    QVERIFY(demo.provider.approve(textIn(code, "user_code")));
    QCOMPARE(poll(demo, code).json().value(QLatin1String("scope")).toArray(),
             (QJsonArray{QStringLiteral("one"), QStringLiteral("offline_access")}));
}

void TestDemoDialects::dressipiWantsItsHeadersAndItsUri()
{
    Harness demo([](Knobs &knobs) {
        speak(knobs, Dialect::Dressipi);
        knobs.apiKey = QStringLiteral("k-1");
    });
    const QString automatic = QStringLiteral("urn:ietf:wg:oauth:2.0:oob:auto");
    const QString code =
        textIn(demo.http->get(demo.authorizationPath({{QStringLiteral("redirect_uri"), automatic}}))
                   .json(),
               "code");
    const auto token = [&](const Form &form, const QByteArray &apiKey) {
        Form complete = form;
        complete.append({QStringLiteral("client_id"), QStringLiteral("latchkey")});
        return demo.http->postForm("/oauth/token", complete, {{"X-Api-Key", apiKey}});
    };
    const Form exchange{{QStringLiteral("grant_type"), QStringLiteral("authorization_code")},
                        {QStringLiteral("code"), code},
                        {QStringLiteral("redirect_uri"), automatic},
                        {QStringLiteral("code_verifier"),
                         QStringLiteral("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")}};
    QCOMPARE(token(exchange, "k-2").status, 400);
    const Reply first = token(exchange, "k-1");
    QCOMPARE(first.json().keys(),
             (QStringList{QStringLiteral("access_token"), QStringLiteral("expires_in"),
                          QStringLiteral("refresh_token"), QStringLiteral("token_type")}));
    Form refresh{{QStringLiteral("grant_type"), QStringLiteral("refresh_token")},
                 {QStringLiteral("refresh_token"), textIn(first.json(), "refresh_token")}};
    QCOMPARE(token(refresh, "k-1").status, 400);
    refresh.append({QStringLiteral("redirect_uri"), automatic});
    QCOMPARE(token(refresh, "k-1").status, 200);
    const QByteArray jwt = textIn(first.json(), "access_token").toLatin1();
    QCOMPARE(demo.http->get("/api/items", {{"x-dressipi-jwt", jwt}}).status, 200);
    QCOMPARE(demo.http->get("/api/items", {{"Authorization", "Bearer " + jwt}}).status, 401);
}

void TestDemoDialects::revocationOfUnknownTokens_data()
{
    addDialects();
    QTest::addColumn<int>("status");
    QTest::newRow("standard") << Dialect::Standard << 200;
    QTest::newRow("google") << Dialect::Google << 400;
    QTest::newRow("twitch") << Dialect::Twitch << 400;
    QTest::newRow("gitlab") << Dialect::GitLab << 200;
}

void TestDemoDialects::revocationOfUnknownTokens()
{
    QFETCH(Dialect, dialect);
    QFETCH(int, status);
    Harness demo(speaking(dialect));
    QCOMPARE(demo.http
                 ->postForm("/oauth/revoke",
                            {{QStringLiteral("token"), QStringLiteral("nothing")},
                             {QStringLiteral("client_id"), QStringLiteral("latchkey")}})
                 .status,
             status);
}

void TestDemoDialects::scopesCanBeRefused()
{
    Harness demo([](Knobs &knobs) {
        knobs.clients.first().refusedScopes = {QStringLiteral("openid"), QStringLiteral("profile")};
    });
    const auto ask = [&demo](const char *scope) {
        return demo.requestCode({{QStringLiteral("client_id"), QStringLiteral("latchkey")},
                                 {QStringLiteral("scope"), QString::fromLatin1(scope)}});
    };
    QCOMPARE(ask("openid offline_access").error(), QStringLiteral("invalid_scope"));
    QCOMPARE(ask("offline_access").status, 200);
}

QTEST_GUILESS_MAIN(TestDemoDialects)
#include "tst_demodialects.moc"
