// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT
#include "demoharness.h"

#include <QtTest/QTest>

using namespace DemoTest;
using namespace Latchkey;
using namespace Latchkey::Demo;

namespace {

QString userCodeOf(const QJsonObject &code)
{
    return code.value(QLatin1String("user_code")).toString();
}

QString deviceCodeOf(const QJsonObject &code)
{
    return code.value(QLatin1String("device_code")).toString();
}

Reply approvalPage(Harness &demo, const QString &userCode)
{
    return demo.http->get("/activate?user_code=" + userCode.toLatin1());
}

QByteArray asHtml(const QString &text)
{
    return text.toHtmlEscaped().replace(QLatin1Char('\''), QLatin1String("&#39;")).toUtf8();
}

/// The form as a browser sends it.
Reply decide(Harness &demo, const QString &userCode, const QString &pageToken, const char *decision,
             const Headers &headers = {})
{
    return demo.http->postForm("/activate",
                               {{QStringLiteral("user_code"), userCode},
                                {QStringLiteral("page_token"), pageToken},
                                {QStringLiteral("decision"), QString::fromLatin1(decision)}},
                               headers);
}

} // namespace

/// What a person in a browser gets to see and to decide.
class TestDemoPages : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { failOnWarning(); }

    void thePageShowsWhatIsAsked();
    void scopesAreSaidInWords_data();
    void scopesAreSaidInWords();
    void allowingSignsIn();
    void decliningIsTold();
    void nothingIsPressedByAccident();
    void theDecisionNeedsThePage_data();
    void theDecisionNeedsThePage();
    void eachPageHasItsOwnToken();
    void typedCodesAreForgiven_data();
    void typedCodesAreForgiven();
    void codesThatDoNotWorkAreExplained();
    void hostileTextStaysText_data();
    void hostileTextStaysText();
    void anUnknownProgramIsCalledThat();
    void guessingIsSlowed();
    void pagesCarryTheirGuards_data();
    void pagesCarryTheirGuards();
    void noPageNeedsAnythingFromElsewhere();
    void theRootLeadsToTheField();
    void onlyLoopbackNamesAreServed_data();
    void onlyLoopbackNamesAreServed();
};

void TestDemoPages::thePageShowsWhatIsAsked()
{
    Harness demo;
    const QString userCode = userCodeOf(demo.newCode());
    const Reply page = approvalPage(demo, userCode);
    QCOMPARE(page.status, 200);
    const QByteArray host = "127.0.0.1:" + QByteArray::number(demo.provider.port());
    for (const QByteArray &text :
         {QByteArray("<strong>Latchkey</strong> asks to sign in to your account"), host,
          QByteArray("Mara Demo"), QByteArray("mara@demo.example"),
          QByteArray("The program must show this same code"), QByteArray("It will be able to"),
          QByteArray("Allow only if you started this yourself.")})
        QVERIFY2(page.body.contains(text), text.constData());
    QString cells;
    for (const QChar c : userCode)
        cells += c == QLatin1Char('-') ? QStringLiteral("<i></i>")
                                       : QStringLiteral("<span>%1</span>").arg(c);
    QVERIFY(page.body.contains(cells.toLatin1()));
}

void TestDemoPages::scopesAreSaidInWords_data()
{
    QTest::addColumn<QString>("scope");
    QTest::addColumn<QByteArray>("words");
    QTest::addColumn<QByteArray>("names");
    QTest::newRow("name and email together")
        << QStringLiteral("email demo:read openid profile") << QByteArray("See your name and email")
        << QByteArray("email, openid, profile");
    QTest::newRow("items") << QStringLiteral("demo:read") << QByteArray("Read the demo items")
                           << QByteArray("demo:read");
    QTest::newRow("staying signed in")
        << QStringLiteral("offline_access") << QByteArray("Stay signed in until you sign it out")
        << QByteArray("offline_access");
    QTest::newRow("others by their names")
        << QStringLiteral("family:view user:icons:manage")
        << QByteArray("Use permissions that have no description here")
        << QByteArray("family:view, user:icons:manage");
}

