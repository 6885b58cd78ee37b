// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "oauth/idtoken.h"
#include "oauth/jwkset.h"
#include "oauth/signature.h"
#include "tokensigner.h"

#include <QtCore/QJsonArray>
#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

#include <functional>

using namespace Latchkey;
using Kind = Error::Kind;

namespace {

const QJsonObject claims{{QStringLiteral("sub"), QStringLiteral("ada")}};

JwkSet setOf(const QJsonArray &keys)
{
    return JwkSet::fromJson({{QStringLiteral("keys"), keys}}).value();
}

Error errorOf(const QString &text, const JwkSet &keys)
{
    const auto token = IdToken::parse(text);
    return token ? token->checkSignature(keys) : token.error();
}

} // namespace

/// RFC 7515 (JWS), RFC 7517 (JWK) and RFC 7518 (JWA), as far as ID tokens need them.
class TestIdTokenSignature : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".?"))); }

    void theExamplesOfTheSpecifications_data();
    void theExamplesOfTheSpecifications();
    void everyAlgorithm_data();
    void everyAlgorithm();
    void whatWasChangedIsNoticed_data();
    void whatWasChangedIsNoticed();
    void theKeyIsChosen_data();
    void theKeyIsChosen();
    void weakKeysAreRefused_data();
    void weakKeysAreRefused();
    void aPublicKeyIsNoSharedSecret();
    void keySetsThatAreNone_data();
    void keySetsThatAreNone();
    void whatIsNoKeyIsLeftOut();
    void privatePartsAreLeftOut();
    void thousandsOfKeysDoNoHarm();
};

void TestIdTokenSignature::theExamplesOfTheSpecifications_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QJsonObject>("key");
    const QString payload = QStringLiteral(
        ".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0c"
        "nVlfQ.");
    QTest::newRow("RFC 7515 A.2, RS256")
        << QString(
               QStringLiteral("eyJhbGciOiJSUzI1NiJ9") + payload
               + QStringLiteral(
                   "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_"
                   "lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75"
                   "vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHW"
                   "EsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlV"
                   "mtVrBp0igcN_IoypGlUPQGe77Rw"))
        << QJsonObject{
               {QStringLiteral("kty"), QStringLiteral("RSA")},
               {QStringLiteral("n"),
                QStringLiteral(
                    "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2"
                    "mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7"
                    "OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMT"
                    "BQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkM"
                    "Ls91kzk2PAcDTW9gb54h4FRWyuXpoQ")},
               {QStringLiteral("e"), QStringLiteral("AQAB")},
           };
    QTest::newRow("RFC 7515 A.3, ES256")
        << QString(QStringLiteral("eyJhbGciOiJFUzI1NiJ9") + payload
                   + QStringLiteral("DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISl"
                                    "SApmWQxfKTUJqPP3-Kg6NU1Q"))
        << QJsonObject{
               {QStringLiteral("kty"), QStringLiteral("EC")},
               {QStringLiteral("crv"), QStringLiteral("P-256")},
               {QStringLiteral("x"), QStringLiteral("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU")},
               {QStringLiteral("y"), QStringLiteral("x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0")},
           };
}

// Demand: OIDC-3.1.3.7-signature
void TestIdTokenSignature::theExamplesOfTheSpecifications()
{
    QFETCH(QString, text);
    QFETCH(QJsonObject, key);
    const Error error = errorOf(text, setOf({key}));
    QVERIFY2(!error.isError(), qPrintable(error.detail()));
    QString changed = text;
    changed[60] = changed.at(60) == u'A' ? u'B' : u'A';
    QVERIFY(errorOf(changed, setOf({key})).isError());
}

void TestIdTokenSignature::everyAlgorithm_data()
{
    QTest::addColumn<QString>("algorithm");
    for (const QString &algorithm : allowedAlgorithms())
        QTest::newRow(qPrintable(algorithm)) << algorithm;
}

