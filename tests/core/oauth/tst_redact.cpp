// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "oauth/redact.h"

#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

using namespace Latchkey;

class TestRedact : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".?"))); }

    void tellsOnlyTheLength();
    void noSecretSurvives_data();
    void noSecretSurvives();
    void whatWasSentIsNotRepeated();
    void whatHelpsStays();
    void isBounded_data();
    void isBounded();
};

void TestRedact::tellsOnlyTheLength()
{
    QCOMPARE(redact(QString()), QStringLiteral("(none)"));
    QCOMPARE(redact(QStringLiteral("s3cr3t")), QStringLiteral("(6 characters)"));
}

void TestRedact::noSecretSurvives_data()
{
    QTest::addColumn<QByteArray>("body");

    for (const char *name : {"access_token", "refresh_token", "id_token", "device_code",
                             "user_code", "client_secret", "code", "code_verifier", "token",
                             "password", "verification_uri_complete", "invented_tomorrow"}) {
        const QByteArray field(name);
        QTest::addRow("form: %s", name) << QByteArray("grant_type=x&" + field + "=s3cr3t&scope=a");
        QTest::addRow("JSON: %s", name)
            << QByteArray("{\"scope\":\"a\",\"" + field + "\":\"s3cr3t\"}");
        QTest::addRow("JSON, one level down: %s", name)
            << QByteArray("{\"data\":{\"" + field + "\":\"s3cr3t\"}}");
        QTest::addRow("JSON, in a list: %s", name)
            << QByteArray("{\"data\":[{\"" + field + "\":\"s3cr3t\"}]}");
        QTest::addRow("JSON, inside of a public field: %s", name)
            << QByteArray("{\"error\":{\"" + field + "\":\"s3cr3t\"}}");
        QTest::addRow("JSON, in a list inside of a public field: %s", name)
            << QByteArray("{\"scope\":[{\"" + field + "\":\"s3cr3t\"}]}");
        QTest::addRow("truncated JSON: %s", name)
            << QByteArray("{\"" + field + "\":\"s3cr3t==\",\"x\":");
    }
    QTest::newRow("a list at the top") << QByteArray("[\"s3cr3t\"]");
    QTest::newRow("a string at the top") << QByteArray("\"s3cr3t\"");
    QTest::newRow("the token alone") << QByteArray("s3cr3t");
    QTest::newRow("the token alone, padded") << QByteArray("s3cr3t==");
    QTest::newRow("a page") << QByteArray("<html>token=s3cr3t</html>");
    QTest::newRow("text") << QByteArray("your token=s3cr3t");
    QTest::newRow("form, percent-encoded name") << QByteArray("%61ccess_token=s3cr3t");
    QTest::newRow("form, a value with an equals sign") << QByteArray("code=a=s3cr3t");
    QTest::newRow("form, separated by semicolons") << QByteArray("scope_x=a;access_token=s3cr3t");
    QTest::newRow("form, the secret is the name") << QByteArray("S3cr3t.s3cr3t=1&s3cr3t");
    QTest::newRow("JSON, the secret is a number in a list")
        << QByteArray("{\"code\":[\"s3cr3t\"]}");
    QTest::newRow("JSON with blanks") << QByteArray("{\n  \"access_token\" : \"s3cr3t\"\n}");
}

void TestRedact::noSecretSurvives()
{
    QFETCH(QByteArray, body);
    const QString shown = redactBody(body);
    QVERIFY2(!shown.contains(QLatin1String("s3cr3t"), Qt::CaseInsensitive), qPrintable(shown));
    QVERIFY(!shown.isEmpty());
}

/// Some servers name the token that they refuse.
void TestRedact::whatWasSentIsNotRepeated()
{
    const QString token = QStringLiteral("s3cr3t+token/1=");
    const QStringList secrets =
        secretsOf({{QStringLiteral("grant_type"), QStringLiteral("refresh_token")},
                   {QStringLiteral("refresh_token"), token},
                   {QStringLiteral("client_id"), QStringLiteral("a-client-of-ours")},
                   {QStringLiteral("prompt"), QStringLiteral("login")}});
    QCOMPARE(secrets, QStringList{token});
    const QString said = QStringLiteral("Unknown: \"%1\", that is %1").arg(token);
    QCOMPARE(withoutSecrets(said, secrets),
             QStringLiteral("Unknown: \"(redacted)\", that is (redacted)"));
    const QByteArray body = "{\"error_description\":\"" + QByteArray(1940, 'x') + ' '
        + token.toUtf8() + QByteArray(200, 'x') + "\"}";
    const QString shown = redactBody(body, secrets);
    QVERIFY(!shown.contains(QLatin1String("s3cr3t")));
    QVERIFY(shown.size() <= 2000);
}

void TestRedact::whatHelpsStays()
{
    const QString form = redactBody("grant_type=refresh_token&refresh_token=abc&client_id=me");
    QVERIFY(form.contains(QLatin1String("grant_type=refresh_token")));
    QVERIFY(form.contains(QLatin1String("refresh_token=(3 characters)")));
    QVERIFY(form.contains(QLatin1String("client_id=me")));

    const QString json =
        redactBody("{\"error\":\"invalid_grant\",\"interval\":5,\"code\":\"abc\"}");
    QVERIFY(json.contains(QLatin1String("\"error\":\"invalid_grant\"")));
    QVERIFY(json.contains(QLatin1String("\"interval\":5")));
    QVERIFY(json.contains(QLatin1String("(3 characters)")));

    QCOMPARE(redactBody("<html></html>"), QStringLiteral("(13 bytes)"));
}

void TestRedact::isBounded_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("a long public value")
        << QByteArray("{\"error_description\":\"" + QByteArray(15'000, 'a') + "\"}");
    QTest::newRow("a long form") << QByteArray("scope=" + QByteArray(15'000, 'a'));
    QTest::newRow("a long name") << QByteArray(QByteArray(15'000, 'a') + "=1");
    QTest::newRow("megabytes") << QByteArray("scope=" + QByteArray(8 * 1024 * 1024, 'a'));
    QTest::newRow("terminal escapes") << QByteArray("scope=%1B%5B2J%0A%E2%80%AE");
}

void TestRedact::isBounded()
{
    QFETCH(QByteArray, body);
    const QString shown = redactBody(body);
    QVERIFY(shown.size() <= 2000);
    for (const QChar character : shown)
        QVERIFY(character.isPrint());
}

QTEST_GUILESS_MAIN(TestRedact)

#include "tst_redact.moc"