void TestDemoPages::scopesAreSaidInWords()
{
    QFETCH(QString, scope);
    QFETCH(QByteArray, words);
    QFETCH(QByteArray, names);
    Harness demo;
    const Reply page = approvalPage(demo, userCodeOf(demo.newCode(scope)));
    QVERIFY(page.body.contains(words));
    QVERIFY(page.body.contains('>' + names + '<'));
    if (!scope.contains(QLatin1Char(' ')))
        QCOMPARE(page.body.count("<li>"), 1);
}

void TestDemoPages::allowingSignsIn()
{
    Harness demo;
    const QJsonObject code = demo.newCode();
    const Reply page = approvalPage(demo, userCodeOf(code));
    QCOMPARE(demo.poll(deviceCodeOf(code)).error(), QStringLiteral("authorization_pending"));
    const Reply done =
        decide(demo, hiddenField(page, "user_code"), hiddenField(page, "page_token"), "allow");
    QCOMPARE(done.status, 200);
    QVERIFY(done.body.contains("You can go back to Latchkey"));
    demo.clock.advance(5);
    QCOMPARE(demo.poll(deviceCodeOf(code)).status, 200);
}

void TestDemoPages::decliningIsTold()
{
    Harness demo;
    const QJsonObject code = demo.newCode();
    const Reply page = approvalPage(demo, userCodeOf(code));
    const Reply done =
        decide(demo, hiddenField(page, "user_code"), hiddenField(page, "page_token"), "deny");
    QCOMPARE(done.status, 200);
    QVERIFY(done.body.contains("Declined"));
    QVERIFY(!done.body.contains("Allowed"));
    QCOMPARE(demo.poll(deviceCodeOf(code)).error(), QStringLiteral("access_denied"));
}

void TestDemoPages::nothingIsPressedByAccident()
{
    // Enter submits a form only from a text field or a focused button; the page has neither.
    Harness demo;
    const Reply page = approvalPage(demo, userCodeOf(demo.newCode()));
    QVERIFY(!page.body.contains("autofocus"));
    QVERIFY(!page.body.contains("<script"));
    QCOMPARE(page.body.count("<input "), page.body.count("<input type=\"hidden\" "));
    QCOMPARE(page.body.count("<button "), 2);
    QVERIFY(page.body.indexOf("value=\"deny\"") < page.body.indexOf("value=\"allow\""));
}

void TestDemoPages::theDecisionNeedsThePage_data()
{
    QTest::addColumn<QString>("pageToken");
    QTest::addColumn<QByteArray>("decision");
    QTest::addColumn<Headers>("headers");
    QTest::addColumn<int>("status");
    const QString right;
    const QString wrong = QStringLiteral("nonsense");
    QTest::newRow("no token") << QStringLiteral("-") << QByteArray("allow") << Headers() << 403;
    QTest::newRow("a wrong token") << wrong << QByteArray("allow") << Headers() << 403;
    QTest::newRow("a wrong token to deny") << wrong << QByteArray("deny") << Headers() << 403;
    QTest::newRow("another site's form")
        << right << QByteArray("allow") << Headers{{"Sec-Fetch-Site", "cross-site"}} << 403;
    QTest::newRow("another port's form")
        << right << QByteArray("allow") << Headers{{"Sec-Fetch-Site", "same-site"}} << 403;
    QTest::newRow("another origin")
        << right << QByteArray("allow") << Headers{{"Origin", "http://evil.example"}} << 403;
    QTest::newRow("neither allow nor deny") << right << QByteArray("maybe") << Headers() << 400;
    QTest::newRow("the page itself")
        << right << QByteArray("allow")
        << Headers{{"Sec-Fetch-Site", "same-origin"}, {"Origin", "null"}} << 200;
}

