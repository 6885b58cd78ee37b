// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT
#include "demoharness.h"

#include <QtTest/QTest>

using namespace DemoTest;
using namespace Latchkey;
using namespace Latchkey::Demo;

namespace {

Form one(const char *name, const char *value)
{
    return {{QString::fromLatin1(name), QString::fromLatin1(value)}};
}

/// The form as a browser sends it.
Reply decide(Harness &demo, const Reply &page, const char *decision, const Headers &headers = {})
{
    return demo.http->postForm("/oauth/authorize",
                               {{QStringLiteral("page_token"), hiddenField(page, "page_token")},
                                {QStringLiteral("decision"), QString::fromLatin1(decision)}},
                               headers);
}

} // namespace

/// The page that asks whether a program may sign in, and those that come after it.
class TestDemoConsent : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { failOnWarning(); }

    void thePageShowsWhatIsAsked();
    void thePageSaysWhereTheAnswerGoes_data();
    void thePageSaysWhereTheAnswerGoes();
    void allowingSendsTheCodeBack();
    void decliningIsSentBack();
    void eachPageIsAnsweredOnce();
    void thePageCanBeOpenForTooLong();
    void theDecisionNeedsThePage_data();
    void theDecisionNeedsThePage();
    void nothingIsDecidedByAccident();
    void wrongRequestsStayOnThePage_data();
    void wrongRequestsStayOnThePage();
    void aCodeCanBeCopied();
    void decliningIsToldWhereNobodyListens();
    void hostileTextStaysText();
    void anUnknownProgramIsCalledThat();
    void thePageCarriesItsGuards();
    void thePageIsFitForAPhone();
};

void TestDemoConsent::thePageShowsWhatIsAsked()
{
    Harness demo;
    const Reply page = demo.http->get(demo.authorizationPath());
    QCOMPARE(page.status, 200);
    for (const char *text :
         {"<strong>Latchkey</strong> asks to sign in to your account", "Mara Demo",
          "mara@demo.example", "It will be able to", "Read the demo items",
          "Allow only if you started this yourself.", ">Deny</button>", ">Allow</button>"})
        QVERIFY2(page.body.contains(text), text);
    // There is no code to compare here.
    QVERIFY(!page.body.contains("same code"));
}

void TestDemoConsent::thePageSaysWhereTheAnswerGoes_data()
{
    QTest::addColumn<QByteArray>("redirectUri");
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("a program on this computer")
        << QByteArray("http://127.0.0.1:49152/callback")
        << QByteArray("goes to a program on this computer, 127.0.0.1:49152.");
    QTest::newRow("by IPv6") << QByteArray("http://[::1]:49152/callback")
                             << QByteArray("goes to a program on this computer, [::1]:49152.");
    QTest::newRow("elsewhere") << QByteArray("https://app.example/back")
                               << QByteArray("goes to app.example.");
    QTest::newRow("a scheme") << QByteArray("com.example.app:/back")
                              << QByteArray("goes to com.example.app:/back.");
    QTest::newRow("to be copied") << QByteArray("urn:ietf:wg:oauth:2.0:oob")
                                  << QByteArray("the next page shows a code to copy");
    QTest::newRow("to be read") << QByteArray("urn:ietf:wg:oauth:2.0:oob:auto")
                                << QByteArray("read by the program itself");
}

void TestDemoConsent::thePageSaysWhereTheAnswerGoes()
{
    QFETCH(QByteArray, redirectUri);
    QFETCH(QByteArray, text);
    Harness demo([&redirectUri](Knobs &knobs) {
        knobs.clients.first().redirectUris = {QString::fromLatin1(redirectUri)};
    });
    const Reply page =
        demo.http->get(demo.authorizationPath(one("redirect_uri", redirectUri.constData())));
    QVERIFY2(page.body.contains(text), page.body.constData());
}

void TestDemoConsent::allowingSendsTheCodeBack()
{
    Harness demo;
    const Reply page = demo.http->get(demo.authorizationPath());
    const Reply redirect = decide(demo, page, "allow");
    // RFC 9700 section 4.12: not 307, which would send the form on.
    QCOMPARE(redirect.status, 303);
    QCOMPARE(redirect.redirected("state"), QStringLiteral("af0ifjsldkj"));
    QCOMPARE(demo.exchange(redirect.redirected("code")).status, 200);
}

void TestDemoConsent::decliningIsSentBack()
{
    Harness demo;
    const Reply redirect = decide(demo, demo.http->get(demo.authorizationPath()), "deny");
    QCOMPARE(redirect.status, 303);
    QCOMPARE(redirect.redirected("error"), QStringLiteral("access_denied"));
    QCOMPARE(redirect.redirected("state"), QStringLiteral("af0ifjsldkj"));
    QVERIFY(redirect.redirected("code").isEmpty());
}

