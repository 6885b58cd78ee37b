// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "dialectplay.h"

#include <latchkey/devicesignin.h>

#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

using namespace Latchkey;
using namespace std::chrono_literals;
using Demo::Endpoint;
using Demo::Knobs;
using Kind = Error::Kind;
using State = SignIn::State;

namespace {

/// A sign-in by device code, in the provider's own words.
struct Attempt : DialectPlay
{
    explicit Attempt(const DialectCase &one, const Change &change = {})
        : DialectPlay(one, change), signIn(provider)
    {
        prepare(signIn);
    }

    void start()
    {
        signIn.start();
        waitFor([this] { return signIn.state() == State::WaitingForUser || result; });
    }

    bool finish(std::chrono::seconds longest = 120s)
    {
        return waitFor([this] { return result.has_value(); }, longest);
    }

    /// A poll by somebody else, such as a second window.
    void pollOutOfTurn()
    {
        QNetworkRequest request(provider.endpoint(Provider::Endpoint::Token));
        request.setHeader(QNetworkRequest::ContentTypeHeader,
                          QByteArray("application/x-www-form-urlencoded"));
        QByteArray form =
            "grant_type=urn:ietf:params:oauth:grant-type:device_code&client_id=client-1"
            "&device_code="
            + server.issuedSecrets().constFirst().toLatin1();
        if (!dialect.secret.isEmpty())
            form += "&client_secret=" + dialect.secret.toLatin1();
        QNetworkReply *reply = network.post(request, form);
        QObject::connect(reply, &QNetworkReply::finished, reply, &QObject::deleteLater);
        pass(0ms);
    }

    DeviceSignIn signIn;
};

} // namespace

/// Signing in by device code as each provider documents it.
class tst_DialectDevice : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void signsIn_data() { addRows(DialectCase::withDeviceFlow()); }
    void signsIn();
    void asksAsTheProviderWants_data() { addRows(DialectCase::withDeviceFlow()); }
    void asksAsTheProviderWants();
    void slowsDown_data();
    void slowsDown();
    void slowsDownByAnotherStatus();
    void denied_data();
    void denied();
    void expiredAtTheProvider_data();
    void expiredAtTheProvider();
    void expiredHere_data() { addRows(DialectCase::withDeviceFlow()); }
    void expiredHere();
    void refused_data();
    void refused();
    void scopesThatAClientMayNotHave();
};

// Demand: Google-428
// Demand: Google-verification-url
// Demand: GitHub-200-error
// Demand: Twitch-message
void tst_DialectDevice::signsIn()
{
    QFETCH(DialectCase, one);
    Attempt attempt(one);
    attempt.start();
    QCOMPARE(attempt.signIn.state(), State::WaitingForUser);
    const QString userCode = attempt.signIn.userCode();
    QVERIFY(!userCode.isEmpty());
    QVERIFY(attempt.signIn.verificationUri().toString().startsWith(
        attempt.server.url(QStringLiteral("/activate")).toString()));

    // Twice "pending", whatever the provider calls it.
    attempt.pass(12s);
    QCOMPARE(attempt.server.requests(Endpoint::Token).size(), 2);
    QCOMPARE(attempt.signIn.state(), State::WaitingForUser);
    QVERIFY(!attempt.signIn.connectionTrouble().isError());

    QVERIFY(attempt.server.approve(userCode));
    QVERIFY(attempt.finish());
    const SignInResult &result = *attempt.result;
    QVERIFY2(result.isSuccess(), qPrintable(result.error.message() + result.error.detail()));
    QCOMPARE(attempt.signIn.state(), State::Succeeded);
    const QStringList secrets = attempt.server.issuedSecrets();
    QVERIFY(secrets.contains(result.tokens.accessToken()));
    QCOMPARE(result.tokens.tokenType().toLower(), QStringLiteral("bearer"));
    QCOMPARE(result.tokens.scopes(), attempt.provider.scopeNames());
    QCOMPARE(result.tokens.refreshToken().isEmpty(), one.rotation == Rotation::None);
    const Knobs knobs = attempt.server.knobs();
    if (one.rotation == Rotation::None) {
        QVERIFY(!result.tokens.expiresAt().isValid());
    } else {
        const qint64 life = attempt.clock.wallClock().secsTo(result.tokens.expiresAt());
        QVERIFY2(qAbs(life - knobs.accessTokenLifetime) <= 5, qPrintable(QString::number(life)));
    }
    QCOMPARE(result.identity.isValid(), one.tellsWho);
    if (one.tellsWho) {
        QCOMPARE(result.identity.subject(), knobs.person.subject);
        QCOMPARE(result.identity.name(), knobs.person.name);
    }
}

