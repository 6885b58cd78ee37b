// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "deviceattempt.h"

#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

using namespace Latchkey;
using namespace std::chrono_literals;
using State = SignIn::State;

/// One attempt from start to its one end.
class tst_DeviceSignIn : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void signsIn();
    void asksForACodeAsTheRfcSays();
    void tellsWhoItIs();
    void aMissingNameDoesNotStopIt();
    void noIdentityIsAskedForWithoutOpenid();
    void startsOnceOnly();
    void refusedBeforeAnythingIsSent_data();
    void refusedBeforeAnythingIsSent();
    void firstAnswerUnusable_data();
    void firstAnswerUnusable();
    void cancelWhileWaiting();
    void cancelWhileContacting();
    void cancelWhileFinishingRevokes();
    void destroyedWhileFinishingRevokes();
    void destroyedAtAnyMoment_data();
    void destroyedAtAnyMoment();
    void cancelFromEverySignal_data();
    void cancelFromEverySignal();
    void debugOutputHoldsNoSecret();
};

namespace {

const QUrl userInfoUrl{QStringLiteral("https://id.example.org/userinfo")};
const QUrl revocationUrl{QStringLiteral("https://id.example.org/revoke")};

void offerUserInfo(DeviceAttempt &attempt, const ScriptedAnswer &answer)
{
    attempt.provider.setEndpoint(Provider::Endpoint::UserInfo, userInfoUrl);
    attempt.network.answer(userInfoUrl, answer);
}

void offerRevocation(DeviceAttempt &attempt)
{
    attempt.provider.setEndpoint(Provider::Endpoint::Revocation, revocationUrl);
    attempt.network.answer(revocationUrl, ScriptedAnswer{200, "", {}});
}

QStringList revokedTokens(const DeviceAttempt &attempt)
{
    QStringList tokens;
    for (const SentRequest &request : attempt.network.sentTo(revocationUrl))
        tokens += request.form.value(QStringLiteral("token"));
    return tokens;
}

const QStringList bothTokens{QStringLiteral("secret-refresh"), QStringLiteral("secret-access")};

} // namespace

void tst_DeviceSignIn::signsIn()
{
    DeviceAttempt attempt;
    attempt.network.answer(attempt.tokenUrl, DeviceAttempt::pending());
    attempt.network.answer(attempt.tokenUrl, DeviceAttempt::tokens());
    int codes = 0;
    attempt.network.answer(attempt.codeUrl, DeviceAttempt::code(5, 900));
    attempt.create();
    QObject::connect(attempt.signIn.get(), &DeviceSignIn::codeReady, attempt.signIn.get(),
                     [&] { ++codes; });
    attempt.signIn->start();
    QCOMPARE(attempt.states, QList<State>{State::Contacting});
    VirtualScheduler::settle();

    QCOMPARE(codes, 1);
    QCOMPARE(attempt.signIn->userCode(), QStringLiteral("WDJB-MJHT"));
    QCOMPARE(attempt.signIn->verificationUri(),
             QUrl(QStringLiteral("https://id.example.org/activate")));
    QCOMPARE(attempt.signIn->verificationUriComplete(),
             QUrl(QStringLiteral("https://id.example.org/activate?user_code=WDJB-MJHT")));
    QCOMPARE(attempt.signIn->lifetime(), 900);
    QCOMPARE(attempt.signIn->expiresAt(), attempt.clock.wallClock().addSecs(900));

    attempt.clock.advance(10s);
    QCOMPARE(attempt.results.size(), 1);
    const SignInResult result = attempt.results.constFirst();
    QVERIFY(result.isSuccess());
    QCOMPARE(result.tokens.accessToken(), QStringLiteral("secret-access"));
    QCOMPARE(result.tokens.refreshToken(), QStringLiteral("secret-refresh"));
    // The answer names no scope, so it is what was asked for (RFC 6749 §5.1).
    QCOMPARE(result.tokens.scopes(), attempt.provider.scopeNames());
    QCOMPARE(result.tokens.expiresAt(), attempt.clock.wallClock().addSecs(3600));
    QCOMPARE(attempt.states,
             (QList<State>{State::Contacting, State::WaitingForUser, State::Finishing,
                           State::Succeeded}));
    attempt.clock.advance(1h);
    QCOMPARE(attempt.results.size(), 1);
    QCOMPARE(attempt.clock.pendingCalls(), 0);
}

