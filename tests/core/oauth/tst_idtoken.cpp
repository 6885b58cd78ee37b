// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "oauth/idtoken.h"
#include "tokensigner.h"

#include <QtCore/QCryptographicHash>
#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

#include <functional>

using namespace Latchkey;
using Check = Identity::Check;
using Kind = Error::Kind;
using std::chrono::seconds;

namespace {

constexpr qint64 now = 1'800'000'000;

const TokenSigner &signer()
{
    static const TokenSigner signer(QStringLiteral("ES256"));
    return signer;
}

QJsonObject goodClaims()
{
    return {
        {QStringLiteral("iss"), QStringLiteral("https://id.example.org")},
        {QStringLiteral("aud"), QStringLiteral("client-1")},
        {QStringLiteral("sub"), QStringLiteral("248289761001")},
        {QStringLiteral("iat"), now - 1},
        {QStringLiteral("exp"), now + 3600},
    };
}

QJsonObject with(const char *name, const QJsonValue &value)
{
    QJsonObject claims = goodClaims();
    claims.insert(QLatin1String(name), value);
    return claims;
}

QJsonObject without(const char *name)
{
    QJsonObject claims = goodClaims();
    claims.remove(QLatin1String(name));
    return claims;
}

IdToken::Rules goodRules()
{
    IdToken::Rules rules;
    rules.issuer = QUrl(QStringLiteral("https://id.example.org"));
    rules.clientId = QStringLiteral("client-1");
    rules.now = QDateTime::fromSecsSinceEpoch(now, Qt::UTC);
    return rules;
}

Expected<QList<Check>> check(const QJsonObject &claims, const IdToken::Rules &rules = goodRules())
{
    return IdToken::parse(signer().sign(claims)).and_then([&](const IdToken &token) {
        return token.checkClaims(rules);
    });
}

QString part(const QByteArray &json)
{
    return QString::fromLatin1(TokenSigner::base64Url(json));
}

QJsonArray list(std::initializer_list<const char *> texts)
{
    QJsonArray array;
    for (const char *text : texts)
        array.append(QLatin1String(text));
    return array;
}

QString halfHash(QCryptographicHash::Algorithm algorithm, const char *token)
{
    const QByteArray hash = QCryptographicHash::hash(token, algorithm);
    return part(hash.left(hash.size() / 2));
}

} // namespace

/// What an ID token says, OpenID Connect Core §2 and §3.1.3.7.
class TestIdToken : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".?"))); }

    void aGoodTokenPasses();
    void formsThatAreNone_data();
    void formsThatAreNone();
    void headers_data();
    void headers();
    void membersThatComeTwice_data();
    void membersThatComeTwice();
    void rareJsonIsRead_data();
    void rareJsonIsRead();
    void deepJsonDoesNoHarm_data();
    void deepJsonDoesNoHarm();
    void issuers_data();
    void issuers();
    void audiences_data();
    void audiences();
    void trustedAudiencesAreNoReasonForDoubt();
    void subjects_data();
    void subjects();
    void times_data();
    void times();
    void theToleranceCanBeSet();
    void clocks_data();
    void clocks();
    void nonces_data();
    void nonces();
    void accessTokenHashes_data();
    void accessTokenHashes();
    void errorsRepeatNothing();
};

void TestIdToken::aGoodTokenPasses()
{
    const auto checks = check(goodClaims());
    QVERIFY2(checks, checks ? "" : qPrintable(checks.error().detail()));
    const QList<Check> expected{Check::Issuer, Check::Audience, Check::Subject, Check::IssuedAt,
                                Check::Expiry};
    QCOMPARE(*checks, expected);
}

