// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "http/httpanswer.h"

#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

using namespace Latchkey;
using namespace std::chrono_literals;
using Kind = Error::Kind;

class TestHttpAnswer : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".?"))); }

    void jsonComesFirstAndTheStatusSecond_data();
    void jsonComesFirstAndTheStatusSecond();
    void theErrorKnowsWhereItIsFrom();
    void noErrorRepeatsWhatWasSent_data();
    void noErrorRepeatsWhatWasSent();
    void theLongerWaitCounts();
    void readsRetryAfter_data();
    void readsRetryAfter();
    void datesDoNotDependOnTheTimeZone();
    void aWrongClockIsNoticed_data();
    void aWrongClockIsNoticed();
};

void TestHttpAnswer::jsonComesFirstAndTheStatusSecond_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<Kind>("kind");
    QTest::addColumn<QString>("code");
    const auto row = [](const char *name, int status, const char *body, Kind kind,
                        const char *code) {
        QTest::newRow(name) << status << QByteArray(body) << kind << QString::fromLatin1(code);
    };
    const char *const pending = "{\"error\":\"authorization_pending\"}";
    const char *const slow = "{\"error\":\"slow_down\"}";

    row("success", 200, "{\"a\":1}", Kind::None, "");
    row("created", 201, "{\"a\":1}", Kind::None, "");
    row("GitHub: an error with 200", 200, pending, Kind::Rejected, "authorization_pending");
    row("the RFC: pending with 400", 400, pending, Kind::Rejected, "authorization_pending");
    row("Auth0: pending with 403", 403, pending, Kind::Rejected, "authorization_pending");
    row("Google: pending with 428", 428, pending, Kind::Rejected, "authorization_pending");
    row("pending with 500", 500, pending, Kind::Rejected, "authorization_pending");
    row("slow_down with 429", 429, slow, Kind::Rejected, "slow_down");
    row("denied with 403", 403, "{\"error\":\"access_denied\"}", Kind::Denied, "access_denied");
    row("expired with 403", 403, "{\"error\":\"expired_token\"}", Kind::Expired, "expired_token");
    row("Yoto: 401 invalid_client", 401, "{\"error\":\"invalid_client\"}", Kind::Rejected,
        "invalid_client");
    row("a server in trouble says it in JSON", 503, "{\"error\":\"invalid_request\"}",
        Kind::Network, "invalid_request");
    row("too many requests in JSON", 429, "{\"error\":\"too_many_attempts\"}", Kind::Network,
        "too_many_attempts");
    row("server_error with 400", 400, "{\"error\":\"server_error\"}", Kind::Network,
        "server_error");
    row("503 with a page", 503, "<html></html>", Kind::Network, "network");
    row("502 with nothing", 502, "", Kind::Network, "network");
    row("429 with nothing", 429, "", Kind::Network, "network");
    row("500 with JSON that grants something", 500, "{\"access_token\":\"a\"}", Kind::Network,
        "network");
    row("200 with nothing", 200, "", Kind::Protocol, "protocol");
    row("200 with a page", 200, "<html></html>", Kind::Protocol, "protocol");
    row("401 with nothing", 401, "", Kind::Protocol, "protocol");
    row("404 with a page", 404, "<html></html>", Kind::Protocol, "protocol");
    row("400 with JSON that grants something", 400, "{\"access_token\":\"a\"}", Kind::Protocol,
        "protocol");
    row("400 with an error of another shape", 400, "{\"error\":{\"code\":400}}", Kind::Protocol,
        "protocol");
}

void TestHttpAnswer::jsonComesFirstAndTheStatusSecond()
{
    QFETCH(int, status);
    QFETCH(QByteArray, body);
    QFETCH(Kind, kind);
    QFETCH(QString, code);
    HttpAnswer answer;
    answer.status = status;
    answer.body = body;
    const Expected<QJsonObject> grant = answer.grant();
    QCOMPARE(grant ? Kind::None : grant.error().kind(), kind);
    QCOMPARE(grant ? QString() : grant.error().code(), code);
}

void TestHttpAnswer::theErrorKnowsWhereItIsFrom()
{
    HttpAnswer answer;
    answer.url = QUrl(QStringLiteral("https://login.example.com/oauth/token?secret=1"));
    answer.status = 403;
    answer.retryAfter = 9s;
    answer.body = "{\"error\":\"invalid_grant\",\"error_description\":\"Gone\"}";
    const Expected<QJsonObject> grant = answer.grant();
    QVERIFY(!grant);
    const Error error = grant.error();
    QCOMPARE(error.endpoint(), QUrl(QStringLiteral("https://login.example.com/oauth/token")));
    QCOMPARE(error.httpStatus(), 403);
    QCOMPARE(error.retryAfter(), 9s);
    QCOMPARE(error.oauthDescription(), QStringLiteral("Gone"));
}

/// In whatever member a server may tell an error.
void TestHttpAnswer::noErrorRepeatsWhatWasSent_data()
{
    QTest::addColumn<QByteArray>("body");
    const auto row = [](const char *name, const char *body) {
        QTest::newRow(name) << QByteArray(body);
    };
    row("as the RFC has it",
        R"({"error":"no SECRET","error_description":"what is SECRET?",
            "error_uri":"https://id.example.org/SECRET"})");
    row("Google", R"({"error_code":"no SECRET"})");
    row("Okta: the code", R"({"errorCode":"no SECRET","errorSummary":"What?"})");
    row("Okta: the summary",
        R"({"errorCode":"E0000021","errorSummary":"Bad client secret: SECRET"})");
    row("Twitch", R"({"error":"Bad Request","status":400,"message":"what is SECRET?"})");
    row("a form", "error=invalid_client&error_description=what+is+SECRET");
}

