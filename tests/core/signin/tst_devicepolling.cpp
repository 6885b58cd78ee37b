// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "deviceattempt.h"

#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

using namespace Latchkey;
using namespace std::chrono_literals;
using State = SignIn::State;

/// When requests go out, and what each answer does to the next (RFC 8628 §3.5).
class tst_DevicePolling : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void firstPollWaitsOneInterval_data();
    void firstPollWaitsOneInterval();
    void nextRequestWaitsForTheAnswer();
    void slowDownAddsFiveSecondsForGood();
    void slowDownWithALargerIntervalTakesIt();
    void trouble_data();
    void trouble();
    void timeoutDoublesAndNeverTwoAtOnce();
    void troubleIsSaidOnceAndTakenBack();
    void finalErrors_data();
    void finalErrors();
    void lateInvalidGrantIsAnExpiredCode_data();
    void lateInvalidGrantIsAnExpiredCode();
    void expiryByTheOwnClock();
    void nothingIsSentAfterExpiry();
    void answerOnTheWayAtExpiryStillCounts();
    void sleepingPastExpiryIsNoticedOnWaking();
    void sleepingShortlyPollsAtOnceOnWaking();
    void pollIfDueNeverHurries();
    void wallClockSetBackDoesNotProlong();
    void pollSendsWhatTheRfcAsks();
};

void tst_DevicePolling::firstPollWaitsOneInterval_data()
{
    QTest::addColumn<int>("interval");
    QTest::addColumn<int>("expected");
    QTest::newRow("as the server says") << 8 << 8;
    // Demand: RFC8628-3.2-interval-absent
    QTest::newRow("absent means five seconds") << -1 << 5;
    QTest::newRow("zero is a second at the least") << 0 << 1;
}

void tst_DevicePolling::firstPollWaitsOneInterval()
{
    QFETCH(int, interval);
    QFETCH(int, expected);
    DeviceAttempt attempt;
    attempt.network.answer(attempt.tokenUrl, DeviceAttempt::pending());
    attempt.startWithCode(interval);
    attempt.clock.advance(std::chrono::seconds(expected) - 1ms);
    QCOMPARE(attempt.pollSeconds(), QList<int>());
    attempt.clock.advance(1ms);
    QCOMPARE(attempt.pollSeconds(), QList<int>{expected});
}

// Demand: RFC8628-3.5-interval, RFC8628-3.5-pending
void tst_DevicePolling::nextRequestWaitsForTheAnswer()
{
    DeviceAttempt attempt;
    ScriptedAnswer slow = DeviceAttempt::pending();
    slow.delay = 4s;
    attempt.network.answer(attempt.tokenUrl, slow);
    attempt.startWithCode();
    attempt.clock.advance(30s);
    // Five seconds after each answer, not after each request.
    QCOMPARE(attempt.pollSeconds(), (QList<int>{5, 14, 23}));
}

// Demand: RFC8628-3.5-slow-down
void tst_DevicePolling::slowDownAddsFiveSecondsForGood()
{
    DeviceAttempt attempt;
    attempt.network.answer(attempt.tokenUrl, DeviceAttempt::error(400, "slow_down"));
    attempt.network.answer(attempt.tokenUrl, DeviceAttempt::error(400, "slow_down"));
    attempt.network.answer(attempt.tokenUrl, DeviceAttempt::pending());
    attempt.startWithCode();
    attempt.clock.advance(65s);
    QCOMPARE(attempt.pollSeconds(), (QList<int>{5, 15, 30, 45, 60}));
    QCOMPARE(attempt.signIn->interval(), 15);
}

// Demand: GitHub-slow-down-interval
void tst_DevicePolling::slowDownWithALargerIntervalTakesIt()
{
    DeviceAttempt attempt;
    attempt.network.answer(attempt.tokenUrl,
                           ScriptedAnswer::json(200, R"({"error":"slow_down","interval":20})"));
    attempt.network.answer(attempt.tokenUrl, DeviceAttempt::pending());
    attempt.startWithCode();
    attempt.clock.advance(50s);
    QCOMPARE(attempt.pollSeconds(), (QList<int>{5, 25, 45}));
}

