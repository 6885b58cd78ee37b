// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "accountsfixture.h"
#include "tokensigner.h"

#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

using namespace Latchkey;
using Check = Identity::Check;
using Kind = Error::Kind;
using Program = AccountsFixture::Program;
using Source = Identity::Source;

namespace {

const QString issuer = QStringLiteral("https://id.example.org/");

/// A person whom an ID token has named.
SignInResult proven(const AccountsFixture &fixture, Source source = Source::Signature)
{
    SignInResult result = fixture.mara();
    QJsonObject claims = result.identity.claims();
    claims.insert(QStringLiteral("iss"), issuer);
    claims.insert(QStringLiteral("aud"), QStringLiteral("client-1"));
    result.identity = Identity(claims, source, {Check::Issuer, Check::Audience, Check::Subject});
    return result;
}

QJsonObject goodClaims()
{
    return {{QStringLiteral("iss"), issuer},
            {QStringLiteral("sub"), QStringLiteral("u1")},
            {QStringLiteral("aud"), QStringLiteral("client-1")}};
}

QString idToken(const QJsonObject &claims)
{
    static const TokenSigner signer(QStringLiteral("ES256"));
    return signer.sign(claims);
}

QString with(const char *name, const QJsonValue &value)
{
    QJsonObject claims = goodClaims();
    claims.insert(QLatin1String(name), value);
    return idToken(claims);
}

ScriptedAnswer renewal(const QString &token)
{
    return AccountsFixture::grant(
        QStringLiteral("access-2"), QStringLiteral("refresh-2"),
        token.isEmpty() ? QJsonObject() : QJsonObject{{QStringLiteral("id_token"), token}});
}

} // namespace

/// Who an account belongs to, from sign-in to sign-in: OpenID Connect Core §12.2.
class TestRefreshedIdentity : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".?"))); }

    void whatVouchesIsKept_data();
    void whatVouchesIsKept();
    void accountsOfBeforeAreOfUserInfo();
    void longClaimsLeaveWhatCounts();
    void theSamePersonGoesOn_data();
    void theSamePersonGoesOn();
    void anotherPersonEndsTheSession_data();
    void anotherPersonEndsTheSession();
    void withoutAProofNothingIsCompared();
};

void TestRefreshedIdentity::whatVouchesIsKept_data()
{
    QTest::addColumn<Source>("source");
    QTest::newRow("a signature") << Source::Signature;
    QTest::newRow("TLS") << Source::TlsOrigin;
    QTest::newRow("userinfo") << Source::UserInfo;
}

void TestRefreshedIdentity::whatVouchesIsKept()
{
    QFETCH(Source, source);
    AccountsFixture fixture;
    const auto before = fixture.process(Program::IsShort);
    SignInResult result = proven(fixture, source);
    QList<Check> all;
    for (int check = 0; check <= int(Check::UserInfoSubject); ++check)
        all.append(Check(check));
    result.identity = Identity(result.identity.claims(), source, all);
    QVERIFY(!fixture.add(*before, result).error.isError());
    const auto after = fixture.process(Program::IsShort);
    after->restore();
    Session *const session = after->sessions().constFirst();
    fixture.load(*session);
    QCOMPARE(session->identity().source(), source);
    QCOMPARE(session->identity().checks(), all);
    QCOMPARE(session->identity().claims(), result.identity.claims());
}

void TestRefreshedIdentity::accountsOfBeforeAreOfUserInfo()
{
    OneAccount one(Program::IsShort);
    one.setDurableItem(QStringLiteral("identity"), QJsonValue::Undefined);
    one.load(*one.session);
    QCOMPARE(one.session->identity().source(), Source::UserInfo);
    QCOMPARE(one.session->identity().subject(), QStringLiteral("u1"));
    QVERIFY(one.session->identity().checks().isEmpty());
    // What a later version has found out is not lost on the way.
    one.setDurableItem(QStringLiteral("identity"),
                       QJsonObject{{QStringLiteral("source"), QStringLiteral("signature")},
                                   {QStringLiteral("checks"), QStringLiteral("iss c_hash sub")}});
    one.load(*one.session);
    QCOMPARE(one.session->identity().source(), Source::Signature);
    QCOMPARE(one.session->identity().checks(), QList<Check>({Check::Issuer, Check::Subject}));
}

void TestRefreshedIdentity::longClaimsLeaveWhatCounts()
{
    AccountsFixture fixture;
    SignInResult result = proven(fixture);
    QJsonObject claims = result.identity.claims();
    claims.insert(QStringLiteral("email_verified"), true);
    claims.insert(QStringLiteral("more"), QString(2000, u'm'));
    result.identity = Identity(claims, Source::Signature, {Check::Issuer});
    OneAccount one(result, Program::IsShort);
    one.load(*one.session);
    const Identity kept = one.session->identity();
    QCOMPARE(kept.source(), Source::Signature);
    QCOMPARE(kept.claims().value(QLatin1String("iss")).toString(), issuer);
    QVERIFY(kept.isEmailVerified());
    QVERIFY(!kept.claims().contains(QLatin1String("more")));
}

