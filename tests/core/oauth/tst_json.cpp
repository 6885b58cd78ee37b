// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "oauth/json.h"

#include <QtCore/QElapsedTimer>
#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

using namespace Latchkey;

namespace {

constexpr QLatin1String field("field");

QJsonObject object(const QByteArray &value)
{
    return QJsonDocument::fromJson("{\"field\":" + value + "}").object();
}

} // namespace

class TestJson : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".?"))); }

    void saysWhatCameInsteadOfAnObject_data();
    void saysWhatCameInsteadOfAnObject();
    void readsAnObject_data();
    void readsAnObject();
    void deepNestingIsAnError();
    void readsNumbers_data();
    void readsNumbers();
    void readsStrings_data();
    void readsStrings();
    void theFirstFaultIsTold();
    void aWrongTypeIsNotCalledMissing();
};

void TestJson::saysWhatCameInsteadOfAnObject_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QString>("words");

    QTest::newRow("nothing") << QByteArray() << QStringLiteral("empty");
    QTest::newRow("blanks") << QByteArray(" \r\n ") << QStringLiteral("empty");
    QTest::newRow("a web page") << QByteArray("<!DOCTYPE html><html></html>")
                                << QStringLiteral("web page");
    QTest::newRow("a web page after blanks")
        << QByteArray("\n\n  <html></html>") << QStringLiteral("web page");
    QTest::newRow("truncated in a value")
        << QByteArray("{\"access_token\":\"abc") << QStringLiteral("not JSON");
    QTest::newRow("truncated after a comma")
        << QByteArray("{\"a\":1,") << QStringLiteral("not JSON");
    QTest::newRow("text") << QByteArray("Too many requests") << QStringLiteral("not JSON");
    QTest::newRow("form encoded") << QByteArray("access_token=a&token_type=bearer")
                                  << QStringLiteral("not JSON");
    QTest::newRow("two objects") << QByteArray("{}{}") << QStringLiteral("not JSON");
    QTest::newRow("an array") << QByteArray("[{\"a\":1}]") << QStringLiteral("not an object");
    QTest::newRow("an empty array") << QByteArray("[]") << QStringLiteral("not an object");
    QTest::newRow("null bytes") << QByteArray(64, '\0') << QStringLiteral("not JSON");
    QTest::newRow("not UTF-8") << QByteArray("{\"a\":\"\xff\xfe\"}") << QStringLiteral("not JSON");
    QTest::newRow("a number that is too large for any type")
        << QByteArray("{\"a\":1e400}") << QStringLiteral("not JSON");
    QTest::newRow("NaN, which is not JSON")
        << QByteArray("{\"a\":NaN}") << QStringLiteral("not JSON");
}

void TestJson::saysWhatCameInsteadOfAnObject()
{
    QFETCH(QByteArray, body);
    QFETCH(QString, words);
    const Expected<QJsonObject> result = parseJsonObject(body);
    QVERIFY(!result);
    QCOMPARE(result.error().kind(), Error::Kind::Protocol);
    QVERIFY2(result.error().detail().contains(words), qPrintable(result.error().detail()));
    QVERIFY(!result.error().detail().contains(QLatin1String("abc")));
}

void TestJson::readsAnObject_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("plain") << QByteArray("{\"a\":1}");
    QTest::newRow("with blanks around") << QByteArray("\r\n {\"a\": 1} \n");
    QTest::newRow("behind a byte order mark") << QByteArray("\xef\xbb\xbf{\"a\":1}");
    QTest::newRow("named twice, the last counts") << QByteArray("{\"a\":2,\"a\":1}");
}

void TestJson::readsAnObject()
{
    QFETCH(QByteArray, body);
    const Expected<QJsonObject> result = parseJsonObject(body);
    QVERIFY(result);
    QCOMPARE(result->value(QLatin1String("a")).toInt(), 1);
}

void TestJson::deepNestingIsAnError()
{
    const QByteArray deep =
        QByteArray("{\"a\":").repeated(200'000) + "1" + QByteArray("}").repeated(200'000);
    QElapsedTimer timer;
    timer.start();
    const Expected<QJsonObject> result = parseJsonObject(deep);
    QVERIFY(!result);
    QVERIFY(timer.elapsed() < 500);
}