// Demand: RFC7515-7.1-compact
void TestIdToken::formsThatAreNone_data()
{
    QTest::addColumn<QString>("text");
    const QString good = signer().sign(goodClaims());
    const QStringList parts = good.split(u'.');
    const auto row = [](const char *name, const QString &text) { QTest::newRow(name) << text; };
    row("nothing", QString());
    row("a word", QStringLiteral("token"));
    row("one dot", parts.at(0) + u'.' + parts.at(1));
    row("three dots", good + QStringLiteral(".AAAA"));
    row("encrypted", QStringLiteral("AAAA.AAAA.AAAA.AAAA.AAAA"));
    row("no header", u'.' + parts.at(1) + u'.' + parts.at(2));
    row("no payload", parts.at(0) + QStringLiteral("..") + parts.at(2));
    row("no signature", parts.at(0) + u'.' + parts.at(1) + u'.');
    row("a padded header", parts.at(0) + QStringLiteral("==.") + parts.at(1) + u'.' + parts.at(2));
    row("a padded signature", good + u'=');
    row("a line break at the end", good + u'\n');
    row("a blank before", u' ' + good);
    row("a blank within", QString(good).insert(20, u' '));
    row("base64 of the other alphabet", QString(good).replace(25, 1, u'+'));
    row("a letter that is not ASCII", QString(good).replace(25, 1, QChar(0x0430)));
    row("a length that base64 never has",
        parts.at(0) + u'.' + parts.at(1) + QStringLiteral(".AAAAA"));
    row("a header that is not JSON", part("hello") + u'.' + parts.at(1) + u'.' + parts.at(2));
    row("a header that is a list", part("[1]") + u'.' + parts.at(1) + u'.' + parts.at(2));
    row("claims that are not JSON", parts.at(0) + u'.' + part("{") + u'.' + parts.at(2));
    row("claims that are a string", parts.at(0) + u'.' + part("\"a\"") + u'.' + parts.at(2));
    row("claims that are not UTF-8",
        parts.at(0) + u'.' + part("{\"sub\":\"\xff\xfe\"}") + u'.' + parts.at(2));
    row("a megabyte", parts.at(0) + u'.' + QString(1024 * 1024, u'A') + u'.' + parts.at(2));
    row("a megabyte of dots", QString(1024 * 1024, u'.'));
}

// Demand: RFC7519-7.2-json
void TestIdToken::formsThatAreNone()
{
    QFETCH(QString, text);
    const auto token = IdToken::parse(text);
    QVERIFY(!token);
    QCOMPARE(token.error().kind(), Kind::InvalidIdToken);
    QVERIFY(!token.error().isTransient());
}

