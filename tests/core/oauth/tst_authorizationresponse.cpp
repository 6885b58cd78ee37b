// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "oauth/authorizationrequest.h"
#include "oauth/authorizationresponse.h"

#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

using namespace Latchkey;

/// What goes to the authorization endpoint, and what may come back from it.
class tst_AuthorizationResponse : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void requestAddress_data();
    void requestAddress();
    void readsWhatServersSend_data();
    void readsWhatServersSend();
    void readsErrors();
    void errorsAreFitToBeShown();
    void refuses_data();
    void refuses();
};

void tst_AuthorizationResponse::requestAddress_data()
{
    QTest::addColumn<QString>("endpoint");
    QTest::addColumn<QByteArray>("expected");
    const QByteArray query =
        "response_type=code&client_id=client%201&redirect_uri=http%3A%2F%2F127.0.0.1%3A8787%2F"
        "callback&scope=openid%20a%2Bb&state=s&code_challenge=c&code_challenge_method=S256";
    QTest::newRow("plain") << QStringLiteral("https://id.example.org/authorize")
                           << "https://id.example.org/authorize?" + query;
    QTest::newRow("a query of its own is kept")
        << QStringLiteral("https://id.example.org/authorize?tenant=a%26b")
        << "https://id.example.org/authorize?tenant=a%26b&" + query;
    QTest::newRow("an empty query") << QStringLiteral("https://id.example.org/authorize?")
                                    << "https://id.example.org/authorize?" + query;
    QTest::newRow("a fragment is left out")
        << QStringLiteral("https://id.example.org/a#b") << "https://id.example.org/a?" + query;
}

// Demand: RFC6749-3.1-query-kept
void tst_AuthorizationResponse::requestAddress()
{
    QFETCH(QString, endpoint);
    QFETCH(QByteArray, expected);
    AuthorizationRequest request;
    request.clientId = QStringLiteral("client 1");
    request.redirectUri = QStringLiteral("http://127.0.0.1:8787/callback");
    request.scopes = {QStringLiteral("openid"), QStringLiteral("a+b")};
    request.state = QStringLiteral("s");
    request.codeChallenge = QStringLiteral("c");
    QCOMPARE(authorizationUrl(QUrl(endpoint), request.toForm()).toEncoded(), expected);
}

void tst_AuthorizationResponse::readsWhatServersSend_data()
{
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<QString>("code");
    QTest::addColumn<QString>("state");
    QTest::addColumn<QString>("issuer");
    const auto row = [](const char *name, const QByteArray &query, const char *code,
                        const char *state, const char *issuer) {
        QTest::newRow(name) << query << QString::fromLatin1(code) << QString::fromLatin1(state)
                            << QString::fromLatin1(issuer);
    };
    // Demand: RFC6749-4.1.2-unknown-ignored
    row("code and state", "code=abc&state=xyz", "abc", "xyz", "");
    row("in another order, with more", "session_state=1&state=xyz&code=abc&scope=a+b", "abc", "xyz",
        "");
    row("issuer", "code=abc&state=xyz&iss=https%3A%2F%2Fid.example.org", "abc", "xyz",
        "https://id.example.org");
    row("encoded characters", "code=4%2F0A%2Bb%3D&state=%7e", "4/0A+b=", "~", "");
    row("a plus is a blank", "code=a+b&state=xyz", "a b", "xyz", "");
    row("not encoded where it need not be", "code=4/0A:b&state=xyz", "4/0A:b", "xyz", "");
    row("an equals sign in a value", "code=abc==&state=xyz", "abc==", "xyz", "");
    row("empty parts", "&code=abc&&state=xyz&", "abc", "xyz", "");
    row("no state", "code=abc", "abc", "", "");
    row("nothing", "", "", "", "");
    row("something else", "a=b", "", "", "");
}

void tst_AuthorizationResponse::readsWhatServersSend()
{
    QFETCH(QByteArray, query);
    const auto response = AuthorizationResponse::fromQuery(query);
    QVERIFY(response);
    QTEST(response->code, "code");
    QTEST(response->state, "state");
    QTEST(response->issuer, "issuer");
    QVERIFY(!response->error);
}

void tst_AuthorizationResponse::readsErrors()
{
    const auto response = AuthorizationResponse::fromQuery(
        "error=access_denied&error_description=Not+today%21&state=xyz"
        "&error_uri=https%3A%2F%2Fid.example.org%2Fwhy");
    QVERIFY(response);
    QVERIFY(response->error);
    QCOMPARE(response->state, QStringLiteral("xyz"));
    QCOMPARE(response->error->error, QStringLiteral("access_denied"));
    QCOMPARE(response->error->description, QStringLiteral("Not today!"));
    QCOMPARE(response->error->uri, QUrl(QStringLiteral("https://id.example.org/why")));
    QCOMPARE(response->error->toError().kind(), Error::Kind::Denied);
}

void tst_AuthorizationResponse::errorsAreFitToBeShown()
{
    const auto response = AuthorizationResponse::fromQuery(
        "error=bad%E2%80%AEthing&error_description=a%0Ab%00%E2%80%AEc" + QByteArray(600, 'd')
        + "&error_uri=javascript:alert(1)");
    QVERIFY(response);
    QVERIFY(response->error);
    QCOMPARE(response->error->error, QStringLiteral("badthing"));
    QVERIFY(response->error->description.startsWith(QStringLiteral("a bcddd")));
    QVERIFY(response->error->description.size() <= 500);
    QVERIFY(response->error->uri.isEmpty());
}

void tst_AuthorizationResponse::refuses_data()
{
    QTest::addColumn<QByteArray>("query");
    QTest::newRow("two codes") << QByteArray("code=abc&state=xyz&code=abd");
    QTest::newRow("the same code twice") << QByteArray("code=abc&state=xyz&code=abc");
    QTest::newRow("two states") << QByteArray("code=abc&state=xyz&state=xyy");
    QTest::newRow("two issuers") << QByteArray("code=abc&state=xyz&iss=a&iss=b");
    QTest::newRow("a name twice, encoded once") << QByteArray("code=abc&c%6Fde=abd&state=xyz");
    QTest::newRow("something unknown twice") << QByteArray("code=abc&state=xyz&a=1&a=2");
    QTest::newRow("half an escape") << QByteArray("code=abc%4&state=xyz");
    QTest::newRow("an escape that is none") << QByteArray("code=abc%zz&state=xyz");
    QTest::newRow("not UTF-8") << QByteArray("code=abc&state=%ff%fe");
    QTest::newRow("half of a character") << QByteArray("code=abc&state=%c3");
    QTest::newRow("a line break in the code") << QByteArray("code=abc%0d%0aSet-Cookie&state=xyz");
    QTest::newRow("a null in the code") << QByteArray("code=abc%00&state=xyz");
    QTest::newRow("letters in the code") << QByteArray("code=%C3%A9&state=xyz");
    QTest::newRow("too long") << "code=" + QByteArray(16 * 1024, 'a') + "&state=xyz";
}

// Demand: RFC6749-3.1-no-doubles
void tst_AuthorizationResponse::refuses()
{
    QFETCH(QByteArray, query);
    const auto response = AuthorizationResponse::fromQuery(query);
    QVERIFY(!response);
    QCOMPARE(response.error().kind(), Error::Kind::Protocol);
    QVERIFY(!response.error().detail().contains(QStringLiteral("abc")));
}

QTEST_APPLESS_MAIN(tst_AuthorizationResponse)
#include "tst_authorizationresponse.moc"
