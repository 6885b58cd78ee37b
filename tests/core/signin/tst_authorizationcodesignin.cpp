// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "codeattempt.h"

#include "oauth/pkce.h"

#include <QtCore/QLoggingCategory>
#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

using namespace Latchkey;
using namespace std::chrono_literals;
using State = SignIn::State;

namespace {

using Attempt = CodeAttempt<BareCodeSignIn>;

const QStringList bothTokens{QStringLiteral("secret-refresh"), QStringLiteral("secret-access")};

} // namespace

/// The grant from start to its one end, whatever way the code comes back.
class tst_AuthorizationCodeSignIn : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void signsIn();
    void asksAsTheRfcsSay();
    void noNonceWithoutOpenid();
    void asksForConsentToOfflineAccess();
    void asksForMoreWhereTheProviderSaysSo();
    void everyAttemptIsFresh();
    void exchangesAsTheRfcsSay();
    void opensTheBrowserAgain();
    void notTheAnswer_data();
    void notTheAnswer();
    void theStateIsGoodForOneAnswer();
    void errorsFromTheBrowser_data();
    void errorsFromTheBrowser();
    void issuer_data();
    void issuer();
    void anotherIssuersErrorIsNotBelieved();
    void aMissingIssuer_data();
    void aMissingIssuer();
    void exchangeFails_data();
    void exchangeFails();
    void aRequestThatNeverLeftIsMadeAgain();
    void aRequestThatMayHaveArrivedIsNotMadeAgain();
    void givesUpTryingAfterAWhile();
    void expires();
    void expiresWhereTheComputerSlept();
    void anAnswerAfterTheEndIsNotTaken();
    void refusedBeforeAnythingIsDone_data();
    void refusedBeforeAnythingIsDone();
    void cancelWhileWaiting();
    void cancelDuringTheExchangeRevokes();
    void destroyedDuringTheExchangeRevokes();
    void theSchedulerNeedNotOutliveTheAttempt();
    void cancelDuringTheExchangeWithoutRevocation();
    void cancelBetweenTwoTries();
    void cancelFromEverySignal_data();
    void cancelFromEverySignal();
    void allListenersAreToldTheSame();
    void destroyedAtAnyMoment_data();
    void destroyedAtAnyMoment();
    void nothingSecretIsLogged();
};

void tst_AuthorizationCodeSignIn::signsIn()
{
    Attempt attempt;
    attempt.network.answer(attempt.tokenUrl, Attempt::tokens());
    attempt.create();
    attempt.signIn->start();
    QVERIFY(attempt.opened.isEmpty());
    QVERIFY(attempt.signIn->authorizationUrl().isEmpty());
    VirtualScheduler::settle();
    QCOMPARE(attempt.opened.size(), 1);
    QCOMPARE(attempt.signIn->authorizationUrl(), attempt.opened.constFirst());
    QCOMPARE(attempt.signIn->expiresAt(), attempt.clock.wallClock().addSecs(600));
    QCOMPARE(attempt.network.sent().size(), 0);

    attempt.clock.advance(5min);
    QVERIFY(attempt.signIn->receive(attempt.answer()));
    QCOMPARE(attempt.signIn->state(), State::Finishing);
    VirtualScheduler::settle();
    QCOMPARE(attempt.results.size(), 1);
    const SignInResult result = attempt.results.constFirst();
    QVERIFY(result.isSuccess());
    QCOMPARE(result.tokens.accessToken(), QStringLiteral("secret-access"));
    QCOMPARE(result.tokens.scopes(), attempt.provider.scopeNames());
    QCOMPARE(attempt.states,
             (QList<State>{State::Contacting, State::WaitingForUser, State::Finishing,
                           State::Succeeded}));
    QVERIFY(attempt.signIn->authorizationUrl().isEmpty());
    attempt.clock.advance(1h);
    QCOMPARE(attempt.results.size(), 1);
    QCOMPARE(attempt.clock.pendingCalls(), 0);
}

// Demand: RFC6749-4.1.1-request
// Demand: RFC7636-4.3-request
// Demand: RFC9700-2.1.1-pkce
// Demand: RFC9700-4.7.1-state
// Demand: OIDC-3.1.2.1-nonce
// Demand: RFC7636-4.5-exchange
// Demand: RFC8252-8.1-pkce
void tst_AuthorizationCodeSignIn::asksAsTheRfcsSay()
{
    Attempt attempt;
    attempt.start();
    const QUrl url = attempt.opened.constFirst();
    QCOMPARE(url.adjusted(QUrl::RemoveQuery), attempt.authorizeUrl);
    QCOMPARE(attempt.asked("response_type"), QStringLiteral("code"));
    QCOMPARE(attempt.asked("client_id"), QStringLiteral("client-1"));
    QCOMPARE(attempt.asked("redirect_uri"), QStringLiteral("http://127.0.0.1:8787/callback"));
    QCOMPARE(attempt.asked("scope"), QStringLiteral("openid offline_access"));
    QCOMPARE(attempt.asked("code_challenge_method"), QStringLiteral("S256"));
    // 43 characters of 6 bits each: 256 bits, and 128 are the least (RFC 9700).
    for (const char *name : {"state", "nonce", "code_challenge"})
        QCOMPARE(attempt.asked(name).size(), 43);
    const QUrlQuery query(url);
    QVERIFY(!query.hasQueryItem(QStringLiteral("audience")));
    QVERIFY(!query.hasQueryItem(QStringLiteral("client_secret")));
    QVERIFY(!query.hasQueryItem(QStringLiteral("code_verifier")));
}