void TestDemoPages::theDecisionNeedsThePage()
{
    QFETCH(QString, pageToken);
    QFETCH(QByteArray, decision);
    QFETCH(Headers, headers);
    QFETCH(int, status);
    Harness demo;
    const QJsonObject code = demo.newCode();
    const Reply page = approvalPage(demo, userCodeOf(code));
    QVERIFY(hiddenField(page, "page_token").size() > 40);
    const QString token = pageToken.isEmpty() ? hiddenField(page, "page_token")
        : pageToken == QLatin1String("-")     ? QString()
                                              : pageToken;
    const Reply reply = decide(demo, userCodeOf(code), token, decision.constData(), headers);
    QCOMPARE(reply.status, status);
    const Reply polled = demo.poll(deviceCodeOf(code));
    if (status == 200)
        QCOMPARE(polled.status, 200);
    else
        QCOMPARE(polled.error(), QStringLiteral("authorization_pending"));
}

void TestDemoPages::eachPageHasItsOwnToken()
{
    Harness demo;
    const QJsonObject mine = demo.newCode();
    const QJsonObject other = demo.newCode();
    const QString token = hiddenField(approvalPage(demo, userCodeOf(mine)), "page_token");
    const QString again = hiddenField(approvalPage(demo, userCodeOf(mine)), "page_token");
    QVERIFY(token != again);
    const QString foreign = hiddenField(approvalPage(demo, userCodeOf(other)), "page_token");
    QCOMPARE(decide(demo, userCodeOf(mine), foreign, "allow").status, 403);
    QCOMPARE(decide(demo, userCodeOf(mine), token, "allow").status, 200);
}

void TestDemoPages::typedCodesAreForgiven_data()
{
    QTest::addColumn<QString>("change");
    QTest::newRow("lower case without dash") << QStringLiteral("FIRSTSECOND");
    QTest::newRow("with blanks") << QStringLiteral("%20FIRST%20%20SECOND%20");
    QTest::newRow("with an en dash") << QStringLiteral("FIRST%E2%80%93SECOND");
}

void TestDemoPages::typedCodesAreForgiven()
{
    QFETCH(QString, change);
    Harness demo;
    const QString shown = userCodeOf(demo.newCode());
    QString typed = change;
    typed.replace(QLatin1String("FIRST"), shown.left(4).toLower());
    typed.replace(QLatin1String("SECOND"), shown.mid(5).toLower());
    const Reply page = demo.http->get("/activate?user_code=" + typed.toLatin1());
    QCOMPARE(page.status, 200);
    QCOMPARE(hiddenField(page, "user_code"), shown);
}

void TestDemoPages::codesThatDoNotWorkAreExplained()
{
    Harness demo;
    const Reply unknown = approvalPage(demo, QStringLiteral("BBBB-BBBB"));
    QCOMPARE(unknown.status, 404);
    QVERIFY(unknown.body.contains("There is no such code."));
    QVERIFY(unknown.body.contains("name=\"user_code\""));
    const Reply malformed = approvalPage(demo, QStringLiteral("BBB"));
    QCOMPARE(malformed.status, 400);
    QVERIFY(malformed.body.contains("A code has eight letters"));

    const QString used = userCodeOf(demo.newCode());
    const QString usedToken = hiddenField(approvalPage(demo, used), "page_token");
    QCOMPARE(decide(demo, used, usedToken, "allow").status, 200);
    for (const Reply &reply : {approvalPage(demo, used), decide(demo, used, usedToken, "deny")}) {
        QCOMPARE(reply.status, 410);
        QVERIFY(reply.body.contains("This code has been used already"));
    }

    const QString late = userCodeOf(demo.newCode());
    const QString lateToken = hiddenField(approvalPage(demo, late), "page_token");
    demo.clock.advance(900);
    for (const Reply &reply : {approvalPage(demo, late), decide(demo, late, lateToken, "allow")}) {
        QCOMPARE(reply.status, 410);
        QVERIFY(reply.body.contains("This code has expired"));
    }
}

