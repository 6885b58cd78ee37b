// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "accountsfixture.h"

#include <QtCore/QLocale>
#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

using namespace Latchkey;
using namespace std::chrono_literals;
using Program = AccountsFixture::Program;
using Kind = Error::Kind;

namespace {

const QString secondAccess = QStringLiteral("secret-access-2");
const QString secondRefresh = QStringLiteral("secret-refresh-2");
const ScriptedAnswer good = AccountsFixture::grant(secondAccess, secondRefresh);

QByteArray httpDate(const QDateTime &time)
{
    return QLocale::c().toString(time, QStringLiteral("ddd, dd MMM yyyy HH:mm:ss")).toLatin1()
        + " GMT";
}

ScriptedAnswer withHeader(ScriptedAnswer answer, const QByteArray &name, const QByteArray &value)
{
    answer.headers.insert(name, value);
    return answer;
}

/// An account whose token has ended, and a provider that answers something else than a token.
struct Failing : OneAccount
{
    explicit Failing(const ScriptedAnswer &answer, Program program = Program::RunsOn)
        : OneAccount(program)
    {
        clock.advance(2h);
        network.answer(tokenUrl, answer);
    }

    void answerFromNowOn(const ScriptedAnswer &answer)
    {
        network.forget(tokenUrl);
        network.answer(tokenUrl, answer);
    }
};

} // namespace

/// What delays a refresh and never ends a session.
class tst_RefreshFailures : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void isWaitedOut_data();
    void isWaitedOut();
    void isWaitedOutAsLongAsTheServerAsks_data();
    void isWaitedOutAsLongAsTheServerAsks();
    void theServersPauseIsKeptOnDemand();
    void theServersPauseIsNotForTheKeychain();
    void waitsGrow_data();
    void waitsGrow();
    void aShortProgramTriesWhenItWantsAToken();
    void loadingDoesNotCutTheWaitShort();
    void tryingAgainNow_data();
    void tryingAgainNow();
    void lostAnswers_data();
    void lostAnswers();
    void lostAnswerIsAskedForAfterAPause();
    void aServerThatHangs();
};

void tst_RefreshFailures::isWaitedOut_data()
{
    QTest::addColumn<ScriptedAnswer>("answer");
    QTest::addColumn<Kind>("kind");
    QTest::addColumn<int>("secondsToNextTry");
    const auto failure = [](QNetworkReply::NetworkError error) {
        return ScriptedAnswer::failure(error);
    };
    const auto json = [](const QByteArray &body) { return ScriptedAnswer::json(200, body); };
    const QByteArray page = "<!DOCTYPE html><html><title>Welcome to Hotel Wifi</title></html>";
    QTest::newRow("500") << ScriptedAnswer{500, "", {}} << Kind::Network << 5;
    QTest::newRow("502 with a page") << ScriptedAnswer{502, page, {}} << Kind::Network << 5;
    QTest::newRow("503 in JSON") << AccountsFixture::refusal(
        QStringLiteral("temporarily_unavailable"), 503)
                                 << Kind::Network << 5;
    QTest::newRow("500 that says invalid_request")
        << AccountsFixture::refusal(QStringLiteral("invalid_request"), 500) << Kind::Network << 5;
    // It ended the session.
    QTest::newRow("500 that says invalid_grant")
        << AccountsFixture::refusal(QStringLiteral("invalid_grant"), 500) << Kind::Network << 5;
    QTest::newRow("429") << ScriptedAnswer{429, "", {}} << Kind::Network << 5;
    QTest::newRow("server_error with 400")
        << AccountsFixture::refusal(QStringLiteral("server_error")) << Kind::Network << 5;
    QTest::newRow("host not found")
        << failure(QNetworkReply::HostNotFoundError) << Kind::Network << 5;
    QTest::newRow("refused") << failure(QNetworkReply::ConnectionRefusedError) << Kind::Network
                             << 5;
    QTest::newRow("no route") << failure(QNetworkReply::UnknownNetworkError) << Kind::Network << 5;
    QTest::newRow("proxy wants a password")
        << failure(QNetworkReply::ProxyAuthenticationRequiredError) << Kind::Network << 5;
    QTest::newRow("not secure") << failure(QNetworkReply::SslHandshakeFailedError) << Kind::Tls
                                << 5;
    QTest::newRow("a captive portal") << ScriptedAnswer{200, page, {}} << Kind::Protocol << 5;
    QTest::newRow("a captive portal's redirect")
        << withHeader({302, "", {}}, "Location", "https://portal.example.org/") << Kind::Protocol
        << 5;
    QTest::newRow("nothing") << ScriptedAnswer{200, "", {}} << Kind::Protocol << 5;
    QTest::newRow("cut off") << json("{\"access_token\":\"secret-acc") << Kind::Protocol << 5;
    QTest::newRow("no access token") << json("{\"token_type\":\"Bearer\"}") << Kind::Protocol << 5;
    QTest::newRow("no token type") << json("{\"access_token\":\"a\"}") << Kind::Protocol << 5;
    QTest::newRow("another token type")
        << json("{\"access_token\":\"a\",\"token_type\":\"mac\"}") << Kind::Protocol << 5;
    QTest::newRow("fields of other types")
        << json("{\"access_token\":[],\"token_type\":\"Bearer\"}") << Kind::Protocol << 5;
    QTest::newRow("404") << ScriptedAnswer{404, page, {}} << Kind::Protocol << 5;
    // Somebody has to mend these, and it may not be the person.
    for (const char *code : {"invalid_client", "unauthorized_client", "unsupported_grant_type",
                             "invalid_scope", "invalid_request", "something_new"}) {
        QTest::newRow(code) << AccountsFixture::refusal(QLatin1String(code)) << Kind::Rejected
                            << 60;
    }
    QTest::newRow("invalid_client with 401")
        << AccountsFixture::refusal(QStringLiteral("invalid_client"), 401) << Kind::Rejected << 60;
    QTest::newRow("access_denied with 403")
        << AccountsFixture::refusal(QStringLiteral("access_denied"), 403) << Kind::Denied << 60;
}

