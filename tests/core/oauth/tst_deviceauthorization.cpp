// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "oauth/deviceauthorization.h"

#include <QtCore/QJsonArray>
#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

using namespace Latchkey;
using namespace std::chrono_literals;

namespace {

/// The answer of the Yoto reference, with values that could be real.
QJsonObject fullAnswer()
{
    return {
        {QStringLiteral("device_code"), QStringLiteral("device-secret")},
        {QStringLiteral("user_code"), QStringLiteral("WDJB-MJHT")},
        {QStringLiteral("verification_uri"), QStringLiteral("https://login.example.com/activate")},
        {QStringLiteral("verification_uri_complete"),
         QStringLiteral("https://login.example.com/activate?user_code=WDJB-MJHT")},
        {QStringLiteral("expires_in"), 300},
        {QStringLiteral("interval"), 7},
    };
}

QJsonObject answerWith(const char *name, const QJsonValue &value)
{
    QJsonObject answer = fullAnswer();
    answer.insert(QLatin1String(name), value);
    return answer;
}

QJsonObject answerWithout(const char *name)
{
    QJsonObject answer = fullAnswer();
    answer.remove(QLatin1String(name));
    return answer;
}

} // namespace

/// RFC 8628 §3.1 and §3.2.
class TestDeviceAuthorization : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".?"))); }

    void asksForWhatTheReferenceNames();
    void readsEveryField();
    void unusableAnswersAreRefused_data();
    void unusableAnswersAreRefused();
    void whatIsOptionalMayBeAbsent();
    void understandsTheDraftsName();
    void boundsTheTimes_data();
    void boundsTheTimes();
    void verificationAddresses_data();
    void verificationAddresses();
    void theUserCodeIsFitToBeShown_data();
    void theUserCodeIsFitToBeShown();
};

// Demand: Yoto-device-request
void TestDeviceAuthorization::asksForWhatTheReferenceNames()
{
    const DeviceAuthorizationRequest request{
        QStringLiteral("client"),
        {QStringLiteral("profile"), QStringLiteral("offline_access"), QStringLiteral("openid")},
        QStringLiteral("https://api.yotoplay.com")};
    QCOMPARE(formEncode(request.toForm()),
             QByteArray("client_id=client&scope=profile%20offline_access%20openid"
                        "&audience=https%3A%2F%2Fapi.yotoplay.com"));
}

// Demand: Yoto-device-answer
void TestDeviceAuthorization::readsEveryField()
{
    const Expected<DeviceAuthorization> code = DeviceAuthorization::fromJson(fullAnswer());
    QVERIFY(code);
    QCOMPARE(code->deviceCode, QStringLiteral("device-secret"));
    QCOMPARE(code->userCode, QStringLiteral("WDJB-MJHT"));
    QCOMPARE(code->verificationUri, QUrl(QStringLiteral("https://login.example.com/activate")));
    QCOMPARE(code->verificationUriComplete,
             QUrl(QStringLiteral("https://login.example.com/activate?user_code=WDJB-MJHT")));
    QCOMPARE(code->expiresIn, 300s);
    QCOMPARE(code->interval, 7s);
}

void TestDeviceAuthorization::unusableAnswersAreRefused_data()
{
    QTest::addColumn<QJsonObject>("answer");
    QTest::addColumn<QString>("field");
    QTest::newRow("nothing at all") << QJsonObject() << QStringLiteral("device_code");
    for (const char *name : {"device_code", "user_code", "verification_uri", "expires_in"}) {
        const QString field = QString::fromLatin1(name);
        QTest::addRow("no %s", name) << answerWithout(name) << field;
        QTest::addRow("%s is null", name) << answerWith(name, QJsonValue::Null) << field;
        QTest::addRow("%s is empty", name) << answerWith(name, QString()) << field;
    }
    for (const char *name : {"device_code", "user_code", "verification_uri",
                             "verification_uri_complete", "expires_in", "interval"}) {
        const QString field = QString::fromLatin1(name);
        QTest::addRow("%s is true", name) << answerWith(name, true) << field;
        QTest::addRow("%s is a list", name) << answerWith(name, QJsonArray{5}) << field;
        QTest::addRow("%s is an object", name) << answerWith(name, QJsonObject()) << field;
    }
    for (const char *name : {"device_code", "user_code", "verification_uri"}) {
        QTest::addRow("%s is a number", name)
            << answerWith(name, 12345678) << QString::fromLatin1(name);
    }
    QTest::newRow("expires_in is text")
        << answerWith("expires_in", QStringLiteral("soon")) << QStringLiteral("expires_in");
    QTest::newRow("interval is text")
        << answerWith("interval", QStringLiteral("slowly")) << QStringLiteral("interval");
    QTest::newRow("expires_in is larger than any number")
        << answerWith("expires_in", 1e300) << QStringLiteral("expires_in");
    QTest::newRow("a code without a lifetime")
        << answerWith("expires_in", 0) << QStringLiteral("lifetime");
    QTest::newRow("a code that ended before it began")
        << answerWith("expires_in", -1) << QStringLiteral("lifetime");
    QTest::newRow("a lifetime below the smallest number")
        << answerWith("expires_in", -9007199254740992.0) << QStringLiteral("lifetime");
    QTest::newRow("a user code of blanks")
        << answerWith("user_code", QStringLiteral(" \n\t ")) << QStringLiteral("characters");
    QTest::newRow("a user code that nobody can see")
        << answerWith("user_code", QStringLiteral(u"\u200b\u202e")) << QStringLiteral("characters");
    QTest::newRow("a user code that would be shown cut off")
        << answerWith("user_code", QString(65, u'A')) << QStringLiteral("too long");
    QTest::newRow("a user code of a megabyte")
        << answerWith("user_code", QString(1024 * 1024, u'A')) << QStringLiteral("too long");
}