// Demand: OIDC-3.1.2.1-nonce
void tst_AuthorizationCodeSignIn::noNonceWithoutOpenid()
{
    Attempt attempt;
    attempt.provider.setScopeNames({QStringLiteral("read")});
    attempt.start();
    QVERIFY(!QUrlQuery(attempt.opened.constFirst()).hasQueryItem(QStringLiteral("nonce")));
}

/// oidc-provider granted no refresh token, since it ignores "offline_access" without consent.
void tst_AuthorizationCodeSignIn::asksForConsentToOfflineAccess()
{
    Attempt offline;
    offline.start();
    QCOMPARE(offline.asked("prompt"), QStringLiteral("consent"));

    for (const char *scope : {"openid", "offline_access"}) {
        Attempt attempt;
        attempt.provider.setScopeNames({QString::fromLatin1(scope)});
        attempt.start();
        QVERIFY(!QUrlQuery(attempt.opened.constFirst()).hasQueryItem(QStringLiteral("prompt")));
    }
    Attempt toldOtherwise;
    toldOtherwise.provider.setExtraParameters(Provider::Endpoint::Authorization,
                                              {{QStringLiteral("prompt"), QString()}});
    toldOtherwise.start();
    QVERIFY(!QUrlQuery(toldOtherwise.opened.constFirst()).hasQueryItem(QStringLiteral("prompt")));
}

void tst_AuthorizationCodeSignIn::asksForMoreWhereTheProviderSaysSo()
{
    Attempt attempt;
    attempt.provider.setClientSecret(QStringLiteral("secret-client"));
    attempt.provider.setAudience(QStringLiteral("https://api.yotoplay.com"));
    attempt.provider.setExtraParameters(Provider::Endpoint::Authorization,
                                        {{QStringLiteral("prompt"), QStringLiteral("a+b & 100%")},
                                         {QStringLiteral("state"), QStringLiteral("mine")}});
    attempt.start();
    QCOMPARE(attempt.asked("audience"), QStringLiteral("https://api.yotoplay.com"));
    QCOMPARE(attempt.asked("prompt"), QStringLiteral("a+b & 100%"));
    QVERIFY(attempt.opened.constFirst().toEncoded().contains("prompt=a%2Bb%20%26%20100%25"));
    // What keeps the attempt safe is nobody's to set.
    QCOMPARE(attempt.asked("state").size(), 43);
    QVERIFY(!attempt.opened.constFirst().toString().contains(QStringLiteral("secret-client")));
}

// Demand: RFC7636-4.1-verifier
// Demand: RFC9700-4.7.1-state
// Demand: RFC9700-4.4-mix-up
// Demand: OIDC-3.1.2.1-nonce
void tst_AuthorizationCodeSignIn::everyAttemptIsFresh()
{
    Attempt first;
    first.start();
    Attempt second;
    second.start();
    for (const char *name : {"state", "nonce", "code_challenge"})
        QVERIFY(first.asked(name) != second.asked(name));
    QVERIFY(!second.signIn->receive(first.answer()));
    QCOMPARE(second.signIn->state(), State::WaitingForUser);
}

// Demand: RFC6749-4.1.3-exchange
// Demand: RFC7636-4.5-exchange
// Demand: RFC6749-3.2-post
void tst_AuthorizationCodeSignIn::exchangesAsTheRfcsSay()
{
    Attempt attempt;
    attempt.provider.setAudience(QStringLiteral("https://api.yotoplay.com"));
    attempt.network.answer(attempt.tokenUrl, Attempt::tokens());
    attempt.start();
    attempt.signIn->receive(attempt.answer("&code=4%2F0A%2Bb"));
    VirtualScheduler::settle();
    const QList<SentRequest> sent = attempt.network.sentTo(attempt.tokenUrl);
    QCOMPARE(sent.size(), 1);
    const QMap<QString, QString> form = sent.constFirst().form;
    QCOMPARE(sent.constFirst().verb, QByteArray("POST"));
    QCOMPARE(form.value(QStringLiteral("grant_type")), QStringLiteral("authorization_code"));
    QCOMPARE(form.value(QStringLiteral("code")), QStringLiteral("4/0A+b"));
    QCOMPARE(form.value(QStringLiteral("redirect_uri")), attempt.asked("redirect_uri"));
    QCOMPARE(form.value(QStringLiteral("client_id")), QStringLiteral("client-1"));
    QCOMPARE(form.value(QStringLiteral("audience")), QStringLiteral("https://api.yotoplay.com"));
    QCOMPARE(Pkce::challengeFor(form.value(QStringLiteral("code_verifier"))),
             attempt.asked("code_challenge"));
    QVERIFY(!sent.constFirst().url.hasQuery());
}