void tst_RefreshFailures::isWaitedOut()
{
    QFETCH(ScriptedAnswer, answer);
    QFETCH(Kind, kind);
    QFETCH(int, secondsToNextTry);
    Failing one(answer);
    const AccessTokenResult result = one.token(*one.session);
    QCOMPARE(result.error.kind(), kind);
    QVERIFY(result.accessToken.isEmpty());
    QCOMPARE(one.refreshes().size(), 1);
    QCOMPARE(one.session->state(), Session::State::Offline);
    QCOMPARE(one.session->lastError().kind(), kind);
    QCOMPARE(one.session->lastError().endpoint(), one.tokenUrl);
    const qint64 wait = one.clock.wallClock().msecsTo(one.session->nextTryAt());
    QVERIFY2(wait > secondsToNextTry * 1000 - 100 && wait <= secondsToNextTry * 1200,
             qPrintable(QString::number(wait)));
    QCOMPARE(one.durableItem().value(QLatin1String("refresh_token")).toString(),
             QStringLiteral("secret-refresh"));
    QVERIFY(!one.durableItem().value(QLatin1String("ended")).toBool());

    // Back by itself, at the moment that was told.
    one.answerFromNowOn(good);
    one.clock.advance(std::chrono::milliseconds(wait - 1));
    QCOMPARE(one.refreshes().size(), 1);
    one.clock.advance(1s);
    QCOMPARE(one.refreshes().size(), 2);
    QCOMPARE(one.session->state(), Session::State::Active);
    QVERIFY(!one.session->lastError().isError());
    QVERIFY(!one.session->nextTryAt().isValid());
    QCOMPARE(one.token(*one.session).accessToken, secondAccess);
    QCOMPARE(one.refreshes().size(), 2);
}

void tst_RefreshFailures::isWaitedOutAsLongAsTheServerAsks_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("retryAfter"); ///< A date where it is empty.
    QTest::addColumn<int>("seconds");
    QTest::newRow("503, in seconds") << 503 << QByteArray("120") << 120;
    QTest::newRow("503, as a date") << 503 << QByteArray() << 300;
    QTest::newRow("429, in seconds") << 429 << QByteArray("600") << 600;
    QTest::newRow("429, as a date") << 429 << QByteArray() << 300;
    QTest::newRow("for less than we would wait") << 429 << QByteArray("1") << 5;
    QTest::newRow("for days") << 503 << QByteArray("864000") << 3600;
    QTest::newRow("something unreadable") << 503 << QByteArray("soon") << 5;
}

void tst_RefreshFailures::isWaitedOutAsLongAsTheServerAsks()
{
    QFETCH(int, status);
    QFETCH(QByteArray, retryAfter);
    QFETCH(int, seconds);
    Failing one(ScriptedAnswer{503, "", {}});
    const QByteArray date = httpDate(one.clock.wallClock().addSecs(301));
    one.answerFromNowOn(
        withHeader({status, "", {}}, "Retry-After", retryAfter.isEmpty() ? date : retryAfter));
    one.token(*one.session);
    one.answerFromNowOn(good);
    QCOMPARE(one.session->state(), Session::State::Offline);
    one.clock.advance(std::chrono::seconds(seconds - 1));
    QCOMPARE(one.refreshes().size(), 1);
    one.clock.advance(std::chrono::seconds(seconds / 5 + 2));
    QCOMPARE(one.refreshes().size(), 2);
    QCOMPARE(one.session->state(), Session::State::Active);
}

