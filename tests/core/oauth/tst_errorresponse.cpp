// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "oauth/displaytext.h"
#include "oauth/errorresponse.h"

#include <QtCore/QJsonArray>
#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

#include <algorithm>

using namespace Latchkey;
using namespace std::chrono_literals;

namespace {

QJsonObject answer(const QString &code)
{
    return {{QStringLiteral("error"), code}};
}

QJsonObject answerWith(const char *name, const QJsonValue &value)
{
    QJsonObject object = answer(QStringLiteral("slow_down"));
    object.insert(QLatin1String(name), value);
    return object;
}

} // namespace

/// RFC 6749 §5.2 and RFC 8628 §3.5.
class TestErrorResponse : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".?"))); }

    void everyDocumentedCodeIsKept_data();
    void everyDocumentedCodeIsKept();
    void everyCodeHasASentenceOfItsOwn();
    void providersHaveCodesOfTheirOwn_data();
    void providersHaveCodesOfTheirOwn();
    void readsTheReferencesExample();
    void whatIsNoError_data();
    void whatIsNoError();
    void slowDownMayCarryAnInterval_data();
    void slowDownMayCarryAnInterval();
    void onlyWebAddressesAreKept_data();
    void onlyWebAddressesAreKept();
    void hostileTextIsCleanedAndCut();
    void oktasApiHasItsOwnNames();
};

void TestErrorResponse::everyDocumentedCodeIsKept_data()
{
    QTest::addColumn<Error::Kind>("kind");
    QTest::addColumn<bool>("isTransient");
    const auto row = [](const char *code, Error::Kind kind, bool isTransient) {
        QTest::newRow(code) << kind << isTransient;
    };
    // Yoto's token and device references, Dressipi's by way of RFC 6749.
    row("invalid_request", Error::Kind::Rejected, false);
    row("invalid_client", Error::Kind::Rejected, false);
    row("invalid_grant", Error::Kind::Rejected, false);
    row("unauthorized_client", Error::Kind::Rejected, false);
    row("unsupported_grant_type", Error::Kind::Rejected, false);
    row("invalid_scope", Error::Kind::Rejected, false);
    row("authorization_pending", Error::Kind::Rejected, false);
    row("slow_down", Error::Kind::Rejected, false);
    row("expired_token", Error::Kind::Expired, false);
    row("access_denied", Error::Kind::Denied, false);
    // RFC 6749 §4.1.2.1.
    row("unsupported_response_type", Error::Kind::Rejected, false);
    row("server_error", Error::Kind::Network, true);
    row("rate_limit_exceeded", Error::Kind::Network, true);
    row("temporarily_unavailable", Error::Kind::Network, true);
    // Microsoft's, RFC 7009's, and one that nobody has heard of.
    row("authorization_declined", Error::Kind::Denied, false);
    row("bad_verification_code", Error::Kind::Rejected, false);
    row("unsupported_token_type", Error::Kind::Rejected, false);
    row("teapot", Error::Kind::Rejected, false);
}

// Demand: RFC6749-5.2-error-members
void TestErrorResponse::everyDocumentedCodeIsKept()
{
    QFETCH(Error::Kind, kind);
    QFETCH(bool, isTransient);
    const QString code = QString::fromLatin1(QTest::currentDataTag());
    const auto response = ErrorResponse::fromJson(answer(code));
    QVERIFY(response);
    const Error error = response->toError();
    QCOMPARE(error.kind(), kind);
    QCOMPARE(error.oauthCode(), code);
    QCOMPARE(error.code(), code);
    QCOMPARE(error.isTransient(), isTransient);
    QVERIFY(!error.message().isEmpty());
}

/// The nine of Yoto's token reference, and the four of its device reference among them.
// Demand: Yoto-token-errors
// Demand: Yoto-device-errors
void TestErrorResponse::everyCodeHasASentenceOfItsOwn()
{
    const auto sentence = [](const char *code) {
        const auto response = ErrorResponse::fromJson(answer(QString::fromLatin1(code)));
        return response ? response->toError().message() : QString();
    };
    QStringList sentences{sentence("teapot")};
    for (const char *code :
         {"invalid_request", "invalid_client", "invalid_grant", "unauthorized_client",
          "unsupported_grant_type", "invalid_scope", "authorization_pending", "slow_down",
          "expired_token", "access_denied"}) {
        QVERIFY2(sentence(code).endsWith(u'.'), code);
        QVERIFY2(!sentences.contains(sentence(code)), code);
        sentences += sentence(code);
    }
    QCOMPARE(sentences.size(), 11);
}

