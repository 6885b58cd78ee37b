// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT
#include "demoharness.h"

#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtTest/QTest>

#include <jansson.h>

// Jose's headers declare C functions without saying so to a C++ compiler.
extern "C" {
#include <jose/jws.h>
}

using namespace DemoTest;
using namespace Latchkey;
using namespace Latchkey::Demo;

namespace {

QString textIn(const QJsonObject &object, const char *name)
{
    return object.value(QLatin1String(name)).toString();
}

QJsonObject decodePart(const QByteArray &part)
{
    return QJsonDocument::fromJson(QByteArray::fromBase64(part, QByteArray::Base64UrlEncoding))
        .object();
}

QJsonObject claimsOf(const QString &token)
{
    return decodePart(token.toLatin1().split('.').value(1));
}

bool isSignedBy(const QByteArray &token, const QJsonObject &key)
{
    const QList<QByteArray> parts = token.split('.');
    const QJsonObject jws{{QStringLiteral("protected"), QString::fromLatin1(parts.value(0))},
                          {QStringLiteral("payload"), QString::fromLatin1(parts.value(1))},
                          {QStringLiteral("signature"), QString::fromLatin1(parts.value(2))}};
    json_t *signedObject =
        json_loads(QJsonDocument(jws).toJson().constData(), JSON_DECODE_ANY, nullptr);
    json_t *jwk = json_loads(QJsonDocument(key).toJson().constData(), 0, nullptr);
    const bool valid = jose_jws_ver(nullptr, signedObject, nullptr, jwk, false);
    json_decref(signedObject);
    json_decref(jwk);
    return valid;
}

Reply revoke(Harness &demo, const QString &token, const QString &clientId)
{
    return demo.http->postForm(
        "/oauth/revoke",
        {{QStringLiteral("token"), token}, {QStringLiteral("client_id"), clientId}});
}

} // namespace

/// Tokens: what is in them, how long they last, and what ends them.
class TestDemoTokens : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { failOnWarning(); }

    void theAnswerIsComplete();
    void whatIsIssuedFollowsTheScope_data();
    void whatIsIssuedFollowsTheScope();
    void theIdTokenIsSignedByThePublishedKey();
    void theIdTokenSaysWhoAndForWhom();
    void userInfoFollowsTheScope_data();
    void userInfoFollowsTheScope();
    void resourcesAreGuarded();
    void accessTokensExpire();
    void refreshRotates();
    void aReusedRefreshTokenEndsTheSignIn();
    void reuseIsForgivenWithinTheGrace();
    void refreshOnlyNarrows_data();
    void refreshOnlyNarrows();
    void aNarrowRefreshDoesNotNarrowTheSignIn();
    void refreshTokensMayStay();
    void refreshTokensMayExpire();
    void aRefreshTokenBelongsToItsClient();
    void revocation_data();
    void revocation();
    void revokingIsForTheOwner();
    void everythingCanBeRevoked();
    void secretsAreRecordedOnlyOnDemand();
};

void TestDemoTokens::theAnswerIsComplete()
{
    Harness demo;
    const QJsonObject code = demo.newCode();
    QVERIFY(demo.provider.approve(textIn(code, "user_code")));
    const Reply reply = demo.poll(textIn(code, "device_code"));
    QCOMPARE(reply.header("Cache-Control"), QByteArray("no-store"));
    QCOMPARE(reply.header("Pragma"), QByteArray("no-cache"));
    const QJsonObject tokens = reply.json();
    QCOMPARE(textIn(tokens, "token_type"), QStringLiteral("Bearer"));
    QCOMPARE(tokens.value(QLatin1String("expires_in")).toInt(), 3600);
    QCOMPARE(textIn(tokens, "scope"),
             QStringLiteral("openid profile email demo:read offline_access"));
    for (const char *name : {"access_token", "refresh_token", "id_token"})
        QVERIFY2(!textIn(tokens, name).isEmpty(), name);
}