/// A program that wanted a token every second asked a server every second that had asked for a
/// pause.
void tst_RefreshFailures::theServersPauseIsKeptOnDemand()
{
    for (const Program program : {Program::RunsOn, Program::IsShort}) {
        Failing one(withHeader({429, "", {}}, "Retry-After", "600"), program);
        one.token(*one.session);
        const QDateTime nextTry = one.session->nextTryAt();
        for (int i = 0; i < 500; ++i) {
            const AccessTokenResult result = one.token(*one.session);
            QCOMPARE(result.error.kind(), Kind::Network);
            QCOMPARE(result.error.httpStatus(), 429);
            one.clock.advance(1s);
        }
        QCOMPARE(one.refreshes().size(), 1);
        QCOMPARE(one.session->state(), Session::State::Offline);
        QCOMPARE(one.session->nextTryAt(), nextTry);
        // Whoever insists is a person.
        one.refresh(*one.session);
        QCOMPARE(one.refreshes().size(), 2);
        one.answerFromNowOn(good);
        one.clock.advance(721s);
        QCOMPARE(one.token(*one.session).accessToken, secondAccess);
        QCOMPARE(one.refreshes().size(), 3);
    }
}

void tst_RefreshFailures::theServersPauseIsNotForTheKeychain()
{
    Failing one(withHeader({503, "", {}}, "Retry-After", "600"));
    one.token(*one.session);
    const auto other = one.process(Program::IsShort);
    other->restore();
    one.answerFromNowOn(good);
    QCOMPARE(one.token(*other->sessions().constFirst()).accessToken, secondAccess);
    QCOMPARE(one.token(*one.session).accessToken, secondAccess);
    QCOMPARE(one.session->state(), Session::State::Active);
    QCOMPARE(one.refreshes().size(), 2);
}

void tst_RefreshFailures::waitsGrow_data()
{
    QTest::addColumn<ScriptedAnswer>("answer");
    QTest::addColumn<int>("fewest");
    QTest::addColumn<int>("most");
    QTest::newRow("what may pass, to five minutes") << ScriptedAnswer{500, "", {}} << 14 << 19;
    QTest::newRow("what has to be mended, to an hour")
        << AccountsFixture::refusal(QStringLiteral("invalid_client")) << 5 << 7;
}

void tst_RefreshFailures::waitsGrow()
{
    QFETCH(ScriptedAnswer, answer);
    QFETCH(int, fewest);
    QFETCH(int, most);
    Failing one(answer);
    one.token(*one.session);
    one.clock.advance(1h);
    const QList<SentRequest> sent = one.refreshes();
    QVERIFY2(sent.size() >= fewest && sent.size() <= most,
             qPrintable(QString::number(sent.size())));
    for (int i = 2; i < sent.size(); ++i) {
        const auto before = sent.at(i - 1).at - sent.at(i - 2).at;
        QVERIFY(sent.at(i).at - sent.at(i - 1).at > before * 8 / 10);
    }
    // Once it has worked, the next failure is tried again soon.
    one.answerFromNowOn(good);
    one.token(*one.session);
    one.answerFromNowOn(ScriptedAnswer{500, "", {}});
    one.refresh(*one.session);
    QVERIFY(one.clock.wallClock().secsTo(one.session->nextTryAt()) <= 6);
}

void tst_RefreshFailures::aShortProgramTriesWhenItWantsAToken()
{
    Failing one(ScriptedAnswer{500, "", {}}, Program::IsShort);
    one.token(*one.session);
    QCOMPARE(one.session->state(), Session::State::Offline);
    QVERIFY(!one.session->nextTryAt().isValid());
    one.clock.advance(1h);
    QCOMPARE(one.refreshes().size(), 1);
    // Unless it runs on from now on.
    one.accounts->setKeepsFresh(true);
    QVERIFY(one.session->nextTryAt().isValid());
    one.answerFromNowOn(good);
    one.clock.advance(1s);
    QCOMPARE(one.refreshes().size(), 2);
    QCOMPARE(one.token(*one.session).accessToken, secondAccess);
}