void TestIdTokenSignature::everyAlgorithm()
{
    QFETCH(QString, algorithm);
    const TokenSigner signer(algorithm);
    const QString text = signer.sign(claims);
    const Error error = errorOf(text, setOf({signer.publicJwk()}));
    QVERIFY2(!error.isError(), qPrintable(error.detail()));
    // A key that does not say what it is for will do as well.
    QJsonObject bare = signer.publicJwk();
    for (const char *name : {"alg", "use", "kid"})
        bare.remove(QLatin1String(name));
    QJsonObject header = signer.header();
    header.remove(QStringLiteral("kid"));
    QVERIFY(!errorOf(signer.sign(header, claims), setOf({bare})).isError());
    // Each other algorithm is another one, also for the same kind of key.
    for (const QString &other : allowedAlgorithms()) {
        if (other == algorithm)
            continue;
        header.insert(QStringLiteral("alg"), other);
        const QString head = text.section(u'.', 0, 0);
        const QString swapped =
            QString::fromLatin1(TokenSigner::base64Url("{\"alg\":\"" + other.toLatin1() + "\"}"))
            + text.mid(head.size());
        const Error refused = errorOf(swapped, setOf({bare}));
        QCOMPARE(refused.kind(), Kind::InvalidIdToken);
    }
}

void TestIdTokenSignature::whatWasChangedIsNoticed_data()
{
    QTest::addColumn<QString>("algorithm");
    QTest::addColumn<int>("part");
    for (const char *algorithm : {"RS256", "PS256", "ES256"}) {
        for (int part = 0; part < 3; ++part)
            QTest::addRow("%s, part %d", algorithm, part) << QString::fromLatin1(algorithm) << part;
    }
}

void TestIdTokenSignature::whatWasChangedIsNoticed()
{
    QFETCH(QString, algorithm);
    QFETCH(int, part);
    const TokenSigner signer(algorithm);
    QStringList parts = signer.sign(claims).split(u'.');
    if (part == 0) {
        QJsonObject header = signer.header();
        header.insert(QStringLiteral("more"), 1);
        parts[0] = signer.sign(header, claims).section(u'.', 0, 0);
    } else if (part == 1) {
        parts[1] =
            signer.sign({{QStringLiteral("sub"), QStringLiteral("eve")}}).section(u'.', 1, 1);
    } else {
        parts[2][10] = parts.at(2).at(10) == u'A' ? u'B' : u'A';
    }
    const Error error = errorOf(parts.join(u'.'), setOf({signer.publicJwk()}));
    QCOMPARE(error.kind(), Kind::InvalidIdToken);
    QCOMPARE(error.detail(), QStringLiteral("its signature is not the provider's"));
}

void TestIdTokenSignature::theKeyIsChosen_data()
{
    QTest::addColumn<QString>("algorithm");
    QTest::addColumn<QString>("member");
    QTest::addColumn<QJsonValue>("value");
    QTest::addColumn<bool>("isGood");
    const QJsonValue none(QJsonValue::Undefined);
    const auto row = [](const char *name, const char *algorithm, const char *member,
                        const QJsonValue &value, bool isGood) {
        QTest::newRow(name) << QString::fromLatin1(algorithm) << QString::fromLatin1(member)
                            << value << isGood;
    };
    row("for signatures", "RS256", "use", QStringLiteral("sig"), true);
    row("for encryption", "RS256", "use", QStringLiteral("enc"), false);
    row("for a number", "RS256", "use", 5, false);
    row("not said what for", "RS256", "use", none, true);
    row("to verify", "ES256", "key_ops", QJsonArray{QStringLiteral("verify")}, true);
    row("to encrypt", "RS256", "key_ops", QJsonArray{QStringLiteral("encrypt")}, false);
    row("to do nothing", "RS256", "key_ops", QJsonArray(), false);
    row("for another algorithm", "RS256", "alg", QStringLiteral("RS512"), false);
    row("for PS256 and not RS256", "RS256", "alg", QStringLiteral("PS256"), false);
    row("for any algorithm", "PS256", "alg", none, true);
    row("another id", "RS256", "kid", QStringLiteral("key-2"), false);
    row("an id of another case", "RS256", "kid", QStringLiteral("KEY-1"), false);
    row("no id", "RS256", "kid", none, false);
    row("of another type", "RS256", "kty", QStringLiteral("oct"), false);
    row("of another curve", "ES256", "crv", QStringLiteral("P-384"), false);
    row("of a curve that nobody knows", "ES256", "crv", QStringLiteral("secp256k1"), false);
    row("without its modulus", "RS256", "n", none, false);
    row("without its exponent", "RS256", "e", none, false);
    row("without a coordinate", "ES256", "y", none, false);
    row("a modulus of another type", "RS256", "n", 5, false);
    row("a modulus that is not base64", "RS256", "n", QStringLiteral("***"), false);
    row("a coordinate that is not on the curve", "ES256", "x",
        QStringLiteral("f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU"), false);
}