// Demand: Auth0-audience
void tst_DialectDevice::asksAsTheProviderWants()
{
    QFETCH(DialectCase, one);
    Attempt attempt(one, [](Knobs &knobs) { knobs.decision = Demo::Decision::Allow; });
    attempt.start();
    QVERIFY(attempt.finish());
    QVERIFY(attempt.result->isSuccess());

    const Demo::LoggedRequest asked =
        attempt.server.requests(Endpoint::DeviceAuthorization).value(0);
    QCOMPARE(asked.method, QByteArray("POST"));
    QVERIFY(asked.header("Accept").contains("application/json"));
    QCOMPARE(asked.parameter(QStringLiteral("client_id")), QStringLiteral("client-1"));
    QCOMPARE(asked.parameter(QStringLiteral("audience")), one.audience);
    const bool isTwitch = one.dialect == Demo::Dialect::Twitch;
    const QString scopes = attempt.provider.scopeNames().join(u' ');
    QCOMPARE(asked.parameter(QStringLiteral("scopes")), isTwitch ? scopes : QString());
    QCOMPARE(asked.parameter(QStringLiteral("scope")), isTwitch ? QString() : scopes);

    const Demo::LoggedRequest polled =
        attempt.tokenRequests(QStringLiteral("urn:ietf:params:oauth:grant-type:device_code"))
            .value(0);
    QVERIFY(polled.header("Accept").contains("application/json"));
    QCOMPARE(polled.parameter(QStringLiteral("client_id")), QStringLiteral("client-1"));
    QCOMPARE(polled.parameter(QStringLiteral("client_secret")), one.secret);
    QVERIFY(
        attempt.server.issuedSecrets().contains(polled.parameter(QStringLiteral("device_code"))));
    QCOMPARE(polled.parameter(QStringLiteral("scopes")), isTwitch ? scopes : QString());
}

void tst_DialectDevice::slowsDown_data()
{
    QList<DialectCase> cases = DialectCase::withDeviceFlow();
    cases.removeIf(
        [](const DialectCase &one) { return !Knobs::speaking(one.dialect).enforceInterval; });
    addRows(cases);
}

// Demand: Auth0-403
void tst_DialectDevice::slowsDown()
{
    QFETCH(DialectCase, one);
    Attempt attempt(one);
    attempt.start();
    attempt.pass(3s);
    attempt.pollOutOfTurn();
    QCOMPARE(attempt.server.requests(Endpoint::Token).size(), 1);
    // The one at 5 s comes too soon now; from then on there are 10 s between them.
    attempt.pass(3s);
    QCOMPARE(attempt.server.requests(Endpoint::Token).size(), 2);
    QCOMPARE(attempt.server.counters().slowDowns, 1);
    attempt.pass(8s);
    QCOMPARE(attempt.server.requests(Endpoint::Token).size(), 2);
    attempt.pass(12s);
    QCOMPARE(attempt.server.requests(Endpoint::Token).size(), 4);
    QCOMPARE(attempt.server.counters().slowDowns, 1);
    QVERIFY(attempt.server.approve(attempt.signIn.userCode()));
    QVERIFY(attempt.finish());
    QVERIFY(attempt.result->isSuccess());
}

/// Auth0's newer documentation has 429 where its older one has 403.
void tst_DialectDevice::slowsDownByAnotherStatus()
{
    Attempt attempt(DialectCase::named(QStringLiteral("auth0")));
    attempt.server.queueFault(Endpoint::Token,
                              Demo::Fault::error(429, QStringLiteral("slow_down")));
    attempt.start();
    attempt.pass(14s);
    QCOMPARE(attempt.server.requests(Endpoint::Token).size(), 1);
    QCOMPARE(attempt.signIn.state(), State::WaitingForUser);
    attempt.pass(2s);
    QCOMPARE(attempt.server.requests(Endpoint::Token).size(), 2);
}

void tst_DialectDevice::denied_data()
{
    QTest::addColumn<DialectCase>("one");
    QTest::addColumn<QString>("code");
    for (const DialectCase &one : DialectCase::withDeviceFlow()) {
        QString code = QStringLiteral("access_denied");
        if (one.dialect == Demo::Dialect::Microsoft)
            code = QStringLiteral("authorization_declined");
        if (one.dialect != Demo::Dialect::Twitch) // It has no word for it.
            QTest::newRow(qUtf8Printable(one.id)) << one << code;
    }
}

// Demand: Microsoft-declined
void tst_DialectDevice::denied()
{
    QFETCH(DialectCase, one);
    QFETCH(QString, code);
    Attempt attempt(one);
    attempt.start();
    QVERIFY(attempt.server.deny(attempt.signIn.userCode()));
    QVERIFY(attempt.finish());
    QCOMPARE(attempt.signIn.state(), State::Denied);
    QCOMPARE(attempt.result->error.kind(), Kind::Denied);
    QCOMPARE(attempt.result->error.oauthCode(), code);
    // And not once more.
    attempt.pass(30s);
    QCOMPARE(attempt.server.requests(Endpoint::Token).size(), 1);
}

