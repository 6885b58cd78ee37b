// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT
#include "demoharness.h"

#include <QtCore/QJsonArray>
#include <QtCore/QRegularExpression>
#include <QtCore/QSet>
#include <QtTest/QTest>

using namespace DemoTest;
using namespace Latchkey;
using namespace Latchkey::Demo;

namespace {

QString deviceCodeOf(const QJsonObject &code)
{
    return code.value(QLatin1String("device_code")).toString();
}

QString userCodeOf(const QJsonObject &code)
{
    return code.value(QLatin1String("user_code")).toString();
}

const Form latchkeyOnly{{QStringLiteral("client_id"), QStringLiteral("latchkey")}};

} // namespace

/// RFC 8628 as a client meets it.
class TestDemoDevice : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { failOnWarning(); }

    void metadataNamesWhatWorks_data();
    void metadataNamesWhatWorks();
    void everyAdvertisedEndpointAnswers();
    void aCodeIsAnsweredAsTheRfcSays();
    void codesAreHardToGuess();
    void membersCanBeLeftOut();
    void badRequestsForACodeAreRefused_data();
    void badRequestsForACodeAreRefused();
    void knownClientsMayBeRequired();
    void aClientSecretIsAskedFor_data();
    void aClientSecretIsAskedFor();
    void pollingGoesFromPendingToTokens();
    void aSpentCodeIsInvalid();
    void aCodeBelongsToItsClient();
    void denialIsTold();
    void eachPollTooSoonAddsFiveSeconds();
    void withoutAnIntervalFiveSecondsAreEnforced();
    void theIntervalNeedNotBeEnforced();
    void expiryIsToldInTheDialect_data();
    void expiryIsToldInTheDialect();
    void statusesFollowTheDialect_data();
    void statusesFollowTheDialect();
    void decidesByItselfAfterSomePolls_data();
    void decidesByItselfAfterSomePolls();
    void approvalUnderstandsLooseCodes_data();
    void approvalUnderstandsLooseCodes();
    void aDecisionIsFinal();
    void unfinishedCodesAreBounded();
    void badTokenRequestsAreRefused_data();
    void badTokenRequestsAreRefused();
};

void TestDemoDevice::metadataNamesWhatWorks_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::newRow("OpenID Connect Discovery") << QByteArray("/.well-known/openid-configuration");
    QTest::newRow("RFC 8414") << QByteArray("/.well-known/oauth-authorization-server");
}

void TestDemoDevice::metadataNamesWhatWorks()
{
    QFETCH(QByteArray, path);
    Harness demo;
    const Reply reply = demo.http->get(path);
    QCOMPARE(reply.status, 200);
    QCOMPARE(reply.header("Content-Type"), QByteArray("application/json"));
    const QJsonObject metadata = reply.json();
    const QString issuer = QStringLiteral("http://127.0.0.1:%1").arg(demo.provider.port());
    QCOMPARE(metadata.value(QLatin1String("issuer")).toString(), issuer);
    QCOMPARE(demo.provider.issuer().toString(), issuer);
    QVERIFY(metadata.value(QLatin1String("grant_types_supported"))
                .toArray()
                .contains(QStringLiteral("urn:ietf:params:oauth:grant-type:device_code")));
}

void TestDemoDevice::everyAdvertisedEndpointAnswers()
{
    Harness demo;
    const QJsonObject metadata = demo.http->get("/.well-known/openid-configuration").json();
    const QString issuer = demo.provider.issuer().toString();
    int endpoints = 0;
    for (auto member = metadata.begin(); member != metadata.end(); ++member) {
        if (!member.key().endsWith(QLatin1String("_endpoint"))
            && member.key() != QLatin1String("jwks_uri"))
            continue;
        ++endpoints;
        const QString url = member.value().toString();
        QVERIFY2(url.startsWith(issuer), qPrintable(url));
        const Reply reply = demo.http->get(url.mid(issuer.size()).toLatin1());
        QVERIFY2(reply.status != 404 && reply.status != 0, qPrintable(url));
    }
    QCOMPARE(endpoints, 6);
}

