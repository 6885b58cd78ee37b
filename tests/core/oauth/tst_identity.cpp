// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include <latchkey/identity.h>

#include <QtCore/QDebug>
#include <QtCore/QJsonArray>
#include <QtCore/QMetaEnum>
#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

using namespace Latchkey;

/// OpenID Connect Core §5.1 and §5.3.
class TestIdentity : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".?"))); }

    void nobodyIsNotValid_data();
    void nobodyIsNotValid();
    void theBestNameIsShown_data();
    void theBestNameIsShown();
    void longSubjectsAreToldApart();
    void onlyAnHttpsPictureIsKept_data();
    void onlyAnHttpsPictureIsKept();
    void hostileClaimsAreCleaned();
    void theLogDoesNotNameAnybody();
    void addressesMayBeVerified_data();
    void addressesMayBeVerified();
    void whatVouchesIsTold();
};

void TestIdentity::nobodyIsNotValid_data()
{
    QTest::addColumn<QJsonObject>("claims");
    QTest::newRow("no claims") << QJsonObject();
    QTest::newRow("no sub") << QJsonObject{{QStringLiteral("name"), QStringLiteral("Ada")}};
    QTest::newRow("an empty sub") << QJsonObject{{QStringLiteral("sub"), QString()}};
    QTest::newRow("a sub that is a number") << QJsonObject{{QStringLiteral("sub"), 5}};
    QTest::newRow("a sub that is a list") << QJsonObject{{QStringLiteral("sub"), QJsonArray{1}}};
    QTest::newRow("a sub that nobody can see")
        << QJsonObject{{QStringLiteral("sub"), QStringLiteral(u"\u200b ")}};
}

void TestIdentity::nobodyIsNotValid()
{
    QFETCH(QJsonObject, claims);
    QVERIFY(!Identity(claims).isValid());
    QVERIFY(!Identity().isValid());
}

void TestIdentity::theBestNameIsShown_data()
{
    QTest::addColumn<QJsonObject>("claims");
    QTest::addColumn<QString>("name");
    QJsonObject claims{{QStringLiteral("sub"), QStringLiteral("248289761001")}};
    QTest::newRow("the subject if nothing else") << claims << QStringLiteral("248289761001");
    claims.insert(QStringLiteral("email"), QStringLiteral("ada@example.com"));
    QTest::newRow("the address") << claims << QStringLiteral("ada@example.com");
    claims.insert(QStringLiteral("preferred_username"), QStringLiteral("ada"));
    QTest::newRow("the user name") << claims << QStringLiteral("ada");
    claims.insert(QStringLiteral("name"), QStringLiteral("Ada Lovelace"));
    QTest::newRow("the name") << claims << QStringLiteral("Ada Lovelace");
    claims.insert(QStringLiteral("name"), 5);
    QTest::newRow("a name of another type is none") << claims << QStringLiteral("ada");
    claims.insert(QStringLiteral("name"), QStringLiteral(u"\u202e\u3164"));
    QTest::newRow("a name that nobody can see is none") << claims << QStringLiteral("ada");
}

void TestIdentity::theBestNameIsShown()
{
    QFETCH(QJsonObject, claims);
    QFETCH(QString, name);
    const Identity identity(claims);
    QVERIFY(identity.isValid());
    QCOMPARE(identity.name(), name);
    QCOMPARE(identity.claims(), claims);
}

/// A subject may be 255 characters long (OpenID Connect Core §2). It was cut to 200, and two people
/// whose subjects begin alike would have been one.
void TestIdentity::longSubjectsAreToldApart()
{
    const QString first = QString(254, u's') + u'1';
    const QString second = QString(254, u's') + u'2';
    QCOMPARE(Identity({{QStringLiteral("sub"), first}}).subject(), first);
    QCOMPARE(Identity({{QStringLiteral("sub"), second}}).subject(), second);
    QVERIFY(Identity({{QStringLiteral("sub"), QString(5000, u's')}}).subject().size() <= 255);
}