void TestJson::readsNumbers_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<bool>("isAbsent");
    QTest::addColumn<bool>("isFault");
    QTest::addColumn<qint64>("number");
    const auto number = [](const char *row, const QByteArray &value, qint64 expected) {
        QTest::newRow(row) << value << false << false << expected;
    };
    const auto fault = [](const char *row, const QByteArray &value) {
        QTest::newRow(row) << value << true << true << qint64(0);
    };

    number("a number", "5", 5);
    number("zero", "0", 0);
    number("negative", "-1", -1);
    number("a fraction is cut", "5.9", 5);
    number("an exponent", "1e3", 1000);
    number("a number as a string", "\"1800\"", 1800);
    number("a fraction as a string", "\"5.0\"", 5);
    number("the largest that is exact", "9007199254740992", 9007199254740992);
    QTest::newRow("null is absent") << QByteArray("null") << true << false << qint64(0);
    fault("larger than exact", "9007199254740994");
    fault("larger than 64 bits", "123456789012345678901234567890");
    fault("far larger", "1e300");
    fault("far less", "-1e300");
    fault("a huge number as a string", "\"1e300\"");
    fault("infinity as a string", "\"inf\"");
    fault("not a number as a string", "\"nan\"");
    fault("hexadecimal", "\"0x10\"");
    fault("with a unit", "\"5s\"");
    fault("text", "\"soon\"");
    fault("an empty string", "\"\"");
    fault("true", "true");
    fault("a list", "[5]");
    fault("an object", "{\"seconds\":5}");
}

void TestJson::readsNumbers()
{
    QFETCH(QByteArray, value);
    QFETCH(bool, isAbsent);
    QFETCH(bool, isFault);
    QFETCH(qint64, number);
    JsonFields fields(object(value));
    const std::optional<qint64> result = fields.integer(field);
    QCOMPARE(!result.has_value(), isAbsent);
    QCOMPARE(result.value_or(0), number);
    QCOMPARE(fields.error().kind(), isFault ? Error::Kind::Protocol : Error::Kind::None);

    JsonFields required(object(value));
    QCOMPARE(required.requiredInteger(field), result);
    QCOMPARE(required.error().isError(), isAbsent);
}

void TestJson::readsStrings_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<bool>("isFault");
    QTest::addColumn<QString>("text");
    QTest::newRow("text") << QByteArray("\"abc\"") << false << QStringLiteral("abc");
    QTest::newRow("an empty string") << QByteArray("\"\"") << false << QString();
    QTest::newRow("null") << QByteArray("null") << false << QString();
    QTest::newRow("a number") << QByteArray("5") << true << QString();
    QTest::newRow("false") << QByteArray("false") << true << QString();
    QTest::newRow("a list") << QByteArray("[\"abc\"]") << true << QString();
    QTest::newRow("an object") << QByteArray("{}") << true << QString();
}

void TestJson::readsStrings()
{
    QFETCH(QByteArray, value);
    QFETCH(bool, isFault);
    QFETCH(QString, text);
    JsonFields fields(object(value));
    QCOMPARE(fields.string(field), text);
    QCOMPARE(fields.error().isError(), isFault);

    JsonFields required(object(value));
    QCOMPARE(required.requiredString(field), text);
    QCOMPARE(required.error().isError(), text.isEmpty());
}

void TestJson::theFirstFaultIsTold()
{
    JsonFields fields(QJsonObject{{QStringLiteral("b"), 1}});
    fields.requiredString(QLatin1String("a"));
    fields.string(QLatin1String("b"));
    QCOMPARE(fields.error().detail(), QStringLiteral("\"a\" is missing"));
    QVERIFY(fields.contains(QLatin1String("b")));
    QVERIFY(!fields.contains(QLatin1String("a")));
}

void TestJson::aWrongTypeIsNotCalledMissing()
{
    JsonFields strings(object("5"));
    strings.requiredString(field);
    QCOMPARE(strings.error().detail(), QStringLiteral("\"field\" is not a string"));
    JsonFields numbers(object("\"soon\""));
    numbers.requiredInteger(field);
    QCOMPARE(numbers.error().detail(), QStringLiteral("\"field\" is not a number"));
}

QTEST_GUILESS_MAIN(TestJson)

#include "tst_json.moc"