void TestErrorResponse::providersHaveCodesOfTheirOwn_data()
{
    QTest::addColumn<QString>("sentence");
    const auto row = [](const char *code, const char *sentence) {
        QTest::newRow(code) << QString::fromLatin1(sentence);
    };
    row("incorrect_client_credentials", "The server does not accept this program's client id.");
    row("bad_refresh_token", "The server no longer accepts this sign-in.");
    row("bad_verification_code", "The server does not know this code, or no longer.");
    row("incorrect_device_code", "The server does not know this code, or no longer.");
    row("device_flow_disabled", "The server does not offer this way to sign in.");
    row("redirect_uri_mismatch", "The address that this program is answered at is not registered.");
    row("interaction_required", "The server wants you to sign in again.");
    row("consent_required", "The server wants you to sign in again.");
    row("admin_policy_enforced", "The server does not allow this program to sign in this way.");
    row("rate_limit_exceeded", "The server asks for fewer requests.");
    row("authorization_declined", "The request was declined.");
}

void TestErrorResponse::providersHaveCodesOfTheirOwn()
{
    QFETCH(QString, sentence);
    const auto response =
        ErrorResponse::fromJson(answer(QString::fromLatin1(QTest::currentDataTag())));
    QVERIFY(response);
    QCOMPARE(response->toError().message(), sentence);
}

// Demand: RFC6749-5.2-error-members
void TestErrorResponse::readsTheReferencesExample()
{
    const auto response = ErrorResponse::fromJson(
        {{QStringLiteral("error"), QStringLiteral("invalid_request")},
         {QStringLiteral("error_description"), QStringLiteral("string")},
         {QStringLiteral("error_uri"), QStringLiteral("https://example.com")}});
    QVERIFY(response);
    const Error error = response->toError();
    QCOMPARE(error.oauthDescription(), QStringLiteral("string"));
    QCOMPARE(error.oauthUri(), QUrl(QStringLiteral("https://example.com")));
    // Whoever reads the details sees where more is said.
    QVERIFY(error.detail().contains(QLatin1String("https://example.com")));
}

void TestErrorResponse::whatIsNoError_data()
{
    QTest::addColumn<QJsonObject>("object");
    QTest::newRow("nothing") << QJsonObject();
    QTest::newRow("an empty code") << answer(QString());
    QTest::newRow("a null code") << QJsonObject{{QStringLiteral("error"), QJsonValue::Null}};
    QTest::newRow("a number") << QJsonObject{{QStringLiteral("error"), 400}};
    QTest::newRow("an object") << QJsonObject{{QStringLiteral("error"), QJsonObject()}};
    QTest::newRow("a description alone")
        << QJsonObject{{QStringLiteral("error_description"), QStringLiteral("no")}};
    // Demand: Microsoft-no-complete
    QTest::newRow("a message beside a code to enter")
        << QJsonObject{{QStringLiteral("message"), QStringLiteral("To sign in, open the page.")},
                       {QStringLiteral("user_code"), QStringLiteral("A")}};
    QTest::newRow("a message and a status that is none")
        << QJsonObject{{QStringLiteral("message"), QStringLiteral("slow_down")},
                       {QStringLiteral("status"), QStringLiteral("ok")}};
    QTest::newRow("a message of a success") << QJsonObject{
        {QStringLiteral("message"), QStringLiteral("slow_down")}, {QStringLiteral("status"), 200}};
    QTest::newRow("words that nobody has heard") << QJsonObject{
        {QStringLiteral("message"), QStringLiteral("teapot")}, {QStringLiteral("status"), 418}};
    QTest::newRow("a code that nobody can see") << answer(QStringLiteral(u"\u200b"));
}

void TestErrorResponse::whatIsNoError()
{
    QFETCH(QJsonObject, object);
    QVERIFY(!ErrorResponse::fromJson(object));
}

