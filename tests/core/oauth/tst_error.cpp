// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include <latchkey/error.h>

#include <QtCore/QDebug>
#include <QtCore/QMetaEnum>
#include <QtCore/QRegularExpression>
#include <QtCore/QSet>
#include <QtTest/QTest>

using namespace Latchkey;
using namespace std::chrono_literals;
using Kind = Error::Kind;

class TestError : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".?"))); }

    void noErrorSaysNothing();
    void everyKindHasAWordAndASentence_data();
    void everyKindHasAWordAndASentence();
    void theTableNamesEveryKind();
    void theServersCodeComesFirst();
    void aServerInTroubleIsNotCalledUnreachable_data();
    void aServerInTroubleIsNotCalledUnreachable();
    void rejectionsAreTold_data();
    void rejectionsAreTold();
    void anAnswerWithoutACodeMayPass();
    void theEndpointIsToldWithoutWhatMayBeSecret();
    void theDetailIsOneLine();
    void theClockIsNamedWhereItMayBeTheFault_data();
    void theClockIsNamedWhereItMayBeTheFault();
    void isAValue();
};

void TestError::noErrorSaysNothing()
{
    const Error none;
    QVERIFY(!none.isError());
    QVERIFY(!none.isTransient());
    QCOMPARE(none.kind(), Kind::None);
    for (const QString &text : {none.code(), none.message(), none.advice(), none.detail(),
                                none.oauthCode(), none.oauthDescription()})
        QVERIFY(text.isEmpty());
    QVERIFY(none.endpoint().isEmpty());
    QVERIFY(none.oauthUri().isEmpty());
    QCOMPARE(none.httpStatus(), 0);
    QCOMPARE(none.retryAfter(), 0s);
}

void TestError::everyKindHasAWordAndASentence_data()
{
    QTest::addColumn<Kind>("kind");
    QTest::addColumn<QString>("code");
    QTest::addColumn<bool>("isTransient");
    const auto row = [](Kind kind, const char *code, bool isTransient) {
        QTest::newRow(QMetaEnum::fromType<Kind>().valueToKey(static_cast<int>(kind)))
            << kind << QString::fromLatin1(code) << isTransient;
    };
    row(Kind::Denied, "access_denied", false);
    row(Kind::Expired, "expired_token", false);
    row(Kind::Network, "network", true);
    row(Kind::Tls, "tls", true);
    row(Kind::Protocol, "protocol", true);
    row(Kind::InsecureEndpoint, "insecure_endpoint", false);
    row(Kind::Rejected, "protocol", false);
    row(Kind::InvalidIdToken, "invalid_id_token", false);
    row(Kind::KeychainLocked, "keychain_locked", true);
    row(Kind::KeychainAbsent, "keychain_absent", false);
    row(Kind::KeychainDenied, "keychain_denied", false);
    row(Kind::KeychainFailed, "keychain_failed", false);
    row(Kind::StorageFailed, "storage_failed", false);
    row(Kind::Busy, "busy", true);
    row(Kind::SignedOut, "signed_out", false);
    row(Kind::Cancelled, "cancelled", false);
    row(Kind::Usage, "usage", false);
}

void TestError::everyKindHasAWordAndASentence()
{
    QFETCH(Kind, kind);
    QFETCH(QString, code);
    QFETCH(bool, isTransient);
    const Error error(kind, QStringLiteral("the detail"));
    QVERIFY(error.isError());
    QCOMPARE(error.code(), code);
    QCOMPARE(error.isTransient(), isTransient);
    QVERIFY(error.message().endsWith(u'.'));
    QVERIFY(!error.message().contains(u'\n'));
    QVERIFY(error.advice().isEmpty() || error.advice().endsWith(u'.'));
    QCOMPARE(error.detail(), QStringLiteral("the detail"));
    QVERIFY(!error.message().contains(QLatin1String("the detail")));
}

void TestError::theTableNamesEveryKind()
{
    everyKindHasAWordAndASentence_data();
    // All but None are in the table above, which is the one whose count is not zero here.
    QCOMPARE(QMetaEnum::fromType<Kind>().keyCount(), 18);
}

void TestError::theServersCodeComesFirst()
{
    for (const Kind kind : {Kind::Denied, Kind::Expired, Kind::Network, Kind::Rejected}) {
        const Error error =
            Error(kind).withOAuth(QStringLiteral("some_code"), QStringLiteral("Words"), {});
        QCOMPARE(error.code(), QStringLiteral("some_code"));
        QVERIFY(error.detail().contains(QLatin1String("some_code: Words")));
    }
}

void TestError::aServerInTroubleIsNotCalledUnreachable_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<QString>("code");
    QTest::addColumn<QString>("message");
    const QString trouble = QStringLiteral("The server has a problem of its own.");
    QTest::newRow("no answer") << 0 << QString()
                               << QStringLiteral("The server could not be reached.");
    QTest::newRow("an answer that broke off")
        << 200 << QString() << QStringLiteral("The server could not be reached.");
    QTest::newRow("500") << 500 << QString() << trouble;
    QTest::newRow("503") << 503 << QString() << trouble;
    QTest::newRow("it says so itself") << 400 << QStringLiteral("server_error") << trouble;
    QTest::newRow("429") << 429 << QString()
                         << QStringLiteral("The server asks for fewer requests.");
}

