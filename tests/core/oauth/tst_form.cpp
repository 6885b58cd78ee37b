// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "oauth/form.h"

#include <QtCore/QRegularExpression>
#include <QtCore/QUrlQuery>
#include <QtTest/QTest>

using namespace Latchkey;

/// RFC 6749 App. B.
class TestForm : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".?"))); }

    void encodesOneValue_data();
    void encodesOneValue();
    void namesAreEncodedToo();
    void keepsTheOrder();
    void leavesEmptyValuesOut();
    void addsOnlyWhatIsNotThereYet();
};

void TestForm::encodesOneValue_data()
{
    QTest::addColumn<QString>("value");
    QTest::addColumn<QByteArray>("encoded");

    QTest::newRow("unreserved characters stay")
        << QStringLiteral("aZ09-._~") << QByteArray("aZ09-._~");
    QTest::newRow("a plus arrives as a plus") << QStringLiteral("a+b") << QByteArray("a%2Bb");
    QTest::newRow("an ampersand does not begin a parameter")
        << QStringLiteral("a&scope=all") << QByteArray("a%26scope%3Dall");
    QTest::newRow("a percent sign is not taken for an escape")
        << QStringLiteral("100%25") << QByteArray("100%2525");
    QTest::newRow("a space") << QStringLiteral("openid profile") << QByteArray("openid%20profile");
    QTest::newRow("line breaks") << QStringLiteral("a\r\nb") << QByteArray("a%0D%0Ab");
    QTest::newRow("an address") << QStringLiteral("https://api.example/?a=b#c")
                                << QByteArray("https%3A%2F%2Fapi.example%2F%3Fa%3Db%23c");
    QTest::newRow("two bytes of UTF-8") << QStringLiteral(u"\u00fc") << QByteArray("%C3%BC");
    QTest::newRow("outside of the basic plane")
        << QStringLiteral(u"\U0001F511") << QByteArray("%F0%9F%94%91");
    QTest::newRow("a null character") << QString(QChar(u'\0')) << QByteArray("%00");
}

// Demand: RFC6749-B-form-encoding
void TestForm::encodesOneValue()
{
    QFETCH(QString, value);
    QFETCH(QByteArray, encoded);
    const QByteArray body = formEncode({{QStringLiteral("v"), value}});
    QCOMPARE(body, "v=" + encoded);
    QCOMPARE(QUrlQuery(QString::fromLatin1(body))
                 .queryItemValue(QStringLiteral("v"), QUrl::FullyDecoded),
             value);
}

void TestForm::namesAreEncodedToo()
{
    QCOMPARE(formEncode({{QStringLiteral("a&b="), QStringLiteral("c")}}), QByteArray("a%26b%3D=c"));
}

void TestForm::keepsTheOrder()
{
    QCOMPARE(formEncode({{QStringLiteral("z"), QStringLiteral("1")},
                         {QStringLiteral("a"), QStringLiteral("2")}}),
             QByteArray("z=1&a=2"));
}

// Demand: RFC6749-3.2-empty-parameters
void TestForm::leavesEmptyValuesOut()
{
    QCOMPARE(formEncode({}), QByteArray());
    QCOMPARE(formEncode({{QStringLiteral("a"), QString()}}), QByteArray());
    QCOMPARE(formEncode({{QStringLiteral("a"), QString()},
                         {QStringLiteral("b"), QStringLiteral("1")},
                         {QStringLiteral("c"), QStringLiteral("")},
                         {QStringLiteral("d"), QStringLiteral(" ")}}),
             QByteArray("b=1&d=%20"));
}

void TestForm::addsOnlyWhatIsNotThereYet()
{
    FormParameters form{{QStringLiteral("grant_type"), QStringLiteral("refresh_token")}};
    addParameters(form,
                  {{QStringLiteral("grant_type"), QStringLiteral("password")},
                   {QStringLiteral("x"), QStringLiteral("1")}});
    QCOMPARE(formEncode(form), QByteArray("grant_type=refresh_token&x=1"));
}

QTEST_GUILESS_MAIN(TestForm)

#include "tst_form.moc"