// Demand: RFC7515-4.1.11-crit
void TestIdToken::headers_data()
{
    QTest::addColumn<QJsonObject>("header");
    QTest::addColumn<bool>("isGood");
    const auto alg = [](const char *name, bool isGood) {
        QTest::addRow("alg %s", name)
            << QJsonObject{{QStringLiteral("alg"), QLatin1String(name)}} << isGood;
    };
    for (const char *name :
         {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"}) {
        alg(name, true);
    }
    for (const char *name : {"none", "None", "NONE", "nOnE", "HS256", "HS384", "HS512", "rs256",
                             "EdDSA", "ES256K", "RS1", "RSA-OAEP", "dir", "", " RS256"}) {
        alg(name, false);
    }
    const auto row = [](const char *name, const char *member, const QJsonValue &value,
                        bool isGood) {
        QTest::newRow(name) << QJsonObject{{QStringLiteral("alg"), QStringLiteral("ES256")},
                                           {QLatin1String(member), value}}
                            << isGood;
    };
    QTest::newRow("no alg") << QJsonObject{{QStringLiteral("typ"), QStringLiteral("JWT")}} << false;
    row("an alg that is a list", "alg", list({"ES256"}), false);
    row("an alg that is null", "alg", QJsonValue(), false);
    row("crit", "crit", list({"exp"}), false);
    row("an empty crit", "crit", QJsonArray(), false);
    row("a crit that is null", "crit", QJsonValue(), false);
    row("a payload that is not encoded", "b64", false, false);
    row("a kid", "kid", QStringLiteral("key-1"), true);
    row("a kid that is a number", "kid", 1, false);
    row("a kid that is null", "kid", QJsonValue(), false);
    row("a kid of a kilobyte and more", "kid", QString(1025, u'k'), false);
    row("typ JWT", "typ", QStringLiteral("JWT"), true);
    row("typ in small letters", "typ", QStringLiteral("jwt"), true);
    row("an access token", "typ", QStringLiteral("at+jwt"), false);
    row("an access token, in full", "typ", QStringLiteral("application/AT+JWT"), false);
    row("a logout token", "typ", QStringLiteral("logout+jwt"), false);
    row("a typ that is a number", "typ", 5, false);
    row("what nobody knows and nobody needs", "x-more", 5, true);
    row("a key of its own is not looked at", "jwk", QJsonObject(), true);
}

// Demand: OIDC-3.1.3.7-alg
void TestIdToken::headers()
{
    QFETCH(QJsonObject, header);
    QFETCH(bool, isGood);
    const auto token = IdToken::parse(signer().sign(header, goodClaims()));
    QCOMPARE(bool(token), isGood);
    if (!token)
        QCOMPARE(token.error().kind(), Kind::InvalidIdToken);
}

void TestIdToken::membersThatComeTwice_data()
{
    QTest::addColumn<QByteArray>("header");
    QTest::addColumn<QByteArray>("payload");
    const QByteArray header = "{\"alg\":\"ES256\"}";
    const QByteArray payload = QJsonDocument(goodClaims()).toJson(QJsonDocument::Compact);
    const QByteArray more = payload.chopped(1);
    QTest::newRow("an algorithm") << QByteArray("{\"alg\":\"none\",\"alg\":\"ES256\"}") << payload;
    QTest::newRow("the same algorithm")
        << QByteArray("{\"alg\":\"ES256\",\"alg\":\"ES256\"}") << payload;
    QTest::newRow("an algorithm, once escaped")
        << QByteArray("{\"\\u0061lg\":\"none\",\"alg\":\"ES256\"}") << payload;
    QTest::newRow("a subject") << header << QByteArray(more + ",\"sub\":\"somebody\"}");
    QTest::newRow("a subject, once escaped")
        << header << QByteArray(more + ",\"\\u0073ub\":\"somebody\"}");
    QTest::newRow("something deeper down")
        << header << QByteArray(more + ",\"address\":{\"a\":1,\"a\":2}}");
}

// Demand: RFC7519-7.2-json
void TestIdToken::membersThatComeTwice()
{
    QFETCH(QByteArray, header);
    QFETCH(QByteArray, payload);
    const auto token = IdToken::parse(signer().sign(header, payload));
    QVERIFY(!token);
    QCOMPARE(token.error().kind(), Kind::InvalidIdToken);
    QVERIFY(token.error().detail().contains(QLatin1String("repeat")));
}

void TestIdToken::rareJsonIsRead_data()
{
    QTest::addColumn<QByteArray>("member");
    QTest::newRow("a number of more than 64 bits") << QByteArray("\"n\":18446744073709551616");
    QTest::newRow("a number of less than -2^63") << QByteArray("\"n\":-9223372036854775809");
    QTest::newRow("U+0000 in a text") << QByteArray("\"n\":\"a\\u0000b\"");
}

void TestIdToken::rareJsonIsRead()
{
    QFETCH(QByteArray, member);
    const QByteArray more = QJsonDocument(goodClaims()).toJson(QJsonDocument::Compact).chopped(1);
    const auto parse = [&](const QByteArray &rest) {
        return IdToken::parse(signer().sign("{\"alg\":\"ES256\"}", more + ',' + member + rest));
    };
    const auto token = parse("}");
    QVERIFY2(token, token ? "" : qPrintable(token.error().detail()));
    QVERIFY(token->checkClaims(goodRules()));
    // Nothing hides behind it.
    QVERIFY(!parse(",\"sub\":\"somebody\"}"));
}

void TestIdToken::deepJsonDoesNoHarm_data()
{
    QTest::addColumn<int>("depth");
    QTest::addColumn<bool>("isGood");
    QTest::newRow("ten") << 10 << true;
    QTest::newRow("ten thousand") << 10000 << false;
}

void TestIdToken::deepJsonDoesNoHarm()
{
    QFETCH(int, depth);
    QFETCH(bool, isGood);
    const QByteArray payload = QJsonDocument(goodClaims()).toJson(QJsonDocument::Compact).chopped(1)
        + ",\"deep\":" + QByteArray(depth, '[') + QByteArray(depth, ']') + '}';
    QCOMPARE(bool(IdToken::parse(signer().sign("{\"alg\":\"ES256\"}", payload))), isGood);
}

void TestIdToken::issuers_data()
{
    QTest::addColumn<QString>("issuer");
    QTest::addColumn<QJsonValue>("claim");
    QTest::addColumn<bool>("isGood");
    const auto row = [](const char *name, const char *issuer, const QJsonValue &claim,
                        bool isGood) {
        QTest::newRow(name) << QString::fromUtf8(issuer) << claim << isGood;
    };
    row("the same", "https://id.example.org", QStringLiteral("https://id.example.org"), true);
    row("a slash that both have", "https://id.example.org/",
        QStringLiteral("https://id.example.org/"), true);
    row("with a path", "https://id.example.org/a%20b",
        QStringLiteral("https://id.example.org/a%20b"), true);
    row("with a host of other letters",
        "https://b\xc3\xbc"
        "cher.example",
        QStringLiteral("https://xn--bcher-kva.example"), true);
    row("with a host in capitals, as AD FS has it", "https://sts.Contoso.com/adfs",
        QStringLiteral("https://sts.Contoso.com/adfs"), true);
    row("with a host in capitals, and a slash too many", "https://sts.Contoso.com/adfs",
        QStringLiteral("https://sts.Contoso.com/adfs/"), false);
    row("with a host that is in the path", "https://id.example.org/",
        QStringLiteral("https:///ID.example.org/"), false);
    row("a slash too many", "https://id.example.org", QStringLiteral("https://id.example.org/"),
        false);
    row("a slash too few", "https://id.example.org/", QStringLiteral("https://id.example.org"),
        false);
    row("another host", "https://id.example.org", QStringLiteral("https://id.example.com"), false);
    row("another scheme", "https://id.example.org", QStringLiteral("http://id.example.org"), false);
    row("another case", "https://id.example.org/T", QStringLiteral("https://id.example.org/t"),
        false);
    row("a port that goes without saying", "https://id.example.org",
        QStringLiteral("https://id.example.org:443"), false);
    row("more of it", "https://id.example.org", QStringLiteral("https://id.example.org/evil"),
        false);
    row("without its scheme", "https://id.example.org", QStringLiteral("id.example.org"), false);
    row("missing", "https://id.example.org", QJsonValue(QJsonValue::Undefined), false);
    row("empty", "https://id.example.org", QString(), false);
    row("null", "https://id.example.org", QJsonValue(), false);
    row("a list", "https://id.example.org", list({"https://id.example.org"}), false);
    row("nothing to compare with", "", QString(), false);
}

// Demand: OIDC-3.1.3.7-iss
// Demand: OIDCD-4.3-issuer
void TestIdToken::issuers()
{
    QFETCH(QString, issuer);
    QFETCH(QJsonValue, claim);
    QFETCH(bool, isGood);
    IdToken::Rules rules = goodRules();
    rules.issuer = QUrl(issuer);
    const auto checks = check(with("iss", claim), rules);
    QCOMPARE(bool(checks), isGood);
    if (!checks)
        QCOMPARE(checks.error().detail(), QStringLiteral("\"iss\" is not the provider's issuer"));
}

void TestIdToken::audiences_data()
{
    QTest::addColumn<QJsonValue>("audience");
    QTest::addColumn<QJsonValue>("party");
    QTest::addColumn<QString>("fault");
    const QJsonValue none(QJsonValue::Undefined);
    const QJsonValue us(QStringLiteral("client-1"));
    const auto row = [](const char *name, const QJsonValue &audience, const QJsonValue &party,
                        const char *fault) {
        QTest::newRow(name) << audience << party << QString::fromLatin1(fault);
    };
    row("we", us, none, "");
    row("we in a list", list({"client-1"}), none, "");
    row("we twice", list({"client-1", "client-1"}), none, "");
    row("we, issued to us", us, us, "");
    row("somebody else", QStringLiteral("client-2"), none, "does not name this program");
    row("part of us", QStringLiteral("client-"), none, "does not name this program");
    row("another case", QStringLiteral("Client-1"), none, "does not name this program");
    row("nobody", QJsonArray(), none, "does not name this program");
    row("missing", none, none, "not a string");
    row("null", QJsonValue(), none, "not a string");
    row("a number", 5, none, "not a string");
    row("we and a number", QJsonArray{us, 5}, none, "not a string");
    row("we and somebody else", list({"client-1", "client-2"}), us, "not trusted");
    row("somebody else first", list({"client-2", "client-1"}), us, "not trusted");
    row("issued to somebody else", us, QStringLiteral("client-2"), "\"azp\" is not this program");
    row("issued to nobody", us, QString(), "\"azp\" is not this program");
    row("issued to a list", us, list({"client-1"}), "\"azp\" is not this program");
    row("issued to null", us, QJsonValue(), "\"azp\" is not this program");
    QJsonArray many{us};
    for (int i = 0; i < 3000; ++i)
        many.append(QString::number(i));
    row("thousands", many, us, "too long");
}

// Demand: OIDC-3.1.3.7-aud
// Demand: OIDC-3.1.3.7-azp
void TestIdToken::audiences()
{
    QFETCH(QJsonValue, audience);
    QFETCH(QJsonValue, party);
    QFETCH(QString, fault);
    QJsonObject claims = with("aud", audience);
    if (!party.isUndefined())
        claims.insert(QStringLiteral("azp"), party);
    const auto checks = check(claims);
    QCOMPARE(bool(checks), fault.isEmpty());
    if (checks)
        QCOMPARE(checks->contains(Check::AuthorizedParty), !party.isUndefined());
    else
        QVERIFY2(checks.error().detail().contains(fault), qPrintable(checks.error().detail()));
}

void TestIdToken::trustedAudiencesAreNoReasonForDoubt()
{
    IdToken::Rules rules = goodRules();
    rules.trustedAudiences = QStringList{QStringLiteral("https://api.example.org")};
    QJsonObject claims = with("aud", list({"client-1", "https://api.example.org"}));
    auto checks = check(claims, rules);
    QVERIFY(!checks);
    QCOMPARE(checks.error().detail(),
             QStringLiteral("\"aud\" names several, and \"azp\" is missing"));
    claims.insert(QStringLiteral("azp"), QStringLiteral("client-1"));
    checks = check(claims, rules);
    QVERIFY(checks);
    QVERIFY(checks->contains(Check::AuthorizedParty));
    QVERIFY(!check(with("aud", QStringLiteral("https://api.example.org")), rules));
    // A provider that no client id is known of has none that could be meant.
    rules.clientId.clear();
    QVERIFY(!check(with("aud", QString()), rules));
}

void TestIdToken::subjects_data()
{
    QTest::addColumn<QJsonValue>("subject");
    QTest::addColumn<bool>("isGood");
    QTest::newRow("a number as text") << QJsonValue(QStringLiteral("24400320")) << true;
    QTest::newRow("as Auth0 writes it") << QJsonValue(QStringLiteral("auth0|5f7c8ec7")) << true;
    QTest::newRow("255 letters") << QJsonValue(QString(255, u's')) << true;
    QTest::newRow("256 letters") << QJsonValue(QString(256, u's')) << false;
    QTest::newRow("missing") << QJsonValue(QJsonValue::Undefined) << false;
    QTest::newRow("empty") << QJsonValue(QString()) << false;
    QTest::newRow("null") << QJsonValue() << false;
    QTest::newRow("a number") << QJsonValue(24400320) << false;
    QTest::newRow("a list") << QJsonValue(list({"a"})) << false;
    QTest::newRow("letters that nobody sees")
        << QJsonValue(QString(QStringLiteral("a") + QChar(0x200b))) << false;
    QTest::newRow("a line break") << QJsonValue(QStringLiteral("a\nb")) << false;
}

// Demand: OIDC-2-sub
void TestIdToken::subjects()
{
    QFETCH(QJsonValue, subject);
    QFETCH(bool, isGood);
    const auto checks = check(with("sub", subject));
    QCOMPARE(bool(checks), isGood);
    if (!checks)
        QVERIFY(checks.error().detail().contains(QLatin1String("\"sub\"")));
}

void TestIdToken::times_data()
{
    QTest::addColumn<QJsonObject>("claims");
    QTest::addColumn<QString>("fault");
    const auto row = [](const char *name, const QJsonObject &claims, const char *fault) {
        QTest::newRow(name) << claims << QString::fromLatin1(fault);
    };
    row("ends in a second", with("exp", now + 1), "");
    row("ends now", with("exp", now), "");
    row("ended 59 seconds ago", with("exp", now - 59), "");
    row("ended a minute ago", with("exp", now - 60), "\"exp\" is 60 s past");
    row("ended in 1970", with("exp", 0), "past");
    row("ends at a fraction of a second", with("exp", now + 0.5), "");
    row("never ends", without("exp"), "\"exp\" is missing");
    row("ends at a text", with("exp", QString::number(now + 100)), "\"exp\" is missing");
    row("ends at null", with("exp", QJsonValue()), "\"exp\" is missing");
    row("ended before 1970", with("exp", -5), "\"exp\" is missing");
    row("ends when the sun has burnt out", with("exp", 1e300), "\"exp\" is missing");
    row("issued now", with("iat", now), "");
    row("issued in a minute", with("iat", now + 60), "");
    row("issued in 61 seconds", with("iat", now + 61), "\"iat\" is 61 s in the future");
    row("issued long ago", with("iat", now - 1000000), "");
    row("not said when", without("iat"), "\"iat\" is missing");
    row("issued at true", with("iat", true), "\"iat\" is missing");
    row("begins now", with("nbf", now), "");
    row("begins in a minute", with("nbf", now + 60), "");
    row("begins in 61 seconds", with("nbf", now + 61), "\"nbf\" is 61 s in the future");
    row("begins at a text", with("nbf", QString::number(now)), "\"nbf\" is missing");
}

// Demand: OIDC-3.1.3.7-exp
// Demand: OIDC-3.1.3.7-iat
void TestIdToken::times()
{
    QFETCH(QJsonObject, claims);
    QFETCH(QString, fault);
    const auto checks = check(claims);
    QCOMPARE(bool(checks), fault.isEmpty());
    if (checks)
        QCOMPARE(checks->contains(Check::NotBefore), claims.contains(QLatin1String("nbf")));
    else
        QVERIFY2(checks.error().detail().contains(fault), qPrintable(checks.error().detail()));
}

void TestIdToken::theToleranceCanBeSet()
{
    IdToken::Rules rules = goodRules();
    rules.tolerance = seconds(300);
    QVERIFY(check(with("exp", now - 299), rules));
    QVERIFY(check(with("iat", now + 300), rules));
    rules.tolerance = seconds(0);
    QVERIFY(!check(with("exp", now), rules));
    QVERIFY(!check(with("iat", now + 1), rules));
}

void TestIdToken::clocks_data()
{
    QTest::addColumn<QJsonObject>("claims");
    QTest::addColumn<std::optional<seconds>>("known");
    QTest::addColumn<qint64>("told");
    const std::optional<seconds> unknown;
    const QJsonObject ended = with("exp", now - 7200 + 3600);
    QJsonObject issuedBefore = ended;
    issuedBefore.insert(QStringLiteral("iat"), now - 7200);
    const QJsonObject fromFuture = with("iat", now + 900);
    using Known = std::optional<seconds>;
    QTest::newRow("the server says that ours is fast") << issuedBefore << Known(7205) << 7205LL;
    QTest::newRow("the server says that ours is right") << issuedBefore << Known(0) << 0LL;
    QTest::newRow("the server says nothing, the token was just issued")
        << issuedBefore << unknown << 7200LL;
    QTest::newRow("ended, and issued just now") << ended << unknown << 0LL;
    QTest::newRow("the server says that ours is slow") << fromFuture << Known(-901) << -901LL;
    QTest::newRow("from the future, and our clock is right") << fromFuture << Known(0) << 0LL;
    QTest::newRow("from the future, and the server says nothing")
        << fromFuture << unknown << -900LL;
    QTest::newRow("begins in the future") << with("nbf", now + 900) << Known(-901) << -901LL;
    QTest::newRow("something else is wrong")
        << with("iss", QStringLiteral("https://evil.example")) << Known(7205) << 0LL;
}

// Demand: OIDC-clock-named
void TestIdToken::clocks()
{
    QFETCH(QJsonObject, claims);
    QFETCH(std::optional<seconds>, known);
    QFETCH(qint64, told);
    IdToken::Rules rules = goodRules();
    rules.clockSkew = known;
    const auto checks = check(claims, rules);
    QVERIFY(!checks);
    QCOMPARE(checks.error().clockSkew().count(), told);
    QCOMPARE(checks.error().advice().contains(QLatin1String("clock")), told != 0);
}

void TestIdToken::nonces_data()
{
    QTest::addColumn<QString>("sent");
    QTest::addColumn<QJsonValue>("claim");
    QTest::addColumn<bool>("isGood");
    const QJsonValue none(QJsonValue::Undefined);
    const QString sent = QStringLiteral("n-0S6_WzA2Mj");
    QTest::newRow("what was sent") << sent << QJsonValue(sent) << true;
    QTest::newRow("another") << sent << QJsonValue(QStringLiteral("n-0S6_WzA2MJ")) << false;
    QTest::newRow("a longer one") << sent << QJsonValue(QString(sent + u'0')) << false;
    QTest::newRow("none") << sent << none << false;
    QTest::newRow("null") << sent << QJsonValue() << false;
    QTest::newRow("a list") << sent << QJsonValue(QJsonArray{sent}) << false;
    QTest::newRow("none was sent") << QString() << none << true;
    QTest::newRow("one that nobody sent") << QString() << QJsonValue(sent) << true;
}

// Demand: OIDC-3.1.3.7-nonce
void TestIdToken::nonces()
{
    QFETCH(QString, sent);
    QFETCH(QJsonValue, claim);
    QFETCH(bool, isGood);
    IdToken::Rules rules = goodRules();
    rules.nonce = sent;
    const auto checks = check(claim.isUndefined() ? goodClaims() : with("nonce", claim), rules);
    QCOMPARE(bool(checks), isGood);
    if (checks)
        QCOMPARE(checks->contains(Check::Nonce), !sent.isEmpty());
    else
        QCOMPARE(checks.error().detail(), QStringLiteral("\"nonce\" is not what was sent"));
}

void TestIdToken::accessTokenHashes_data()
{
    QTest::addColumn<QString>("algorithm");
    QTest::addColumn<QString>("accessToken");
    QTest::addColumn<QJsonValue>("claim");
    QTest::addColumn<bool>("isGood");
    // The example of OpenID Connect Core, appendix A.3 and A.4.
    const char *token = "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y";
    const QString text = QString::fromLatin1(token);
    const QString es256 = QStringLiteral("ES256");
    const QJsonValue example(QStringLiteral("77QmUPtjPfzWtF2AnpK9RQ"));
    QTest::newRow("the specification's example") << es256 << text << example << true;
    QTest::newRow("SHA-384 for an algorithm of 384 bits")
        << QStringLiteral("ES384") << text
        << QJsonValue(halfHash(QCryptographicHash::Sha384, token)) << true;
    QTest::newRow("SHA-512 for an algorithm of 512 bits")
        << QStringLiteral("PS512") << text
        << QJsonValue(halfHash(QCryptographicHash::Sha512, token)) << true;
    QTest::newRow("SHA-256 for an algorithm of 384 bits")
        << QStringLiteral("ES384") << text << example << false;
    QTest::newRow("of another token") << es256 << QStringLiteral("another") << example << false;
    QTest::newRow("padded") << es256 << text
                            << QJsonValue(QStringLiteral("77QmUPtjPfzWtF2AnpK9RQ==")) << false;
    QTest::newRow("empty") << es256 << text << QJsonValue(QString()) << false;
    QTest::newRow("null") << es256 << text << QJsonValue() << false;
    QTest::newRow("a number") << es256 << text << QJsonValue(77) << false;
    QTest::newRow("nothing to compare with") << es256 << QString() << example << true;
}

// Demand: OIDC-3.1.3.8-at-hash
void TestIdToken::accessTokenHashes()
{
    QFETCH(QString, algorithm);
    QFETCH(QString, accessToken);
    QFETCH(QJsonValue, claim);
    QFETCH(bool, isGood);
    IdToken::Rules rules = goodRules();
    rules.accessToken = accessToken;
    const QJsonObject header{{QStringLiteral("alg"), algorithm}};
    const auto checks =
        IdToken::parse(signer().sign(header, with("at_hash", claim)))
            .and_then([&](const IdToken &token) { return token.checkClaims(rules); });
    QCOMPARE(bool(checks), isGood);
    if (checks)
        QCOMPARE(checks->contains(Check::AccessTokenHash), !accessToken.isEmpty());
}

void TestIdToken::errorsRepeatNothing()
{
    const QString secret = QStringLiteral("hunter2-hunter2");
    IdToken::Rules rules = goodRules();
    rules.nonce = QStringLiteral("the-nonce-that-was-sent");
    rules.accessToken = QStringLiteral("the-access-token");
    for (const char *name : {"iss", "aud", "azp", "sub", "exp", "iat", "nbf", "nonce", "at_hash"}) {
        QJsonObject claims = with("nonce", rules.nonce);
        claims.insert(QLatin1String(name), QString(secret + u'\n'));
        const auto checks = check(claims, rules);
        QVERIFY2(!checks, name);
        const QString all =
            checks.error().detail() + checks.error().message() + checks.error().advice();
        for (const QString &text : {secret, rules.nonce, rules.accessToken})
            QVERIFY2(!all.contains(text), name);
    }
    const auto token = IdToken::parse(signer().sign(
        QJsonObject{{QStringLiteral("alg"), secret}, {QStringLiteral("kid"), secret}}, {}));
    QVERIFY(!token);
    QVERIFY(!token.error().detail().contains(secret));
}

QTEST_GUILESS_MAIN(TestIdToken)

#include "tst_idtoken.moc"