void TestError::aServerInTroubleIsNotCalledUnreachable()
{
    QFETCH(int, status);
    QFETCH(QString, code);
    QFETCH(QString, message);
    const Error error =
        Error(Kind::Network).withHttpStatus(status).withOAuth(code, QString(), QUrl());
    QCOMPARE(error.message(), message);
    QVERIFY(error.isTransient());
    QVERIFY(!error.advice().isEmpty());
}

void TestError::rejectionsAreTold_data()
{
    QTest::addColumn<QString>("code");
    for (const char *code : {"invalid_request", "invalid_client", "invalid_grant",
                             "unauthorized_client", "unsupported_grant_type", "invalid_scope",
                             "authorization_pending", "slow_down", "teapot"})
        QTest::newRow(code) << QString::fromLatin1(code);
}

void TestError::rejectionsAreTold()
{
    QFETCH(QString, code);
    const Error silent = Error(Kind::Rejected).withOAuth(code, QString(), QUrl());
    QVERIFY(silent.message().endsWith(u'.'));
    QVERIFY(!silent.advice().isEmpty());
    QVERIFY(!silent.isTransient());
    const Error said = Error(Kind::Rejected).withOAuth(code, QStringLiteral("%1 <b>no</b>"), {});
    QVERIFY(said.advice().contains(QLatin1String("%1 <b>no</b>")));
}

void TestError::anAnswerWithoutACodeMayPass()
{
    QVERIFY(Error(Kind::Protocol).isTransient());
    QVERIFY(!Error(Kind::Protocol).withOAuth(QStringLiteral("x"), {}, {}).isTransient());
}

void TestError::theEndpointIsToldWithoutWhatMayBeSecret()
{
    const Error error =
        Error(Kind::Network)
            .withEndpoint(
                QUrl(QStringLiteral("https://name:secret@login.example.com/a?b=secret#secret")))
            .withHttpStatus(502)
            .withRetryAfter(7s);
    QCOMPARE(error.endpoint(), QUrl(QStringLiteral("https://login.example.com/a")));
    QCOMPARE(error.httpStatus(), 502);
    QCOMPARE(error.retryAfter(), 7s);
    QString log;
    QDebug(&log) << error;
    for (const QString &text : {error.detail(), error.message(), error.advice(), log})
        QVERIFY2(!text.contains(QLatin1String("secret")), qPrintable(text));
    QVERIFY(log.contains(QLatin1String("Network")));
    QVERIFY(log.contains(QLatin1String("HTTP 502")));
}

void TestError::theDetailIsOneLine()
{
    const QUrl hostile(QStringLiteral("https://login.example.com/%E2%80%A8%E2%80%AE%0A"));
    const QString detail = Error(Kind::Rejected)
                               .withEndpoint(hostile)
                               .withOAuth(QStringLiteral("a"), QStringLiteral("b"), hostile)
                               .detail();
    for (const char32_t ucs4 : detail.toUcs4())
        QVERIFY2(ucs4 >= 0x20 && ucs4 < 0x7f, qPrintable(detail));
}

void TestError::theClockIsNamedWhereItMayBeTheFault_data()
{
    QTest::addColumn<Kind>("kind");
    QTest::addColumn<qint64>("fast");
    QTest::addColumn<QString>("advice");
    const auto row = [](const char *name, Kind kind, qint64 fast, const char *amount) {
        QTest::newRow(name) << kind << fast << QString::fromLatin1(amount);
    };
    row("four minutes are no reason", Kind::Rejected, 240, "");
    row("an unreachable server is not the clock's fault", Kind::Network, 7200, "");
    row("minutes", Kind::Rejected, 600, "10 minutes fast");
    row("hours", Kind::SignedOut, -7200, "2 hours slow");
    row("days", Kind::Protocol, 259200, "3 days fast");
    row("a minute is enough for an ID token", Kind::InvalidIdToken, 90, "90 seconds fast");
}

void TestError::theClockIsNamedWhereItMayBeTheFault()
{
    QFETCH(Kind, kind);
    QFETCH(qint64, fast);
    QFETCH(QString, advice);
    const Error error = Error(kind).withClockSkew(std::chrono::seconds(fast));
    QCOMPARE(error.clockSkew(), std::chrono::seconds(fast));
    QCOMPARE(error.advice().contains(QLatin1String("clock")), !advice.isEmpty());
    QVERIFY2(error.advice().contains(advice), qPrintable(error.advice()));
    QVERIFY(error.detail().contains(QString::number(std::abs(fast))));
}

void TestError::isAValue()
{
    const Error first(Kind::Network, QStringLiteral("first"));
    Error second = first;
    second = second.withDetail(QStringLiteral("second"));
    QCOMPARE(first.detail(), QStringLiteral("first"));
    QCOMPARE(second.detail(), QStringLiteral("second"));
    QCOMPARE(qvariant_cast<Error>(QVariant::fromValue(second)).detail(), second.detail());
}

QTEST_GUILESS_MAIN(TestError)

#include "tst_error.moc"