// Demand: RFC8628-3.2-required-fields
void TestDeviceAuthorization::unusableAnswersAreRefused()
{
    QFETCH(QJsonObject, answer);
    QFETCH(QString, field);
    const Expected<DeviceAuthorization> code = DeviceAuthorization::fromJson(answer);
    QVERIFY(!code);
    QCOMPARE(code.error().kind(), Error::Kind::Protocol);
    QVERIFY2(code.error().detail().contains(field), qPrintable(code.error().detail()));
    QVERIFY(!code.error().detail().contains(QLatin1String("device-secret")));
}

// Demand: RFC8628-3.2-complete-optional
void TestDeviceAuthorization::whatIsOptionalMayBeAbsent()
{
    for (const QJsonObject &answer : {answerWithout("verification_uri_complete"),
                                      answerWith("verification_uri_complete", QJsonValue::Null),
                                      answerWith("verification_uri_complete", QString())}) {
        const Expected<DeviceAuthorization> code = DeviceAuthorization::fromJson(answer);
        QVERIFY(code);
        QVERIFY(code->verificationUriComplete.isEmpty());
    }
}

// Demand: Google-verification-url
void TestDeviceAuthorization::understandsTheDraftsName()
{
    QJsonObject answer = fullAnswer();
    for (const char *suffix : {"", "_complete"}) {
        const QString standard = QStringLiteral("verification_uri") + QLatin1String(suffix);
        answer.insert(QStringLiteral("verification_url") + QLatin1String(suffix),
                      answer.take(standard));
    }
    const Expected<DeviceAuthorization> code = DeviceAuthorization::fromJson(answer);
    QVERIFY(code);
    QCOMPARE(code->verificationUri, QUrl(QStringLiteral("https://login.example.com/activate")));
    QVERIFY(code->verificationUriComplete.hasQuery());

    // The standard's name counts where both are there.
    const Expected<DeviceAuthorization> both = DeviceAuthorization::fromJson(
        answerWith("verification_url", QStringLiteral("https://other.example/")));
    QVERIFY(both);
    QCOMPARE(both->verificationUri.host(), QStringLiteral("login.example.com"));
}

void TestDeviceAuthorization::boundsTheTimes_data()
{
    QTest::addColumn<QJsonObject>("answer");
    QTest::addColumn<qint64>("interval");
    QTest::addColumn<qint64>("expiresIn");
    const auto interval = [](const char *row, const QJsonObject &answer, qint64 expected) {
        QTest::newRow(row) << answer << expected << qint64(300);
    };
    const auto lifetime = [](const char *row, const QJsonObject &answer, qint64 expected) {
        QTest::newRow(row) << answer << qint64(7) << expected;
    };

    interval("an absent interval is five seconds", answerWithout("interval"), 5);
    interval("a null interval is five seconds", answerWith("interval", QJsonValue::Null), 5);
    interval("an interval as a string", answerWith("interval", QStringLiteral("10")), 10);
    interval("an interval of zero does not flood the server", answerWith("interval", 0), 1);
    interval("a negative interval does not flood the server", answerWith("interval", -5), 1);
    interval("a huge interval is bounded", answerWith("interval", 9e15), 86400);
    lifetime("a lifetime as a string", answerWith("expires_in", QStringLiteral("1800")), 1800);
    lifetime("a lifetime of a second", answerWith("expires_in", 1), 1);
    lifetime("a lifetime longer than a day is a day", answerWith("expires_in", 9e15), 86400);
}

