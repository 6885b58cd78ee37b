// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "deviceattempt.h"
#include "endpoints/jwkscache.h"
#include "signin/signin_p.h"
#include "tokensigner.h"

#include <latchkey/signingroup.h>

#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QLocale>
#include <QtCore/QLoggingCategory>
#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

using namespace Latchkey;
using namespace std::chrono_literals;
using Check = Identity::Check;
using Kind = Error::Kind;
using Source = Identity::Source;
using State = SignIn::State;

namespace {

const TokenSigner &signer()
{
    static const TokenSigner signer(QStringLiteral("RS256"));
    return signer;
}

/// A sign-in at an OpenID provider, up to the identity.
class OpenIdAttempt : public DeviceAttempt
{
public:
    OpenIdAttempt()
    {
        JwksCache::instance()->clear();
        provider.setIssuer(QUrl(QStringLiteral("https://id.example.org/")));
        provider.setScopeNames(
            {QStringLiteral("openid"), QStringLiteral("profile"), QStringLiteral("email")});
        provider.setEndpoint(Provider::Endpoint::UserInfo, userInfoUrl);
        provider.setEndpoint(Provider::Endpoint::Jwks, keysUrl);
        provider.setEndpoint(Provider::Endpoint::Revocation, revocationUrl);
        network.answer(keysUrl, ScriptedAnswer::json(200, signer().keySet()));
        network.answer(userInfoUrl, userInfo());
        network.answer(revocationUrl, ScriptedAnswer::json(200, "{}"));
    }

    QJsonObject claims() const
    {
        const qint64 now = clock.wallClock().toSecsSinceEpoch();
        return {
            {QStringLiteral("iss"), QStringLiteral("https://id.example.org/")},
            {QStringLiteral("aud"), QStringLiteral("client-1")},
            {QStringLiteral("sub"), QStringLiteral("ada")},
            {QStringLiteral("iat"), now},
            {QStringLiteral("exp"), now + 3600},
            {QStringLiteral("name"), QStringLiteral("Ada Lovelace")},
            {QStringLiteral("email"), QStringLiteral("ada@example.com")},
            {QStringLiteral("picture"), QStringLiteral("https://id.example.org/ada.png")},
        };
    }

    static ScriptedAnswer userInfo(const QString &subject = QStringLiteral("ada"))
    {
        const QJsonObject told{{QStringLiteral("sub"), subject},
                               {QStringLiteral("name"), QStringLiteral("Ada, by userinfo")},
                               {QStringLiteral("nickname"), QStringLiteral("Countess")}};
        return ScriptedAnswer::json(200, QJsonDocument(told).toJson());
    }

    /// Signs in; the token endpoint grants \a idToken where it is not empty. False where the
    /// attempt does not end.
    bool signIn(const QString &idToken, const QMap<QByteArray, QByteArray> &headers = {})
    {
        QJsonObject grant{{QStringLiteral("access_token"), QStringLiteral("secret-access")},
                          {QStringLiteral("token_type"), QStringLiteral("Bearer")},
                          {QStringLiteral("refresh_token"), QStringLiteral("secret-refresh")},
                          {QStringLiteral("expires_in"), 3600}};
        if (!idToken.isEmpty())
            grant.insert(QStringLiteral("id_token"), idToken);
        ScriptedAnswer answer = ScriptedAnswer::json(200, QJsonDocument(grant).toJson());
        answer.headers.insert(headers);
        results.clear();
        network.forget(tokenUrl);
        network.forget(codeUrl);
        network.answer(tokenUrl, answer);
        startWithCode();
        clock.advance(30s);
        return results.size() == 1;
    }