void TestDemoDevice::aCodeIsAnsweredAsTheRfcSays()
{
    Harness demo;
    const Reply reply = demo.requestCode(latchkeyOnly);
    QCOMPARE(reply.status, 200);
    QCOMPARE(reply.header("Cache-Control"), QByteArray("no-store"));
    const QJsonObject code = reply.json();
    const QString page = demo.provider.issuer().toString() + QLatin1String("/activate");
    QCOMPARE(code.value(QLatin1String("verification_uri")).toString(), page);
    QCOMPARE(code.value(QLatin1String("verification_uri_complete")).toString(),
             page + QLatin1String("?user_code=") + userCodeOf(code));
    QCOMPARE(code.value(QLatin1String("expires_in")).toInt(), 900);
    QCOMPARE(code.value(QLatin1String("interval")).toInt(), 5);
    const QRegularExpression shape(
        QStringLiteral("^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$"));
    QVERIFY2(shape.match(userCodeOf(code)).hasMatch(), qPrintable(userCodeOf(code)));
}

void TestDemoDevice::codesAreHardToGuess()
{
    Harness demo;
    QSet<QString> deviceCodes;
    QSet<QString> userCodes;
    for (int i = 0; i < 50; ++i) {
        const QJsonObject code = demo.newCode();
        const QByteArray bytes =
            QByteArray::fromBase64(deviceCodeOf(code).toLatin1(), QByteArray::Base64UrlEncoding);
        QCOMPARE(bytes.size(), 256 / 8);
        deviceCodes.insert(deviceCodeOf(code));
        userCodes.insert(userCodeOf(code));
    }
    QCOMPARE(deviceCodes.size(), 50);
    QCOMPARE(userCodes.size(), 50);
}

void TestDemoDevice::membersCanBeLeftOut()
{
    Harness demo([](Knobs &knobs) {
        knobs.sendInterval = false;
        knobs.sendVerificationUriComplete = false;
        knobs.answerOverrides[Endpoint::DeviceAuthorization] = {
            {QStringLiteral("expires_in"), QStringLiteral("900")},
            {QStringLiteral("verification_uri"), QJsonValue::Null},
            {QStringLiteral("verification_url"), QStringLiteral("http://127.0.0.1/x")}};
    });
    const QJsonObject code = demo.newCode();
    QVERIFY(!code.contains(QLatin1String("interval")));
    QVERIFY(!code.contains(QLatin1String("verification_uri_complete")));
    QVERIFY(!code.contains(QLatin1String("verification_uri")));
    QCOMPARE(code.value(QLatin1String("expires_in")), QJsonValue(QStringLiteral("900")));
    QVERIFY(code.contains(QLatin1String("verification_url")));
}

void TestDemoDevice::badRequestsForACodeAreRefused_data()
{
    QTest::addColumn<Form>("form");
    QTest::addColumn<QString>("error");
    const auto with = [](const char *name, const QString &value) {
        return latchkeyOnly + Form{{QString::fromLatin1(name), value}};
    };
    QTest::newRow("no client") << Form{} << QStringLiteral("invalid_request");
    QTest::newRow("an empty client")
        << Form{{QStringLiteral("client_id"), QString()}} << QStringLiteral("invalid_request");
    QTest::newRow("a client beyond ASCII")
        << Form{{QStringLiteral("client_id"), QStringLiteral("caf\u00e9")}}
        << QStringLiteral("invalid_request");
    QTest::newRow("an endless client")
        << Form{{QStringLiteral("client_id"), QString(201, QLatin1Char('a'))}}
        << QStringLiteral("invalid_request");
    QTest::newRow("the client twice")
        << with("client_id", QStringLiteral("latchkey")) << QStringLiteral("invalid_request");
    QTest::newRow("a quotation mark in the scope")
        << with("scope", QStringLiteral("open\"id")) << QStringLiteral("invalid_scope");
    QTest::newRow("a line feed in the scope")
        << with("scope", QStringLiteral("openid\nprofile")) << QStringLiteral("invalid_scope");
    QTest::newRow("an endless scope")
        << with("scope", QString(1001, QLatin1Char('a'))) << QStringLiteral("invalid_scope");
    QTest::newRow("an endless audience")
        << with("audience", QString(501, QLatin1Char('a'))) << QStringLiteral("invalid_request");
}