void TestDemoTokens::whatIsIssuedFollowsTheScope_data()
{
    QTest::addColumn<QString>("scope");
    QTest::addColumn<bool>("sendRefreshToken");
    QTest::addColumn<bool>("idToken");
    QTest::addColumn<bool>("refreshToken");
    QTest::newRow("nothing but a resource")
        << QStringLiteral("demo:read") << true << false << false;
    QTest::newRow("openid brings an ID token")
        << QStringLiteral("openid demo:read") << true << true << false;
    QTest::newRow("offline_access brings a refresh token")
        << QStringLiteral("demo:read offline_access") << true << false << true;
    QTest::newRow("unless the knob says no")
        << QStringLiteral("openid offline_access") << false << true << false;
}

void TestDemoTokens::whatIsIssuedFollowsTheScope()
{
    QFETCH(QString, scope);
    QFETCH(bool, sendRefreshToken);
    QFETCH(bool, idToken);
    QFETCH(bool, refreshToken);
    Harness demo([=](Knobs &knobs) { knobs.sendRefreshToken = sendRefreshToken; });
    const QJsonObject tokens = demo.signIn(scope);
    QVERIFY(tokens.contains(QLatin1String("access_token")));
    QCOMPARE(tokens.contains(QLatin1String("id_token")), idToken);
    QCOMPARE(tokens.contains(QLatin1String("refresh_token")), refreshToken);
    QCOMPARE(textIn(tokens, "scope"), scope);
}

void TestDemoTokens::theIdTokenIsSignedByThePublishedKey()
{
    Harness demo;
    const QByteArray token = textIn(demo.signIn(), "id_token").toLatin1();
    const Reply reply = demo.http->get("/oauth/jwks");
    QCOMPARE(reply.header("Content-Type"), QByteArray("application/jwk-set+json"));
    const QJsonArray keys = reply.json().value(QLatin1String("keys")).toArray();
    QCOMPARE(keys.size(), 1);
    const QJsonObject key = keys.first().toObject();
    for (const char *secret : {"d", "p", "q", "dp", "dq", "qi"})
        QVERIFY2(!key.contains(QLatin1String(secret)), secret);
    const QJsonObject header = decodePart(token.split('.').first());
    QCOMPARE(textIn(header, "alg"), QStringLiteral("RS256"));
    QCOMPARE(textIn(header, "kid"), textIn(key, "kid"));
    QVERIFY(isSignedBy(token, key));

    QByteArray forged = token;
    const qsizetype middle = forged.indexOf('.') + 10;
    forged[middle] = forged[middle] == 'A' ? 'B' : 'A';
    QVERIFY(!isSignedBy(forged, key));
}

void TestDemoTokens::theIdTokenSaysWhoAndForWhom()
{
    Harness demo([](Knobs &knobs) { knobs.idTokenLifetime = 600; });
    const QJsonObject claims = claimsOf(textIn(demo.signIn(), "id_token"));
    QCOMPARE(textIn(claims, "iss"), demo.provider.issuer().toString());
    QCOMPARE(textIn(claims, "aud"), QStringLiteral("latchkey"));
    QCOMPARE(textIn(claims, "sub"), QStringLiteral("demo-mara"));
    QCOMPARE(textIn(claims, "name"), QStringLiteral("Mara Demo"));
    QCOMPARE(textIn(claims, "email"), QStringLiteral("mara@demo.example"));
    QCOMPARE(textIn(claims, "preferred_username"), QStringLiteral("mara@demo.example"));
    QCOMPARE(claims.value(QLatin1String("iat")).toInteger(), demo.clock.seconds());
    QCOMPARE(claims.value(QLatin1String("exp")).toInteger(), demo.clock.seconds() + 600);
    QVERIFY(!claims.contains(QLatin1String("nonce")));
}

void TestDemoTokens::userInfoFollowsTheScope_data()
{
    QTest::addColumn<QString>("scope");
    QTest::addColumn<QStringList>("claims");
    QTest::newRow("openid alone") << QStringLiteral("openid") << QStringList{QStringLiteral("sub")};
    QTest::newRow("with profile") << QStringLiteral("openid profile")
                                  << QStringList{QStringLiteral("name"),
                                                 QStringLiteral("preferred_username"),
                                                 QStringLiteral("sub")};
    QTest::newRow("with email") << QStringLiteral("openid email")
                                << QStringList{QStringLiteral("email"),
                                               QStringLiteral("email_verified"),
                                               QStringLiteral("sub")};
}