void tst_DialectDevice::expiredAtTheProvider_data()
{
    QTest::addColumn<DialectCase>("one");
    QTest::addColumn<State>("state");
    QTest::addColumn<QString>("code");
    for (const DialectCase &one : DialectCase::withDeviceFlow()) {
        State state = State::Expired;
        QString code = QStringLiteral("expired_token");
        if (one.dialect == Demo::Dialect::Google) { // It has no word of its own for it.
            state = State::Failed;
            code = QStringLiteral("invalid_grant");
        } else if (one.dialect == Demo::Dialect::Twitch) {
            state = State::Failed;
            code = QStringLiteral("invalid_grant"); // For "invalid device code".
        }
        QTest::newRow(qUtf8Printable(one.id)) << one << state << code;
    }
}

void tst_DialectDevice::expiredAtTheProvider()
{
    QFETCH(DialectCase, one);
    QFETCH(State, state);
    QFETCH(QString, code);
    Attempt attempt(one, [](Knobs &knobs) {
        knobs.deviceCodeLifetime = 8;
        // The provider promised more than it keeps.
        knobs.answerOverrides.insert(Endpoint::DeviceAuthorization,
                                     {{QStringLiteral("expires_in"), 900}});
    });
    attempt.start();
    QVERIFY(attempt.finish());
    QCOMPARE(attempt.signIn.state(), state);
    QCOMPARE(attempt.result->error.oauthCode(), code);
    QVERIFY(!attempt.result->error.message().isEmpty());
}

void tst_DialectDevice::expiredHere()
{
    QFETCH(DialectCase, one);
    Attempt attempt(one, [](Knobs &knobs) { knobs.deviceCodeLifetime = 12; });
    attempt.start();
    QVERIFY(attempt.finish());
    QCOMPARE(attempt.signIn.state(), State::Expired);
    // RFC 8628 section 3.5: nothing begins again by itself.
    const auto codes = attempt.server.counters().deviceCodes;
    attempt.pass(30s);
    QCOMPARE(attempt.server.counters().deviceCodes, codes);
}

void tst_DialectDevice::refused_data()
{
    QTest::addColumn<DialectCase>("one");
    QTest::addColumn<QString>("clientId");
    QTest::addColumn<bool>("mayUseDevices");
    QTest::addColumn<QString>("code");
    const auto row = [](const char *id, const char *what, const char *clientId, bool mayUseDevices,
                        const char *code) {
        QTest::addRow("%s: %s", id, what)
            << DialectCase::named(QString::fromLatin1(id)) << QString::fromLatin1(clientId)
            << mayUseDevices << QString::fromLatin1(code);
    };
    for (const char *id : {"yoto", "yoto-reference", "auth0", "google", "gitlab", "okta",
                           "keycloak", "demo", "oidc-provider", "glewlwyd"}) {
        row(id, "unknown client", "nobody", true, "invalid_client");
        row(id, "client for browsers only", "client-1", false, "unauthorized_client");
    }
    row("microsoft", "unknown client", "nobody", true, "unauthorized_client");
    row("github", "unknown client", "nobody", true, "Not Found");
    row("github", "client for browsers only", "client-1", false, "device_flow_disabled");
    row("twitch", "unknown client", "nobody", true, "invalid_client");
}

void tst_DialectDevice::refused()
{
    QFETCH(DialectCase, one);
    QFETCH(QString, clientId);
    QFETCH(bool, mayUseDevices);
    QFETCH(QString, code);
    one.values.insert(QStringLiteral("client_id"), clientId);
    Attempt attempt(one, [&](Knobs &knobs) {
        knobs.clients.first().id = QStringLiteral("client-1");
        knobs.clients.first().deviceGrant = mayUseDevices;
    });
    attempt.start();
    QVERIFY(attempt.finish());
    QCOMPARE(attempt.signIn.state(), State::Failed);
    QCOMPARE(attempt.result->error.oauthCode(), code);
    QCOMPARE(attempt.result->error.kind(), Kind::Rejected);
    QVERIFY(!attempt.result->error.message().isEmpty());
    QVERIFY(!attempt.result->error.advice().isEmpty());
}

/// Some of Yoto's clients are refused `openid` and `profile`, and sign in without.
void tst_DialectDevice::scopesThatAClientMayNotHave()
{
    const auto narrow = [](Knobs &knobs) {
        knobs.decision = Demo::Decision::Allow;
        knobs.clients.first().refusedScopes = {QStringLiteral("openid"), QStringLiteral("profile")};
    };
    Attempt refused(DialectCase::named(QStringLiteral("yoto")), narrow);
    refused.start();
    QVERIFY(refused.finish());
    QCOMPARE(refused.result->error.oauthCode(), QStringLiteral("invalid_scope"));

    DialectPlay play(DialectCase::named(QStringLiteral("yoto")), narrow);
    play.provider.setScopeNames({QStringLiteral("offline_access")});
    const SignInResult result = play.signInByDevice();
    QVERIFY2(result.isSuccess(), qPrintable(result.error.detail()));
    QVERIFY(!result.tokens.refreshToken().isEmpty());
    QVERIFY(!result.identity.isValid());
}

QTEST_GUILESS_MAIN(tst_DialectDevice)
#include "tst_dialectdevice.moc"
