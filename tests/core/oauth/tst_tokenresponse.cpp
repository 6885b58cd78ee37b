// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "oauth/jwt.h"
#include "oauth/tokenrequest.h"
#include "oauth/tokenresponse.h"

#include <QtCore/QDebug>
#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

using namespace Latchkey;

namespace {

const QDateTime now = QDateTime::fromSecsSinceEpoch(1'800'000'000, Qt::UTC);
const QStringList requested{QStringLiteral("openid"), QStringLiteral("profile")};

QJsonObject fullAnswer()
{
    return {
        {QStringLiteral("access_token"), QStringLiteral("access-secret")},
        {QStringLiteral("token_type"), QStringLiteral("Bearer")},
        {QStringLiteral("expires_in"), 3600},
        {QStringLiteral("refresh_token"), QStringLiteral("refresh-secret")},
        {QStringLiteral("scope"), QStringLiteral("openid offline_access")},
        {QStringLiteral("id_token"), QStringLiteral("id-secret")},
        {QStringLiteral("expires_at"), 1'800'003'600},
    };
}

QJsonObject answerWith(const char *name, const QJsonValue &value)
{
    QJsonObject answer = fullAnswer();
    answer.insert(QLatin1String(name), value);
    return answer;
}

QJsonObject answerWithout(const char *name)
{
    QJsonObject answer = fullAnswer();
    answer.remove(QLatin1String(name));
    return answer;
}

} // namespace

/// RFC 6749 §5.1.
class TestTokenResponse : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".?"))); }

    void theDeviceGrantIsAskedForExactly();
    void readsEveryFieldOfTheReferences();
    void theRequiredFieldsAreEnough();
    void unknownMembersAreIgnored();
    void unusableAnswersAreRefused_data();
    void unusableAnswersAreRefused();
    void theTypeIsComparedWithoutCase_data();
    void theTypeIsComparedWithoutCase();
    void knowsWhatWasGranted_data();
    void knowsWhatWasGranted();
    void knowsWhenItEnds_data();
    void knowsWhenItEnds();
    void theServersClockCountsForStamps_data();
    void theServersClockCountsForStamps();
    void whatOnlyLooksLikeAJwtHasNoEnd_data();
    void whatOnlyLooksLikeAJwtHasNoEnd();
    void freshness_data();
    void freshness();
    void noSecretReachesTheLog();
};

/// RFC 8628 §3.4.
void TestTokenResponse::theDeviceGrantIsAskedForExactly()
{
    const TokenRequest request = TokenRequest::deviceCode(QStringLiteral("a+b"), requested);
    QCOMPARE(formEncode(request.parameters),
             QByteArray("grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code"
                        "&device_code=a%2Bb"));
    QCOMPARE(request.requestedScopes, requested);
}

// Demand: Yoto-token-answer
void TestTokenResponse::readsEveryFieldOfTheReferences()
{
    const Expected<TokenSet> tokens = tokenSetFromJson(fullAnswer(), requested, now);
    QVERIFY(tokens);
    QVERIFY(tokens->isValid());
    QCOMPARE(tokens->accessToken(), QStringLiteral("access-secret"));
    QCOMPARE(tokens->tokenType(), QStringLiteral("Bearer"));
    QCOMPARE(tokens->refreshToken(), QStringLiteral("refresh-secret"));
    QCOMPARE(tokens->idToken(), QStringLiteral("id-secret"));
    QCOMPARE(tokens->scopes(),
             QStringList({QStringLiteral("openid"), QStringLiteral("offline_access")}));
    QCOMPARE(tokens->expiresAt(), now.addSecs(3600));
    QCOMPARE(tokens->expiresAt().timeSpec(), Qt::UTC);
}

void TestTokenResponse::theRequiredFieldsAreEnough()
{
    const Expected<TokenSet> tokens =
        tokenSetFromJson({{QStringLiteral("access_token"), QStringLiteral("a")},
                          {QStringLiteral("token_type"), QStringLiteral("bearer")}},
                         requested, now);
    QVERIFY(tokens);
    QVERIFY(tokens->refreshToken().isEmpty());
    QVERIFY(tokens->idToken().isEmpty());
    QVERIFY(!tokens->expiresAt().isValid());
    QVERIFY(!TokenSet().isValid());
}

// Demand: RFC6749-5.1-unknown-members
void TestTokenResponse::unknownMembersAreIgnored()
{
    const Expected<TokenSet> tokens = tokenSetFromJson(
        {{QStringLiteral("access_token"), QStringLiteral("a")},
         {QStringLiteral("token_type"), QStringLiteral("Bearer")},
         {QStringLiteral("refresh_token_expires_in"), 15552000},
         {QStringLiteral("not-before-policy"), QJsonValue::Null},
         {QStringLiteral("authorization_details"), QJsonArray{QJsonObject(), 1, true}},
         {QString(), QJsonObject{{QStringLiteral("access_token"), QStringLiteral("b")}}}},
        requested, now);
    QVERIFY(tokens);
    QCOMPARE(tokens->accessToken(), QStringLiteral("a"));
    QVERIFY(tokens->refreshToken().isEmpty());
}