void TestDemoTokens::userInfoFollowsTheScope()
{
    QFETCH(QString, scope);
    QFETCH(QStringList, claims);
    Harness demo;
    const QString token = textIn(demo.signIn(scope), "access_token");
    const Reply byGet = demo.withBearer("/oauth/userinfo", token);
    QCOMPARE(byGet.status, 200);
    QCOMPARE(byGet.json().keys(), claims);
    const Reply byPost = demo.http->postForm("/oauth/userinfo", {},
                                             {{"Authorization", "bearer " + token.toLatin1()}});
    QCOMPARE(byPost.body, byGet.body);
}

void TestDemoTokens::resourcesAreGuarded()
{
    Harness demo;
    const Reply without = demo.http->get("/api/items");
    QCOMPARE(without.status, 401);
    QCOMPARE(without.header("WWW-Authenticate"), QByteArray("Bearer realm=\"demo\""));
    const Reply wrong = demo.withBearer("/api/items", QStringLiteral("nonsense"));
    QCOMPARE(wrong.status, 401);
    QVERIFY(wrong.header("WWW-Authenticate").contains("error=\"invalid_token\""));
    const QString narrow = textIn(demo.signIn(QStringLiteral("openid")), "access_token");
    const Reply tooNarrow = demo.withBearer("/api/items", narrow);
    QCOMPARE(tooNarrow.status, 403);
    QVERIFY(tooNarrow.header("WWW-Authenticate").contains("scope=\"demo:read\""));
    QCOMPARE(demo.http->get("/api/items?access_token=" + narrow.toLatin1()).status, 401);
    const QString token = textIn(demo.signIn(QStringLiteral("demo:read")), "access_token");
    const Reply items = demo.withBearer("/api/items", token);
    QCOMPARE(items.status, 200);
    QVERIFY(!items.json().value(QLatin1String("items")).toArray().isEmpty());
    QCOMPARE(demo.withBearer("/oauth/userinfo", token).status, 403);
}

void TestDemoTokens::accessTokensExpire()
{
    Harness demo([](Knobs &knobs) { knobs.accessTokenLifetime = 60; });
    const QJsonObject tokens = demo.signIn();
    QCOMPARE(tokens.value(QLatin1String("expires_in")).toInt(), 60);
    demo.clock.advance(59);
    QCOMPARE(demo.withBearer("/api/items", textIn(tokens, "access_token")).status, 200);
    demo.clock.advance(1);
    QCOMPARE(demo.withBearer("/api/items", textIn(tokens, "access_token")).status, 401);
}

void TestDemoTokens::refreshRotates()
{
    Harness demo;
    const QJsonObject first = demo.signIn();
    const Reply reply = demo.refresh(textIn(first, "refresh_token"));
    QCOMPARE(reply.status, 200);
    const QJsonObject second = reply.json();
    QVERIFY(textIn(second, "refresh_token") != textIn(first, "refresh_token"));
    QVERIFY(textIn(second, "access_token") != textIn(first, "access_token"));
    QCOMPARE(textIn(second, "scope"), textIn(first, "scope"));
    QVERIFY(!textIn(second, "id_token").isEmpty());
    QCOMPARE(demo.withBearer("/api/items", textIn(second, "access_token")).status, 200);
    QCOMPARE(demo.refresh(textIn(second, "refresh_token")).status, 200);
    QCOMPARE(demo.provider.counters().refreshes, 2);
    QCOMPARE(demo.provider.counters().refreshTokens, 3);
}

void TestDemoTokens::aReusedRefreshTokenEndsTheSignIn()
{
    Harness demo;
    const QJsonObject bystander = demo.signIn();
    const QJsonObject first = demo.signIn();
    const QJsonObject second = demo.refresh(textIn(first, "refresh_token")).json();
    const QJsonObject third = demo.refresh(textIn(second, "refresh_token")).json();
    const Reply reused = demo.refresh(textIn(first, "refresh_token"));
    QCOMPARE(reused.status, 400);
    QCOMPARE(reused.error(), QStringLiteral("invalid_grant"));
    QCOMPARE(demo.refresh(textIn(third, "refresh_token")).error(), QStringLiteral("invalid_grant"));
    QCOMPARE(demo.withBearer("/api/items", textIn(third, "access_token")).status, 401);
    QCOMPARE(demo.provider.counters().reuseDetected, 1);
    QCOMPARE(demo.refresh(textIn(bystander, "refresh_token")).status, 200);
}