/// Loading called the session active, so that it tried again at once.
void tst_RefreshFailures::loadingDoesNotCutTheWaitShort()
{
    Failing one(withHeader({503, "", {}}, "Retry-After", "1800"));
    one.token(*one.session);
    const QDateTime nextTry = one.session->nextTryAt();
    one.clock.advance(1min);
    one.load(*one.session);
    QCOMPARE(one.session->state(), Session::State::Offline);
    QCOMPARE(one.session->lastError().httpStatus(), 503);
    QCOMPARE(one.session->nextTryAt(), nextTry);
    QVERIFY(one.session->hasRefreshToken());
    one.clock.advance(25min);
    QCOMPARE(one.refreshes().size(), 1);
    one.answerFromNowOn(good);
    one.clock.advance(15min);
    QCOMPARE(one.refreshes().size(), 2);
    QCOMPARE(one.session->state(), Session::State::Active);
}

void tst_RefreshFailures::tryingAgainNow_data()
{
    QTest::addColumn<Program>("program");
    QTest::newRow("a program that runs on") << Program::RunsOn;
    // Nothing happened.
    QTest::newRow("a program that does not keep its tokens fresh") << Program::IsShort;
}

void tst_RefreshFailures::tryingAgainNow()
{
    QFETCH(Program, program);
    Failing one(ScriptedAnswer{500, "", {}}, program);
    one.token(*one.session);
    one.accounts->retryNow();
    one.clock.advance(1s);
    QCOMPARE(one.refreshes().size(), 2);
    QCOMPARE(one.session->state(), Session::State::Offline);
    one.answerFromNowOn(good);
    one.accounts->retryNow();
    one.clock.advance(1s);
    QCOMPARE(one.refreshes().size(), 3);
    QCOMPARE(one.session->state(), Session::State::Active);
    one.accounts->retryNow();
    one.clock.advance(1s);
    QCOMPARE(one.refreshes().size(), 3);
}

void tst_RefreshFailures::lostAnswers_data()
{
    using Answers = QList<ScriptedAnswer>;
    QTest::addColumn<Answers>("answers");
    QTest::addColumn<Kind>("kind");
    QTest::addColumn<Session::State>("state");
    const ScriptedAnswer lost = ScriptedAnswer::lost();
    const ScriptedAnswer refused = AccountsFixture::refusal(QStringLiteral("invalid_grant"));
    QTest::newRow("one, and the old token is still taken")
        << Answers{lost, good} << Kind::None << Session::State::Active;
    QTest::newRow("two") << Answers{lost, lost} << Kind::Network << Session::State::Offline;
    QTest::newRow("one, and the old token is taken no more")
        << Answers{lost, refused} << Kind::SignedOut << Session::State::NeedsSignIn;
    QTest::newRow("one, and then no connection")
        << Answers{lost, ScriptedAnswer::failure(QNetworkReply::HostNotFoundError)} << Kind::Network
        << Session::State::Offline;
    QTest::newRow("one, and then 503")
        << Answers{lost, {503, "", {}}} << Kind::Network << Session::State::Offline;
}

void tst_RefreshFailures::lostAnswers()
{
    QFETCH(QList<ScriptedAnswer>, answers);
    QFETCH(Kind, kind);
    QFETCH(Session::State, state);
    Failing one(answers.constFirst());
    for (const ScriptedAnswer &next : answers.mid(1))
        one.network.answer(one.tokenUrl, next);
    QCOMPARE(one.token(*one.session).error.kind(), kind);
    QCOMPARE(one.session->state(), state);
    QCOMPARE(one.refreshes().size(), answers.size());
    for (const SentRequest &request : one.refreshes()) {
        QCOMPARE(request.form.value(QStringLiteral("refresh_token")),
                 QStringLiteral("secret-refresh"));
    }
}

void tst_RefreshFailures::lostAnswerIsAskedForAfterAPause()
{
    Failing one(ScriptedAnswer::lost());
    one.network.answer(one.tokenUrl, good);
    QCOMPARE(one.token(*one.session).accessToken, secondAccess);
    const auto pause = one.refreshes().at(1).at - one.refreshes().at(0).at;
    QVERIFY(pause >= 1s && pause < 5s);
}

void tst_RefreshFailures::aServerThatHangs()
{
    Failing one(ScriptedAnswer::silence());
    one.network.answer(one.tokenUrl, good);
    std::optional<AccessTokenResult> result;
    one.session->withFreshToken(0s, this,
                                [&](const AccessTokenResult &answer) { result = answer; });
    one.clock.advance(29s);
    QVERIFY(!result);
    QCOMPARE(one.session->state(), Session::State::Refreshing);
    one.clock.advance(3s);
    QVERIFY(result);
    QCOMPARE(result->accessToken, secondAccess);
    QCOMPARE(one.network.underWay(), 0);
}

QTEST_GUILESS_MAIN(tst_RefreshFailures)
#include "tst_refreshfailures.moc"