void tst_AuthorizationCodeSignIn::opensTheBrowserAgain()
{
    Attempt attempt;
    attempt.network.answer(attempt.tokenUrl, Attempt::tokens());
    attempt.create();
    attempt.signIn->openBrowser();
    attempt.signIn->start();
    attempt.signIn->openBrowser();
    QVERIFY(attempt.opened.isEmpty());
    VirtualScheduler::settle();
    attempt.clock.advance(2min);
    attempt.signIn->openBrowser();
    QCOMPARE(attempt.opened.size(), 2);
    QCOMPARE(attempt.opened.constFirst(), attempt.opened.constLast());
    QVERIFY(attempt.signIn->receive(attempt.answer()));
    attempt.signIn->openBrowser();
    VirtualScheduler::settle();
    attempt.signIn->openBrowser();
    QCOMPARE(attempt.opened.size(), 2);
    QCOMPARE(attempt.signIn->state(), State::Succeeded);
}

void tst_AuthorizationCodeSignIn::notTheAnswer_data()
{
    QTest::addColumn<QByteArray>("query"); // S stands for the state.
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("no state") << QByteArray("code=c");
    QTest::newRow("an empty state") << QByteArray("code=c&state=");
    QTest::newRow("another state") << QByteArray("code=c&state=abc");
    QTest::newRow("a part of the state") << QByteArray("code=c&state=s");
    QTest::newRow("more than the state") << QByteArray("code=c&state=Sx");
    QTest::newRow("an error without a state") << QByteArray("error=access_denied");
    QTest::newRow("an error with another state") << QByteArray("error=access_denied&state=abc");
    QTest::newRow("two states") << QByteArray("code=c&state=S&state=S");
    QTest::newRow("two codes") << QByteArray("code=c&code=d&state=S");
    QTest::newRow("a code that is none") << QByteArray("code=%0a&state=S");
    QTest::newRow("garbage") << QByteArray("\xff\xfe%%%&&&===");
}

// Demand: RFC6749-4.1.2-state-equal
// Demand: RFC6749-10.12-csrf
void tst_AuthorizationCodeSignIn::notTheAnswer()
{
    QFETCH(QByteArray, query);
    Attempt attempt;
    attempt.network.answer(attempt.tokenUrl, Attempt::tokens());
    attempt.start();
    query.replace("=S", "=" + attempt.asked("state").toLatin1());
    QVERIFY(!attempt.signIn->receive(query));
    VirtualScheduler::settle();
    QCOMPARE(attempt.signIn->state(), State::WaitingForUser);
    QCOMPARE(attempt.network.sent().size(), 0);
    // And the real one is still waited for.
    QVERIFY(attempt.signIn->receive(attempt.answer()));
    VirtualScheduler::settle();
    QCOMPARE(attempt.signIn->state(), State::Succeeded);
}

// Demand: RFC6749-4.1.2-code-once
// Demand: RFC9700-4.7.1-state
void tst_AuthorizationCodeSignIn::theStateIsGoodForOneAnswer()
{
    Attempt attempt;
    attempt.network.answer(attempt.tokenUrl, Attempt::tokens());
    attempt.start();
    QVERIFY(attempt.signIn->receive(attempt.answer()));
    QVERIFY(!attempt.signIn->receive(attempt.answer("&code=another")));
    QVERIFY(!attempt.signIn->receive(attempt.answer("&error=access_denied")));
    VirtualScheduler::settle();
    QVERIFY(!attempt.signIn->receive(attempt.answer()));
    QCOMPARE(attempt.network.sentTo(attempt.tokenUrl).size(), 1);
    QCOMPARE(attempt.results.size(), 1);
    QVERIFY(attempt.results.constFirst().isSuccess());
}