void TestDemoTokens::reuseIsForgivenWithinTheGrace()
{
    Harness demo([](Knobs &knobs) { knobs.refreshGrace = 10; });
    const QJsonObject first = demo.signIn();
    const QString spent = textIn(first, "refresh_token");
    const QJsonObject second = demo.refresh(spent).json();
    demo.clock.advance(9);
    const Reply forgiven = demo.refresh(spent);
    QCOMPARE(forgiven.status, 200);
    QCOMPARE(demo.refresh(textIn(second, "refresh_token")).status, 200);
    demo.clock.advance(1);
    QCOMPARE(demo.refresh(spent).error(), QStringLiteral("invalid_grant"));
    QCOMPARE(demo.refresh(textIn(forgiven.json(), "refresh_token")).error(),
             QStringLiteral("invalid_grant"));
    QCOMPARE(demo.provider.counters().reuseDetected, 1);
}

void TestDemoTokens::refreshOnlyNarrows_data()
{
    QTest::addColumn<QString>("scope");
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("granted");
    QTest::newRow("the same") << QStringLiteral("demo:read openid offline_access") << 200
                              << QStringLiteral("demo:read openid offline_access");
    QTest::newRow("less") << QStringLiteral("demo:read") << 200 << QStringLiteral("demo:read");
    QTest::newRow("more") << QStringLiteral("demo:read email") << 400 << QString();
    QTest::newRow("malformed") << QStringLiteral("demo:\"read") << 400 << QString();
}

void TestDemoTokens::refreshOnlyNarrows()
{
    QFETCH(QString, scope);
    QFETCH(int, status);
    QFETCH(QString, granted);
    Harness demo;
    const QJsonObject tokens = demo.signIn(QStringLiteral("openid demo:read offline_access"));
    const Reply reply = demo.refresh(textIn(tokens, "refresh_token"), scope);
    QCOMPARE(reply.status, status);
    QCOMPARE(textIn(reply.json(), "scope"), granted);
    if (status == 200)
        return;
    QCOMPARE(reply.error(), QStringLiteral("invalid_scope"));
    // A refused request spends nothing.
    QCOMPARE(demo.refresh(textIn(tokens, "refresh_token")).status, 200);
}

void TestDemoTokens::aNarrowRefreshDoesNotNarrowTheSignIn()
{
    Harness demo;
    const QJsonObject first = demo.signIn(QStringLiteral("openid demo:read offline_access"));
    const QJsonObject narrow =
        demo.refresh(textIn(first, "refresh_token"), QStringLiteral("openid")).json();
    QCOMPARE(demo.withBearer("/api/items", textIn(narrow, "access_token")).status, 403);
    const QJsonObject wide = demo.refresh(textIn(narrow, "refresh_token")).json();
    QCOMPARE(demo.withBearer("/api/items", textIn(wide, "access_token")).status, 200);
}

void TestDemoTokens::refreshTokensMayStay()
{
    Harness demo([](Knobs &knobs) { knobs.rotateRefreshTokens = false; });
    const QString token = textIn(demo.signIn(), "refresh_token");
    for (int i = 0; i < 3; ++i) {
        const Reply reply = demo.refresh(token);
        QCOMPARE(reply.status, 200);
        QVERIFY(!reply.json().contains(QLatin1String("refresh_token")));
    }
}

void TestDemoTokens::refreshTokensMayExpire()
{
    Harness demo([](Knobs &knobs) { knobs.refreshTokenLifetime = 100; });
    const QJsonObject first = demo.signIn();
    demo.clock.advance(99);
    const QJsonObject second = demo.refresh(textIn(first, "refresh_token")).json();
    demo.clock.advance(99);
    const Reply third = demo.refresh(textIn(second, "refresh_token"));
    QCOMPARE(third.status, 200);
    demo.clock.advance(100);
    QCOMPARE(demo.refresh(textIn(third.json(), "refresh_token")).error(),
             QStringLiteral("invalid_grant"));
}

