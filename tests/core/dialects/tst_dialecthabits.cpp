// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "dialectplay.h"

#include <latchkey/devicesignin.h>
#include <latchkey/discovery.h>
#include <latchkey/pastedcodesignin.h>

#include <QtCore/QFile>
#include <QtCore/QRegularExpression>
#include <QtCore/QSet>
#include <QtCore/QUrlQuery>
#include <QtTest/QTest>

using namespace Latchkey;
using namespace std::chrono_literals;
using Demo::Endpoint;
using Demo::Fault;
using Demo::Knobs;
using Kind = Error::Kind;
using State = SignIn::State;

namespace {

struct Attempt : DialectPlay
{
    explicit Attempt(const char *id, const Change &change = {})
        : DialectPlay(DialectCase::named(QString::fromLatin1(id)), change), signIn(provider)
    {
        prepare(signIn);
    }

    void start()
    {
        signIn.start();
        waitFor([this] { return signIn.state() == State::WaitingForUser || result; });
    }

    bool finish()
    {
        return waitFor([this] { return result.has_value(); });
    }

    int polls() const { return static_cast<int>(server.requests(Endpoint::Token).size()); }

    DeviceSignIn signIn;
};

void allow(Knobs &knobs)
{
    knobs.decision = Demo::Decision::Allow;
}

} // namespace

/// Habits that one provider has and no other.
class tst_DialectHabits : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void googleWantsTheSecretFromDevices();
    void gitHubAnswersForms();
    void gitHubNamesTheNewInterval();
    void microsoftDoesNotKnowTheCode();
    void microsoftHasNoCompleteAddress();
    void microsoftRefreshesOnlyWithOfflineAccess();
    void issuersTellWhereTheirEndpointsAre_data();
    void issuersTellWhereTheirEndpointsAre();
    void gitLabVoidsBothTokens();
    void twitchListsItsScopes();
    void oidcProviderNamesNoInterval();
    void glewlwydDeniesUnknownCodes();
    void aCodeIsCopiedFromThePage();
};

// Demand: Google-secret
void tst_DialectHabits::googleWantsTheSecretFromDevices()
{
    DialectCase without = DialectCase::named(QStringLiteral("google"));
    without.values.insert(QStringLiteral("client_secret"), QStringLiteral("another"));
    DialectPlay refused(without, allow);
    const SignInResult result = refused.signInByDevice();
    QCOMPARE(result.error.oauthCode(), QStringLiteral("invalid_client"));

    DialectPlay play(DialectCase::named(QStringLiteral("google")));
    Session *session = play.signedIn();
    QVERIFY(session);
    QFile index(play.folder.filePath(QStringLiteral("latchkey/test/accounts.json")));
    QVERIFY(index.open(QIODevice::ReadOnly));
    QVERIFY(!index.readAll().contains("secret-client"));
    Accounts another(QStringLiteral("test"), &play.store);
    another.setScheduler(&play.clock);
    another.setNetworkAccessManager(&play.network);
    another.setKeepsFresh(false);
    another.restore();
    QVERIFY(!play.refresh(*another.sessions().constFirst()).error.isError());
    QCOMPARE(play.refreshes().constLast().parameter(QStringLiteral("client_secret")),
             QStringLiteral("secret-client"));
}

/// Whoever stands between may lose the header that asks for JSON.
// Demand: GitHub-form
void tst_DialectHabits::gitHubAnswersForms()
{
    Attempt attempt("github", allow);
    const QByteArray type = "application/x-www-form-urlencoded; charset=utf-8";
    attempt.start();
    attempt.server.queueFault(
        Endpoint::Token,
        Fault::answer(200, "error=authorization_pending&error_description=Still+pending", type));
    attempt.server.queueFault(
        Endpoint::Token,
        Fault::answer(200, "access_token=gho_1&scope=read%3Auser%2Cuser%3Aemail&token_type=bearer",
                      type));
    QVERIFY(attempt.finish());
    QVERIFY2(attempt.result->isSuccess(), qPrintable(attempt.result->error.detail()));
    QCOMPARE(attempt.polls(), 2);
    QCOMPARE(attempt.result->tokens.accessToken(), QStringLiteral("gho_1"));
    QCOMPARE(attempt.result->tokens.scopes(),
             (QStringList{QStringLiteral("read:user"), QStringLiteral("user:email")}));
}