void TestDemoPages::hostileTextStaysText_data()
{
    QTest::addColumn<QString>("clientId");
    QTest::addColumn<QString>("scope");
    QTest::newRow("a script in the name")
        << QStringLiteral("<script>alert(1)</script>") << QStringLiteral("openid");
    QTest::newRow("an attribute in the name")
        << QStringLiteral("x\" onmouseover='alert(1)'") << QStringLiteral("openid");
    QTest::newRow("an entity in the name")
        << QStringLiteral("&lt;b&gt;") << QStringLiteral("openid");
    QTest::newRow("a placeholder in the name")
        << QStringLiteral("{{pageToken}} %1 %2") << QStringLiteral("openid");
    QTest::newRow("a script in the scope")
        << QStringLiteral("latchkey") << QStringLiteral("openid <script>alert(1)</script>");
    QTest::newRow("an attribute in the scope")
        << QStringLiteral("latchkey") << QStringLiteral("'onload='alert(1) {{pageToken}}");
}

void TestDemoPages::hostileTextStaysText()
{
    QFETCH(QString, clientId);
    QFETCH(QString, scope);
    Harness demo;
    const QJsonObject code = demo.requestCode({{QStringLiteral("client_id"), clientId},
                                               {QStringLiteral("scope"), scope}})
                                 .json();
    const Reply page = approvalPage(demo, userCodeOf(code));
    QCOMPARE(page.status, 200);
    QVERIFY(!page.body.contains("<script"));
    QVERIFY(!page.body.contains("'alert(1)"));
    const QString token = hiddenField(page, "page_token");
    QCOMPARE(page.body.count(token.toLatin1()), 1);
    if (clientId != QLatin1String("latchkey"))
        QVERIFY(page.body.contains("<strong>" + asHtml(clientId) + "</strong>"));
    for (const QString &word : scope.split(QLatin1Char(' ')))
        QVERIFY2(page.body.contains(asHtml(word)), qPrintable(word));
    const Reply done = decide(demo, userCodeOf(code), token, "allow");
    QVERIFY(!done.body.contains("<script"));

    const Reply typed = demo.http->get("/activate?user_code=%3Cscript%3Ealert(1)%3C/script%3E");
    QCOMPARE(typed.status, 400);
    QVERIFY(!typed.body.contains("<script"));
}

void TestDemoPages::anUnknownProgramIsCalledThat()
{
    Harness demo;
    const QByteArray remark = "The program chose this name itself.";
    QVERIFY(!approvalPage(demo, userCodeOf(demo.newCode())).body.contains(remark));
    const QJsonObject code =
        demo.requestCode({{QStringLiteral("client_id"), QStringLiteral("stranger")}}).json();
    const Reply page = approvalPage(demo, userCodeOf(code));
    QVERIFY(page.body.contains("<strong>stranger</strong>"));
    QVERIFY(page.body.contains(remark));
}

void TestDemoPages::guessingIsSlowed()
{
    Harness demo([](Knobs &knobs) { knobs.wrongCodesPerMinute = 5; });
    const QString right = userCodeOf(demo.newCode());
    for (int i = 0; i < 5; ++i)
        QCOMPARE(approvalPage(demo, QStringLiteral("BBBB-BBBB")).status, 404);
    const Reply limited = approvalPage(demo, right);
    QCOMPARE(limited.status, 429);
    QVERIFY(!limited.header("Retry-After").isEmpty());
    QCOMPARE(decide(demo, right, QStringLiteral("x"), "allow").status, 429);
    demo.clock.advance(60);
    QCOMPARE(approvalPage(demo, right).status, 200);
}

void TestDemoPages::pagesCarryTheirGuards_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::newRow("the field") << QByteArray("/activate");
    QTest::newRow("the approval page") << QByteArray();
    QTest::newRow("an unknown code") << QByteArray("/activate?user_code=BBBBBBBB");
}