// Demand: RFC8628-3.1-parameters
void tst_DeviceSignIn::asksForACodeAsTheRfcSays()
{
    DeviceAttempt attempt;
    attempt.provider.setAudience(QStringLiteral("https://api.yotoplay.com"));
    attempt.provider.setExtraParameters(Provider::Endpoint::DeviceAuthorization,
                                        {{QStringLiteral("hint"), QStringLiteral("a+b & 100%")}});
    attempt.startWithCode();
    const SentRequest request = attempt.network.sentTo(attempt.codeUrl).constFirst();
    QCOMPARE(request.verb, QByteArray("POST"));
    QCOMPARE(request.body,
             QByteArray("client_id=client-1&scope=openid%20offline_access"
                        "&audience=https%3A%2F%2Fapi.yotoplay.com&hint=a%2Bb%20%26%20100%25"));
    QCOMPARE(request.request.rawHeader("Accept"), QByteArray("application/json"));
    QCOMPARE(request.request.header(QNetworkRequest::ContentTypeHeader).toString(),
             QStringLiteral("application/x-www-form-urlencoded"));
}

void tst_DeviceSignIn::tellsWhoItIs()
{
    DeviceAttempt attempt;
    offerUserInfo(attempt,
                  ScriptedAnswer::json(200, R"({"sub":"u1","name":"Mara","email":"m@x.org"})"));
    attempt.network.answer(attempt.tokenUrl, DeviceAttempt::tokens());
    attempt.startWithCode();
    attempt.clock.advance(5s);
    QCOMPARE(attempt.results.size(), 1);
    QCOMPARE(attempt.results.constFirst().identity.name(), QStringLiteral("Mara"));
    const SentRequest request = attempt.network.sentTo(userInfoUrl).constFirst();
    QCOMPARE(request.request.rawHeader("Authorization"), QByteArray("Bearer secret-access"));
    QVERIFY(!request.url.hasQuery());
}

void tst_DeviceSignIn::aMissingNameDoesNotStopIt()
{
    DeviceAttempt attempt;
    offerUserInfo(attempt, ScriptedAnswer::silence());
    attempt.network.answer(attempt.tokenUrl, DeviceAttempt::tokens());
    attempt.startWithCode();
    attempt.clock.advance(5s);
    QCOMPARE(attempt.signIn->state(), State::Finishing);
    attempt.clock.advance(10s);
    QCOMPARE(attempt.signIn->state(), State::Succeeded);
    QVERIFY(!attempt.results.constFirst().identity.isValid());
}

void tst_DeviceSignIn::noIdentityIsAskedForWithoutOpenid()
{
    DeviceAttempt attempt;
    attempt.provider.setScopeNames({QStringLiteral("offline_access")});
    attempt.provider.setEndpoint(Provider::Endpoint::UserInfo, userInfoUrl);
    attempt.network.answer(attempt.tokenUrl, DeviceAttempt::tokens());
    attempt.startWithCode();
    attempt.clock.advance(5s);
    QCOMPARE(attempt.signIn->state(), State::Succeeded);
    QVERIFY(attempt.network.sentTo(userInfoUrl).isEmpty());
}

void tst_DeviceSignIn::startsOnceOnly()
{
    DeviceAttempt attempt;
    attempt.network.answer(attempt.tokenUrl, DeviceAttempt::error(400, "access_denied"));
    attempt.startWithCode();
    attempt.signIn->start();
    attempt.clock.advance(1h);
    attempt.signIn->start();
    attempt.clock.advance(1h);
    QCOMPARE(attempt.network.sentTo(attempt.codeUrl).size(), 1);
    QCOMPARE(attempt.results.size(), 1);
}

void tst_DeviceSignIn::refusedBeforeAnythingIsSent_data()
{
    QTest::addColumn<QString>("codeUrl");
    QTest::addColumn<QString>("tokenUrl");
    QTest::addColumn<QString>("clientId");
    QTest::addColumn<QString>("code");
    const QString good = QStringLiteral("https://id.example.org/x");
    const QString id = QStringLiteral("client");
    const QString insecure = QStringLiteral("insecure_endpoint");
    // Demand: RFC8628-3.1-tls
    QTest::newRow("http to another host")
        << QStringLiteral("http://id.example.org/x") << good << id << insecure;
    QTest::newRow("http for the tokens only")
        << good << QStringLiteral("http://id.example.org/x") << id << insecure;
    QTest::newRow("http to a host that looks like loopback")
        << QStringLiteral("http://127.0.0.1.example.org/x") << good << id << insecure;
    QTest::newRow("ftp") << QStringLiteral("ftp://id.example.org/x") << good << id << insecure;
    QTest::newRow("a password in the address")
        << QStringLiteral("https://user:pw@id.example.org/x") << good << id << insecure;
    QTest::newRow("no token endpoint") << good << QString() << id << QStringLiteral("usage");
    QTest::newRow("no client id") << good << good << QString() << QStringLiteral("usage");
}