// Demand: GitHub-slow-down-interval
void tst_DialectHabits::gitHubNamesTheNewInterval()
{
    Attempt attempt("github");
    attempt.server.queueFault(Endpoint::Token,
                              Fault::answer(200, "{\"error\":\"slow_down\",\"interval\":30}"));
    attempt.start();
    attempt.pass(6s);
    QCOMPARE(attempt.polls(), 1);
    attempt.pass(28s);
    QCOMPARE(attempt.polls(), 1);
    attempt.pass(2s);
    QCOMPARE(attempt.polls(), 2);
}

// Demand: Microsoft-bad-code
void tst_DialectHabits::microsoftDoesNotKnowTheCode()
{
    Attempt attempt("microsoft", allow);
    attempt.server.adjust([](Knobs &knobs) {
        knobs.answerOverrides.insert(
            Endpoint::DeviceAuthorization,
            {{QStringLiteral("device_code"), QStringLiteral("somebody-else's")}});
    });
    attempt.start();
    QVERIFY(attempt.finish());
    QCOMPARE(attempt.signIn.state(), State::Failed);
    QCOMPARE(attempt.result->error.oauthCode(), QStringLiteral("bad_verification_code"));
    attempt.pass(20s);
    QCOMPARE(attempt.polls(), 1);
}

// Demand: Microsoft-no-complete
void tst_DialectHabits::microsoftHasNoCompleteAddress()
{
    Attempt attempt("microsoft");
    attempt.start();
    QVERIFY(attempt.signIn.verificationUriComplete().isEmpty());
    QVERIFY(!attempt.signIn.verificationUri().isEmpty());
    QVERIFY(!attempt.signIn.userCode().contains(u'-'));
    attempt.pass(6s); // "Pending", with `error_codes`.
    QVERIFY(attempt.server.approve(attempt.signIn.userCode()));
    QVERIFY(attempt.finish());
    QVERIFY(attempt.result->isSuccess());
}

// Demand: Microsoft-offline-access
void tst_DialectHabits::microsoftRefreshesOnlyWithOfflineAccess()
{
    DialectPlay play(DialectCase::named(QStringLiteral("microsoft")));
    QStringList scopes = play.provider.scopeNames();
    QVERIFY(scopes.removeOne(QStringLiteral("offline_access")));
    play.provider.setScopeNames(scopes);
    Session *session = play.signedIn();
    QVERIFY(session);
    QVERIFY(!session->hasRefreshToken());
    QCOMPARE(play.statusOfResource(*session), 200);
    QVERIFY(play.refresh(*session).error.isError());
    QVERIFY(play.refreshes().isEmpty());
}

void tst_DialectHabits::issuersTellWhereTheirEndpointsAre_data()
{
    QTest::addColumn<QString>("id");
    // Demand: Okta-discovery
    QTest::newRow("Okta") << QStringLiteral("okta");
    // Demand: Keycloak-discovery
    QTest::newRow("Keycloak") << QStringLiteral("keycloak");
    // Demand: GitLab-discovery
    QTest::newRow("GitLab") << QStringLiteral("gitlab");
}

/// What the file says is found again from the issuer alone, and a sign-in works with that.
void tst_DialectHabits::issuersTellWhereTheirEndpointsAre()
{
    QFETCH(QString, id);
    DialectPlay play(DialectCase::named(id));
    const Provider file = play.provider;
    Discovery discovery(file.issuer());
    discovery.setNetworkAccessManager(&play.network);
    discovery.setScheduler(&play.clock);
    std::optional<Provider> found;
    Error error;
    connect(&discovery, &Discovery::finished, this,
            [&](const Provider &provider, const Error &problem) {
                found = provider;
                error = problem;
            });
    discovery.start();
    QVERIFY(play.waitFor([&] { return found.has_value(); }));
    QVERIFY2(!error.isError(), qPrintable(error.detail()));
    using Which = Provider::Endpoint;
    for (const Which which : {Which::DeviceAuthorization, Which::Authorization, Which::Token,
                              Which::Revocation, Which::UserInfo, Which::Jwks})
        QCOMPARE(found->endpoint(which), file.endpoint(which));
    QVERIFY(found->flows().contains(Provider::Flow::Device));
    QVERIFY(found->flows().contains(Provider::Flow::Browser));

    play.provider = *found;
    play.provider.setClientId(file.clientId());
    play.provider.setSecrets(file.secrets());
    Session *session = play.signedIn();
    QVERIFY(session);
    QVERIFY(!play.refresh(*session).error.isError());
}