void TestDemoDevice::badRequestsForACodeAreRefused()
{
    QFETCH(Form, form);
    QFETCH(QString, error);
    Harness demo;
    const Reply reply = demo.requestCode(form);
    QCOMPARE(reply.error(), error);
    QCOMPARE(reply.status, 400);
    QCOMPARE(demo.provider.counters().deviceCodes, 0);
}

void TestDemoDevice::knownClientsMayBeRequired()
{
    Harness demo;
    const Form stranger{{QStringLiteral("client_id"), QStringLiteral("stranger")}};
    QCOMPARE(demo.requestCode(stranger).status, 200);
    demo.provider.adjust([](Knobs &knobs) {
        knobs.acceptUnknownClients = false;
        knobs.acceptUnknownScopes = false;
        knobs.clients.append({QStringLiteral("browser-only"), QString(), QString(), false});
    });
    const Reply refused = demo.requestCode(stranger);
    QCOMPARE(refused.status, 401);
    QCOMPARE(refused.error(), QStringLiteral("invalid_client"));
    QCOMPARE(
        demo.requestCode({{QStringLiteral("client_id"), QStringLiteral("browser-only")}}).error(),
        QStringLiteral("unauthorized_client"));
    QCOMPARE(demo.requestCode(latchkeyOnly + Form{{QStringLiteral("scope"), QStringLiteral("fly")}})
                 .error(),
             QStringLiteral("invalid_scope"));
    QCOMPARE(demo.requestCode(latchkeyOnly).status, 200);
}

void TestDemoDevice::aClientSecretIsAskedFor_data()
{
    QTest::addColumn<Form>("form");
    QTest::addColumn<Headers>("headers");
    QTest::addColumn<int>("status");
    const auto basic = [](const QByteArray &credentials) {
        return Headers{{"Authorization", "Basic " + credentials.toBase64()}};
    };
    const Form client{{QStringLiteral("client_id"), QStringLiteral("web")}};
    const auto secret = [](const QString &value) {
        return Form{{QStringLiteral("client_secret"), value}};
    };
    QTest::newRow("in the body") << client + secret(QStringLiteral("s e:c+ret")) << Headers()
                                 << 200;
    QTest::newRow("in the header") << Form() << basic("web:s+e%3Ac%2Bret") << 200;
    QTest::newRow("absent") << client << Headers() << 401;
    QTest::newRow("wrong in the body") << client + secret(QStringLiteral("no")) << Headers() << 401;
    QTest::newRow("wrong in the header") << Form() << basic("web:no") << 401;
    QTest::newRow("another client in the body")
        << Form{{QStringLiteral("client_id"), QStringLiteral("latchkey")}}
        << basic("web:s+e%3Ac%2Bret") << 401;
    QTest::newRow("no base64") << Form() << Headers{{"Authorization", "Basic ***"}} << 401;
}

void TestDemoDevice::aClientSecretIsAskedFor()
{
    QFETCH(Form, form);
    QFETCH(Headers, headers);
    QFETCH(int, status);
    Harness demo([](Knobs &knobs) {
        knobs.clients.append(
            {QStringLiteral("web"), QStringLiteral("Web"), QStringLiteral("s e:c+ret"), true});
    });
    const Reply reply = demo.http->postForm("/oauth/device/code", form, headers);
    QCOMPARE(reply.status, status);
    if (status == 401)
        QCOMPARE(reply.error(), QStringLiteral("invalid_client"));
    QCOMPARE(!reply.header("WWW-Authenticate").isEmpty(), status == 401 && !headers.isEmpty());
}