void tst_AuthorizationCodeSignIn::errorsFromTheBrowser_data()
{
    QTest::addColumn<QByteArray>("more");
    QTest::addColumn<State>("state");
    QTest::addColumn<QString>("code");
    const auto row = [](const char *name, const QByteArray &more, State state, const char *code) {
        QTest::newRow(name) << more << state << QString::fromLatin1(code);
    };
    row("access_denied", "&error=access_denied", State::Denied, "access_denied");
    for (const char *code :
         {"invalid_request", "unauthorized_client", "unsupported_response_type", "invalid_scope",
          "server_error", "temporarily_unavailable", "login_required", "consent_required"}) {
        row(code, QByteArray("&error=") + code, State::Failed, code);
    }
    row("an error that nobody knows", "&error=made_up", State::Failed, "made_up");
    row("an error beside a code", "&error=access_denied&code=c", State::Denied, "access_denied");
    row("neither a code nor an error", "", State::Failed, "protocol");
    row("an empty code", "&code=", State::Failed, "protocol");
    // Demand: RFC9700-2.1.2-no-implicit
    row("an access token", "&access_token=a&token_type=Bearer", State::Failed, "protocol");
    // Demand: RFC9700-2.1.2-no-implicit
    row("an ID token", "&id_token=e30.e30.e30", State::Failed, "protocol");
}

// Demand: RFC6749-4.1.2.1-errors
void tst_AuthorizationCodeSignIn::errorsFromTheBrowser()
{
    QFETCH(QByteArray, more);
    QFETCH(State, state);
    QFETCH(QString, code);
    Attempt attempt;
    attempt.start();
    QVERIFY(attempt.signIn->receive(attempt.answer(more + "&error_description=Because+I+say+so")));
    QCOMPARE(attempt.results.size(), 1);
    QCOMPARE(attempt.signIn->state(), state);
    const Error error = attempt.results.constFirst().error;
    QCOMPARE(error.code(), code);
    QCOMPARE(error.endpoint(), attempt.authorizeUrl);
    QVERIFY(!error.message().isEmpty());
    if (more.contains("error=")) {
        QCOMPARE(error.oauthDescription(), QStringLiteral("Because I say so"));
    }
    QCOMPARE(attempt.network.sent().size(), 0);
    QCOMPARE(attempt.clock.pendingCalls(), 0);
}

void tst_AuthorizationCodeSignIn::issuer_data()
{
    QTest::addColumn<QString>("known");
    QTest::addColumn<QByteArray>("sent");
    QTest::addColumn<bool>("isTaken");
    const QString issuer = QStringLiteral("https://id.example.org/realm");
    QTest::newRow("the same") << issuer << QByteArray("https%3A%2F%2Fid.example.org%2Frealm")
                              << true;
    QTest::newRow("none sent") << issuer << QByteArray() << true;
    QTest::newRow("none known") << QString() << QByteArray("https%3A%2F%2Fid.example.org") << true;
    QTest::newRow("another host") << issuer << QByteArray("https%3A%2F%2Fevil.example%2Frealm")
                                  << false;
    QTest::newRow("another path") << issuer << QByteArray("https%3A%2F%2Fid.example.org%2Fother")
                                  << false;
    QTest::newRow("a slash more") << issuer << QByteArray("https%3A%2F%2Fid.example.org%2Frealm%2F")
                                  << false;
    // Alike by RFC 3986 §6.2.2.1, and QUrl does not keep them apart (AD FS names itself so).
    QTest::newRow("a host in capitals")
        << issuer << QByteArray("HTTPS%3A%2F%2FID.example.org%2Frealm") << true;
    QTest::newRow("a path in capitals")
        << issuer << QByteArray("https%3A%2F%2Fid.example.org%2FRealm") << false;
    QTest::newRow("in the clear") << issuer << QByteArray("http%3A%2F%2Fid.example.org%2Frealm")
                                  << false;
}

// Demand: RFC9207-2.4-mismatch
// Demand: RFC9700-4.4-mix-up
void tst_AuthorizationCodeSignIn::issuer()
{
    QFETCH(QString, known);
    QFETCH(QByteArray, sent);
    QFETCH(bool, isTaken);
    Attempt attempt;
    attempt.provider.setIssuer(QUrl(known));
    attempt.network.answer(attempt.tokenUrl, Attempt::tokens());
    attempt.start();
    const QByteArray iss = sent.isEmpty() ? QByteArray() : "&iss=" + sent;
    QVERIFY(attempt.signIn->receive(attempt.answer("&code=c" + iss)));
    VirtualScheduler::settle();
    QCOMPARE(attempt.signIn->state(), isTaken ? State::Succeeded : State::Failed);
    QCOMPARE(attempt.network.sent().size(), isTaken ? 1 : 0);
    QCOMPARE(attempt.results.constFirst().error.code(),
             isTaken ? QString() : QStringLiteral("protocol"));
}

// Demand: RFC9207-2.4-mismatch
void tst_AuthorizationCodeSignIn::anotherIssuersErrorIsNotBelieved()
{
    Attempt attempt;
    attempt.provider.setIssuer(QUrl(QStringLiteral("https://id.example.org")));
    attempt.start();
    attempt.signIn->receive(attempt.answer("&error=access_denied&iss=https%3A%2F%2Fevil.example"));
    QCOMPARE(attempt.signIn->state(), State::Failed);
    QCOMPARE(attempt.results.constFirst().error.kind(), Error::Kind::Protocol);
}