    /// A code, and tokens that are issued only some time from now.
    void answerIssuedIn(std::chrono::seconds ahead)
    {
        QJsonObject signedClaims = claims();
        const QDateTime issued = clock.wallClock().addSecs(ahead.count());
        signedClaims.insert(QStringLiteral("iat"), issued.toSecsSinceEpoch());
        const QJsonObject grant{{QStringLiteral("access_token"), QStringLiteral("secret-access")},
                                {QStringLiteral("token_type"), QStringLiteral("Bearer")},
                                {QStringLiteral("id_token"), signer().sign(signedClaims)}};
        network.answer(tokenUrl, ScriptedAnswer::json(200, QJsonDocument(grant).toJson()));
        network.answer(codeUrl, code(5, 900));
    }

    const Identity &identity() const { return results.constFirst().identity; }
    const Error &error() const { return results.constFirst().error; }
    qsizetype asked(const QUrl &url) const { return network.sentTo(url).size(); }

    const QUrl userInfoUrl{QStringLiteral("https://id.example.org/userinfo")};
    const QUrl keysUrl{QStringLiteral("https://id.example.org/jwks")};
    const QUrl revocationUrl{QStringLiteral("https://id.example.org/revoke")};
};

} // namespace

/// Who signed in: OpenID Connect Core §3.1.3.7 and §5.3, and what a sign-in makes of it.
class TestSignInIdentity : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".?"))); }

    void theSignatureVouches();
    void withoutKeysTlsStandsIn();
    void keysThatCannotBeFetchedLoseNoSignIn_data();
    void keysThatCannotBeFetchedLoseNoSignIn();
    void withoutAnIssuerTheTokenIsNotRead();
    void withoutATokenUserInfoTells();
    void withoutEitherNobodyIsNamed();
    void aBadTokenEndsTheSignIn_data();
    void aBadTokenEndsTheSignIn();
    void theNonceHasToComeBack_data();
    void theNonceHasToComeBack();
    void aWrongClockIsNamed();
    void theToleranceCanBeSet();
    void aGroupHandsTheToleranceOn();
    void theToleranceIsADayAtMost_data();
    void theToleranceIsADayAtMost();
    void userInfoAddsWhatIsMissing();
    void userInfoIsAskedForWhatWasGranted_data();
    void userInfoIsAskedForWhatWasGranted();
    void userInfoOfSomebodyElseIsNotUsed();
    void userInfoThatFailsTakesNothingAway();
    void cancellingMeanwhileRevokes();
    void noTokenIsLogged();
};

void TestSignInIdentity::theSignatureVouches()
{
    OpenIdAttempt attempt;
    QVERIFY(attempt.signIn(signer().sign(attempt.claims())));
    QVERIFY2(attempt.results.constFirst().isSuccess(), qPrintable(attempt.error().detail()));
    QCOMPARE(attempt.identity().source(), Source::Signature);
    QCOMPARE(attempt.identity().subject(), QStringLiteral("ada"));
    QCOMPARE(attempt.identity().name(), QStringLiteral("Ada Lovelace"));
    const QList<Check> checks{Check::Issuer, Check::Audience, Check::Subject,
                              Check::Expiry, Check::IssuedAt, Check::Signature};
    QCOMPARE(attempt.identity().checks(), checks);
    // Nothing is missing.
    QCOMPARE(attempt.asked(attempt.userInfoUrl), 0);
    QCOMPARE(attempt.asked(attempt.keysUrl), 1);
    QVERIFY(!attempt.network.sentTo(attempt.keysUrl)
                 .constFirst()
                 .request.hasRawHeader("Authorization"));
    // For the next sign-in the keys are there.
    QVERIFY(attempt.signIn(signer().sign(attempt.claims())));
    QCOMPARE(attempt.identity().source(), Source::Signature);
    QCOMPARE(attempt.asked(attempt.keysUrl), 1);
}

// Demand: OIDC-3.1.3.7-tls-origin
void TestSignInIdentity::withoutKeysTlsStandsIn()
{
    OpenIdAttempt attempt;
    attempt.provider.setEndpoint(Provider::Endpoint::Jwks, QUrl());
    QVERIFY(attempt.signIn(signer().sign(attempt.claims())));
    QVERIFY(attempt.results.constFirst().isSuccess());
    QCOMPARE(attempt.identity().source(), Source::TlsOrigin);
    QVERIFY(!attempt.identity().checks().contains(Check::Signature));
    QCOMPARE(attempt.identity().subject(), QStringLiteral("ada"));
}