void TestDemoDevice::pollingGoesFromPendingToTokens()
{
    Harness demo;
    const QJsonObject code = demo.newCode();
    for (int i = 0; i < 3; ++i) {
        const Reply pending = demo.poll(deviceCodeOf(code));
        QCOMPARE(pending.error(), QStringLiteral("authorization_pending"));
        QCOMPARE(pending.status, 400);
        demo.clock.advance(5);
    }
    QVERIFY(demo.provider.approve(userCodeOf(code)));
    const Reply tokens = demo.poll(deviceCodeOf(code));
    QCOMPARE(tokens.status, 200);
    QVERIFY(!tokens.json().value(QLatin1String("access_token")).toString().isEmpty());
    QCOMPARE(demo.provider.counters().accessTokens, 1);
}

void TestDemoDevice::aSpentCodeIsInvalid()
{
    Harness demo;
    const QJsonObject code = demo.newCode();
    QVERIFY(demo.provider.approve(userCodeOf(code)));
    QCOMPARE(demo.poll(deviceCodeOf(code)).status, 200);
    demo.clock.advance(5);
    const Reply again = demo.poll(deviceCodeOf(code));
    QCOMPARE(again.status, 400);
    QCOMPARE(again.error(), QStringLiteral("invalid_grant"));
    QCOMPARE(demo.poll(QStringLiteral("never-issued")).error(), QStringLiteral("invalid_grant"));
    QCOMPARE(demo.provider.counters().accessTokens, 1);
}

void TestDemoDevice::aCodeBelongsToItsClient()
{
    Harness demo;
    const QJsonObject code = demo.newCode();
    QVERIFY(demo.provider.approve(userCodeOf(code)));
    QCOMPARE(demo.poll(deviceCodeOf(code), QStringLiteral("thief")).error(),
             QStringLiteral("invalid_grant"));
    QCOMPARE(demo.poll(deviceCodeOf(code)).status, 200);
}

void TestDemoDevice::denialIsTold()
{
    Harness demo;
    const QJsonObject code = demo.newCode();
    QVERIFY(demo.provider.deny(userCodeOf(code)));
    const Reply denied = demo.poll(deviceCodeOf(code));
    QCOMPARE(denied.status, 400);
    QCOMPARE(denied.error(), QStringLiteral("access_denied"));
}

void TestDemoDevice::eachPollTooSoonAddsFiveSeconds()
{
    Harness demo;
    const QJsonObject code = demo.newCode();
    const auto pollAfter = [&](int seconds) {
        demo.clock.advance(seconds);
        return demo.poll(deviceCodeOf(code)).error();
    };
    const QString pending = QStringLiteral("authorization_pending");
    const QString slowDown = QStringLiteral("slow_down");
    QCOMPARE(pollAfter(5), pending);
    QCOMPARE(pollAfter(4), slowDown); // Ten seconds from now on.
    QCOMPARE(pollAfter(9), slowDown); // Fifteen from now on.
    QCOMPARE(pollAfter(15), pending);
    QCOMPARE(pollAfter(14), slowDown); // Twenty.
    QCOMPARE(pollAfter(20), pending);
    QCOMPARE(demo.provider.counters().slowDowns, 3);
}

void TestDemoDevice::withoutAnIntervalFiveSecondsAreEnforced()
{
    Harness demo([](Knobs &knobs) {
        knobs.sendInterval = false;
        knobs.interval = 1;
    });
    const QJsonObject code = demo.newCode();
    QCOMPARE(demo.poll(deviceCodeOf(code)).error(), QStringLiteral("authorization_pending"));
    demo.clock.advance(4);
    QCOMPARE(demo.poll(deviceCodeOf(code)).error(), QStringLiteral("slow_down"));
}

void TestDemoDevice::theIntervalNeedNotBeEnforced()
{
    Harness demo([](Knobs &knobs) { knobs.enforceInterval = false; });
    const QJsonObject code = demo.newCode();
    for (int i = 0; i < 5; ++i)
        QCOMPARE(demo.poll(deviceCodeOf(code)).error(), QStringLiteral("authorization_pending"));
}