void TestTokenResponse::unusableAnswersAreRefused_data()
{
    QTest::addColumn<QJsonObject>("answer");
    QTest::addColumn<QString>("field");
    for (const char *name : {"access_token", "token_type"}) {
        const QString field = QString::fromLatin1(name);
        QTest::addRow("no %s", name) << answerWithout(name) << field;
        QTest::addRow("%s is null", name) << answerWith(name, QJsonValue::Null) << field;
        QTest::addRow("%s is empty", name) << answerWith(name, QString()) << field;
    }
    for (const char *name : {"access_token", "token_type", "refresh_token", "id_token", "scope",
                             "expires_in", "expires_at"}) {
        const QString field = QString::fromLatin1(name);
        QTest::addRow("%s is true", name) << answerWith(name, true) << field;
        QTest::addRow("%s is an object", name) << answerWith(name, QJsonObject()) << field;
    }
    for (const char *name : {"access_token", "refresh_token", "expires_in"}) {
        QTest::addRow("%s is a list", name)
            << answerWith(name, QJsonArray{QStringLiteral("a")}) << QString::fromLatin1(name);
    }
    QTest::newRow("an access token that is a number")
        << answerWith("access_token", 5) << QStringLiteral("access_token");
    QTest::newRow("a scope that is a list of numbers")
        << answerWith("scope", QJsonArray{1, 2}) << QStringLiteral("scope");
    // Demand: RFC6749-5.1-type-case
    QTest::newRow("another type") << answerWith("token_type", QStringLiteral("mac"))
                                  << QStringLiteral("token_type");
    // Demand: RFC6749-5.1-type-case
    QTest::newRow("a type bound to a key")
        << answerWith("token_type", QStringLiteral("DPoP")) << QStringLiteral("token_type");
    QTest::newRow("a lifetime that is text")
        << answerWith("expires_in", QStringLiteral("an hour")) << QStringLiteral("expires_in");
    QTest::newRow("an access token with a line break, which would begin a header of its own")
        << answerWith("access_token", QStringLiteral("a\r\nX-Evil: 1"))
        << QStringLiteral("access_token");
    QTest::newRow("an access token that a terminal would obey")
        << answerWith("access_token", QStringLiteral("a\x1b[2J")) << QStringLiteral("access_token");
    QTest::newRow("an access token outside of ASCII")
        << answerWith("access_token", QStringLiteral(u"a\u202eb"))
        << QStringLiteral("access_token");
}

// Demand: RFC6749-5.1-required
void TestTokenResponse::unusableAnswersAreRefused()
{
    QFETCH(QJsonObject, answer);
    QFETCH(QString, field);
    const Expected<TokenSet> tokens = tokenSetFromJson(answer, requested, now);
    QVERIFY(!tokens);
    QCOMPARE(tokens.error().kind(), Error::Kind::Protocol);
    QVERIFY2(tokens.error().detail().contains(field), qPrintable(tokens.error().detail()));
    QVERIFY(!tokens.error().detail().contains(QLatin1String("secret")));
}

void TestTokenResponse::theTypeIsComparedWithoutCase_data()
{
    QTest::addColumn<QString>("type");
    QTest::newRow("Bearer") << QStringLiteral("Bearer");
    QTest::newRow("bearer") << QStringLiteral("bearer");
    QTest::newRow("BEARER") << QStringLiteral("BEARER");
}

// Demand: RFC6749-5.1-type-case
void TestTokenResponse::theTypeIsComparedWithoutCase()
{
    QFETCH(QString, type);
    const Expected<TokenSet> tokens =
        tokenSetFromJson(answerWith("token_type", type), requested, now);
    QVERIFY(tokens);
    QCOMPARE(tokens->tokenType(), type);
}

void TestTokenResponse::knowsWhatWasGranted_data()
{
    QTest::addColumn<QJsonObject>("answer");
    QTest::addColumn<QStringList>("scopes");
    const QStringList two{QStringLiteral("a"), QStringLiteral("b")};
    QTest::newRow("absent, as was asked for") << answerWithout("scope") << requested;
    QTest::newRow("null, as was asked for") << answerWith("scope", QJsonValue::Null) << requested;
    QTest::newRow("empty, as was asked for") << answerWith("scope", QString()) << requested;
    QTest::newRow("less than was asked for")
        << answerWith("scope", QStringLiteral("openid")) << QStringList{QStringLiteral("openid")};
    QTest::newRow("several blanks") << answerWith("scope", QStringLiteral(" a   b ")) << two;
    // Demand: Twitch-scopes
    QTest::newRow("a list, as Twitch sends it")
        << answerWith("scope", QJsonArray{QStringLiteral("a"), QStringLiteral("b")}) << two;
    QTest::newRow("an empty list, as was asked for")
        << answerWith("scope", QJsonArray()) << requested;
}