void TestSignInIdentity::keysThatCannotBeFetchedLoseNoSignIn_data()
{
    QTest::addColumn<ScriptedAnswer>("answer");
    QTest::newRow("no connection")
        << ScriptedAnswer::failure(QNetworkReply::ConnectionRefusedError);
    QTest::newRow("no answer") << ScriptedAnswer::silence();
    QTest::newRow("a server in trouble") << ScriptedAnswer::json(503, "");
    QTest::newRow("a web page") << ScriptedAnswer::json(200, "<!DOCTYPE html>");
    QTest::newRow("not there") << ScriptedAnswer::json(404, "{}");
    QTest::newRow("no list of keys") << ScriptedAnswer::json(200, "{\"keys\":{}}");
    QTest::newRow("more than a megabyte")
        << ScriptedAnswer::json(200, "{\"keys\":[],\"x\":\"" + QByteArray(2000000, 'x') + "\"}");
}

// Demand: OIDC-3.1.3.7-tls-origin
void TestSignInIdentity::keysThatCannotBeFetchedLoseNoSignIn()
{
    QFETCH(ScriptedAnswer, answer);
    OpenIdAttempt attempt;
    attempt.network.forget(attempt.keysUrl);
    attempt.network.answer(attempt.keysUrl, answer);
    QVERIFY(attempt.signIn(signer().sign(attempt.claims())));
    QVERIFY2(attempt.results.constFirst().isSuccess(), qPrintable(attempt.error().detail()));
    QCOMPARE(attempt.identity().source(), Source::TlsOrigin);
    QVERIFY(!attempt.identity().checks().contains(Check::Signature));
    // The other checks are made all the same.
    QJsonObject claims = attempt.claims();
    claims.insert(QStringLiteral("aud"), QStringLiteral("client-2"));
    QVERIFY(attempt.signIn(signer().sign(claims)));
    QCOMPARE(attempt.error().kind(), Kind::InvalidIdToken);
}

void TestSignInIdentity::withoutAnIssuerTheTokenIsNotRead()
{
    OpenIdAttempt attempt;
    attempt.provider.setIssuer(QUrl());
    QVERIFY(attempt.signIn(QStringLiteral("whatever")));
    QVERIFY(attempt.results.constFirst().isSuccess());
    QCOMPARE(attempt.identity().source(), Source::UserInfo);
    QCOMPARE(attempt.identity().name(), QStringLiteral("Ada, by userinfo"));
    QCOMPARE(attempt.asked(attempt.keysUrl), 0);
}

// Demand: OIDC-5.3-userinfo-fallback
void TestSignInIdentity::withoutATokenUserInfoTells()
{
    OpenIdAttempt attempt;
    QVERIFY(attempt.signIn(QString()));
    QVERIFY(attempt.results.constFirst().isSuccess());
    QCOMPARE(attempt.identity().source(), Source::UserInfo);
    QVERIFY(attempt.identity().checks().isEmpty());
    QCOMPARE(attempt.identity().subject(), QStringLiteral("ada"));
}

void TestSignInIdentity::withoutEitherNobodyIsNamed()
{
    OpenIdAttempt attempt;
    attempt.provider.setEndpoint(Provider::Endpoint::UserInfo, QUrl());
    QVERIFY(attempt.signIn(QString()));
    QVERIFY(attempt.results.constFirst().isSuccess());
    QVERIFY(!attempt.identity().isValid());
    QCOMPARE(attempt.identity().source(), Source::Unknown);
}