void TestDemoDevice::expiryIsToldInTheDialect_data()
{
    QTest::addColumn<Dialect>("dialect");
    QTest::addColumn<bool>("approved");
    QTest::addColumn<QStringList>("errors");
    const QString expired = QStringLiteral("expired_token");
    const QString invalid = QStringLiteral("invalid_grant");
    QTest::newRow("standard says it each time")
        << Dialect::Standard << false << QStringList{expired, expired, expired};
    QTest::newRow("Auth0 says it once, then the grant is invalid")
        << Dialect::Auth0 << false << QStringList{expired, invalid, invalid};
    QTest::newRow("an approval that came in time does not help a late poll")
        << Dialect::Standard << true << QStringList{expired, expired};
}

void TestDemoDevice::expiryIsToldInTheDialect()
{
    QFETCH(Dialect, dialect);
    QFETCH(bool, approved);
    QFETCH(QStringList, errors);
    Harness demo([dialect](Knobs &knobs) { knobs.dialect = dialect; });
    const QJsonObject code = demo.newCode();
    if (approved)
        QVERIFY(demo.provider.approve(userCodeOf(code)));
    demo.clock.advance(900);
    QVERIFY(!demo.provider.approve(userCodeOf(code)));
    for (const QString &error : errors) {
        QCOMPARE(demo.poll(deviceCodeOf(code)).error(), error);
        demo.clock.advance(5);
    }
    demo.clock.advance(15 * 60);
    QCOMPARE(demo.poll(deviceCodeOf(code)).error(), QStringLiteral("invalid_grant"));
}

void TestDemoDevice::statusesFollowTheDialect_data()
{
    QTest::addColumn<Dialect>("dialect");
    QTest::addColumn<int>("status");
    QTest::newRow("400 as RFC 6749 has it") << Dialect::Standard << 400;
    QTest::newRow("403 as Auth0 has it") << Dialect::Auth0 << 403;
}

void TestDemoDevice::statusesFollowTheDialect()
{
    QFETCH(Dialect, dialect);
    QFETCH(int, status);
    Harness demo([dialect](Knobs &knobs) { knobs.dialect = dialect; });
    const QString code = deviceCodeOf(demo.newCode());
    QCOMPARE(demo.poll(code).status, status);
    const Reply slowDown = demo.poll(code);
    QCOMPARE(slowDown.error(), QStringLiteral("slow_down"));
    QCOMPARE(slowDown.status, status);
    const QJsonObject denied = demo.newCode();
    QVERIFY(demo.provider.deny(userCodeOf(denied)));
    QCOMPARE(demo.poll(deviceCodeOf(denied)).status, status);
    demo.clock.advance(900);
    QCOMPARE(demo.poll(code).status, status);
    QCOMPARE(demo.http->postForm("/oauth/token", {}).status, 400);
}

void TestDemoDevice::decidesByItselfAfterSomePolls_data()
{
    QTest::addColumn<Decision>("decision");
    QTest::addColumn<int>("pendingPolls");
    QTest::addColumn<QString>("outcome");
    QTest::newRow("allowed at once") << Decision::Allow << 0 << QString();
    QTest::newRow("allowed after three") << Decision::Allow << 3 << QString();
    QTest::newRow("denied after one") << Decision::Deny << 1 << QStringLiteral("access_denied");
}

void TestDemoDevice::decidesByItselfAfterSomePolls()
{
    QFETCH(Decision, decision);
    QFETCH(int, pendingPolls);
    QFETCH(QString, outcome);
    Harness demo([&](Knobs &knobs) {
        knobs.decision = decision;
        knobs.pendingPolls = pendingPolls;
    });
    const QString code = deviceCodeOf(demo.newCode());
    for (int i = 0; i < pendingPolls; ++i) {
        QCOMPARE(demo.poll(code).error(), QStringLiteral("authorization_pending"));
        demo.clock.advance(5);
    }
    QCOMPARE(demo.poll(code).error(), outcome);
}