// Demand: RFC6749-5.1-scope-absent
void TestTokenResponse::knowsWhatWasGranted()
{
    QFETCH(QJsonObject, answer);
    QFETCH(QStringList, scopes);
    const Expected<TokenSet> tokens = tokenSetFromJson(answer, requested, now);
    QVERIFY2(tokens, qPrintable(tokens ? QString() : tokens.error().detail()));
    QCOMPARE(tokens->scopes(), scopes);
}

void TestTokenResponse::knowsWhenItEnds_data()
{
    QTest::addColumn<QJsonValue>("expiresIn");
    QTest::addColumn<QJsonValue>("expiresAt");
    QTest::addColumn<QDateTime>("end");
    const QJsonValue absent(QJsonValue::Undefined);
    const qint64 moment = now.toSecsSinceEpoch();
    constexpr qint64 tenYears = 10LL * 366 * 24 * 60 * 60;

    QTest::newRow("neither") << absent << absent << QDateTime();
    QTest::newRow("expires_in alone") << QJsonValue(60) << absent << now.addSecs(60);
    QTest::newRow("expires_at alone") << absent << QJsonValue(moment + 60) << now.addSecs(60);
    QTest::newRow("expires_in is earlier")
        << QJsonValue(60) << QJsonValue(moment + 90) << now.addSecs(60);
    // Demand: Yoto-token-answer
    QTest::newRow("expires_at is earlier")
        << QJsonValue(90) << QJsonValue(moment + 60) << now.addSecs(60);
    QTest::newRow("as strings") << QJsonValue(QStringLiteral("90"))
                                << QJsonValue(QString::number(moment + 60)) << now.addSecs(60);
    QTest::newRow("expires_at of zero is no moment in 1970")
        << QJsonValue(60) << QJsonValue(0) << now.addSecs(60);
    QTest::newRow("expires_at below zero") << QJsonValue(60) << QJsonValue(-5) << now.addSecs(60);
    QTest::newRow("expires_at in the past tells of our clock, and expires_in decides")
        << QJsonValue(60) << QJsonValue(moment - 60) << now.addSecs(60);
    QTest::newRow("expires_at in the past is all there is")
        << absent << QJsonValue(moment - 60) << now.addSecs(-60);
    QTest::newRow("expires_at in milliseconds does not outlive expires_in")
        << QJsonValue(60) << QJsonValue(moment * 1000) << now.addSecs(60);
    QTest::newRow("expires_in of zero has ended") << QJsonValue(0) << absent << now;
    QTest::newRow("expires_in below zero has ended") << QJsonValue(-60) << absent << now;
    QTest::newRow("a huge expires_in") << QJsonValue(9e15) << absent << now.addSecs(tenYears);
    QTest::newRow("a huge expires_at") << absent << QJsonValue(9e15) << now.addSecs(tenYears);
}

void TestTokenResponse::knowsWhenItEnds()
{
    QFETCH(QJsonValue, expiresIn);
    QFETCH(QJsonValue, expiresAt);
    QFETCH(QDateTime, end);
    QJsonObject answer = fullAnswer();
    answer.insert(QStringLiteral("expires_in"), expiresIn);
    answer.insert(QStringLiteral("expires_at"), expiresAt);
    const Expected<TokenSet> tokens = tokenSetFromJson(answer, requested, now);
    QVERIFY(tokens);
    QCOMPARE(tokens->expiresAt(), end);
}