// Demand: RFC9207-2.4-missing
void tst_AuthorizationCodeSignIn::aMissingIssuer_data()
{
    QTest::addColumn<bool>("isAdvertised");
    QTest::addColumn<QByteArray>("more");
    QTest::addColumn<State>("state");
    const QByteArray issuer = "&iss=https%3A%2F%2Fid.example.org";
    QTest::newRow("advertised and there") << true << "&code=c" + issuer << State::Succeeded;
    QTest::newRow("advertised and missing") << true << QByteArray("&code=c") << State::Failed;
    QTest::newRow("advertised and empty") << true << QByteArray("&code=c&iss=") << State::Failed;
    QTest::newRow("missing from an error")
        << true << QByteArray("&error=access_denied") << State::Failed;
    QTest::newRow("an error that has it")
        << true << "&error=access_denied" + issuer << State::Denied;
    QTest::newRow("not advertised") << false << QByteArray("&code=c") << State::Succeeded;
}

void tst_AuthorizationCodeSignIn::aMissingIssuer()
{
    QFETCH(bool, isAdvertised);
    QFETCH(QByteArray, more);
    QFETCH(State, state);
    Attempt attempt;
    attempt.provider.setIssuer(QUrl(QStringLiteral("https://id.example.org")));
    attempt.provider.setSendsIssuer(isAdvertised);
    attempt.network.answer(attempt.tokenUrl, Attempt::tokens());
    attempt.start();
    QVERIFY(attempt.signIn->receive(attempt.answer(more)));
    VirtualScheduler::settle();
    QCOMPARE(attempt.signIn->state(), state);
    QCOMPARE(attempt.network.sent().size(), state == State::Succeeded ? 1 : 0);
}

void tst_AuthorizationCodeSignIn::exchangeFails_data()
{
    QTest::addColumn<ScriptedAnswer>("answer");
    QTest::addColumn<State>("state");
    QTest::addColumn<QString>("code");
    QTest::newRow("invalid_grant")
        << Attempt::error(400, "invalid_grant") << State::Failed << QStringLiteral("invalid_grant");
    QTest::newRow("invalid_client") << Attempt::error(401, "invalid_client") << State::Failed
                                    << QStringLiteral("invalid_client");
    QTest::newRow("access_denied")
        << Attempt::error(403, "access_denied") << State::Denied << QStringLiteral("access_denied");
    QTest::newRow("a web page") << ScriptedAnswer{200, "<html>", {}} << State::Failed
                                << QStringLiteral("protocol");
    QTest::newRow("a redirect") << ScriptedAnswer{302, "", {{"Location", "https://evil.example"}}}
                                << State::Failed << QStringLiteral("protocol");
    QTest::newRow("TLS") << ScriptedAnswer::failure(QNetworkReply::SslHandshakeFailedError)
                         << State::Failed << QStringLiteral("tls");
    QTest::newRow("silence") << ScriptedAnswer::silence() << State::Failed
                             << QStringLiteral("network");
}

void tst_AuthorizationCodeSignIn::exchangeFails()
{
    QFETCH(ScriptedAnswer, answer);
    QFETCH(State, state);
    QFETCH(QString, code);
    Attempt attempt;
    attempt.network.answer(attempt.tokenUrl, answer);
    attempt.start();
    QVERIFY(attempt.signIn->receive(attempt.answer()));
    attempt.clock.advance(1h);
    QCOMPARE(attempt.results.size(), 1);
    QCOMPARE(attempt.signIn->state(), state);
    QCOMPARE(attempt.results.constFirst().error.code(), code);
    QCOMPARE(attempt.network.sent().size(), 1);
    QCOMPARE(attempt.clock.pendingCalls(), 0);
}

void tst_AuthorizationCodeSignIn::aRequestThatNeverLeftIsMadeAgain()
{
    Attempt attempt;
    attempt.network.answer(attempt.tokenUrl,
                           ScriptedAnswer::failure(QNetworkReply::ConnectionRefusedError));
    attempt.network.answer(attempt.tokenUrl, Attempt::error(503, "temporarily_unavailable"));
    attempt.network.answer(attempt.tokenUrl, Attempt::tokens());
    attempt.start();
    attempt.signIn->receive(attempt.answer());
    VirtualScheduler::settle();
    QCOMPARE(attempt.signIn->connectionTrouble().kind(), Error::Kind::Network);
    attempt.clock.advance(2999ms);
    QCOMPARE(attempt.signIn->state(), State::Finishing);
    attempt.clock.advance(1ms);
    QCOMPARE(attempt.signIn->state(), State::Succeeded);
    QCOMPARE(attempt.network.sent().size(), 3);
    QVERIFY(!attempt.signIn->connectionTrouble().isError());
}