void TestIdTokenSignature::theKeyIsChosen()
{
    QFETCH(QString, algorithm);
    QFETCH(QString, member);
    QFETCH(QJsonValue, value);
    QFETCH(bool, isGood);
    const TokenSigner signer(algorithm);
    QJsonObject key = signer.publicJwk();
    if (value.isUndefined())
        key.remove(member);
    else
        key.insert(member, value);
    const Error error = errorOf(signer.sign(claims), setOf({key}));
    QCOMPARE(error.kind(), isGood ? Kind::None : Kind::InvalidIdToken);
    // Among others it is found, or not, all the same.
    const TokenSigner other(QStringLiteral("ES384"), QStringLiteral("key-3"));
    const JwkSet three = setOf({other.publicJwk(), key, other.publicJwk()});
    QCOMPARE(errorOf(signer.sign(claims), three).isError(), !isGood);
}

void TestIdTokenSignature::weakKeysAreRefused_data()
{
    QTest::addColumn<int>("bits");
    QTest::addColumn<bool>("isGood");
    QTest::newRow("1024 bits") << 1024 << false;
    QTest::newRow("2040 bits") << 2040 << false;
    QTest::newRow("2048 bits") << 2048 << true;
    QTest::newRow("3072 bits") << 3072 << true;
}

void TestIdTokenSignature::weakKeysAreRefused()
{
    QFETCH(int, bits);
    QFETCH(bool, isGood);
    // José makes no weak keys, so the modulus is cut; whether it fits is asked before it is used.
    const TokenSigner signer(QStringLiteral("RS256"), QStringLiteral("key-1"),
                             std::max(bits, 2048));
    QJsonObject key = signer.publicJwk();
    QByteArray modulus = QByteArray::fromBase64(key.value(QLatin1String("n")).toString().toLatin1(),
                                                QByteArray::Base64UrlEncoding);
    QCOMPARE(modulus.size(), qsizetype(std::max(bits, 2048) / 8));
    // Zeros before it make it no stronger.
    modulus = QByteArray(512, '\0') + modulus.right(bits / 8);
    modulus[512] = char(uchar(modulus.at(512)) | 0x80U);
    key.insert(QStringLiteral("n"), QString::fromLatin1(TokenSigner::base64Url(modulus)));
    QCOMPARE(setOf({key}).hasKeyFor(QStringLiteral("RS256"), QStringLiteral("key-1")), isGood);
    QCOMPARE(errorOf(signer.sign(claims), setOf({key})).isError(), !isGood);
    // Nor does one that is larger than anybody needs keep us busy.
    key.insert(QStringLiteral("n"),
               QString::fromLatin1(TokenSigner::base64Url(QByteArray(100000, '\x81'))));
    QVERIFY(!setOf({key}).hasKeyFor(QStringLiteral("RS256"), QStringLiteral("key-1")));
}