void TestDemoTokens::aRefreshTokenBelongsToItsClient()
{
    Harness demo;
    const QString token = textIn(demo.signIn(), "refresh_token");
    const Reply thief =
        demo.http->postForm("/oauth/token",
                            {{QStringLiteral("grant_type"), QStringLiteral("refresh_token")},
                             {QStringLiteral("refresh_token"), token},
                             {QStringLiteral("client_id"), QStringLiteral("thief")}});
    QCOMPARE(thief.error(), QStringLiteral("invalid_grant"));
    QCOMPARE(demo.refresh(token).status, 200);
}

void TestDemoTokens::revocation_data()
{
    QTest::addColumn<QString>("which");
    QTest::addColumn<int>("itemsStatus");
    QTest::addColumn<int>("refreshStatus");
    QTest::newRow("the refresh token ends the sign-in")
        << QStringLiteral("refresh_token") << 401 << 400;
    QTest::newRow("the access token ends itself") << QStringLiteral("access_token") << 401 << 200;
}

void TestDemoTokens::revocation()
{
    QFETCH(QString, which);
    QFETCH(int, itemsStatus);
    QFETCH(int, refreshStatus);
    Harness demo;
    const QJsonObject tokens = demo.signIn();
    const QString token = tokens.value(which).toString();
    QCOMPARE(revoke(demo, token, QStringLiteral("latchkey")).status, 200);
    QCOMPARE(demo.withBearer("/api/items", textIn(tokens, "access_token")).status, itemsStatus);
    QCOMPARE(demo.refresh(textIn(tokens, "refresh_token")).status, refreshStatus);
    QCOMPARE(revoke(demo, token, QStringLiteral("latchkey")).status, 200);
    QCOMPARE(demo.provider.counters().revocations, 1);
}

void TestDemoTokens::revokingIsForTheOwner()
{
    Harness demo;
    const QJsonObject tokens = demo.signIn();
    for (const char *name : {"access_token", "refresh_token"})
        QCOMPARE(revoke(demo, textIn(tokens, name), QStringLiteral("thief")).status, 200);
    QCOMPARE(revoke(demo, QStringLiteral("unknown"), QStringLiteral("latchkey")).status, 200);
    QCOMPARE(revoke(demo, QString(), QStringLiteral("latchkey")).error(),
             QStringLiteral("invalid_request"));
    QCOMPARE(demo.provider.counters().revocations, 0);
    QCOMPARE(demo.withBearer("/api/items", textIn(tokens, "access_token")).status, 200);
    QCOMPARE(demo.refresh(textIn(tokens, "refresh_token")).status, 200);
}

void TestDemoTokens::everythingCanBeRevoked()
{
    Harness demo;
    const QJsonObject tokens = demo.signIn();
    demo.provider.revokeEverything();
    QCOMPARE(demo.withBearer("/api/items", textIn(tokens, "access_token")).status, 401);
    QCOMPARE(demo.refresh(textIn(tokens, "refresh_token")).error(),
             QStringLiteral("invalid_grant"));
}

void TestDemoTokens::secretsAreRecordedOnlyOnDemand()
{
    Harness demo;
    const QJsonObject code = demo.newCode();
    QVERIFY(demo.provider.approve(textIn(code, "user_code")));
    const QJsonObject tokens = demo.poll(textIn(code, "device_code")).json();
    const QStringList secrets = demo.provider.issuedSecrets();
    QVERIFY(secrets.contains(textIn(code, "device_code")));
    for (const char *name : {"access_token", "refresh_token", "id_token"})
        QVERIFY2(secrets.contains(textIn(tokens, name)), name);
    QCOMPARE(secrets.size(), 4);
    demo.provider.adjust([](Knobs &knobs) { knobs.recordSecrets = false; });
    demo.signIn();
    QCOMPARE(demo.provider.issuedSecrets().size(), 4);
}

QTEST_GUILESS_MAIN(TestDemoTokens)
#include "tst_demotokens.moc"