// Demand: RFC9110-9.2.2-no-blind-repeat
void tst_AuthorizationCodeSignIn::aRequestThatMayHaveArrivedIsNotMadeAgain()
{
    Attempt attempt;
    attempt.network.answer(attempt.tokenUrl, ScriptedAnswer::lost());
    attempt.start();
    attempt.signIn->receive(attempt.answer());
    attempt.clock.advance(1h);
    QCOMPARE(attempt.network.sent().size(), 1);
    QCOMPARE(attempt.signIn->state(), State::Failed);
    QVERIFY(attempt.results.constFirst().error.isOutcomeUnknown());
}

void tst_AuthorizationCodeSignIn::givesUpTryingAfterAWhile()
{
    Attempt attempt;
    attempt.network.answer(attempt.tokenUrl,
                           ScriptedAnswer::failure(QNetworkReply::HostNotFoundError));
    attempt.start();
    attempt.signIn->receive(attempt.answer());
    attempt.clock.advance(15s);
    QCOMPARE(attempt.network.sent().size(), 5);
    QCOMPARE(attempt.signIn->state(), State::Failed);
    QCOMPARE(attempt.results.constFirst().error.kind(), Error::Kind::Network);
}

void tst_AuthorizationCodeSignIn::expires()
{
    Attempt attempt;
    attempt.start();
    attempt.clock.advance(10min - 1ms);
    QCOMPARE(attempt.signIn->state(), State::WaitingForUser);
    attempt.clock.advance(1ms);
    QCOMPARE(attempt.signIn->state(), State::Expired);
    QCOMPARE(attempt.results.constFirst().error.code(), QStringLiteral("expired_token"));
    QCOMPARE(attempt.results.constFirst().error.message(),
             QStringLiteral("The time for this sign-in has run out."));
}

void tst_AuthorizationCodeSignIn::expiresWhereTheComputerSlept()
{
    Attempt attempt;
    attempt.start();
    attempt.clock.suspend(11min);
    attempt.signIn->pollIfDue();
    QCOMPARE(attempt.signIn->state(), State::Expired);
}

void tst_AuthorizationCodeSignIn::anAnswerAfterTheEndIsNotTaken()
{
    Attempt attempt;
    attempt.start();
    attempt.clock.suspend(11min);
    QVERIFY(attempt.signIn->receive(attempt.answer()));
    QCOMPARE(attempt.signIn->state(), State::Expired);
    QCOMPARE(attempt.network.sent().size(), 0);
}

void tst_AuthorizationCodeSignIn::refusedBeforeAnythingIsDone_data()
{
    QTest::addColumn<QString>("authorizeUrl");
    QTest::addColumn<QString>("tokenUrl");
    QTest::addColumn<QString>("clientId");
    QTest::addColumn<QString>("code");
    const QString good = QStringLiteral("https://id.example.org/x");
    const QString id = QStringLiteral("client");
    const QString insecure = QStringLiteral("insecure_endpoint");
    const QString usage = QStringLiteral("usage");
    QTest::newRow("http to another host")
        << QStringLiteral("http://id.example.org/x") << good << id << insecure;
    QTest::newRow("http for the tokens only")
        << good << QStringLiteral("http://id.example.org/x") << id << insecure;
    QTest::newRow("a file") << QStringLiteral("file:///etc/passwd") << good << id << insecure;
    QTest::newRow("no authorization endpoint") << QString() << good << id << usage;
    QTest::newRow("no token endpoint") << good << QString() << id << usage;
    QTest::newRow("no client id") << good << good << QString() << usage;
}

// Demand: RFC6749-3.1-tls
void tst_AuthorizationCodeSignIn::refusedBeforeAnythingIsDone()
{
    QFETCH(QString, authorizeUrl);
    QFETCH(QString, tokenUrl);
    QFETCH(QString, clientId);
    QFETCH(QString, code);
    Attempt attempt;
    attempt.provider.setEndpoint(Provider::Endpoint::Authorization, QUrl(authorizeUrl));
    attempt.provider.setEndpoint(Provider::Endpoint::Token, QUrl(tokenUrl));
    attempt.provider.setClientId(clientId);
    attempt.start();
    QCOMPARE(attempt.results.size(), 1);
    QCOMPARE(attempt.results.constFirst().error.code(), code);
    QVERIFY(attempt.opened.isEmpty());
}

void tst_AuthorizationCodeSignIn::cancelWhileWaiting()
{
    Attempt attempt;
    attempt.start();
    const QByteArray answer = attempt.answer();
    attempt.signIn->cancel();
    QCOMPARE(attempt.signIn->state(), State::Cancelled);
    QVERIFY(!attempt.signIn->receive(answer));
    attempt.clock.advance(1h);
    QCOMPARE(attempt.results.size(), 1);
    QCOMPARE(attempt.clock.pendingCalls(), 0);
    QCOMPARE(attempt.network.sent().size(), 0);
}