void TestDeviceAuthorization::boundsTheTimes()
{
    QFETCH(QJsonObject, answer);
    QFETCH(qint64, interval);
    QFETCH(qint64, expiresIn);
    const Expected<DeviceAuthorization> code = DeviceAuthorization::fromJson(answer);
    QVERIFY(code);
    QCOMPARE(qint64(code->interval.count()), interval);
    QCOMPARE(qint64(code->expiresIn.count()), expiresIn);
}

void TestDeviceAuthorization::verificationAddresses_data()
{
    QTest::addColumn<QString>("address");
    QTest::addColumn<Error::Kind>("kind");
    const auto row = [](const char *address, Error::Kind kind) {
        QTest::newRow(address) << QString::fromUtf8(address) << kind;
    };

    row("https://login.example.com/activate?lang=en", Error::Kind::None);
    row("http://127.0.0.1:8765/activate", Error::Kind::None);
    row("http://[::1]:8765/activate", Error::Kind::None);
    row("http://localhost/activate", Error::Kind::None);
    row("http://login.example.com/activate", Error::Kind::InsecureEndpoint);
    row("http://127.0.0.1.evil.example/", Error::Kind::InsecureEndpoint);
    row("https://user:word@login.example.com/", Error::Kind::InsecureEndpoint);
    row("javascript:alert(document.cookie)", Error::Kind::InsecureEndpoint);
    row("JaVaScRiPt:alert(1)", Error::Kind::InsecureEndpoint);
    row("data:text/html,<script>", Error::Kind::Protocol);
    row("file:///etc/passwd", Error::Kind::InsecureEndpoint);
    row("smb://evil.example/share", Error::Kind::InsecureEndpoint);
    row("ms-settings:privacy", Error::Kind::InsecureEndpoint);
    row("about:blank", Error::Kind::InsecureEndpoint);
    row("https:///activate", Error::Kind::InsecureEndpoint);
    row("login.example.com/activate", Error::Kind::Protocol);
    row("/activate", Error::Kind::Protocol);
    row("//login.example.com/activate", Error::Kind::Protocol);
    row(" https://login.example.com/", Error::Kind::Protocol);
    row("https://login.example.com/\n", Error::Kind::Protocol);
    row("https://exa mple.com/", Error::Kind::Protocol);
    row("--help", Error::Kind::Protocol);
    QTest::newRow("longer than any address") << QStringLiteral("https://login.example.com/")
            + QString(2048, u'a') << Error::Kind::Protocol;
}

void TestDeviceAuthorization::verificationAddresses()
{
    QFETCH(QString, address);
    QFETCH(Error::Kind, kind);
    for (const char *name : {"verification_uri", "verification_uri_complete"}) {
        const Expected<DeviceAuthorization> code =
            DeviceAuthorization::fromJson(answerWith(name, address));
        QCOMPARE(code ? Error::Kind::None : code.error().kind(), kind);
        if (!code)
            QVERIFY(!code.error().detail().contains(QLatin1String("word")));
    }
}

void TestDeviceAuthorization::theUserCodeIsFitToBeShown_data()
{
    QTest::addColumn<QString>("sent");
    QTest::addColumn<QString>("shown");
    QTest::newRow("as it is") << QStringLiteral("0A44L90H") << QStringLiteral("0A44L90H");
    QTest::newRow("small letters stay") << QStringLiteral("ab-cd") << QStringLiteral("ab-cd");
    QTest::newRow("a right-to-left override goes")
        << QStringLiteral(u"\u202eWDJB") << QStringLiteral("WDJB");
    QTest::newRow("markup stays text") << QStringLiteral("<b>A</b>") << QStringLiteral("<b>A</b>");
    QTest::newRow("terminal escapes go")
        << QStringLiteral("\x1b[31mWDJB") << QStringLiteral("[31mWDJB");
    QTest::newRow("as long as may be") << QString(64, u'A') << QString(64, u'A');
}

void TestDeviceAuthorization::theUserCodeIsFitToBeShown()
{
    QFETCH(QString, sent);
    QFETCH(QString, shown);
    const Expected<DeviceAuthorization> code =
        DeviceAuthorization::fromJson(answerWith("user_code", sent));
    QVERIFY(code);
    QCOMPARE(code->userCode, shown);
}

QTEST_GUILESS_MAIN(TestDeviceAuthorization)

#include "tst_deviceauthorization.moc"