void TestDemoDevice::approvalUnderstandsLooseCodes_data()
{
    QTest::addColumn<QString>("change");
    QTest::newRow("as shown") << QStringLiteral("%1-%2");
    QTest::newRow("without the dash") << QStringLiteral("%1%2");
    QTest::newRow("blanks around and within") << QStringLiteral("  %1 %2\t");
    QTest::newRow("another dash") << QStringLiteral("%1\u2013%2");
}

void TestDemoDevice::approvalUnderstandsLooseCodes()
{
    QFETCH(QString, change);
    Harness demo;
    const QString shown = userCodeOf(demo.newCode());
    QVERIFY(demo.provider.approve(change.arg(shown.left(4), shown.mid(5)).toLower()));
}

void TestDemoDevice::aDecisionIsFinal()
{
    Harness demo;
    const QJsonObject code = demo.newCode();
    QVERIFY(demo.provider.deny(userCodeOf(code)));
    QVERIFY(!demo.provider.approve(userCodeOf(code)));
    QVERIFY(!demo.provider.approve(QStringLiteral("BBBB-BBBB")));
    QVERIFY(!demo.provider.approve(QString()));
    QCOMPARE(demo.poll(deviceCodeOf(code)).error(), QStringLiteral("access_denied"));
}

void TestDemoDevice::unfinishedCodesAreBounded()
{
    Harness demo([](Knobs &knobs) { knobs.maximumDeviceCodes = 3; });
    for (int i = 0; i < 3; ++i)
        QCOMPARE(demo.requestCode(latchkeyOnly).status, 200);
    const Reply full = demo.requestCode(latchkeyOnly);
    QCOMPARE(full.status, 503);
    QCOMPARE(full.error(), QStringLiteral("temporarily_unavailable"));
    QVERIFY(!full.header("Retry-After").isEmpty());
    demo.clock.advance(900);
    QCOMPARE(demo.requestCode(latchkeyOnly).status, 200);
}

void TestDemoDevice::badTokenRequestsAreRefused_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QString>("error");
    const QByteArray form = "application/x-www-form-urlencoded";
    QTest::newRow("an empty body") << QByteArray() << form << QStringLiteral("invalid_request");
    QTest::newRow("no client") << QByteArray("grant_type=refresh_token&refresh_token=x") << form
                               << QStringLiteral("invalid_request");
    QTest::newRow("no device code")
        << QByteArray("client_id=latchkey&grant_type="
                      "urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Adevice_code")
        << form << QStringLiteral("invalid_request");
    QTest::newRow("no refresh token") << QByteArray("client_id=latchkey&grant_type=refresh_token")
                                      << form << QStringLiteral("invalid_request");
    QTest::newRow("a parameter twice")
        << QByteArray("client_id=latchkey&grant_type=refresh_token&refresh_token=a&refresh_token=b")
        << form << QStringLiteral("invalid_request");
    QTest::newRow("another grant")
        << QByteArray("client_id=latchkey&grant_type=password&username=u&password=p") << form
        << QStringLiteral("unsupported_grant_type");
    QTest::newRow("JSON") << QByteArray("{\"grant_type\":\"refresh_token\"}")
                          << QByteArray("application/json") << QStringLiteral("invalid_request");
    QTest::newRow("a hundred and one parameters")
        << QByteArray("a=b&").repeated(101) << form << QStringLiteral("invalid_request");
}

void TestDemoDevice::badTokenRequestsAreRefused()
{
    QFETCH(QByteArray, body);
    QFETCH(QByteArray, type);
    QFETCH(QString, error);
    Harness demo;
    const Reply reply = demo.http->post("/oauth/token", body, type);
    QCOMPARE(reply.status, 400);
    QCOMPARE(reply.error(), error);
    QCOMPARE(reply.header("Cache-Control"), QByteArray("no-store"));
}

QTEST_GUILESS_MAIN(TestDemoDevice)
#include "tst_demodevice.moc"