void tst_AuthorizationCodeSignIn::cancelDuringTheExchangeRevokes()
{
    Attempt attempt;
    attempt.offerRevocation();
    ScriptedAnswer slow = Attempt::tokens();
    slow.delay = 2s;
    attempt.network.answer(attempt.tokenUrl, slow);
    attempt.start();
    attempt.signIn->receive(attempt.answer());
    attempt.clock.advance(1s);
    attempt.signIn->cancel();
    QCOMPARE(attempt.signIn->state(), State::Cancelled);
    attempt.clock.advance(2s);
    QCOMPARE(attempt.revokedTokens(), bothTokens);
    QCOMPARE(attempt.results.size(), 1);
    QCOMPARE(attempt.network.underWay(), 0);
}

void tst_AuthorizationCodeSignIn::destroyedDuringTheExchangeRevokes()
{
    Attempt attempt;
    attempt.offerRevocation();
    ScriptedAnswer slow = Attempt::tokens();
    slow.delay = 2s;
    attempt.network.answer(attempt.tokenUrl, slow);
    attempt.start();
    attempt.signIn->receive(attempt.answer());
    attempt.clock.advance(1s);
    attempt.signIn.reset();
    attempt.clock.advance(2s);
    QCOMPARE(attempt.revokedTokens(), bothTokens);
    QCOMPARE(attempt.results.size(), 0);
    QCOMPARE(attempt.network.underWay(), 0);
    QCOMPARE(attempt.clock.pendingCalls(), 0);
}

void tst_AuthorizationCodeSignIn::theSchedulerNeedNotOutliveTheAttempt()
{
    Attempt attempt;
    attempt.offerRevocation();
    ScriptedAnswer slow = Attempt::tokens();
    slow.delay = 2s;
    attempt.network.answer(attempt.tokenUrl, slow);
    attempt.create();
    auto own = std::make_unique<VirtualScheduler>();
    attempt.signIn->setScheduler(own.get());
    attempt.signIn->start();
    VirtualScheduler::settle();
    attempt.signIn->receive(attempt.answer());
    VirtualScheduler::settle();
    QVERIFY(own->pendingCalls() > 0);
    attempt.signIn.reset();
    QCOMPARE(own->pendingCalls(), 0);
    own.reset();
    // What goes on without the attempt does so by the clock of all.
    attempt.clock.advance(2s);
    QCOMPARE(attempt.revokedTokens(), bothTokens);
    QCOMPARE(attempt.network.underWay(), 0);
}

void tst_AuthorizationCodeSignIn::cancelDuringTheExchangeWithoutRevocation()
{
    Attempt attempt;
    attempt.network.answer(attempt.tokenUrl, ScriptedAnswer::silence());
    attempt.start();
    attempt.signIn->receive(attempt.answer());
    VirtualScheduler::settle();
    attempt.signIn->cancel();
    VirtualScheduler::settle();
    QCOMPARE(attempt.network.underWay(), 0);
    QCOMPARE(attempt.results.size(), 1);
    QCOMPARE(attempt.clock.pendingCalls(), 0);
}

void tst_AuthorizationCodeSignIn::cancelBetweenTwoTries()
{
    Attempt attempt;
    attempt.offerRevocation();
    attempt.network.answer(attempt.tokenUrl,
                           ScriptedAnswer::failure(QNetworkReply::HostNotFoundError));
    attempt.start();
    attempt.signIn->receive(attempt.answer());
    VirtualScheduler::settle();
    attempt.signIn->cancel();
    attempt.clock.advance(1h);
    QCOMPARE(attempt.network.sent().size(), 1);
    QCOMPARE(attempt.clock.pendingCalls(), 0);
}

void tst_AuthorizationCodeSignIn::cancelFromEverySignal_data()
{
    QTest::addColumn<QByteArray>("signal");
    for (const char *signal : {"contacting", "waiting", "the browser", "finishing", "trouble"})
        QTest::newRow(signal) << QByteArray(signal);
}

void tst_AuthorizationCodeSignIn::cancelFromEverySignal()
{
    QFETCH(QByteArray, signal);
    Attempt attempt;
    attempt.offerRevocation();
    attempt.network.answer(attempt.tokenUrl,
                           ScriptedAnswer::failure(QNetworkReply::HostNotFoundError));
    attempt.network.answer(attempt.tokenUrl, Attempt::tokens());
    attempt.create();
    SignIn *const signIn = attempt.signIn.get();
    QObject::connect(signIn, &SignIn::stateChanged, signIn, [&](State state) {
        const bool isWanted = (state == State::Contacting && signal == "contacting")
            || (state == State::WaitingForUser && signal == "waiting")
            || (state == State::Finishing && signal == "finishing");
        if (isWanted)
            signIn->cancel();
    });
    QObject::connect(signIn, &SignIn::connectionTroubleChanged, signIn, [&] {
        if (signal == "trouble")
            signIn->cancel();
    });
    QObject::connect(attempt.signIn.get(), &AuthorizationCodeSignIn::authorizeWithBrowser, signIn,
                     [&] {
                         if (signal == "the browser")
                             signIn->cancel();
                     });
    signIn->start();
    VirtualScheduler::settle();
    if (!attempt.opened.isEmpty())
        attempt.signIn->receive(attempt.answer());
    attempt.clock.advance(1h);
    QCOMPARE(attempt.results.size(), 1);
    QCOMPARE(attempt.signIn->state(), State::Cancelled);
    QCOMPARE(attempt.opened.size(), signal == "contacting" || signal == "waiting" ? 0 : 1);
    QCOMPARE(attempt.revokedTokens(), QStringList());
    QCOMPARE(attempt.clock.pendingCalls(), 0);
}