/// RFC 8725 §2.1: the public key, taken for the secret of an HMAC.
void TestIdTokenSignature::aPublicKeyIsNoSharedSecret()
{
    const TokenSigner signer(QStringLiteral("RS256"));
    const QJsonObject header{{QStringLiteral("alg"), QStringLiteral("HS256")},
                             {QStringLiteral("kid"), QStringLiteral("key-1")}};
    QCOMPARE(errorOf(signer.sign(header, claims), setOf({signer.publicJwk()})).detail(),
             QStringLiteral("it is signed by an algorithm that is not accepted"));
    const QJsonObject secret{{QStringLiteral("kty"), QStringLiteral("oct")},
                             {QStringLiteral("k"), QStringLiteral("AAAA")}};
    QCOMPARE(setOf({secret}).size(), 0);
}

void TestIdTokenSignature::keySetsThatAreNone_data()
{
    QTest::addColumn<QJsonValue>("keys");
    QTest::newRow("none") << QJsonValue(QJsonValue::Undefined);
    QTest::newRow("null") << QJsonValue();
    QTest::newRow("an object") << QJsonValue(QJsonObject());
    QTest::newRow("a text") << QJsonValue(QStringLiteral("keys"));
}

void TestIdTokenSignature::keySetsThatAreNone()
{
    QFETCH(QJsonValue, keys);
    const auto set = JwkSet::fromJson({{QStringLiteral("keys"), keys}});
    QVERIFY(!set);
    QCOMPARE(set.error().kind(), Kind::Protocol);
}

void TestIdTokenSignature::whatIsNoKeyIsLeftOut()
{
    const TokenSigner signer(QStringLiteral("ES256"));
    const JwkSet set = setOf({5, QStringLiteral("key"), QJsonArray(), QJsonValue(), QJsonObject(),
                              QJsonObject{{QStringLiteral("kty"), 5}},
                              QJsonObject{{QStringLiteral("kty"), QStringLiteral("OKP")},
                                          {QStringLiteral("crv"), QStringLiteral("Ed25519")}},
                              signer.publicJwk()});
    QCOMPARE(set.size(), 1);
    QVERIFY(!errorOf(signer.sign(claims), set).isError());
    QCOMPARE(errorOf(signer.sign(claims), JwkSet()).detail(),
             QStringLiteral("no key of the provider's fits its signature"));
}

void TestIdTokenSignature::privatePartsAreLeftOut()
{
    QJsonObject key = TokenSigner(QStringLiteral("ES256")).publicJwk();
    key.insert(QStringLiteral("d"), QStringLiteral("secret"));
    key.insert(QStringLiteral("x5u"), QStringLiteral("https://evil.example/"));
    const auto keys = setOf({key}).keysFor(QStringLiteral("ES256"), QStringLiteral("key-1"));
    QCOMPARE(keys.size(), 1);
    QVERIFY(!keys.constFirst().contains(QLatin1String("d")));
    QVERIFY(!keys.constFirst().contains(QLatin1String("x5u")));
}

void TestIdTokenSignature::thousandsOfKeysDoNoHarm()
{
    const TokenSigner signer(QStringLiteral("ES256"));
    QJsonObject other = signer.publicJwk();
    other.insert(QStringLiteral("kid"), QStringLiteral("key-2"));
    QJsonArray keys;
    for (int i = 0; i < 10000; ++i)
        keys.append(other);
    keys.append(signer.publicJwk());
    QVERIFY(!errorOf(signer.sign(claims), setOf(keys)).isError());
    // Without an id only some are tried.
    QCOMPARE(setOf(keys).keysFor(QStringLiteral("ES256"), QString()).size(), 16);
}

QTEST_GUILESS_MAIN(TestIdTokenSignature)

#include "tst_idtokensignature.moc"
