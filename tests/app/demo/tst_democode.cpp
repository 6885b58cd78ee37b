// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT
#include "demoharness.h"

#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QUrl>
#include <QtCore/QUrlQuery>
#include <QtTest/QTest>

using namespace DemoTest;
using namespace Latchkey;
using namespace Latchkey::Demo;

Q_DECLARE_METATYPE(DemoTest::Form)

namespace {

Form one(const char *name, const QString &value)
{
    return {{QString::fromLatin1(name), value}};
}

Form one(const char *name, const char *value = "")
{
    return one(name, QString::fromLatin1(value));
}

QString textIn(const QJsonObject &object, const char *name)
{
    return object.value(QLatin1String(name)).toString();
}

QJsonObject claimsOf(const QString &token)
{
    return QJsonDocument::fromJson(QByteArray::fromBase64(token.toLatin1().split('.').value(1),
                                                          QByteArray::Base64UrlEncoding))
        .object();
}

void allowAll(Knobs &knobs)
{
    knobs.decision = Decision::Allow;
}

QString newCode(Harness &demo, const Form &changes = {})
{
    return demo.http->get(demo.authorizationPath(changes)).redirected("code");
}

} // namespace

/// Authorization codes: what is asked, what comes back, and what it can be exchanged for.
class TestDemoCode : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { failOnWarning(); }

    void aCodeSignsIn();
    void theStateComesBackAsItWas_data();
    void theStateComesBackAsItWas();
    void theIssuerIsNamed_data();
    void theIssuerIsNamed();
    void theNonceIsInTheFirstIdTokenOnly();
    void redirectsGoWhereTheyMay_data();
    void redirectsGoWhereTheyMay();
    void wrongRequestsAreSentBack_data();
    void wrongRequestsAreSentBack();
    void promptsAreNotMinded_data();
    void promptsAreNotMinded();
    void theExchangeIsHeldAgainstTheRequest_data();
    void theExchangeIsHeldAgainstTheRequest();
    void aCodeWorksOnceAndItsSecondUseEndsTheSignIn();
    void aWrongVerifierSpendsTheCode();
    void aCodeIsShortLived();
    void codesBelongToTheirClient();
    void theRequestCanBeDecidedWithoutABrowser();
    void automaticCodesComeInEveryShape_data();
    void automaticCodesComeInEveryShape();
    void automaticErrorsComeInTheSameShape_data();
    void automaticErrorsComeInTheSameShape();
    void theMetadataSaysWhatThereIs();
    void codesAreSecrets();
};

void TestDemoCode::aCodeSignsIn()
{
    Harness demo(allowAll);
    const Reply redirect = demo.http->get(demo.authorizationPath());
    QCOMPARE(redirect.status, 302);
    QVERIFY(redirect.header("Location").startsWith("http://127.0.0.1:49152/callback?code="));
    const Reply reply = demo.exchange(redirect.redirected("code"));
    QCOMPARE(reply.status, 200);
    QCOMPARE(textIn(reply.json(), "token_type"), QStringLiteral("Bearer"));
    QCOMPARE(textIn(reply.json(), "scope"),
             QStringLiteral("openid profile email demo:read offline_access"));
    QCOMPARE(demo.withBearer("/oauth/userinfo", textIn(reply.json(), "access_token")).status, 200);
    QCOMPARE(demo.refresh(textIn(reply.json(), "refresh_token")).status, 200);
    QCOMPARE(demo.provider.counters().authorizationCodes, 1);
}

void TestDemoCode::theStateComesBackAsItWas_data()
{
    QTest::addColumn<QString>("state");
    QTest::newRow("plain") << QStringLiteral("af0ifjsldkj");
    QTest::newRow("what queries are made of") << QStringLiteral("a&b=c?d#e/f+g h%20i");
    QTest::newRow("beyond ASCII") << QStringLiteral("žluťoučký 鍵");
    QTest::newRow("none") << QString();
}