void TestDemoConsent::eachPageIsAnsweredOnce()
{
    Harness demo;
    const Reply page = demo.http->get(demo.authorizationPath());
    QCOMPARE(decide(demo, page, "allow").status, 303);
    const Reply again = decide(demo, page, "allow");
    QCOMPARE(again.status, 403);
    QVERIFY(again.body.contains("answered before"));
    QCOMPARE(demo.provider.counters().authorizationCodes, 1);
    // A second page of the same request is a question of its own.
    const Reply second = demo.http->get(demo.authorizationPath());
    QVERIFY(hiddenField(second, "page_token") != hiddenField(page, "page_token"));
    QCOMPARE(decide(demo, second, "deny").status, 303);
}

void TestDemoConsent::thePageCanBeOpenForTooLong()
{
    Harness demo;
    const Reply page = demo.http->get(demo.authorizationPath());
    demo.clock.advance(900);
    QCOMPARE(decide(demo, page, "allow").status, 403);
    QCOMPARE(demo.provider.counters().authorizationCodes, 0);
}

void TestDemoConsent::theDecisionNeedsThePage_data()
{
    QTest::addColumn<Headers>("headers");
    QTest::addColumn<bool>("withToken");
    QTest::newRow("no page token") << Headers() << false;
    QTest::newRow("another site, as the browser says")
        << Headers{{"Sec-Fetch-Site", "cross-site"}} << true;
    QTest::newRow("another port") << Headers{{"Sec-Fetch-Site", "same-site"}} << true;
    QTest::newRow("another origin") << Headers{{"Origin", "https://evil.example"}} << true;
}

void TestDemoConsent::theDecisionNeedsThePage()
{
    QFETCH(Headers, headers);
    QFETCH(bool, withToken);
    Harness demo;
    const Reply page = demo.http->get(demo.authorizationPath());
    const Reply refused = decide(demo, withToken ? page : Reply(), "allow", headers);
    QCOMPARE(refused.status, 403);
    QVERIFY(refused.header("Location").isEmpty());
    QCOMPARE(demo.provider.counters().authorizationCodes, 0);
    // The page of the honest person still works.
    QCOMPARE(decide(demo, page, "allow", {{"Sec-Fetch-Site", "same-origin"}}).status, 303);
}

void TestDemoConsent::nothingIsDecidedByAccident()
{
    Harness demo;
    const Reply page = demo.http->get(demo.authorizationPath());
    QCOMPARE(decide(demo, page, "maybe").status, 403);
    const QByteArray path = demo.authorizationPath()
        + "&decision=allow&page_token=" + hiddenField(page, "page_token").toLatin1();
    QCOMPARE(demo.http->get(path).status, 200);
    QCOMPARE(demo.provider.counters().authorizationCodes, 0);
    QCOMPARE(decide(demo, page, "allow").status, 303);
}

void TestDemoConsent::wrongRequestsStayOnThePage_data()
{
    QTest::addColumn<QByteArray>("parameters");
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("no client") << QByteArray("redirect_uri=http%3A%2F%2F127.0.0.1%3A1%2F")
                               << QByteArray("is not known to the demo provider");
    QTest::newRow("an unknown client")
        << QByteArray("client_id=somebody&redirect_uri=http%3A%2F%2F127.0.0.1%3A1%2F")
        << QByteArray("is not known to the demo provider");
    QTest::newRow("no redirect_uri")
        << QByteArray("client_id=latchkey") << QByteArray("address that is not registered");
    QTest::newRow("a foreign redirect_uri")
        << QByteArray("client_id=latchkey&redirect_uri=https%3A%2F%2Fevil.example%2F")
        << QByteArray("address that is not registered");
    QTest::newRow("two redirect_uris") << QByteArray("client_id=latchkey&redirect_uri=http%3A%2F%2F"
                                                     "127.0.0.1%3A1%2F&redirect_uri=http%3A%2F%2F"
                                                     "127.0.0.1%3A2%2F")
                                       << QByteArray("one thing in two ways");
}

void TestDemoConsent::wrongRequestsStayOnThePage()
{
    QFETCH(QByteArray, parameters);
    QFETCH(QByteArray, text);
    Harness demo([](Knobs &knobs) { knobs.acceptUnknownClients = false; });
    const Reply page = demo.http->get("/oauth/authorize?response_type=code&" + parameters);
    QCOMPARE(page.status, 400);
    QVERIFY(page.header("Location").isEmpty());
    QVERIFY2(page.body.contains(text), page.body.constData());
    QVERIFY(!page.body.contains("page_token"));
}