void tst_DevicePolling::trouble_data()
{
    QTest::addColumn<ScriptedAnswer>("answer");
    QTest::addColumn<int>("secondPoll");
    const auto failure = [](QNetworkReply::NetworkError error) {
        return ScriptedAnswer::failure(error);
    };
    QTest::newRow("refused connection") << failure(QNetworkReply::ConnectionRefusedError) << 15;
    QTest::newRow("reset connection") << failure(QNetworkReply::RemoteHostClosedError) << 15;
    QTest::newRow("name not found") << failure(QNetworkReply::HostNotFoundError) << 15;
    QTest::newRow("TLS failure") << failure(QNetworkReply::SslHandshakeFailedError) << 15;
    QTest::newRow("500 with a page") << ScriptedAnswer{500, "<html>", {}} << 15;
    QTest::newRow("503 with JSON") << DeviceAttempt::error(503, "server_error") << 15;
    QTest::newRow("temporarily_unavailable with 400")
        << DeviceAttempt::error(400, "temporarily_unavailable") << 15;
    QTest::newRow("a captive portal's page with 200") << ScriptedAnswer{200, "<html>", {}} << 15;
    QTest::newRow("an empty answer") << ScriptedAnswer{400, "", {}} << 15;
    QTest::newRow("truncated JSON") << ScriptedAnswer{400, "{\"error\":\"acc", {}} << 15;
    QTest::newRow("a redirect") << ScriptedAnswer{302, "", {{"Location", "https://x.test/"}}} << 15;
    QTest::newRow("429 without Retry-After") << ScriptedAnswer{429, "", {}} << 15;
    // Demand: RFC9110-10.2.3-retry-after
    QTest::newRow("429 with Retry-After") << ScriptedAnswer{429, "", {{"Retry-After", "42"}}} << 47;
    QTest::newRow("503 with Retry-After as a date")
        << ScriptedAnswer{503, "", {{"Retry-After", "Fri, 15 Jan 2027 08:01:05 GMT"}}} << 65;
    QTest::newRow("more than a mebibyte")
        << ScriptedAnswer{200, QByteArray(2 * 1024 * 1024, 'x'), {}} << 15;
}

void tst_DevicePolling::trouble()
{
    QFETCH(ScriptedAnswer, answer);
    QFETCH(int, secondPoll);
    DeviceAttempt attempt;
    attempt.network.answer(attempt.tokenUrl, answer);
    // A connection that may only have gone stale is tried once more at once; that fails as well.
    if (answer.error == QNetworkReply::RemoteHostClosedError)
        attempt.network.answer(attempt.tokenUrl, answer);
    attempt.network.answer(attempt.tokenUrl, DeviceAttempt::tokens());
    attempt.startWithCode();
    attempt.clock.advance(6s);
    QCOMPARE(attempt.signIn->state(), State::WaitingForUser);
    QVERIFY(attempt.signIn->connectionTrouble().isError());
    attempt.clock.advance(100s);
    QCOMPARE(attempt.pollSeconds().constFirst(), 5);
    QCOMPARE(attempt.pollSeconds().constLast(), secondPoll);
    QCOMPARE(attempt.signIn->state(), State::Succeeded);
    QCOMPARE(attempt.results.size(), 1);
    QVERIFY(!attempt.signIn->connectionTrouble().isError());
}

// Demand: RFC8628-3.5-timeout-backoff
void tst_DevicePolling::timeoutDoublesAndNeverTwoAtOnce()
{
    DeviceAttempt attempt;
    attempt.network.answer(attempt.tokenUrl, ScriptedAnswer::silence());
    attempt.startWithCode();
    for (int second = 0; second < 300; ++second) {
        attempt.clock.advance(1s);
        QVERIFY(attempt.network.underWay() <= 1);
    }
    // Thirty seconds of silence each, then 10, 20, 40, 60, 60 seconds of waiting.
    QCOMPARE(attempt.pollSeconds(), (QList<int>{5, 45, 95, 165, 255}));
}

void tst_DevicePolling::troubleIsSaidOnceAndTakenBack()
{
    DeviceAttempt attempt;
    const auto refused = ScriptedAnswer::failure(QNetworkReply::ConnectionRefusedError);
    attempt.network.answer(attempt.tokenUrl, refused);
    attempt.network.answer(attempt.tokenUrl, refused);
    attempt.network.answer(attempt.tokenUrl, DeviceAttempt::pending());
    attempt.startWithCode();
    attempt.clock.advance(60s);
    QCOMPARE(attempt.troubles.size(), 2);
    QCOMPARE(attempt.troubles.at(0).kind(), Error::Kind::Network);
    QVERIFY(!attempt.troubles.at(1).isError());
}