// Demand: GitLab-voids-both
void tst_DialectHabits::gitLabVoidsBothTokens()
{
    DialectPlay play(DialectCase::named(QStringLiteral("gitlab")));
    Session *session = play.signedIn();
    QVERIFY(session);
    QCOMPARE(play.statusOfResource(*session), 200);
    QVERIFY(!play.refresh(*session).error.isError());
    QCOMPARE(play.statusOfResource(*session), 200);
    QVERIFY(!play.refresh(*session).error.isError());
    QCOMPARE(play.statusOfResource(*session), 200);
    // Nobody had to be told 401 for it.
    const QList<Demo::LoggedRequest> requests = play.server.requests(Endpoint::Items);
    QCOMPARE(requests.size(), 3);
    QSet<QByteArray> presented;
    for (const Demo::LoggedRequest &request : requests)
        presented.insert(request.header("Authorization"));
    QCOMPARE(presented.size(), 3);
    QCOMPARE(play.server.counters().reuseDetected, 0);
}

// Demand: Twitch-scopes
void tst_DialectHabits::twitchListsItsScopes()
{
    Attempt attempt("twitch", allow);
    attempt.start();
    QVERIFY(attempt.finish());
    QVERIFY2(attempt.result->isSuccess(), qPrintable(attempt.result->error.detail()));
    const Demo::LoggedRequest asked =
        attempt.server.requests(Endpoint::DeviceAuthorization).value(0);
    QCOMPARE(asked.parameter(QStringLiteral("scopes")), attempt.provider.scopeNames().join(u' '));
    QCOMPARE(attempt.result->tokens.scopes(), attempt.provider.scopeNames());
}

/// Five seconds are what RFC 8628 section 3.2 has for a server that names none, and just when this
/// one closes connections that nobody uses.
// Demand: OidcProvider-no-interval
void tst_DialectHabits::oidcProviderNamesNoInterval()
{
    Attempt attempt("oidc-provider", [](Knobs &knobs) { knobs.idleConnectionMs = 100; });
    attempt.start();
    attempt.pass(4s);
    QCOMPARE(attempt.polls(), 0);
    attempt.pass(2s);
    QCOMPARE(attempt.polls(), 1);
    for (int i = 2; i < 6; ++i) {
        QTest::qWait(150); // The server has closed by then, unannounced.
        attempt.pass(5s);
        QCOMPARE(attempt.polls(), i);
        QVERIFY(!attempt.signIn.connectionTrouble().isError());
    }
    QVERIFY(attempt.server.approve(attempt.signIn.userCode()));
    QTest::qWait(150);
    QVERIFY(attempt.finish());
    QVERIFY(attempt.result->isSuccess());
}

// Demand: Glewlwyd-unknown-code
void tst_DialectHabits::glewlwydDeniesUnknownCodes()
{
    Attempt attempt("glewlwyd", [](Knobs &knobs) {
        allow(knobs);
        knobs.answerOverrides.insert(
            Endpoint::DeviceAuthorization,
            {{QStringLiteral("device_code"), QStringLiteral("somebody-else's")}});
    });
    attempt.start();
    QVERIFY(attempt.finish());
    QCOMPARE(attempt.signIn.state(), State::Denied);
    attempt.pass(20s);
    QCOMPARE(attempt.polls(), 1);
}

/// The code alone, as a person copies it off the demo provider's page.
void tst_DialectHabits::aCodeIsCopiedFromThePage()
{
    DialectPlay play(DialectCase::named(QStringLiteral("demo")));
    const QString outOfBand = QStringLiteral("urn:ietf:wg:oauth:2.0:oob");
    play.provider.setEndpoint(Provider::Endpoint::Authorization,
                              play.server.url(QStringLiteral("/oauth/authorize")));
    play.provider.setRedirectUri(QUrl(outOfBand));
    PastedCodeSignIn signIn(play.provider);
    play.prepare(signIn);
    QUrl opened;
    QObject::connect(&signIn, &AuthorizationCodeSignIn::authorizeWithBrowser, &signIn,
                     [&opened](const QUrl &url) { opened = url; });
    signIn.start();
    QVERIFY(play.waitFor([&] { return !opened.isEmpty(); }));
    const QUrlQuery answer(play.server.approveRequest(opened));
    QVERIFY(!signIn.submit(answer.queryItemValue(QStringLiteral("code")) + u'\n').isError());
    QVERIFY(play.waitFor([&] { return play.result.has_value(); }));
    QVERIFY2(play.result->isSuccess(), qPrintable(play.result->error.detail()));
    QVERIFY(play.result->identity.isValid());
    QCOMPARE(play.tokenRequests(QStringLiteral("authorization_code"))
                 .constFirst()
                 .parameter(QStringLiteral("redirect_uri")),
             outOfBand);
}

QTEST_GUILESS_MAIN(tst_DialectHabits)
#include "tst_dialecthabits.moc"