void TestDemoConsent::aCodeCanBeCopied()
{
    Harness demo;
    const Form oob = one("redirect_uri", "urn:ietf:wg:oauth:2.0:oob");
    const Reply shown = decide(demo, demo.http->get(demo.authorizationPath(oob)), "allow");
    QCOMPARE(shown.status, 200);
    QVERIFY(shown.header("Location").isEmpty());
    const qsizetype from = shown.body.indexOf(">dac_");
    QVERIFY(from > 0);
    const QByteArray code = shown.body.mid(from + 1).split('<').constFirst();
    // Neither the tab's title nor the history tells it.
    QVERIFY(shown.body.contains("<title>Allowed</title>"));
    QVERIFY(shown.body.contains("<label for=\"code\">Code</label>"));
    QCOMPARE(demo.exchange(QString::fromLatin1(code), oob).status, 200);
}

void TestDemoConsent::decliningIsToldWhereNobodyListens()
{
    Harness demo;
    const Form oob = one("redirect_uri", "urn:ietf:wg:oauth:2.0:oob");
    const Reply shown = decide(demo, demo.http->get(demo.authorizationPath(oob)), "deny");
    QCOMPARE(shown.status, 200);
    QVERIFY(shown.body.contains("<h1>Declined</h1>"));
    const Reply wrong = demo.http->get(demo.authorizationPath(oob + one("response_type", "token")));
    QCOMPARE(wrong.status, 400);
    QVERIFY(wrong.body.contains("unsupported_response_type"));
}

void TestDemoConsent::hostileTextStaysText()
{
    const QByteArray hostile = "<script>alert('1')</script>\"&";
    Harness demo([&hostile](Knobs &knobs) {
        knobs.clients.first().name = QString::fromLatin1(hostile);
        knobs.person.name = QString::fromLatin1(hostile);
    });
    const Reply page = demo.http->get(demo.authorizationPath(one("scope", "<script>x</script>")
                                                             + one("state", "</form><script>")));
    QCOMPARE(page.status, 200);
    QVERIFY(!page.body.contains("<script"));
    QCOMPARE(page.body.count("</form>"), 1);
    QVERIFY(page.body.contains("&lt;script&gt;"));
}

void TestDemoConsent::anUnknownProgramIsCalledThat()
{
    Harness demo;
    const Reply known = demo.http->get(demo.authorizationPath());
    QVERIFY(!known.body.contains("chose this name itself"));
    const Reply stranger = demo.http->get(demo.authorizationPath(one("client_id", "Your Bank")));
    QVERIFY(stranger.body.contains("<strong>Your Bank</strong>"));
    QVERIFY(stranger.body.contains("chose this name itself"));
}

void TestDemoConsent::thePageCarriesItsGuards()
{
    Harness demo;
    const Reply page = demo.http->get(demo.authorizationPath());
    QCOMPARE(page.header("X-Frame-Options"), QByteArray("DENY"));
    QCOMPARE(page.header("Cache-Control"), QByteArray("no-store"));
    QCOMPARE(page.header("Referrer-Policy"), QByteArray("no-referrer"));
    const QByteArray policy = page.header("Content-Security-Policy");
    QVERIFY(policy.contains("frame-ancestors 'none'"));
    QVERIFY(policy.contains("default-src 'none'"));
    // Browsers hold the redirect after the form against the policy: it names that one origin.
    QVERIFY(policy.contains("form-action 'self' http://127.0.0.1:49152; "));
    const Reply copied =
        demo.http->get(demo.authorizationPath(one("redirect_uri", "urn:ietf:wg:oauth:2.0:oob")));
    QVERIFY(copied.header("Content-Security-Policy").contains("form-action 'self'; "));
    QCOMPARE(demo.http->send("PUT", "/oauth/authorize").status, 405);
}

void TestDemoConsent::thePageIsFitForAPhone()
{
    Harness demo;
    const Reply page = demo.http->get(demo.authorizationPath());
    for (const char *text : {"<html lang=\"en\" dir=\"ltr\">", "name=\"viewport\"", "<main>",
                             "<h1>", "<title>Allow the sign-in?</title>"})
        QVERIFY2(page.body.contains(text), text);
    // No button is the one that a stray return key presses for the person.
    QVERIFY(!page.body.contains("autofocus"));
    QVERIFY(!page.body.contains("http://www."));
    QVERIFY(!page.body.contains("<script"));
}

QTEST_GUILESS_MAIN(TestDemoConsent)
#include "tst_democonsent.moc"