void tst_DevicePolling::finalErrors_data()
{
    QTest::addColumn<ScriptedAnswer>("answer");
    QTest::addColumn<SignIn::State>("state");
    QTest::addColumn<QString>("code");
    const auto error = [](int status, const char *code) {
        return DeviceAttempt::error(status, code);
    };
    // Demand: RFC8628-3.5-access-denied
    QTest::newRow("access_denied")
        << error(400, "access_denied") << State::Denied << QStringLiteral("access_denied");
    QTest::newRow("access_denied with 403, as Auth0")
        << error(403, "access_denied") << State::Denied << QStringLiteral("access_denied");
    QTest::newRow("access_denied with 200, as GitHub")
        << error(200, "access_denied") << State::Denied << QStringLiteral("access_denied");
    // Demand: Microsoft-declined
    QTest::newRow("authorization_declined, as Microsoft")
        << error(400, "authorization_declined") << State::Denied
        << QStringLiteral("authorization_declined");
    // Demand: RFC8628-3.5-expired-token
    QTest::newRow("expired_token")
        << error(400, "expired_token") << State::Expired << QStringLiteral("expired_token");
    for (const char *code :
         {"invalid_request", "invalid_client", "invalid_grant", "unauthorized_client",
          "unsupported_grant_type", "invalid_scope", "something_new"}) {
        QTest::newRow(code) << error(400, code) << State::Failed << QString::fromLatin1(code);
    }
    QTest::newRow("invalid_client with 401")
        << error(401, "invalid_client") << State::Failed << QStringLiteral("invalid_client");
}

// Demand: RFC8628-3.5-other-errors
void tst_DevicePolling::finalErrors()
{
    QFETCH(ScriptedAnswer, answer);
    QFETCH(SignIn::State, state);
    QFETCH(QString, code);
    DeviceAttempt attempt;
    attempt.network.answer(attempt.tokenUrl, DeviceAttempt::pending());
    attempt.network.answer(attempt.tokenUrl, answer);
    attempt.startWithCode();
    attempt.clock.advance(1h);
    QCOMPARE(attempt.pollSeconds(), (QList<int>{5, 10}));
    QCOMPARE(attempt.signIn->state(), state);
    QCOMPARE(attempt.results.size(), 1);
    QCOMPARE(attempt.results.constFirst().error.code(), code);
    QVERIFY(!attempt.results.constFirst().tokens.isValid());
    QCOMPARE(attempt.clock.pendingCalls(), 0);
}

void tst_DevicePolling::lateInvalidGrantIsAnExpiredCode_data()
{
    QTest::addColumn<int>("pendingAnswers");
    QTest::addColumn<State>("state");
    QTest::addColumn<QString>("code");
    QTest::newRow("at once") << 0 << State::Failed << QStringLiteral("invalid_grant");
    QTest::newRow("in between") << 5 << State::Failed << QStringLiteral("invalid_grant");
    // expired_token was lost on the way, or came to somebody else.
    QTest::newRow("when the code has nearly run out")
        << 9 << State::Expired << QStringLiteral("expired_token");
    QTest::newRow("with the last poll") << 10 << State::Expired << QStringLiteral("expired_token");
}

/// The code lives for a minute and a poll leaves every five seconds.
// Demand: Auth0-expired-once
void tst_DevicePolling::lateInvalidGrantIsAnExpiredCode()
{
    QFETCH(int, pendingAnswers);
    QFETCH(State, state);
    QFETCH(QString, code);
    DeviceAttempt attempt;
    for (int i = 0; i < pendingAnswers; ++i)
        attempt.network.answer(attempt.tokenUrl,
                               DeviceAttempt::error(403, "authorization_pending"));
    attempt.network.answer(attempt.tokenUrl, DeviceAttempt::error(403, "invalid_grant"));
    attempt.startWithCode(5, 60);
    attempt.clock.advance(59s);
    QCOMPARE(attempt.results.size(), 1);
    QCOMPARE(attempt.signIn->state(), state);
    QCOMPARE(attempt.results.constFirst().error.code(), code);
    QCOMPARE(attempt.pollSeconds().size(), pendingAnswers + 1);
}

void tst_DevicePolling::expiryByTheOwnClock()
{
    DeviceAttempt attempt;
    attempt.network.answer(attempt.tokenUrl, DeviceAttempt::pending());
    attempt.startWithCode(5, 62);
    QCOMPARE(attempt.signIn->secondsLeft(), 62);
    attempt.clock.advance(61s);
    QCOMPARE(attempt.signIn->secondsLeft(), 1);
    QCOMPARE(attempt.signIn->state(), State::WaitingForUser);
    attempt.clock.advance(1s);
    QCOMPARE(attempt.signIn->state(), State::Expired);
    QCOMPARE(attempt.signIn->secondsLeft(), 0);
    QCOMPARE(attempt.results.size(), 1);
    QCOMPARE(attempt.results.constFirst().error.kind(), Error::Kind::Expired);
}