void TestHttpAnswer::noErrorRepeatsWhatWasSent()
{
    QFETCH(QByteArray, body);
    const QString secret = QStringLiteral("hunter2-hunter2");
    HttpAnswer answer;
    answer.status = 400;
    answer.body = body.replace("SECRET", secret.toLatin1());
    answer.sentSecrets = QStringList{secret};
    const Error error = answer.grant().error();
    QVERIFY(!error.oauthCode().isEmpty());
    const QStringList told{
        error.code(),    error.oauthCode(),           error.detail(), error.oauthDescription(),
        error.message(), error.oauthUri().toString(), error.advice()};
    for (const QString &text : told)
        QVERIFY2(!text.contains(secret), qPrintable(text));
    QVERIFY(told.join(u' ').contains(QLatin1String("redacted")));
}

void TestHttpAnswer::theLongerWaitCounts()
{
    HttpAnswer answer;
    answer.status = 400;
    answer.body = "{\"error\":\"slow_down\",\"interval\":10}";
    for (const auto retryAfter : {0s, 4s, 10s}) {
        answer.retryAfter = retryAfter;
        QCOMPARE(answer.grant().error().retryAfter(), 10s);
    }
    answer.retryAfter = 20s;
    QCOMPARE(answer.grant().error().retryAfter(), 20s);
}

/// RFC 9110 §10.2.3 and §5.6.7.
void TestHttpAnswer::readsRetryAfter_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<qint64>("seconds");
    const auto row = [](const char *name, const char *value, qint64 seconds) {
        QTest::newRow(name) << QByteArray(value) << seconds;
    };
    row("absent", "", 0);
    row("seconds", "120", 120);
    row("zero", "0", 0);
    row("with blanks around", "  7 ", 7);
    row("negative", "-5", 0);
    row("never more than an hour", "86400", 3600);
    row("as large as a number gets", "9223372036854775807", 3600);
    row("larger than any number", "99999999999999999999", 0);
    row("text", "soon", 0);
    row("a fraction", "1.5", 0);
    row("a date", "Sun, 06 Nov 1994 08:50:37 GMT", 60);
    row("a date that is now", "Sun, 06 Nov 1994 08:49:37 GMT", 0);
    row("a date in the past", "Sun, 06 Nov 1994 08:40:00 GMT", 0);
    row("a date years away", "Mon, 06 Nov 2034 08:49:37 GMT", 3600);
    row("a date in the form of RFC 850", "Sunday, 06-Nov-94 08:50:37 GMT", 60);
    row("a date in the form of asctime", "Sun Nov  6 08:50:37 1994", 60);
    row("a date that does not exist", "Wed, 31 Feb 1995 08:50:37 GMT", 0);
    row("half of a date", "Sun, 06 Nov", 0);
}

// Demand: RFC9110-10.2.3-retry-after
void TestHttpAnswer::readsRetryAfter()
{
    QFETCH(QByteArray, value);
    QFETCH(qint64, seconds);
    const QDateTime now(QDate(1994, 11, 6), QTime(8, 49, 37), Qt::UTC);
    QCOMPARE(qint64(parseRetryAfter(value, now).count()), seconds);
}

/// 02:30 on the day on which summer time begins exists in UTC and not in Berlin.
void TestHttpAnswer::datesDoNotDependOnTheTimeZone()
{
    const QByteArray before = qgetenv("TZ");
    qputenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3");
    const QDateTime now(QDate(2026, 3, 29), QTime(2, 29, 30), Qt::UTC);
    const auto delay = parseRetryAfter("Sun, 29 Mar 2026 02:30:00 GMT", now);
    if (before.isNull())
        qunsetenv("TZ");
    else
        qputenv("TZ", before);
    QCOMPARE(delay, 30s);
}

void TestHttpAnswer::aWrongClockIsNoticed_data()
{
    QTest::addColumn<int>("fast"); ///< Seconds by which our clock is ahead.
    QTest::addColumn<int>("skew");
    QTest::newRow("the same") << 0 << 0;
    QTest::newRow("a minute is nothing") << 60 << 0;
    QTest::newRow("a minute the other way is nothing") << -60 << 0;
    QTest::newRow("two hours fast") << 7200 << 7200;
    QTest::newRow("two hours slow") << -7200 << -7200;
}

void TestHttpAnswer::aWrongClockIsNoticed()
{
    QFETCH(int, fast);
    QFETCH(int, skew);
    HttpAnswer answer;
    answer.serverDate = parseHttpDate("Sun, 06 Nov 1994 08:49:37 GMT");
    answer.receivedAt = answer.serverDate.addSecs(fast);
    answer.status = 400;
    answer.body = "{\"error\":\"invalid_grant\"}";
    QCOMPARE(answer.clockSkew(), std::chrono::seconds(skew));
    const Error error = answer.grant().error();
    QCOMPARE(error.clockSkew(), std::chrono::seconds(skew));
    QCOMPARE(error.advice().contains(QLatin1String("clock")), skew != 0);
    answer.serverDate = {};
    QCOMPARE(answer.clockSkew(), 0s);
}

QTEST_GUILESS_MAIN(TestHttpAnswer)

#include "tst_httpanswer.moc"
