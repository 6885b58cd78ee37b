// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "dialectplay.h"

#include <QtCore/QRegularExpression>
#include <QtCore/QSet>
#include <QtTest/QTest>

using namespace Latchkey;
using namespace std::chrono_literals;
using Demo::Endpoint;
using Demo::Knobs;
using Kind = Error::Kind;

namespace {

QList<DialectCase> thatCanRefresh()
{
    QList<DialectCase> cases = DialectCase::withDeviceFlow();
    cases.removeIf([](const DialectCase &one) { return one.rotation == Rotation::None; });
    return cases;
}

} // namespace

/// Staying signed in, and signing out, as each provider documents it.
class tst_DialectSession : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void presentsItsToken_data() { addRows(DialectCase::withDeviceFlow()); }
    void presentsItsToken();
    void refreshes_data() { addRows(thatCanRefresh()); }
    void refreshes();
    void refreshesWhatTheResourceRefuses_data() { addRows(thatCanRefresh()); }
    void refreshesWhatTheResourceRefuses();
    void endedAtTheProvider_data() { addRows(thatCanRefresh()); }
    void endedAtTheProvider();
    void refusalsOfARefresh_data();
    void refusalsOfARefresh();
    void endedWithoutARefreshToken();
    void gitHubAppsRefresh();
    void signsOut_data() { addRows(DialectCase::withDeviceFlow()); }
    void signsOut();
    void signsOutOfWhatIsOverAlready_data();
    void signsOutOfWhatIsOverAlready();
};

void tst_DialectSession::presentsItsToken()
{
    QFETCH(DialectCase, one);
    DialectPlay play(one);
    Session *session = play.signedIn();
    QVERIFY(session);
    QCOMPARE(play.statusOfResource(*session), 200);
    const Demo::LoggedRequest request = play.server.requests(Endpoint::Items).constLast();
    QVERIFY(request.header("Authorization").startsWith("Bearer dat_"));
    QCOMPARE(request.header("Client-Id"),
             QByteArray(one.dialect == Demo::Dialect::Twitch ? "client-1" : ""));
    QVERIFY(!request.query.size());
}

void tst_DialectSession::refreshes()
{
    QFETCH(DialectCase, one);
    DialectPlay play(one);
    Session *session = play.signedIn();
    QVERIFY(session);
    QSet<QString> accessTokens;
    for (int i = 0; i < 4; ++i) {
        const AccessTokenResult token = play.refresh(*session);
        QVERIFY2(!token.error.isError(), qPrintable(token.error.detail()));
        accessTokens.insert(token.accessToken);
        play.pass(2s);
    }
    QCOMPARE(accessTokens.size(), 4);
    QSet<QString> refreshTokens;
    const QList<Demo::LoggedRequest> refreshes = play.refreshes();
    QCOMPARE(refreshes.size(), 4);
    for (const Demo::LoggedRequest &request : refreshes) {
        refreshTokens.insert(request.parameter(QStringLiteral("refresh_token")));
        QCOMPARE(request.parameter(QStringLiteral("client_id")), QStringLiteral("client-1"));
        QCOMPARE(request.parameter(QStringLiteral("client_secret")), one.secret);
        QCOMPARE(request.parameter(QStringLiteral("audience")), one.audience);
        QCOMPARE(request.parameter(QStringLiteral("redirect_uri")), QString());
    }
    QCOMPARE(refreshTokens.size(), one.rotation == Rotation::Replaces ? 4 : 1);
    QCOMPARE(play.server.counters().reuseDetected, 0);
    QCOMPARE(session->scopes(), play.provider.scopeNames());
    QCOMPARE(session->state(), Session::State::Active);
    QCOMPARE(play.statusOfResource(*session), 200);
}

void tst_DialectSession::refreshesWhatTheResourceRefuses()
{
    QFETCH(DialectCase, one);
    DialectPlay play(one);
    Session *session = play.signedIn();
    QVERIFY(session);
    play.server.queueFault(Endpoint::Items, Demo::Fault::answer(401, "{}"));
    QCOMPARE(play.statusOfResource(*session), 200);
    QCOMPARE(play.refreshes().size(), 1);
    QCOMPARE(play.server.requests(Endpoint::Items).size(), 2);
}

void tst_DialectSession::endedAtTheProvider()
{
    QFETCH(DialectCase, one);
    DialectPlay play(one);
    Session *session = play.signedIn();
    QVERIFY(session);
    play.server.revokeEverything();
    const AccessTokenResult token = play.refresh(*session);
    QCOMPARE(token.error.kind(), Kind::SignedOut);
    QCOMPARE(session->state(), Session::State::NeedsSignIn);
    QCOMPARE(play.refreshes().size(), 1);
    // The account stays listed, for the person to sign in to again.
    QCOMPARE(play.accounts->count(), 1);
}

