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

struct Token
{
    QByteArray text;
    QJsonObject header;
    QJsonObject claims;
};

QJsonObject decoded(const QByteArray &part)
{
    return QJsonDocument::fromJson(QByteArray::fromBase64(part, QByteArray::Base64UrlEncoding))
        .object();
}

/// The ID token of a sign-in whose request had the nonce "one".
Token newToken(Harness &demo)
{
    demo.provider.adjust([](Knobs &knobs) { knobs.decision = Decision::Allow; });
    const Reply redirect =
        demo.http->get(demo.authorizationPath({{QStringLiteral("nonce"), QStringLiteral("one")}}));
    const QJsonObject tokens = demo.exchange(redirect.redirected("code")).json();
    const QByteArray text = tokens.value(QLatin1String("id_token")).toString().toLatin1();
    return {text, decoded(text.split('.').value(0)), decoded(text.split('.').value(1))};
}

QJsonArray publishedKeys(Harness &demo)
{
    return demo.http->get("/oauth/jwks").json().value(QLatin1String("keys")).toArray();
}

bool isSignedBy(const QByteArray &token, const QJsonObject &key)
{
    const QList<QByteArray> parts = token.split('.');
    const QJsonObject jws{{QStringLiteral("protected"), QString::fromLatin1(parts.value(0))},
                          {QStringLiteral("payload"), QString::fromLatin1(parts.value(1))},
                          {QStringLiteral("signature"), QString::fromLatin1(parts.value(2))}};
    json_t *signedObject = json_loads(QJsonDocument(jws).toJson().constData(), 0, nullptr);
    json_t *jwk = json_loads(QJsonDocument(key).toJson().constData(), 0, nullptr);
    const bool valid = jose_jws_ver(nullptr, signedObject, nullptr, jwk, false);
    json_decref(signedObject);
    json_decref(jwk);
    return valid;
}

QString textIn(const QJsonObject &object, const char *name)
{
    return object.value(QLatin1String(name)).toString();
}

} // namespace

/// How ID tokens are signed, and what can be wrong with them.
class TestDemoIdTokens : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { failOnWarning(); }

    void everyAlgorithmSigns_data();
    void everyAlgorithmSigns();
    void claimsCanBeWrong_data();
    void claimsCanBeWrong();
    void signaturesCanBeWrong_data();
    void signaturesCanBeWrong();
    void claimsCanBeReplaced();
    void keysRotate();
};

void TestDemoIdTokens::everyAlgorithmSigns_data()
{
    QTest::addColumn<SigningAlgorithm>("algorithm");
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("keyType");
    QTest::newRow("RS256") << SigningAlgorithm::Rs256 << QStringLiteral("RS256")
                           << QStringLiteral("RSA");
    QTest::newRow("PS256") << SigningAlgorithm::Ps256 << QStringLiteral("PS256")
                           << QStringLiteral("RSA");
    QTest::newRow("ES256") << SigningAlgorithm::Es256 << QStringLiteral("ES256")
                           << QStringLiteral("EC");
}

void TestDemoIdTokens::everyAlgorithmSigns()
{
    QFETCH(SigningAlgorithm, algorithm);
    QFETCH(QString, name);
    QFETCH(QString, keyType);
    Harness demo([algorithm](Knobs &knobs) { knobs.idTokenAlgorithm = algorithm; });
    const Token token = newToken(demo);
    QCOMPARE(textIn(token.header, "alg"), name);
    const QJsonArray keys = publishedKeys(demo);
    QCOMPARE(keys.size(), 1);
    const QJsonObject key = keys.first().toObject();
    QCOMPARE(textIn(key, "kty"), keyType);
    QCOMPARE(textIn(key, "alg"), name);
    QCOMPARE(textIn(key, "kid"), textIn(token.header, "kid"));
    QVERIFY(!key.contains(QLatin1String("d")));
    QVERIFY(isSignedBy(token.text, key));
    QCOMPARE(demo.http->get("/.well-known/openid-configuration")
                 .json()
                 .value(QLatin1String("id_token_signing_alg_values_supported"))
                 .toArray(),
             QJsonArray{name});
}