// Demand: RFC8628-3.5-expired-token
void tst_DevicePolling::nothingIsSentAfterExpiry()
{
    DeviceAttempt attempt;
    attempt.network.answer(attempt.tokenUrl, DeviceAttempt::pending());
    attempt.startWithCode(5, 12);
    attempt.clock.advance(1h);
    QCOMPARE(attempt.pollSeconds(), (QList<int>{5, 10}));
    QCOMPARE(attempt.network.sentTo(attempt.codeUrl).size(), 1);
}

void tst_DevicePolling::answerOnTheWayAtExpiryStillCounts()
{
    DeviceAttempt attempt;
    ScriptedAnswer slow = DeviceAttempt::tokens();
    slow.delay = 10s;
    attempt.network.answer(attempt.tokenUrl, slow);
    attempt.startWithCode(5, 8);
    attempt.clock.advance(9s);
    QCOMPARE(attempt.signIn->state(), State::WaitingForUser);
    attempt.clock.advance(10s);
    QCOMPARE(attempt.signIn->state(), State::Succeeded);
}

void tst_DevicePolling::sleepingPastExpiryIsNoticedOnWaking()
{
    DeviceAttempt attempt;
    attempt.network.answer(attempt.tokenUrl, DeviceAttempt::pending());
    attempt.startWithCode();
    attempt.clock.advance(2s);
    attempt.clock.suspend(1h);
    QCOMPARE(attempt.signIn->secondsLeft(), 0);
    attempt.signIn->pollIfDue();
    QCOMPARE(attempt.signIn->state(), State::Expired);
    QCOMPARE(attempt.pollSeconds(), QList<int>());
}

void tst_DevicePolling::sleepingShortlyPollsAtOnceOnWaking()
{
    DeviceAttempt attempt;
    attempt.network.answer(attempt.tokenUrl, DeviceAttempt::tokens());
    attempt.startWithCode();
    attempt.clock.advance(2s);
    attempt.clock.suspend(5min);
    attempt.signIn->pollIfDue();
    VirtualScheduler::settle();
    QCOMPARE(attempt.pollSeconds(), QList<int>{2});
    QCOMPARE(attempt.signIn->state(), State::Succeeded);
}

void tst_DevicePolling::pollIfDueNeverHurries()
{
    DeviceAttempt attempt;
    attempt.network.answer(attempt.tokenUrl, DeviceAttempt::pending());
    attempt.startWithCode();
    for (int i = 0; i < 49; ++i) {
        attempt.clock.advance(100ms);
        attempt.signIn->pollIfDue();
    }
    QCOMPARE(attempt.pollSeconds(), QList<int>());
    attempt.clock.advance(100ms);
    attempt.signIn->pollIfDue();
    VirtualScheduler::settle();
    QCOMPARE(attempt.pollSeconds(), QList<int>{5});
}

void tst_DevicePolling::wallClockSetBackDoesNotProlong()
{
    DeviceAttempt attempt;
    attempt.network.answer(attempt.tokenUrl, DeviceAttempt::pending());
    attempt.startWithCode(5, 60);
    attempt.clock.setWallClock(attempt.clock.wallClock().addDays(-1));
    attempt.clock.advance(60s);
    QCOMPARE(attempt.signIn->state(), State::Expired);
}

// Demand: RFC8628-3.4-grant-type
// Demand: RFC6749-3.2-post
void tst_DevicePolling::pollSendsWhatTheRfcAsks()
{
    DeviceAttempt attempt;
    attempt.provider.setAudience(QStringLiteral("https://api.example.org"));
    attempt.network.answer(attempt.tokenUrl, DeviceAttempt::pending());
    attempt.startWithCode();
    attempt.clock.advance(5s);
    const SentRequest poll = attempt.network.sentTo(attempt.tokenUrl).constFirst();
    QCOMPARE(poll.verb, QByteArray("POST"));
    QCOMPARE(poll.form,
             (QMap<QString, QString>{
                 {QStringLiteral("grant_type"),
                  QStringLiteral("urn:ietf:params:oauth:grant-type:device_code")},
                 {QStringLiteral("device_code"), QStringLiteral("secret-device-code")},
                 {QStringLiteral("client_id"), QStringLiteral("client-1")},
                 {QStringLiteral("audience"), QStringLiteral("https://api.example.org")}}));
}

QTEST_GUILESS_MAIN(tst_DevicePolling)
#include "tst_devicepolling.moc"