void TestDemoCode::theStateComesBackAsItWas()
{
    QFETCH(QString, state);
    Harness demo(allowAll);
    // As it goes over the wire: the other client of these tests decodes headers on its own.
    const QByteArray host = "127.0.0.1:" + QByteArray::number(demo.provider.port());
    const QByteArray raw =
        exchangeRaw(demo.provider.port(),
                    "GET " + demo.authorizationPath(one("state", state))
                        + " HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
    const qsizetype start = raw.indexOf("Location: ") + 10;
    const QByteArray location = raw.mid(start, raw.indexOf("\r\n", start) - start);
    const QUrlQuery query(QUrl(QString::fromLatin1(location), QUrl::StrictMode));
    QVERIFY2(query.hasQueryItem(QStringLiteral("code")), location.constData());
    QCOMPARE(query.queryItemValue(QStringLiteral("state"), QUrl::FullyDecoded), state);
    QCOMPARE(query.hasQueryItem(QStringLiteral("state")), !state.isEmpty());
}

void TestDemoCode::theIssuerIsNamed_data()
{
    QTest::addColumn<IssuerParameter>("knob");
    QTest::addColumn<bool>("advertised");
    QTest::addColumn<QString>("iss");
    QTest::newRow("as it should be") << IssuerParameter::Sent << true << QStringLiteral("right");
    QTest::newRow("left out") << IssuerParameter::Missing << true << QString();
    QTest::newRow("wrong") << IssuerParameter::Wrong << true
                           << QStringLiteral("https://somebody-else.example");
    QTest::newRow("not supported") << IssuerParameter::Unsupported << false << QString();
}

void TestDemoCode::theIssuerIsNamed()
{
    QFETCH(IssuerParameter, knob);
    QFETCH(bool, advertised);
    QFETCH(QString, iss);
    Harness demo([knob](Knobs &knobs) {
        knobs.decision = Decision::Allow;
        knobs.issuerParameter = knob;
    });
    if (iss == QLatin1String("right"))
        iss = demo.provider.issuer().toString();
    QCOMPARE(demo.http->get(demo.authorizationPath()).redirected("iss"), iss);
    // Errors say it as well.
    QCOMPARE(
        demo.http->get(demo.authorizationPath(one("response_type", "token"))).redirected("iss"),
        iss);
    QCOMPARE(demo.http->get("/.well-known/oauth-authorization-server")
                 .json()
                 .value(QLatin1String("authorization_response_iss_parameter_supported"))
                 .toBool(),
             advertised);
}

void TestDemoCode::theNonceIsInTheFirstIdTokenOnly()
{
    Harness demo(allowAll);
    const QJsonObject tokens = demo.exchange(newCode(demo, one("nonce", "n-0S6_WzA2Mj"))).json();
    QCOMPARE(textIn(claimsOf(textIn(tokens, "id_token")), "nonce"), QStringLiteral("n-0S6_WzA2Mj"));
    // OpenID Connect Core section 12.2.
    const QJsonObject refreshed = demo.refresh(textIn(tokens, "refresh_token")).json();
    QVERIFY(!textIn(refreshed, "id_token").isEmpty());
    QVERIFY(!claimsOf(textIn(refreshed, "id_token")).contains(QLatin1String("nonce")));
    const QJsonObject without = demo.exchange(newCode(demo)).json();
    QVERIFY(!claimsOf(textIn(without, "id_token")).contains(QLatin1String("nonce")));
}

void TestDemoCode::redirectsGoWhereTheyMay_data()
{
    QTest::addColumn<QStringList>("registered");
    QTest::addColumn<bool>("anyPort");
    QTest::addColumn<QString>("redirectUri");
    QTest::addColumn<bool>("allowed");
    const QStringList none;
    const QStringList web{QStringLiteral("https://app.example/back?keep=1")};
    const QStringList fixed{QStringLiteral("http://127.0.0.1:8787/callback")};
    const auto row = [](const char *name, const QStringList &registered, bool anyPort,
                        const char *redirectUri, bool allowed) {
        QTest::newRow(name) << registered << anyPort << QString::fromLatin1(redirectUri) << allowed;
    };
    row("IPv4 loopback", none, true, "http://127.0.0.1:1/x", true);
    row("IPv6 loopback", none, true, "http://[::1]:60123/", true);
    row("not the name", none, true, "http://localhost:1/x", false);
    row("not a name that begins alike", none, true, "http://127.0.0.1.evil.example/x", false);
    row("not behind a user name", none, true, "http://127.0.0.1@evil.example/x", false);
    row("not with a user name", none, true, "http://me@127.0.0.1:1/x", false);
    row("no fragment", none, true, "http://127.0.0.1:1/x#y", false);
    row("no https where nothing can have a certificate", none, true, "https://127.0.0.1:1/x",
        false);
    row("nothing unregistered elsewhere", none, true, "https://app.example/back", false);
    row("no script", none, true, "javascript:alert(1)", false);
    row("registered", web, true, "https://app.example/back?keep=1", true);
    row("registered, to the letter", web, true, "https://app.example/back/?keep=1", false);
    row("registered, and no loopback", web, true, "http://127.0.0.1:1/x", false);
    row("registered loopback", fixed, true, "http://127.0.0.1:8787/callback", true);
    row("registered loopback, another port", fixed, true, "http://127.0.0.1:9/callback", true);
    row("registered loopback, no port", fixed, true, "http://127.0.0.1/callback", true);
    row("registered loopback, another path", fixed, true, "http://127.0.0.1:8787/other", false);
    row("registered loopback, the other literal", fixed, true, "http://[::1]:8787/callback", false);
    row("a provider that wants the port too", fixed, false, "http://127.0.0.1:9/callback", false);
    row("and gets it", fixed, false, "http://127.0.0.1:8787/callback", true);
}

void TestDemoCode::redirectsGoWhereTheyMay()
{
    QFETCH(QStringList, registered);
    QFETCH(bool, anyPort);
    QFETCH(QString, redirectUri);
    QFETCH(bool, allowed);
    Harness demo([&](Knobs &knobs) {
        knobs.decision = Decision::Allow;
        knobs.clients.first().redirectUris = registered;
        knobs.anyLoopbackPort = anyPort;
    });
    const Reply reply = demo.http->get(demo.authorizationPath(one("redirect_uri", redirectUri)));
    QCOMPARE(reply.status, allowed ? 302 : 400);
    if (allowed) {
        const QByteArray separator = redirectUri.contains(QLatin1Char('?')) ? "&" : "?";
        QVERIFY(reply.header("Location").startsWith(redirectUri.toLatin1() + separator + "code="));
    } else {
        QVERIFY(reply.header("Location").isEmpty());
        QVERIFY(reply.body.contains("address that is not registered"));
    }
}

void TestDemoCode::wrongRequestsAreSentBack_data()
{
    QTest::addColumn<Form>("changes");
    QTest::addColumn<QString>("error");
    const auto row = [](const char *name, const Form &changes, const char *error) {
        QTest::newRow(name) << changes << QString::fromLatin1(error);
    };
    row("no response_type", one("response_type"), "invalid_request");
    row("the implicit grant", one("response_type", "token"), "unsupported_response_type");
    row("a hybrid", one("response_type", "code id_token"), "unsupported_response_type");
    row("a fragment", one("response_mode", "fragment"), "invalid_request");
    row("no PKCE", one("code_challenge"), "invalid_request");
    row("PKCE in plain", one("code_challenge_method", "plain"), "invalid_request");
    row("PKCE without a method", one("code_challenge_method"), "invalid_request");
    row("a short challenge", one("code_challenge", "abc"), "invalid_request");
    row("a challenge that is none", one("code_challenge", QString(43, QLatin1Char('='))),
        "invalid_request");
    row("a malformed scope", one("scope", "one\"two"), "invalid_scope");
    row("an unknown scope", one("scope", "everything"), "invalid_scope");
    row("a client for devices", one("client_id", "device-only"), "unauthorized_client");
    row("a request object", one("request", "ey"), "request_not_supported");
    row("a request object elsewhere", one("request_uri", "https://app.example/r"),
        "request_uri_not_supported");
    row("no question", one("prompt", "none"), "interaction_required");
    row("an endless nonce", one("nonce", QString(3000, QLatin1Char('n'))), "invalid_request");
}

void TestDemoCode::wrongRequestsAreSentBack()
{
    QFETCH(Form, changes);
    QFETCH(QString, error);
    Harness demo([](Knobs &knobs) {
        knobs.decision = Decision::Allow;
        knobs.acceptUnknownScopes = false;
        Client client;
        client.id = QStringLiteral("device-only");
        client.codeGrant = false;
        knobs.clients.append(client);
    });
    const Reply reply = demo.http->get(demo.authorizationPath(changes));
    QCOMPARE(reply.status, 302);
    QCOMPARE(reply.redirected("error"), error);
    QCOMPARE(reply.redirected("state"), QStringLiteral("af0ifjsldkj"));
    QVERIFY(reply.redirected("code").isEmpty());
    QCOMPARE(demo.provider.counters().authorizationCodes, 0);
}

void TestDemoCode::promptsAreNotMinded_data()
{
    QTest::addColumn<Form>("changes");
    QTest::newRow("prompt") << one("prompt", "login consent");
    QTest::newRow("login_hint") << one("login_hint", "somebody@else.example");
    QTest::newRow("max_age") << one("max_age", "0");
    QTest::newRow("one that nobody knows") << one("colour", "blue");
}

void TestDemoCode::promptsAreNotMinded()
{
    QFETCH(Form, changes);
    Harness demo;
    const Reply page = demo.http->get(demo.authorizationPath(changes));
    QCOMPARE(page.status, 200);
    QVERIFY(page.body.contains("Mara Demo"));
    QVERIFY(!page.body.contains("somebody@else.example"));
}

void TestDemoCode::theExchangeIsHeldAgainstTheRequest_data()
{
    QTest::addColumn<Form>("changes");
    QTest::addColumn<QString>("error");
    const auto row = [](const char *name, const Form &changes, const char *error) {
        QTest::newRow(name) << changes << QString::fromLatin1(error);
    };
    row("no code", one("code"), "invalid_request");
    row("no redirect_uri", one("redirect_uri"), "invalid_request");
    row("no verifier", one("code_verifier"), "invalid_request");
    row("another code", one("code", "dac_nothing"), "invalid_grant");
    row("another redirect_uri", one("redirect_uri", "http://127.0.0.1:49153/callback"),
        "invalid_grant");
    row("another verifier", one("code_verifier", QString(43, QLatin1Char('v'))), "invalid_grant");
    row("the challenge in place of the verifier",
        one("code_verifier", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"), "invalid_grant");
    row("a short verifier", one("code_verifier", "short"), "invalid_grant");
    row("another client", one("client_id", "somebody"), "invalid_grant");
}

void TestDemoCode::theExchangeIsHeldAgainstTheRequest()
{
    QFETCH(Form, changes);
    QFETCH(QString, error);
    Harness demo(allowAll);
    const Reply reply = demo.exchange(newCode(demo), changes);
    QCOMPARE(reply.status, 400);
    QCOMPARE(reply.error(), error);
    QCOMPARE(demo.provider.counters().accessTokens, 0);
}

void TestDemoCode::aCodeWorksOnceAndItsSecondUseEndsTheSignIn()
{
    Harness demo(allowAll);
    const QString code = newCode(demo);
    const QJsonObject tokens = demo.exchange(code).json();
    QCOMPARE(demo.withBearer("/api/items", textIn(tokens, "access_token")).status, 200);
    QCOMPARE(demo.exchange(code).error(), QStringLiteral("invalid_grant"));
    QCOMPARE(demo.withBearer("/api/items", textIn(tokens, "access_token")).status, 401);
    QCOMPARE(demo.refresh(textIn(tokens, "refresh_token")).error(),
             QStringLiteral("invalid_grant"));
    QCOMPARE(demo.provider.counters().codesReused, 1);
}

void TestDemoCode::aWrongVerifierSpendsTheCode()
{
    Harness demo(allowAll);
    const QString code = newCode(demo);
    QCOMPARE(demo.exchange(code, one("code_verifier", QString(43, QLatin1Char('v')))).status, 400);
    QCOMPARE(demo.exchange(code).error(), QStringLiteral("invalid_grant"));
}

void TestDemoCode::aCodeIsShortLived()
{
    Harness demo(allowAll);
    const QString young = newCode(demo);
    demo.clock.advance(59);
    QCOMPARE(demo.exchange(young).status, 200);
    const QString old = newCode(demo);
    demo.clock.advance(60);
    QCOMPARE(demo.exchange(old).error(), QStringLiteral("invalid_grant"));
}

void TestDemoCode::codesBelongToTheirClient()
{
    Harness demo(allowAll);
    const QString code = newCode(demo);
    QCOMPARE(demo.exchange(code, one("client_id", "somebody")).error(),
             QStringLiteral("invalid_grant"));
    // Whoever got hold of a code elsewhere does not spoil it for its owner.
    QCOMPARE(demo.exchange(code).status, 200);
}

void TestDemoCode::theRequestCanBeDecidedWithoutABrowser()
{
    Harness demo;
    const auto urlFor = [&demo](const Form &changes) {
        return QUrl(demo.provider.issuer().toString()
                    + QString::fromLatin1(demo.authorizationPath(changes)));
    };
    const QUrl allowed = demo.provider.approveRequest(urlFor(one("state", "a b&c")));
    QVERIFY(allowed.toString().startsWith(Harness::redirectUri() + QLatin1String("?code=")));
    const QUrlQuery query(allowed);
    QCOMPARE(query.queryItemValue(QStringLiteral("state"), QUrl::FullyDecoded),
             QStringLiteral("a b&c"));
    QCOMPARE(query.queryItemValue(QStringLiteral("iss"), QUrl::FullyDecoded),
             demo.provider.issuer().toString());
    QCOMPARE(demo.exchange(query.queryItemValue(QStringLiteral("code"))).status, 200);

    const QUrl denied = demo.provider.denyRequest(urlFor({}));
    QCOMPARE(QUrlQuery(denied).queryItemValue(QStringLiteral("error")),
             QStringLiteral("access_denied"));
    QVERIFY(demo.provider.approveRequest(urlFor(one("redirect_uri", "https://somewhere.example/")))
                .isEmpty());
    const QUrl urn =
        demo.provider.approveRequest(urlFor(one("redirect_uri", "urn:ietf:wg:oauth:2.0:oob")));
    QVERIFY(urn.toString().startsWith(QLatin1String("urn:ietf:wg:oauth:2.0:oob?code=")));
    QCOMPARE(demo.provider.requests(Endpoint::Authorization).size(), 4);
}

void TestDemoCode::automaticCodesComeInEveryShape_data()
{
    QTest::addColumn<AutomaticCode>("shape");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("contentType");
    QTest::newRow("title") << AutomaticCode::PageTitle << 200
                           << QByteArray("text/html; charset=utf-8");
    QTest::newRow("JSON") << AutomaticCode::Json << 200 << QByteArray("application/json");
    QTest::newRow("JSON, one level down")
        << AutomaticCode::NestedJson << 200 << QByteArray("application/json");
    QTest::newRow("form") << AutomaticCode::Form << 200
                          << QByteArray("application/x-www-form-urlencoded");
    QTest::newRow("redirect") << AutomaticCode::Redirect << 302
                              << QByteArray("text/plain; charset=utf-8");
}

void TestDemoCode::automaticCodesComeInEveryShape()
{
    QFETCH(AutomaticCode, shape);
    QFETCH(int, status);
    QFETCH(QByteArray, contentType);
    Harness demo([shape](Knobs &knobs) {
        knobs.decision = Decision::Allow;
        knobs.automaticCode = shape;
    });
    const QString automatic = QStringLiteral("urn:ietf:wg:oauth:2.0:oob:auto");
    const Reply reply = demo.http->get(demo.authorizationPath(one("redirect_uri", automatic)));
    QCOMPARE(reply.status, status);
    QCOMPARE(reply.header("Content-Type"), contentType);
    QString code;
    QString state;
    switch (shape) {
    case AutomaticCode::PageTitle: {
        const QByteArray start = "<title>Success ";
        const qsizetype from = reply.body.indexOf(start) + start.size();
        QVERIFY(from > start.size());
        const QString title = QString::fromUtf8(
            reply.body.mid(from, reply.body.indexOf("</title>") - from).replace("&amp;", "&"));
        code = QUrlQuery(title).queryItemValue(QStringLiteral("code"));
        state = QUrlQuery(title).queryItemValue(QStringLiteral("state"));
        QVERIFY(reply.body.contains("readonly"));
        break;
    }
    case AutomaticCode::Json:
        code = textIn(reply.json(), "code");
        state = textIn(reply.json(), "state");
        break;
    case AutomaticCode::NestedJson:
        code = textIn(reply.json().value(QLatin1String("data")).toObject(), "code");
        state = textIn(reply.json().value(QLatin1String("data")).toObject(), "state");
        break;
    case AutomaticCode::Form:
        code = QUrlQuery(QString::fromLatin1(reply.body)).queryItemValue(QStringLiteral("code"));
        state = QUrlQuery(QString::fromLatin1(reply.body)).queryItemValue(QStringLiteral("state"));
        break;
    case AutomaticCode::Redirect:
        QVERIFY(reply.header("Location").startsWith("urn:ietf:wg:oauth:2.0:oob:auto?"));
        code = reply.redirected("code");
        state = reply.redirected("state");
        break;
    }
    QCOMPARE(state, QStringLiteral("af0ifjsldkj"));
    QCOMPARE(demo.exchange(code, one("redirect_uri", automatic)).status, 200);
}

void TestDemoCode::automaticErrorsComeInTheSameShape_data()
{
    QTest::addColumn<AutomaticCode>("shape");
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("title") << AutomaticCode::PageTitle
                           << QByteArray("<title>Denied error=access_denied&amp;");
    QTest::newRow("JSON") << AutomaticCode::Json << QByteArray("{\"error\":\"access_denied\"");
    QTest::newRow("JSON, one level down")
        << AutomaticCode::NestedJson << QByteArray("{\"data\":{\"error\":\"access_denied\"");
    QTest::newRow("form") << AutomaticCode::Form << QByteArray("error=access_denied&");
}

void TestDemoCode::automaticErrorsComeInTheSameShape()
{
    QFETCH(AutomaticCode, shape);
    QFETCH(QByteArray, body);
    Harness demo([shape](Knobs &knobs) {
        knobs.decision = Decision::Deny;
        knobs.automaticCode = shape;
    });
    const Reply reply = demo.http->get(
        demo.authorizationPath(one("redirect_uri", "urn:ietf:wg:oauth:2.0:oob:auto")));
    QVERIFY2(reply.body.contains(body), reply.body.constData());
    QCOMPARE(demo.provider.counters().authorizationCodes, 0);
}

void TestDemoCode::theMetadataSaysWhatThereIs()
{
    Harness demo;
    const QJsonObject metadata = demo.http->get("/.well-known/openid-configuration").json();
    QCOMPARE(textIn(metadata, "authorization_endpoint"),
             demo.provider.issuer().toString() + QLatin1String("/oauth/authorize"));
    const auto has = [&metadata](const char *list, const char *value) {
        return metadata.value(QLatin1String(list)).toArray().contains(QLatin1String(value));
    };
    QVERIFY(has("response_types_supported", "code"));
    QVERIFY(has("response_modes_supported", "query"));
    QVERIFY(has("code_challenge_methods_supported", "S256"));
    QVERIFY(!has("code_challenge_methods_supported", "plain"));
    QVERIFY(has("grant_types_supported", "authorization_code"));
}

void TestDemoCode::codesAreSecrets()
{
    Harness demo(allowAll);
    const QString code = newCode(demo);
    QVERIFY(demo.provider.issuedSecrets().contains(code));
}

QTEST_GUILESS_MAIN(TestDemoCode)
#include "tst_democode.moc"