void TestDemoIdTokens::claimsCanBeWrong_data()
{
    QTest::addColumn<IdTokenFault>("fault");
    QTest::addColumn<QString>("claim");
    QTest::addColumn<QJsonValue>("value");
    const QString somebody = QStringLiteral("https://somebody-else.example");
    QTest::newRow("issuer") << IdTokenFault::WrongIssuer << QStringLiteral("iss")
                            << QJsonValue(somebody);
    QTest::newRow("audience") << IdTokenFault::WrongAudience << QStringLiteral("aud")
                              << QJsonValue(somebody);
    QTest::newRow("authorized party")
        << IdTokenFault::WrongAuthorizedParty << QStringLiteral("azp") << QJsonValue(somebody);
    QTest::newRow("nonce") << IdTokenFault::WrongNonce << QStringLiteral("nonce")
                           << QJsonValue(QStringLiteral("another-nonce"));
    QTest::newRow("no nonce") << IdTokenFault::MissingNonce << QStringLiteral("nonce")
                              << QJsonValue(QJsonValue::Undefined);
    QTest::newRow("no subject") << IdTokenFault::MissingSubject << QStringLiteral("sub")
                                << QJsonValue(QJsonValue::Undefined);
    QTest::newRow("expired") << IdTokenFault::Expired << QStringLiteral("exp")
                             << QJsonValue(qint64(1'800'000'000 - 3600));
    QTest::newRow("from the future") << IdTokenFault::IssuedInFuture << QStringLiteral("iat")
                                     << QJsonValue(qint64(1'800'000'000 + 3600));
    QTest::newRow("nothing") << IdTokenFault::None << QStringLiteral("nonce")
                             << QJsonValue(QStringLiteral("one"));
}

void TestDemoIdTokens::claimsCanBeWrong()
{
    QFETCH(IdTokenFault, fault);
    QFETCH(QString, claim);
    QFETCH(QJsonValue, value);
    Harness demo([fault](Knobs &knobs) { knobs.idTokenFault = fault; });
    const Token token = newToken(demo);
    QCOMPARE(token.claims.value(claim), value);
    // Nothing else is wrong.
    QVERIFY(isSignedBy(token.text, publishedKeys(demo).first().toObject()));
}

void TestDemoIdTokens::signaturesCanBeWrong_data()
{
    QTest::addColumn<IdTokenFault>("fault");
    QTest::addColumn<QString>("algorithm");
    QTest::addColumn<bool>("signedByTheKey");
    QTest::newRow("none") << IdTokenFault::NotSigned << QStringLiteral("none") << false;
    QTest::newRow("symmetric") << IdTokenFault::SymmetricSignature << QStringLiteral("HS256")
                               << false;
    QTest::newRow("another kid") << IdTokenFault::UnknownKey << QStringLiteral("RS256") << true;
    QTest::newRow("another signature")
        << IdTokenFault::BadSignature << QStringLiteral("RS256") << false;
    QTest::newRow("crit") << IdTokenFault::CriticalHeader << QStringLiteral("RS256") << true;
    QTest::newRow("no token at all") << IdTokenFault::Malformed << QString() << false;
}

void TestDemoIdTokens::signaturesCanBeWrong()
{
    QFETCH(IdTokenFault, fault);
    QFETCH(QString, algorithm);
    QFETCH(bool, signedByTheKey);
    Harness demo([fault](Knobs &knobs) { knobs.idTokenFault = fault; });
    const Token token = newToken(demo);
    QCOMPARE(textIn(token.header, "alg"), algorithm);
    const QJsonObject key = publishedKeys(demo).first().toObject();
    QCOMPARE(isSignedBy(token.text, key), signedByTheKey);
    QCOMPARE(textIn(token.header, "kid") == textIn(key, "kid"),
             fault == IdTokenFault::SymmetricSignature || fault == IdTokenFault::BadSignature
                 || fault == IdTokenFault::CriticalHeader);
    QCOMPARE(token.header.contains(QLatin1String("crit")), fault == IdTokenFault::CriticalHeader);
    QCOMPARE(token.text.endsWith('.'), fault == IdTokenFault::NotSigned);
    if (fault != IdTokenFault::Malformed)
        QCOMPARE(textIn(token.claims, "sub"), QStringLiteral("demo-mara"));
}

void TestDemoIdTokens::claimsCanBeReplaced()
{
    Harness demo([](Knobs &knobs) {
        knobs.idTokenClaims = {{QStringLiteral("name"), QStringLiteral("Somebody")},
                               {QStringLiteral("email"), QJsonValue()}};
    });
    const Token token = newToken(demo);
    QCOMPARE(textIn(token.claims, "name"), QStringLiteral("Somebody"));
    QVERIFY(!token.claims.contains(QLatin1String("email")));
    QCOMPARE(textIn(token.claims, "sub"), QStringLiteral("demo-mara"));
}

void TestDemoIdTokens::keysRotate()
{
    Harness demo([](Knobs &knobs) { knobs.idTokenAlgorithm = SigningAlgorithm::Es256; });
    const Token before = newToken(demo);
    const QJsonObject first = publishedKeys(demo).first().toObject();
    demo.provider.rotateKeys();
    const Token after = newToken(demo);
    QVERIFY(textIn(after.header, "kid") != textIn(before.header, "kid"));
    QJsonArray keys = publishedKeys(demo);
    QCOMPARE(keys.size(), 2);
    QVERIFY(isSignedBy(after.text, keys.first().toObject()));
    QVERIFY(isSignedBy(before.text, keys.last().toObject()));
    QCOMPARE(keys.last().toObject(), first);

    demo.provider.rotateKeys();
    keys = publishedKeys(demo);
    QCOMPARE(keys.size(), 2);
    QVERIFY(!keys.contains(first));

    // Other providers of this process are none the wiser.
    Harness other([](Knobs &knobs) { knobs.idTokenAlgorithm = SigningAlgorithm::Es256; });
    QCOMPARE(publishedKeys(other), QJsonArray{first});
}

QTEST_GUILESS_MAIN(TestDemoIdTokens)
#include "tst_demoidtokens.moc"