void TestDemoPages::pagesCarryTheirGuards()
{
    QFETCH(QByteArray, path);
    Harness demo;
    const Reply page =
        path.isEmpty() ? approvalPage(demo, userCodeOf(demo.newCode())) : demo.http->get(path);
    QCOMPARE(page.header("Content-Type"), QByteArray("text/html; charset=utf-8"));
    const QByteArray policy = page.header("Content-Security-Policy");
    for (const char *rule : {"default-src 'none'", "style-src 'self'", "frame-ancestors 'none'",
                             "form-action 'self'", "base-uri 'none'"})
        QVERIFY2(policy.contains(rule), rule);
    QCOMPARE(page.header("X-Content-Type-Options"), QByteArray("nosniff"));
    QCOMPARE(page.header("Cache-Control"), QByteArray("no-store"));
    QCOMPARE(page.header("Referrer-Policy"), QByteArray("no-referrer"));
    QCOMPARE(page.header("X-Frame-Options"), QByteArray("DENY"));
}

void TestDemoPages::noPageNeedsAnythingFromElsewhere()
{
    Harness demo;
    const Reply page = approvalPage(demo, userCodeOf(demo.newCode()));
    QVERIFY(!page.body.contains("http://"));
    QVERIFY(!page.body.contains("https://"));
    QVERIFY(!page.body.contains(" style="));
    const Reply style = demo.http->get("/activate/style.css");
    QCOMPARE(style.status, 200);
    QCOMPARE(style.header("Content-Type"), QByteArray("text/css; charset=utf-8"));
    QVERIFY(style.body.contains("prefers-color-scheme: dark"));
    QVERIFY(style.body.contains("min-height: 48px"));
    QVERIFY(!style.body.contains("url("));
    QVERIFY(!style.body.contains("@import"));
}

void TestDemoPages::theRootLeadsToTheField()
{
    Harness demo;
    const Reply root = demo.http->get("/");
    QCOMPARE(root.status, 302);
    QCOMPARE(root.header("Location"), QByteArray("/activate"));
}

void TestDemoPages::onlyLoopbackNamesAreServed_data()
{
    QTest::addColumn<QByteArray>("host");
    QTest::addColumn<QByteArray>("status");
    QTest::newRow("the address") << QByteArray("Host: 127.0.0.1:PORT\r\n") << QByteArray("200");
    QTest::newRow("localhost") << QByteArray("Host: LocalHost:PORT\r\n") << QByteArray("200");
    QTest::newRow("IPv6") << QByteArray("host: [::1]:PORT\r\n") << QByteArray("200");
    QTest::newRow("a name that was rebound")
        << QByteArray("Host: evil.example:PORT\r\n") << QByteArray("421");
    QTest::newRow("a name that begins right")
        << QByteArray("Host: 127.0.0.1.evil.example:PORT\r\n") << QByteArray("421");
    QTest::newRow("another port") << QByteArray("Host: 127.0.0.1:1\r\n") << QByteArray("421");
    QTest::newRow("no port") << QByteArray("Host: 127.0.0.1\r\n") << QByteArray("421");
    QTest::newRow("none") << QByteArray() << QByteArray("421");
    QTest::newRow("two") << QByteArray("Host: 127.0.0.1:PORT\r\nHost: evil.example\r\n")
                         << QByteArray("421");
}

void TestDemoPages::onlyLoopbackNamesAreServed()
{
    QFETCH(QByteArray, host);
    QFETCH(QByteArray, status);
    Harness demo;
    host.replace("PORT", QByteArray::number(demo.provider.port()));
    const QByteArray answer = exchangeRaw(
        demo.provider.port(), "GET /activate HTTP/1.1\r\n" + host + "Connection: close\r\n\r\n");
    QCOMPARE(answer.mid(9, 3), status);
}

QTEST_GUILESS_MAIN(TestDemoPages)
#include "tst_demopages.moc"