void TestErrorResponse::slowDownMayCarryAnInterval_data()
{
    QTest::addColumn<QJsonObject>("object");
    QTest::addColumn<qint64>("interval");
    QTest::newRow("absent") << answer(QStringLiteral("slow_down")) << qint64(0);
    // Demand: GitHub-slow-down-interval
    QTest::newRow("as GitHub sends it") << answerWith("interval", 10) << qint64(10);
    QTest::newRow("as a string") << answerWith("interval", QStringLiteral("10")) << qint64(10);
    QTest::newRow("negative") << answerWith("interval", -10) << qint64(0);
    QTest::newRow("huge") << answerWith("interval", 9e15) << qint64(3600);
    QTest::newRow("text") << answerWith("interval", QStringLiteral("later")) << qint64(0);
    QTest::newRow("an object") << answerWith("interval", QJsonObject()) << qint64(0);
    QTest::newRow("with another code it means nothing")
        << QJsonObject{{QStringLiteral("error"), QStringLiteral("authorization_pending")},
                       {QStringLiteral("interval"), 10}}
        << qint64(0);
}

void TestErrorResponse::slowDownMayCarryAnInterval()
{
    QFETCH(QJsonObject, object);
    QFETCH(qint64, interval);
    const auto response = ErrorResponse::fromJson(object);
    QVERIFY(response);
    QCOMPARE(qint64(response->interval.count()), interval);
    QCOMPARE(qint64(response->toError().retryAfter().count()), interval);
}

void TestErrorResponse::onlyWebAddressesAreKept_data()
{
    QTest::addColumn<QJsonValue>("sent");
    QTest::addColumn<bool>("isKept");
    const auto row = [](const char *address, bool isKept) {
        QTest::newRow(address) << QJsonValue(QString::fromUtf8(address)) << isKept;
    };
    row("https://example.com/errors#invalid_grant", true);
    row("http://example.com/errors", true);
    row("javascript:alert(1)", false);
    row("file:///etc/passwd", false);
    row("data:text/html,hello", false);
    row("mailto:a@example.com", false);
    row("https:///errors", false);
    row("https:errors", false);
    row("https://bank.example@evil.example/", false);
    row("/errors", false);
    row("https://exa mple.com/", false);
    QTest::newRow("a megabyte") << QJsonValue(QStringLiteral("https://example.com/")
                                              + QString(1024 * 1024, u'a'))
                                << false;
    QTest::newRow("a number") << QJsonValue(5) << false;
    QTest::newRow("a list") << QJsonValue(QJsonArray{QStringLiteral("https://example.com/")})
                            << false;
}

void TestErrorResponse::onlyWebAddressesAreKept()
{
    QFETCH(QJsonValue, sent);
    QFETCH(bool, isKept);
    const auto response = ErrorResponse::fromJson(answerWith("error_uri", sent));
    QVERIFY(response);
    QCOMPARE(response->uri, isKept ? QUrl(sent.toString()) : QUrl());
}

void TestErrorResponse::hostileTextIsCleanedAndCut()
{
    const auto response = ErrorResponse::fromJson(
        {{QStringLiteral("error"), QString(5000, u'e')},
         {QStringLiteral("error_description"),
          QStringLiteral(u"one\u202e\r\n\x1b[2J") + QString(1024 * 1024, u'd')},
         {QStringLiteral("error_uri"), QStringLiteral("https://example.com/%E2%80%AE%0A")}});
    QVERIFY(response);
    QVERIFY(response->error.size() <= maxCodeLength);
    QVERIFY(response->description.size() <= maxDescriptionLength);
    QVERIFY(response->description.startsWith(QLatin1String("one [2J")));
    const QString detail = response->toError().detail();
    QVERIFY(std::all_of(detail.cbegin(), detail.cend(), [](QChar c) { return c.isPrint(); }));

    const auto wrongType =
        ErrorResponse::fromJson({{QStringLiteral("error"), QStringLiteral("invalid_grant")},
                                 {QStringLiteral("error_description"), QJsonObject()}});
    QVERIFY(wrongType);
    QVERIFY(wrongType->description.isEmpty());
}

/// Okta answers for a client that it does not know with the error of its own API, and that was told
/// as an answer that cannot be used.
void TestErrorResponse::oktasApiHasItsOwnNames()
{
    const auto response = ErrorResponse::fromJson(
        {{QStringLiteral("errorCode"), QStringLiteral("invalid_client")},
         {QStringLiteral("errorSummary"), QStringLiteral("Invalid value for 'client_id'.")},
         {QStringLiteral("errorLink"), QStringLiteral("invalid_client")},
         {QStringLiteral("errorCauses"), QJsonArray()}});
    QVERIFY(response);
    QCOMPARE(response->error, QStringLiteral("invalid_client"));
    QCOMPARE(response->description, QStringLiteral("Invalid value for 'client_id'."));
}

QTEST_GUILESS_MAIN(TestErrorResponse)

#include "tst_errorresponse.moc"