void tst_DialectSession::refusalsOfARefresh_data()
{
    QTest::addColumn<DialectCase>("one");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<Kind>("kind");
    const auto row = [](const char *id, const char *what, int status, const char *body, Kind kind) {
        QTest::addRow("%s: %s", id, what)
            << DialectCase::named(QString::fromLatin1(id)) << status << QByteArray(body) << kind;
    };
    // Only the person can mend these …
    row("microsoft", "another factor is wanted", 400, R"({"error":"interaction_required"})",
        Kind::SignedOut);
    row("microsoft", "consent was withdrawn", 400, R"({"error":"consent_required"})",
        Kind::SignedOut);
    row("twitch", "the person has disconnected it", 401,
        R"({"error":"Unauthorized","status":401,"message":"Invalid refresh token"})",
        Kind::SignedOut);
    row("keycloak", "the session is over", 400,
        R"({"error":"invalid_grant","error_description":"Session not active"})", Kind::SignedOut);
    // … these are no business of theirs …
    row("google", "the organisation forbids it", 400, R"({"error":"admin_policy_enforced"})",
        Kind::Rejected);
    row("okta", "the client is gone", 401,
        R"({"errorCode":"invalid_client","errorSummary":"Invalid value for 'client_id'."})",
        Kind::Rejected);
    row("gitlab", "the client is gone", 401, R"({"error":"invalid_client"})", Kind::Rejected);
    // … and these pass.
    row("google", "too many requests", 403, R"({"error_code":"rate_limit_exceeded"})",
        Kind::Network);
    row("auth0", "too many requests", 429, R"({"error":"too_many_requests"})", Kind::Network);
    row("microsoft", "in trouble", 503, R"({"error":"temporarily_unavailable"})", Kind::Network);
}

/// Whatever the provider says but that it is over, the session goes on.
void tst_DialectSession::refusalsOfARefresh()
{
    QFETCH(DialectCase, one);
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    QFETCH(Kind, kind);
    DialectPlay play(one);
    Session *session = play.signedIn();
    QVERIFY(session);
    play.server.setFault(Endpoint::Token, Demo::Fault::answer(status, body));
    QCOMPARE(play.refresh(*session).error.kind(), kind);
    const bool isOver = kind == Kind::SignedOut;
    QCOMPARE(session->state() == Session::State::NeedsSignIn, isOver);
    play.server.clearFaults();
    if (!isOver) {
        QVERIFY(!play.refresh(*session).error.isError());
        QCOMPARE(session->state(), Session::State::Active);
    }
}

/// GitHub's tokens do not end by themselves and are not refreshed.
// Demand: GitHub-no-refresh
void tst_DialectSession::endedWithoutARefreshToken()
{
    DialectPlay play(DialectCase::named(QStringLiteral("github")));
    Session *session = play.signedIn();
    QVERIFY(session);
    play.pass(1s);
    play.clock.suspend(std::chrono::hours(24 * 365));
    play.clock.publish();
    QCOMPARE(play.statusOfResource(*session), 200);
    // There is nothing to ask for another one with: the refusal is the answer.
    play.server.revokeEverything();
    QCOMPARE(play.statusOfResource(*session), 401);
    QCOMPARE(play.refresh(*session).error.kind(), Kind::SignedOut);
    QCOMPARE(play.refreshes().size(), 0);
}

/// A GitHub App whose tokens expire: errors of the refresh come with 200.
void tst_DialectSession::gitHubAppsRefresh()
{
    DialectPlay play(DialectCase::named(QStringLiteral("github")), [](Knobs &knobs) {
        knobs.sendRefreshToken = true;
        knobs.accessTokenLifetime = 28'800;
        knobs.refreshTokenLifetime = 15'811'200;
    });
    Session *session = play.signedIn();
    QVERIFY(session);
    QVERIFY(!play.refresh(*session).error.isError());
    QVERIFY(!play.refresh(*session).error.isError());
    QCOMPARE(play.server.counters().reuseDetected, 0);
    play.server.revokeEverything();
    const AccessTokenResult token = play.refresh(*session);
    QCOMPARE(token.error.kind(), Kind::SignedOut);
    QCOMPARE(session->state(), Session::State::NeedsSignIn);
}

void tst_DialectSession::signsOut()
{
    QFETCH(DialectCase, one);
    DialectPlay play(one);
    Session *session = play.signedIn();
    QVERIFY(session);
    const std::optional<SignOutResult> result = play.signOut(*session);
    QVERIFY(result);
    QVERIFY(result->forgotten);
    QCOMPARE(result->revoked, one.revokes);
    QVERIFY2(!result->revocationError.isError(), qPrintable(result->revocationError.detail()));
    QCOMPARE(play.accounts->count(), 0);
    const QList<Demo::LoggedRequest> revocations = play.server.requests(Endpoint::Revocation);
    QCOMPARE(revocations.isEmpty(), !one.revokes);
    if (one.revokes) {
        QVERIFY(play.server.counters().revocations > 0);
        QVERIFY(revocations.constFirst()
                    .parameter(QStringLiteral("token"))
                    .startsWith(QLatin1String("drt_")));
        QCOMPARE(revocations.constFirst().parameter(QStringLiteral("client_id")),
                 QStringLiteral("client-1"));
    }
}

void tst_DialectSession::signsOutOfWhatIsOverAlready_data()
{
    QList<DialectCase> cases = DialectCase::withDeviceFlow();
    cases.removeIf([](const DialectCase &one) { return !one.revokes; });
    addRows(cases);
}

/// Google and Twitch call it an error when a token is unknown; it is over all the same.
void tst_DialectSession::signsOutOfWhatIsOverAlready()
{
    QFETCH(DialectCase, one);
    DialectPlay play(one);
    Session *session = play.signedIn();
    QVERIFY(session);
    play.server.revokeEverything();
    const std::optional<SignOutResult> result = play.signOut(*session);
    QVERIFY(result);
    QVERIFY(result->forgotten);
    QVERIFY2(result->revoked, qPrintable(result->revocationError.detail()));
}

QTEST_GUILESS_MAIN(tst_DialectSession)
#include "tst_dialectsession.moc"