void TestRefreshedIdentity::theSamePersonGoesOn_data()
{
    QTest::addColumn<QString>("token");
    QTest::newRow("no ID token") << QString();
    QTest::newRow("the same person") << idToken(goodClaims());
    QTest::newRow("the same person by another name") << with("name", QStringLiteral("Marina"));
    QTest::newRow("with one more audience")
        << with("aud", QJsonArray{QStringLiteral("client-1"), QStringLiteral("api")});
    QTest::newRow("without a nonce, which none needs here")
        << with("nonce", QStringLiteral("of the sign-in"));
    QTest::newRow("one that nobody can read") << QStringLiteral("secret-id-token");
    QTest::newRow("one that is not signed") << QStringLiteral("eyJhbGciOiJub25lIn0.e30.");
}

void TestRefreshedIdentity::theSamePersonGoesOn()
{
    QFETCH(QString, token);
    AccountsFixture fixture;
    OneAccount one(proven(fixture), Program::IsShort);
    one.network.answer(one.tokenUrl, renewal(token));
    QCOMPARE(one.refresh(*one.session).accessToken, QStringLiteral("access-2"));
    QCOMPARE(one.session->state(), Session::State::Active);
    QCOMPARE(one.session->identity().name(), QStringLiteral("Mara"));
    QCOMPARE(one.durableItem().value(QLatin1String("refresh_token")).toString(),
             QStringLiteral("refresh-2"));
}

void TestRefreshedIdentity::anotherPersonEndsTheSession_data()
{
    QTest::addColumn<QString>("token");
    QTest::newRow("another subject") << with("sub", QStringLiteral("u2"));
    QTest::newRow("no subject") << with("sub", QJsonValue(QJsonValue::Undefined));
    QTest::newRow("a subject of another type") << with("sub", 1);
    QTest::newRow("another audience") << with("aud", QStringLiteral("client-2"));
    QTest::newRow("no audience") << with("aud", QJsonValue(QJsonValue::Undefined));
    QTest::newRow("another issuer") << with("iss", QStringLiteral("https://id.example.org"));
}

// Demand: OIDC-12.2-refresh-same
void TestRefreshedIdentity::anotherPersonEndsTheSession()
{
    QFETCH(QString, token);
    AccountsFixture fixture;
    OneAccount one(proven(fixture), Program::IsShort);
    one.network.answer(one.tokenUrl, renewal(token));
    one.network.answer(one.revocationUrl, ScriptedAnswer::json(200, "{}"));
    const AccessTokenResult result = one.refresh(*one.session);
    QCOMPARE(result.error.kind(), Kind::SignedOut);
    QVERIFY2(result.error.detail().contains(QLatin1String("ID token")),
             qPrintable(result.error.detail()));
    QVERIFY(!result.error.detail().contains(token));
    QVERIFY(result.accessToken.isEmpty());
    QCOMPARE(one.session->state(), Session::State::NeedsSignIn);
    QCOMPARE(one.session->identity().subject(), QStringLiteral("u1"));
    // Nothing of the other person's is kept, and what was granted is given back.
    QCOMPARE(one.durableItem().value(QLatin1String("refresh_token")).toString(),
             QStringLiteral("secret-refresh"));
    QVERIFY(one.durableItem().value(QLatin1String("ended")).toBool());
    QCOMPARE(one.cacheItem().value(QLatin1String("access_token")).toString(),
             QStringLiteral("secret-access"));
    one.clock.advance(std::chrono::seconds(5));
    QStringList revoked;
    for (const SentRequest &request : one.network.sentTo(one.revocationUrl))
        revoked += request.form.value(QStringLiteral("token"));
    QCOMPARE(revoked, QStringList({QStringLiteral("refresh-2"), QStringLiteral("access-2")}));
}

/// Where only userinfo has named a person, the ID token's subject may be written in another way.
void TestRefreshedIdentity::withoutAProofNothingIsCompared()
{
    OneAccount one(Program::IsShort);
    one.network.answer(one.tokenUrl, renewal(with("sub", QStringLiteral("u2"))));
    QCOMPARE(one.refresh(*one.session).accessToken, QStringLiteral("access-2"));
    QCOMPARE(one.session->identity().subject(), QStringLiteral("u1"));
}

QTEST_GUILESS_MAIN(TestRefreshedIdentity)

#include "tst_refreshedidentity.moc"