void tst_DeviceSignIn::refusedBeforeAnythingIsSent()
{
    QFETCH(QString, codeUrl);
    QFETCH(QString, tokenUrl);
    QFETCH(QString, clientId);
    QFETCH(QString, code);
    DeviceAttempt attempt;
    attempt.provider.setEndpoint(Provider::Endpoint::DeviceAuthorization, QUrl(codeUrl));
    attempt.provider.setEndpoint(Provider::Endpoint::Token, QUrl(tokenUrl));
    attempt.provider.setClientId(clientId);
    attempt.create();
    attempt.signIn->start();
    QCOMPARE(attempt.results.size(), 0);
    VirtualScheduler::settle();
    QCOMPARE(attempt.results.size(), 1);
    QCOMPARE(attempt.results.constFirst().error.code(), code);
    QCOMPARE(attempt.signIn->state(), State::Failed);
    QCOMPARE(attempt.network.sent().size(), 0);
    QVERIFY(!attempt.results.constFirst().error.detail().contains(QStringLiteral("pw")));
}

void tst_DeviceSignIn::firstAnswerUnusable_data()
{
    QTest::addColumn<ScriptedAnswer>("answer");
    QTest::addColumn<SignIn::State>("state");
    QTest::addColumn<QString>("code");
    const auto with = [](const QByteArray &uri) {
        return ScriptedAnswer::json(200,
                                    R"({"device_code":"d","user_code":"U","expires_in":60,)"
                                    R"("verification_uri":")"
                                        + uri + "\"}");
    };
    QTest::newRow("unreachable") << ScriptedAnswer::failure(QNetworkReply::ConnectionRefusedError)
                                 << State::Failed << QStringLiteral("network");
    QTest::newRow("TLS") << ScriptedAnswer::failure(QNetworkReply::SslHandshakeFailedError)
                         << State::Failed << QStringLiteral("tls");
    QTest::newRow("silence") << ScriptedAnswer::silence() << State::Failed
                             << QStringLiteral("network");
    QTest::newRow("a web page") << ScriptedAnswer{200, "<html>", {}} << State::Failed
                                << QStringLiteral("protocol");
    QTest::newRow("truncated") << ScriptedAnswer{200, "{\"device_code\":\"d", {}} << State::Failed
                               << QStringLiteral("protocol");
    QTest::newRow("fields missing")
        << ScriptedAnswer::json(200, "{}") << State::Failed << QStringLiteral("protocol");
    QTest::newRow("a script as the address")
        << with("javascript:alert(1)") << State::Failed << QStringLiteral("insecure_endpoint");
    QTest::newRow("a file as the address")
        << with("file:///etc/passwd") << State::Failed << QStringLiteral("insecure_endpoint");
    QTest::newRow("an address in the clear")
        << with("http://id.example.org/") << State::Failed << QStringLiteral("insecure_endpoint");
    QTest::newRow("invalid_request") << DeviceAttempt::error(400, "invalid_request")
                                     << State::Failed << QStringLiteral("invalid_request");
    QTest::newRow("unauthorized_client") << DeviceAttempt::error(401, "unauthorized_client")
                                         << State::Failed << QStringLiteral("unauthorized_client");
    QTest::newRow("access_denied") << DeviceAttempt::error(403, "access_denied") << State::Denied
                                   << QStringLiteral("access_denied");
    QTest::newRow("invalid_scope") << DeviceAttempt::error(400, "invalid_scope") << State::Failed
                                   << QStringLiteral("invalid_scope");
}

void tst_DeviceSignIn::firstAnswerUnusable()
{
    QFETCH(ScriptedAnswer, answer);
    QFETCH(SignIn::State, state);
    QFETCH(QString, code);
    DeviceAttempt attempt;
    attempt.network.answer(attempt.codeUrl, answer);
    attempt.create();
    attempt.signIn->start();
    attempt.clock.advance(1h);
    QCOMPARE(attempt.results.size(), 1);
    QCOMPARE(attempt.signIn->state(), state);
    const Error error = attempt.results.constFirst().error;
    QCOMPARE(error.code(), code);
    QVERIFY(!error.message().isEmpty());
    QVERIFY(!error.detail().isEmpty());
    QCOMPARE(attempt.network.sent().size(), 1);
}

void tst_DeviceSignIn::cancelWhileWaiting()
{
    DeviceAttempt attempt;
    attempt.startWithCode();
    attempt.signIn->cancel();
    attempt.signIn->cancel();
    attempt.clock.advance(1h);
    QCOMPARE(attempt.results.size(), 1);
    QCOMPARE(attempt.results.constFirst().error.kind(), Error::Kind::Cancelled);
    QCOMPARE(attempt.signIn->state(), State::Cancelled);
    QCOMPARE(attempt.pollSeconds(), QList<int>());
    QCOMPARE(attempt.clock.pendingCalls(), 0);
}