/// Also where one of them ends the attempt, which forgets what they are told of.
void tst_AuthorizationCodeSignIn::allListenersAreToldTheSame()
{
    {
        Attempt attempt;
        attempt.create();
        SignIn *const signIn = attempt.signIn.get();
        QList<QUrl> told;
        const auto listen = [&](const QUrl &url) {
            signIn->cancel();
            told.append(url);
        };
        for (int i = 0; i < 2; ++i) {
            QObject::connect(attempt.signIn.get(), &AuthorizationCodeSignIn::authorizeWithBrowser,
                             signIn, listen);
        }
        signIn->start();
        VirtualScheduler::settle();
        QCOMPARE(signIn->state(), State::Cancelled);
        QCOMPARE(attempt.opened.size(), 1);
        QVERIFY(!attempt.opened.constFirst().isEmpty());
        QCOMPARE(told, QList<QUrl>(2, attempt.opened.constFirst()));
    }
    Attempt attempt;
    attempt.network.answer(attempt.tokenUrl,
                           ScriptedAnswer::failure(QNetworkReply::HostNotFoundError));
    attempt.create();
    SignIn *const signIn = attempt.signIn.get();
    QList<Error::Kind> told;
    QObject::connect(signIn, &SignIn::connectionTroubleChanged, signIn, [&](const Error &trouble) {
        signIn->cancel();
        told.append(trouble.kind());
    });
    signIn->start();
    VirtualScheduler::settle();
    attempt.signIn->receive(attempt.answer());
    VirtualScheduler::settle();
    // That the trouble is over is told within the first listener's own cancel().
    QCOMPARE(told, (QList<Error::Kind>{Error::Kind::None, Error::Kind::Network}));
}

void tst_AuthorizationCodeSignIn::destroyedAtAnyMoment_data()
{
    QTest::addColumn<int>("milliseconds");
    for (const int moment : {0, 500, 1000, 1500, 2500, 3500})
        QTest::addRow("%d ms", moment) << moment;
}

void tst_AuthorizationCodeSignIn::destroyedAtAnyMoment()
{
    QFETCH(int, milliseconds);
    Attempt attempt;
    ScriptedAnswer slow = Attempt::tokens();
    slow.delay = 1s;
    attempt.network.answer(attempt.tokenUrl,
                           ScriptedAnswer::failure(QNetworkReply::HostNotFoundError));
    attempt.network.answer(attempt.tokenUrl, slow);
    attempt.create();
    attempt.signIn->start();
    if (milliseconds > 0) {
        attempt.clock.advance(1s);
        attempt.signIn->receive(attempt.answer());
        attempt.clock.advance(std::chrono::milliseconds(milliseconds));
    }
    attempt.signIn.reset();
    attempt.clock.advance(1h);
    QCOMPARE(attempt.network.underWay(), 0);
    QCOMPARE(attempt.clock.pendingCalls(), 0);
}

void tst_AuthorizationCodeSignIn::nothingSecretIsLogged()
{
    static QStringList lines;
    lines.clear();
    const auto previous = qInstallMessageHandler(
        [](QtMsgType, const QMessageLogContext &, const QString &text) { lines += text; });
    QLoggingCategory::setFilterRules(QStringLiteral("latchkey.*=true"));
    Attempt attempt;
    attempt.network.answer(attempt.tokenUrl, Attempt::tokens());
    attempt.start();
    const QStringList secrets{attempt.asked("state"), attempt.asked("nonce"),
                              QStringLiteral("secret-"), attempt.asked("code_challenge")};
    attempt.signIn->receive("code=secret-code&state=secret-state");
    attempt.signIn->receive(attempt.answer());
    VirtualScheduler::settle();
    QLoggingCategory::setFilterRules(QString());
    qInstallMessageHandler(previous);
    QVERIFY(!lines.isEmpty());
    const QString verifier =
        attempt.network.sent().constFirst().form.value(QStringLiteral("code_verifier"));
    const QString all = lines.join(u'\n');
    for (const QString &secret : secrets + QStringList{verifier})
        QVERIFY2(!all.contains(secret), qPrintable(secret));
}

QTEST_GUILESS_MAIN(tst_AuthorizationCodeSignIn)
#include "tst_authorizationcodesignin.moc"