void TestTokenResponse::theServersClockCountsForStamps_data()
{
    QTest::addColumn<QJsonValue>("expiresIn");
    QTest::addColumn<QJsonValue>("expiresAt");
    QTest::addColumn<QJsonValue>("exp");
    QTest::addColumn<int>("fast"); ///< Seconds by which our clock is ahead.
    QTest::addColumn<QDateTime>("end");
    const QJsonValue absent(QJsonValue::Undefined);
    const qint64 server = now.toSecsSinceEpoch();

    QTest::newRow("a JWT's exp alone")
        << absent << absent << QJsonValue(server + 60) << 0 << now.addSecs(60);
    QTest::newRow("a JWT's exp is the earliest of three")
        << QJsonValue(90) << QJsonValue(server + 80) << QJsonValue(server + 60) << 0
        << now.addSecs(60);
    QTest::newRow("a JWT's exp is later")
        << QJsonValue(60) << absent << QJsonValue(server + 90) << 0 << now.addSecs(60);
    QTest::newRow("a JWT's exp with a fraction")
        << absent << absent << QJsonValue(double(server) + 60.9) << 0 << now.addSecs(60);
    QTest::newRow("a JWT's exp that is text counts for nothing")
        << QJsonValue(60) << absent << QJsonValue(QStringLiteral("soon")) << 0 << now.addSecs(60);
    QTest::newRow("our clock is a day fast")
        << absent << QJsonValue(server + 60) << absent << 86400 << now.addSecs(86400 + 60);
    QTest::newRow("our clock is a day slow")
        << absent << absent << QJsonValue(server + 60) << -86400 << now.addSecs(-86400 + 60);
    QTest::newRow("a fast clock makes no good token look ended")
        << QJsonValue(3600) << QJsonValue(server + 60) << QJsonValue(server + 60) << 7200
        << now.addSecs(7200 + 60);
}

void TestTokenResponse::theServersClockCountsForStamps()
{
    QFETCH(QJsonValue, expiresIn);
    QFETCH(QJsonValue, expiresAt);
    QFETCH(QJsonValue, exp);
    QFETCH(int, fast);
    QFETCH(QDateTime, end);
    QJsonObject answer = fullAnswer();
    answer.insert(QStringLiteral("expires_in"), expiresIn);
    answer.insert(QStringLiteral("expires_at"), expiresAt);
    const auto base64 = [](const QJsonObject &object) {
        return QString::fromLatin1(QJsonDocument(object).toJson().toBase64(
            QByteArray::Base64UrlEncoding | QByteArray::OmitTrailingEquals));
    };
    if (!exp.isUndefined()) {
        answer.insert(QStringLiteral("access_token"),
                      base64({{QStringLiteral("alg"), QStringLiteral("none")}}) + u'.'
                          + base64({{QStringLiteral("exp"), exp}}) + QStringLiteral(".c2ln"));
    }
    const Expected<TokenSet> tokens = tokenSetFromJson(answer, requested, now.addSecs(fast), now);
    QVERIFY(tokens);
    QCOMPARE(tokens->expiresAt(), end);
}

void TestTokenResponse::whatOnlyLooksLikeAJwtHasNoEnd_data()
{
    QTest::addColumn<QString>("token");
    QTest::newRow("two dots") << QStringLiteral("a.b.c");
    QTest::newRow("only dots") << QStringLiteral("..");
    QTest::newRow("no base64url") << QStringLiteral("e30.e+/=.e30");
    QTest::newRow("a payload that is a list") << QStringLiteral("e30.W10.e30");
    QTest::newRow("more parts") << QStringLiteral("e30.eyJleHAiOjF9.e30.e30.e30");
    QTest::newRow("longer than anybody reads")
        << QStringLiteral("e30.eyJleHAiOjF9.") + QString(64 * 1024, QLatin1Char('a'));
}

void TestTokenResponse::whatOnlyLooksLikeAJwtHasNoEnd()
{
    QFETCH(QString, token);
    QVERIFY(!jwtExpiry(token));
}

void TestTokenResponse::freshness_data()
{
    QTest::addColumn<QDateTime>("expiresAt");
    QTest::addColumn<qint64>("seconds");
    QTest::addColumn<bool>("isFresh");
    QTest::newRow("no known end") << QDateTime() << qint64(1'000'000) << true;
    QTest::newRow("good for longer") << now.addSecs(61) << qint64(60) << true;
    QTest::newRow("good for exactly as long") << now.addSecs(60) << qint64(60) << false;
    QTest::newRow("ends now") << now << qint64(0) << false;
    QTest::newRow("ended") << now.addSecs(-1) << qint64(0) << false;
}

void TestTokenResponse::freshness()
{
    QFETCH(QDateTime, expiresAt);
    QFETCH(qint64, seconds);
    QFETCH(bool, isFresh);
    TokenSet tokens;
    tokens.setExpiresAt(expiresAt);
    QVERIFY(!tokens.isFresh(now, seconds));
    tokens.setAccessToken(QStringLiteral("a"));
    QCOMPARE(tokens.isFresh(now, seconds), isFresh);
}

void TestTokenResponse::noSecretReachesTheLog()
{
    const Expected<TokenSet> tokens = tokenSetFromJson(fullAnswer(), requested, now);
    QVERIFY(tokens);
    QString text;
    QDebug(&text) << *tokens << TokenSet();
    QVERIFY(!text.contains(QLatin1String("secret")));
    QVERIFY(text.contains(QLatin1String("offline_access")));
}

QTEST_GUILESS_MAIN(TestTokenResponse)

#include "tst_tokenresponse.moc"