void tst_DeviceSignIn::cancelWhileContacting()
{
    DeviceAttempt attempt;
    attempt.network.answer(attempt.codeUrl, ScriptedAnswer::silence());
    attempt.create();
    attempt.signIn->start();
    attempt.signIn->cancel();
    VirtualScheduler::settle();
    QCOMPARE(attempt.network.underWay(), 0);
    QCOMPARE(attempt.results.size(), 1);
}

void tst_DeviceSignIn::cancelWhileFinishingRevokes()
{
    DeviceAttempt attempt;
    offerUserInfo(attempt, ScriptedAnswer::silence());
    offerRevocation(attempt);
    attempt.network.answer(attempt.tokenUrl, DeviceAttempt::tokens());
    attempt.startWithCode();
    attempt.clock.advance(5s);
    QCOMPARE(attempt.signIn->state(), State::Finishing);
    attempt.signIn->cancel();
    QCOMPARE(attempt.results.constFirst().error.kind(), Error::Kind::Cancelled);
    VirtualScheduler::settle();
    QCOMPARE(revokedTokens(attempt), bothTokens);
}

void tst_DeviceSignIn::destroyedWhileFinishingRevokes()
{
    DeviceAttempt attempt;
    offerUserInfo(attempt, ScriptedAnswer::silence());
    offerRevocation(attempt);
    attempt.network.answer(attempt.tokenUrl, DeviceAttempt::tokens());
    attempt.startWithCode();
    attempt.clock.advance(5s);
    attempt.signIn.reset();
    VirtualScheduler::settle();
    QCOMPARE(revokedTokens(attempt), bothTokens);
    QCOMPARE(attempt.results.size(), 0);
}

void tst_DeviceSignIn::destroyedAtAnyMoment_data()
{
    QTest::addColumn<int>("milliseconds");
    for (const int moment : {0, 500, 4999, 5000, 5500, 7000})
        QTest::addRow("%d ms", moment) << moment;
}

void tst_DeviceSignIn::destroyedAtAnyMoment()
{
    QFETCH(int, milliseconds);
    DeviceAttempt attempt;
    ScriptedAnswer code = DeviceAttempt::code(4, 900);
    code.delay = 1s;
    ScriptedAnswer slow = DeviceAttempt::pending();
    slow.delay = 1s;
    attempt.network.answer(attempt.codeUrl, code);
    attempt.network.answer(attempt.tokenUrl, slow);
    attempt.create();
    attempt.signIn->start();
    attempt.clock.advance(std::chrono::milliseconds(milliseconds));
    attempt.signIn.reset();
    attempt.clock.advance(1h);
    QCOMPARE(attempt.network.underWay(), 0);
    QCOMPARE(attempt.results.size(), 0);
    QCOMPARE(attempt.clock.pendingCalls(), 0);
}

void tst_DeviceSignIn::cancelFromEverySignal_data()
{
    QTest::addColumn<SignIn::State>("state");
    QTest::newRow("contacting") << State::Contacting;
    QTest::newRow("the code is shown") << State::WaitingForUser;
    QTest::newRow("finishing") << State::Finishing;
}

void tst_DeviceSignIn::cancelFromEverySignal()
{
    QFETCH(SignIn::State, state);
    DeviceAttempt attempt;
    offerRevocation(attempt);
    attempt.network.answer(attempt.codeUrl, DeviceAttempt::code(5, 900));
    attempt.network.answer(attempt.tokenUrl, DeviceAttempt::tokens());
    attempt.create();
    SignIn *const signIn = attempt.signIn.get();
    QObject::connect(signIn, &SignIn::stateChanged, signIn, [&](State newState) {
        if (newState == state)
            signIn->cancel();
    });
    signIn->start();
    attempt.clock.advance(1h);
    QCOMPARE(attempt.results.size(), 1);
    QCOMPARE(attempt.signIn->state(), State::Cancelled);
    QCOMPARE(revokedTokens(attempt), state == State::Finishing ? bothTokens : QStringList());
}

// Demand: RFC8628-3.3-device-code-hidden
void tst_DeviceSignIn::debugOutputHoldsNoSecret()
{
    DeviceAttempt attempt;
    attempt.provider.setClientSecret(QStringLiteral("secret-client"));
    attempt.network.answer(attempt.tokenUrl, DeviceAttempt::tokens());
    attempt.startWithCode();
    attempt.clock.advance(5s);
    QString text;
    QDebug(&text) << attempt.results.constFirst().tokens << attempt.results.constFirst().identity
                  << attempt.results.constFirst().provider << attempt.results.constFirst().error;
    QVERIFY(!text.contains(QStringLiteral("secret-")));
}

QTEST_GUILESS_MAIN(tst_DeviceSignIn)
#include "tst_devicesignin.moc"