void TestSignInIdentity::aBadTokenEndsTheSignIn_data()
{
    QTest::addColumn<QString>("idToken");
    QTest::addColumn<QString>("fault");
    const OpenIdAttempt attempt;
    const auto row = [](const char *name, const QString &idToken, const char *fault) {
        QTest::newRow(name) << idToken << QString::fromLatin1(fault);
    };
    const auto claim = [&](const char *name, const QJsonValue &value) {
        QJsonObject claims = attempt.claims();
        claims.insert(QLatin1String(name), value);
        return signer().sign(claims);
    };
    row("not a token", QStringLiteral("secret"), "three parts");
    row("another issuer", claim("iss", QStringLiteral("https://evil.example/")), "\"iss\"");
    row("another client", claim("aud", QStringLiteral("client-2")), "\"aud\"");
    row("no subject", claim("sub", QString()), "\"sub\"");
    row("ended", claim("exp", 1'700'000'000), "\"exp\"");
    row("another access token", claim("at_hash", QStringLiteral("77QmUPtjPfzWtF2AnpK9RQ")),
        "\"at_hash\"");
    row("unsigned",
        QString::fromLatin1(TokenSigner::base64Url("{\"alg\":\"none\"}") + '.'
                            + TokenSigner::base64Url(QJsonDocument(attempt.claims()).toJson())
                            + '.'),
        "not signed");
    row("signed by another key of the same id",
        TokenSigner(QStringLiteral("RS256"), QStringLiteral("key-1"), 3072).sign(attempt.claims()),
        "its signature is not the provider's");
    row("signed by a key that nobody knows",
        TokenSigner(QStringLiteral("RS256"), QStringLiteral("key-9"), 3072).sign(attempt.claims()),
        "no key of the provider's fits");
    row("signed by another kind of key",
        TokenSigner(QStringLiteral("ES256")).sign(attempt.claims()),
        "no key of the provider's fits");
    QString changed = signer().sign(attempt.claims());
    changed.chop(4);
    row("with a signature that is cut", changed, "its signature is not the provider's");
}

// Demand: OIDC-3.1.3.7-iss
// Demand: OIDC-3.1.3.7-aud
// Demand: OIDC-3.1.3.7-exp
// Demand: OIDC-3.1.3.7-alg
// Demand: OIDC-3.1.3.7-signature
// Demand: OIDC-3.1.3.8-at-hash
// Demand: OIDC-2-sub
void TestSignInIdentity::aBadTokenEndsTheSignIn()
{
    QFETCH(QString, idToken);
    QFETCH(QString, fault);
    OpenIdAttempt attempt;
    QVERIFY(attempt.signIn(idToken));
    const SignInResult result = attempt.results.constFirst();
    QCOMPARE(result.error.kind(), Kind::InvalidIdToken);
    QCOMPARE(result.error.code(), QStringLiteral("invalid_id_token"));
    QVERIFY2(result.error.detail().contains(fault), qPrintable(result.error.detail()));
    QCOMPARE(result.error.endpoint(), attempt.tokenUrl);
    QCOMPARE(result.error.clockSkew().count(), 0);
    QVERIFY(!result.error.detail().contains(idToken));
    QVERIFY(!result.tokens.isValid());
    QVERIFY(!result.identity.isValid());
    QCOMPARE(attempt.states.constLast(), State::Failed);
    // Nobody is going to use what was granted.
    QCOMPARE(attempt.asked(attempt.revocationUrl), 2);
    QCOMPARE(attempt.network.sentTo(attempt.revocationUrl)
                 .constFirst()
                 .form.value(QStringLiteral("token")),
             QStringLiteral("secret-refresh"));
    QCOMPARE(attempt.asked(attempt.userInfoUrl), 0);
}

void TestSignInIdentity::theNonceHasToComeBack_data()
{
    QTest::addColumn<QString>("nonce");
    QTest::addColumn<bool>("isGood");
    QTest::newRow("the same") << QStringLiteral("nonce-1") << true;
    QTest::newRow("another") << QStringLiteral("nonce-2") << false;
    QTest::newRow("none") << QString() << false;
}

// Demand: OIDC-3.1.3.7-nonce
void TestSignInIdentity::theNonceHasToComeBack()
{
    QFETCH(QString, nonce);
    QFETCH(bool, isGood);

    // A way to sign in that sends a nonce.
    class NoncePrivate : public SignInPrivate
    {
    public:
        explicit NoncePrivate(const Provider &attemptProvider)
            : SignInPrivate(attemptProvider, Provider::Flow::Device)
        {
            nonce = QStringLiteral("nonce-1");
        }
        void begin() override
        {
            TokenSet granted;
            granted.setAccessToken(QStringLiteral("secret-access"));
            granted.setIdToken(idToken);
            this->granted(granted);
        }
        void end() override { }
        QString idToken;
    };
    class NonceSignIn : public SignIn
    {
    public:
        explicit NonceSignIn(std::unique_ptr<NoncePrivate> priv) : SignIn(std::move(priv), nullptr)
        { }
    };

    OpenIdAttempt attempt;
    QJsonObject claims = attempt.claims();
    if (!nonce.isEmpty())
        claims.insert(QStringLiteral("nonce"), nonce);
    auto priv = std::make_unique<NoncePrivate>(attempt.provider);
    priv->idToken = signer().sign(claims);
    NonceSignIn signIn(std::move(priv));
    signIn.setNetworkAccessManager(&attempt.network);
    signIn.setScheduler(&attempt.clock);
    QList<SignInResult> results;
    connect(&signIn, &SignIn::finished, &signIn,
            [&](const SignInResult &result) { results.append(result); });
    signIn.start();
    QVERIFY(results.isEmpty());
    attempt.clock.advance(1s);
    QCOMPARE(results.size(), 1);
    QCOMPARE(results.constFirst().isSuccess(), isGood);
    QCOMPARE(results.constFirst().identity.checks().contains(Check::Nonce), isGood);
}

// Demand: OIDC-clock-named
void TestSignInIdentity::aWrongClockIsNamed()
{
    OpenIdAttempt attempt;
    const QJsonObject claims = attempt.claims();
    const QDateTime right = attempt.clock.wallClock();
    attempt.clock.setWallClock(right.addSecs(2 * 3600));
    QVERIFY(attempt.signIn(signer().sign(claims),
                           {{"Date",
                             QLocale::c()
                                 .toString(right, QStringLiteral("ddd, dd MMM yyyy HH:mm:ss 'GMT'"))
                                 .toLatin1()}}));
    QCOMPARE(attempt.error().kind(), Kind::InvalidIdToken);
    QVERIFY(attempt.error().clockSkew() >= 2h);
    QVERIFY(attempt.error().clockSkew() < 2h + 1min);
    QVERIFY2(attempt.error().advice().contains(QLatin1String("2 hours fast")),
             qPrintable(attempt.error().advice()));
}

// Demand: OIDC-3.1.3.7-exp
void TestSignInIdentity::theToleranceCanBeSet()
{
    for (const std::chrono::seconds tolerance : {60s, 600s}) {
        OpenIdAttempt attempt;
        attempt.answerIssuedIn(300s);
        attempt.create();
        attempt.DeviceAttempt::signIn->setClockTolerance(tolerance);
        attempt.DeviceAttempt::signIn->start();
        attempt.clock.advance(10s);
        QCOMPARE(attempt.results.size(), 1);
        QCOMPARE(attempt.results.constFirst().isSuccess(), tolerance == 600s);
    }
}

void TestSignInIdentity::aGroupHandsTheToleranceOn()
{
    for (const auto &[ofTheGroup, ofItsOwn] : std::initializer_list<
             std::pair<std::optional<std::chrono::seconds>, std::optional<std::chrono::seconds>>>{
             {std::nullopt, std::nullopt}, {600s, std::nullopt}, {std::nullopt, 600s}}) {
        OpenIdAttempt attempt;
        attempt.answerIssuedIn(300s);
        SignInGroup group(attempt.provider);
        group.setNetworkAccessManager(&attempt.network);
        group.setScheduler(&attempt.clock);
        auto *only = new DeviceSignIn(attempt.provider);
        if (ofTheGroup)
            group.setClockTolerance(*ofTheGroup);
        if (ofItsOwn)
            only->setClockTolerance(*ofItsOwn);
        group.add(only);
        group.start();
        attempt.clock.advance(10s);
        QCOMPARE(group.state(), ofTheGroup || ofItsOwn ? State::Succeeded : State::Failed);
    }
}

void TestSignInIdentity::theToleranceIsADayAtMost_data()
{
    QTest::addColumn<std::chrono::seconds>("ahead");
    QTest::addColumn<bool>("isGood");
    QTest::newRow("23 hours") << std::chrono::seconds(23h) << true;
    QTest::newRow("25 hours") << std::chrono::seconds(25h) << false;
}

void TestSignInIdentity::theToleranceIsADayAtMost()
{
    QFETCH(std::chrono::seconds, ahead);
    QFETCH(bool, isGood);
    OpenIdAttempt attempt;
    attempt.answerIssuedIn(ahead);
    attempt.create();
    attempt.DeviceAttempt::signIn->setClockTolerance(std::chrono::seconds::max());
    attempt.DeviceAttempt::signIn->start();
    attempt.clock.advance(10s);
    QCOMPARE(attempt.results.size(), 1);
    QCOMPARE(attempt.results.constFirst().isSuccess(), isGood);
}

void TestSignInIdentity::userInfoAddsWhatIsMissing()
{
    OpenIdAttempt attempt;
    QJsonObject claims = attempt.claims();
    claims.remove(QStringLiteral("picture"));
    QVERIFY(attempt.signIn(signer().sign(claims)));
    QCOMPARE(attempt.asked(attempt.userInfoUrl), 1);
    // What was signed counts for more.
    QCOMPARE(attempt.identity().name(), QStringLiteral("Ada Lovelace"));
    QCOMPARE(attempt.identity().claims().value(QLatin1String("nickname")).toString(),
             QStringLiteral("Countess"));
    QCOMPARE(attempt.identity().source(), Source::Signature);
    QVERIFY(attempt.identity().checks().contains(Check::UserInfoSubject));
}

void TestSignInIdentity::userInfoIsAskedForWhatWasGranted_data()
{
    QTest::addColumn<QString>("scopes");
    QTest::addColumn<QString>("missing");
    QTest::addColumn<bool>("isAsked");
    QTest::newRow("a name") << QStringLiteral("openid profile") << QStringLiteral("name") << true;
    QTest::newRow("a name that was not granted")
        << QStringLiteral("openid email") << QStringLiteral("name") << false;
    QTest::newRow("an address") << QStringLiteral("openid email") << QStringLiteral("email")
                                << true;
    QTest::newRow("an address that was not granted")
        << QStringLiteral("openid profile") << QStringLiteral("email") << false;
    QTest::newRow("a picture") << QStringLiteral("openid profile") << QStringLiteral("picture")
                               << true;
    QTest::newRow("a zodiac sign")
        << QStringLiteral("openid profile email") << QStringLiteral("zodiac") << false;
}

void TestSignInIdentity::userInfoIsAskedForWhatWasGranted()
{
    QFETCH(QString, scopes);
    QFETCH(QString, missing);
    QFETCH(bool, isAsked);
    OpenIdAttempt attempt;
    attempt.provider.setScopeNames(scopes.split(u' '));
    QJsonObject claims = attempt.claims();
    claims.remove(missing);
    QVERIFY(attempt.signIn(signer().sign(claims)));
    QVERIFY(attempt.results.constFirst().isSuccess());
    QCOMPARE(attempt.asked(attempt.userInfoUrl), isAsked ? 1 : 0);
}

// Demand: OIDC-5.3.2-sub-equal
void TestSignInIdentity::userInfoOfSomebodyElseIsNotUsed()
{
    OpenIdAttempt attempt;
    attempt.network.forget(attempt.userInfoUrl);
    attempt.network.answer(attempt.userInfoUrl, OpenIdAttempt::userInfo(QStringLiteral("eve")));
    QJsonObject claims = attempt.claims();
    claims.remove(QStringLiteral("name"));
    QVERIFY(attempt.signIn(signer().sign(claims)));
    QVERIFY(attempt.results.constFirst().isSuccess());
    QCOMPARE(attempt.asked(attempt.userInfoUrl), 1);
    QCOMPARE(attempt.identity().subject(), QStringLiteral("ada"));
    QCOMPARE(attempt.identity().name(), QStringLiteral("ada@example.com"));
    QVERIFY(!attempt.identity().claims().contains(QLatin1String("nickname")));
    QVERIFY(!attempt.identity().checks().contains(Check::UserInfoSubject));
}

void TestSignInIdentity::userInfoThatFailsTakesNothingAway()
{
    OpenIdAttempt attempt;
    attempt.network.forget(attempt.userInfoUrl);
    attempt.network.answer(attempt.userInfoUrl, ScriptedAnswer::json(500, ""));
    QJsonObject claims = attempt.claims();
    claims.remove(QStringLiteral("picture"));
    QVERIFY(attempt.signIn(signer().sign(claims)));
    QVERIFY(attempt.results.constFirst().isSuccess());
    QCOMPARE(attempt.identity().source(), Source::Signature);
    QCOMPARE(attempt.identity().name(), QStringLiteral("Ada Lovelace"));
}

void TestSignInIdentity::cancellingMeanwhileRevokes()
{
    OpenIdAttempt attempt;
    attempt.network.forget(attempt.keysUrl);
    attempt.network.answer(attempt.keysUrl, ScriptedAnswer::silence());
    QJsonObject grant{{QStringLiteral("access_token"), QStringLiteral("secret-access")},
                      {QStringLiteral("token_type"), QStringLiteral("Bearer")},
                      {QStringLiteral("id_token"), signer().sign(attempt.claims())}};
    attempt.network.answer(attempt.tokenUrl,
                           ScriptedAnswer::json(200, QJsonDocument(grant).toJson()));
    attempt.startWithCode();
    attempt.clock.advance(6s);
    QCOMPARE(attempt.states.constLast(), State::Finishing);
    QCOMPARE(attempt.asked(attempt.keysUrl), 1);
    attempt.DeviceAttempt::signIn->cancel();
    attempt.clock.advance(30s);
    QCOMPARE(attempt.results.size(), 1);
    QCOMPARE(attempt.error().kind(), Kind::Cancelled);
    QCOMPARE(attempt.asked(attempt.revocationUrl), 1);
    QCOMPARE(attempt.network.underWay(), 0);
}

void TestSignInIdentity::noTokenIsLogged()
{
    static QStringList logged;
    logged.clear();
    QLoggingCategory::setFilterRules(QStringLiteral("latchkey.*=true"));
    const auto before = qInstallMessageHandler(
        [](QtMsgType, const QMessageLogContext &, const QString &text) { logged += text; });
    OpenIdAttempt attempt;
    QJsonObject claims = attempt.claims();
    claims.remove(QStringLiteral("name"));
    const QString good = signer().sign(claims);
    claims.insert(QStringLiteral("iss"), QStringLiteral("https://evil.example/"));
    const QString bad = signer().sign(claims);
    for (const QString &token : {good, bad}) {
        attempt.signIn(token);
        qDebug() << attempt.results.constFirst().identity << attempt.results.constFirst().tokens
                 << attempt.results.constFirst().error;
    }
    qInstallMessageHandler(before);
    QLoggingCategory::setFilterRules(QString());
    const QString all = logged.join(u'\n');
    QVERIFY(all.contains(QLatin1String("/jwks")));
    for (const QString &part : (good + u'.' + bad).split(u'.'))
        QVERIFY2(!all.contains(part), qPrintable(all));
    QVERIFY(!all.contains(QLatin1String("evil.example")));
}

QTEST_GUILESS_MAIN(TestSignInIdentity)

#include "tst_signinidentity.moc"