void TestIdentity::onlyAnHttpsPictureIsKept_data()
{
    QTest::addColumn<QJsonValue>("picture");
    QTest::addColumn<bool>("isKept");
    const auto row = [](const char *address, bool isKept) {
        QTest::newRow(address) << QJsonValue(QString::fromLatin1(address)) << isKept;
    };
    row("https://example.com/ada.png", true);
    row("http://example.com/ada.png", false);
    row("file:///etc/passwd", false);
    row("data:image/png;base64,AAAA", false);
    row("javascript:alert(1)", false);
    row("ada.png", false);
    row("", false);
    QTest::newRow("a number") << QJsonValue(5) << false;
}

void TestIdentity::onlyAnHttpsPictureIsKept()
{
    QFETCH(QJsonValue, picture);
    QFETCH(bool, isKept);
    const Identity identity(
        {{QStringLiteral("sub"), QStringLiteral("1")}, {QStringLiteral("picture"), picture}});
    QCOMPARE(identity.picture(), isKept ? QUrl(picture.toString()) : QUrl());
}

void TestIdentity::hostileClaimsAreCleaned()
{
    const Identity identity({{QStringLiteral("sub"), QStringLiteral("1")},
                             {QStringLiteral("name"),
                              QStringLiteral(u"Ada\u202e\n<b>\x1b[2J") + QString(100'000, u'a')},
                             {QStringLiteral("email"), QStringLiteral("a\r\nb@example.com")}});
    QVERIFY(identity.name().startsWith(QLatin1String("Ada <b>[2J")));
    QVERIFY(identity.name().size() <= 200);
    QCOMPARE(identity.email(), QStringLiteral("a b@example.com"));
}

void TestIdentity::theLogDoesNotNameAnybody()
{
    QString log;
    QDebug(&log) << Identity({{QStringLiteral("sub"), QStringLiteral("ada-1")},
                              {QStringLiteral("email"), QStringLiteral("ada@example.com")}});
    QVERIFY(!log.contains(QLatin1String("ada")));
    QVERIFY(log.contains(QLatin1String("2 claims")));
}

void TestIdentity::addressesMayBeVerified_data()
{
    QTest::addColumn<QJsonValue>("value");
    QTest::addColumn<bool>("isVerified");
    QTest::newRow("not said") << QJsonValue(QJsonValue::Undefined) << false;
    QTest::newRow("yes") << QJsonValue(true) << true;
    QTest::newRow("no") << QJsonValue(false) << false;
    QTest::newRow("yes, as a text") << QJsonValue(QStringLiteral("true")) << true;
    QTest::newRow("no, as a text") << QJsonValue(QStringLiteral("false")) << false;
    QTest::newRow("another text") << QJsonValue(QStringLiteral("1")) << false;
    QTest::newRow("a number") << QJsonValue(1) << false;
}

void TestIdentity::addressesMayBeVerified()
{
    QFETCH(QJsonValue, value);
    QFETCH(bool, isVerified);
    QJsonObject claims{{QStringLiteral("sub"), QStringLiteral("1")}};
    if (!value.isUndefined())
        claims.insert(QStringLiteral("email_verified"), value);
    QCOMPARE(Identity(claims).isEmailVerified(), isVerified);
}

void TestIdentity::whatVouchesIsTold()
{
    using Check = Identity::Check;
    using Source = Identity::Source;
    const QJsonObject claims{{QStringLiteral("sub"), QStringLiteral("1")}};
    QCOMPARE(Identity().source(), Source::Unknown);
    QCOMPARE(Identity(claims).source(), Source::UserInfo);
    QCOMPARE(Identity(QJsonObject(), Source::Signature, {}).source(), Source::Unknown);
    const Identity identity(claims, Source::Signature, {Check::Signature, Check::Issuer});
    QCOMPARE(identity.checks(), QList<Check>({Check::Issuer, Check::Signature}));
    // Each has a sentence of its own.
    QStringList texts;
    const auto sources = QMetaEnum::fromType<Source>();
    for (int i = 0; i < sources.keyCount(); ++i)
        texts += Identity::text(Source(sources.value(i)));
    const auto checks = QMetaEnum::fromType<Check>();
    for (int i = 0; i < checks.keyCount(); ++i)
        texts += Identity::text(Check(checks.value(i)));
    QCOMPARE(texts.size(), 15);
    QCOMPARE(texts.removeDuplicates(), 0);
    for (const QString &text : texts)
        QVERIFY2(text.endsWith(u'.'), qPrintable(text));
}

QTEST_GUILESS_MAIN(TestIdentity)

#include "tst_identity.moc"
