// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "approvalpage.h"
#include "commandrun.h"
#include "desktoprun.h"
#include "interopserver.h"
#include "keyboard.h"
#include "opener.h"
#include "rendering.h"
#include "webbrowser.h"
#include "xwindows.h"

#include <QtCore/QTemporaryDir>
#include <QtCore/QUrlQuery>
#include <QtTest/QTest>

namespace {

const QString emptyTitle = QStringLiteral("Latchkey");
const QString signInTitle = QStringLiteral("Sign in to 127.0.0.1 — Latchkey");
const QString accountTitle = QStringLiteral("Ada Lovelace — Latchkey");
const QString clientId = QStringLiteral("latchkey-interop");

QStringList loginByBrowser(const InteropServer &server)
{
    return {QStringLiteral("login"),
            QStringLiteral("--issuer"),
            server.issuer(),
            QStringLiteral("--client-id"),
            clientId,
            QStringLiteral("--flow"),
            QStringLiteral("browser"),
            QStringLiteral("--scope"),
            QStringLiteral("openid profile email offline_access")};
}

QUrl redirectUriOf(const QUrl &authorizationUrl)
{
    return QUrl(QUrlQuery(authorizationUrl)
                    .queryItemValue(QStringLiteral("redirect_uri"), QUrl::FullyDecoded));
}

} // namespace

/// A server that nobody here wrote, a browser that nobody here wrote, and the window: what a person
/// does is done with the keyboard in the one and with clicks in the other.
class tst_DesktopBrowserRun : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void signsInByTheScannedCode();
    void signsInByTheRedirectBesideTheCode();
    void theCommandSignsInByTheRedirect();
    void theCommandIsToldOfARefusal();

private:
    /// Goes through "Add account" to the sign-in at a server that the window does not know.
    static void enterIssuer(DesktopRun &window, InteropServer &server);
    /// Logs in on the page that the browser is at, and allows what is asked for.
    static void logInAndAllow(WebBrowser &browser);
    /// The command lists one account, and its \a token works; it is signed out after that.
    static void verifyAccount(const QString &home, const InteropServer &server, QByteArray *token);
    /// The window shows the account, the command lists it, and its token works.
    static void verifySignedIn(DesktopRun &window, const QString &home,
                               const InteropServer &server);
};

void tst_DesktopBrowserRun::initTestCase()
{
    QCOMPARE(QGuiApplication::platformName(), QStringLiteral("xcb"));
}

void tst_DesktopBrowserRun::enterIssuer(DesktopRun &window, InteropServer &server)
{
    QVERIFY2(window.waitForTitle(emptyTitle, 20), window.errorOutput());
    QVERIFY(Keyboard::focus(emptyTitle));
    // The last of the providers is "Other".
    QVERIFY(Keyboard::press(
        {QStringLiteral("ctrl+n"), QStringLiteral("End"), QStringLiteral("Return")}));
    QVERIFY(Keyboard::type(server.issuer()));
    QVERIFY(Keyboard::press({QStringLiteral("Tab")}));
    QVERIFY(Keyboard::type(clientId));
    QVERIFY(Keyboard::press({QStringLiteral("Return")}));
    // What the server says of itself is shown, and then "Sign in" has the keyboard.
    QTRY_COMPARE_WITH_TIMEOUT(
        server.requests(QStringLiteral("/.well-known/openid-configuration")).size(), 1, 20000);
    bool isThere = false;
    for (int tries = 0; tries < 4 && !isThere; ++tries) {
        QTest::qWait(1000);
        QVERIFY(Keyboard::press({QStringLiteral("Return")}));
        isThere = window.waitForTitle(signInTitle, 5);
    }
    QVERIFY2(isThere, qPrintable(window.titles().join(u'\n')));
}

void tst_DesktopBrowserRun::logInAndAllow(WebBrowser &browser)
{
    QCOMPARE(browser.fill(QStringLiteral("Enter any login"), QStringLiteral("ada")), QString());
    QCOMPARE(browser.fill(QStringLiteral("and password"), QStringLiteral("anything")), QString());
    QCOMPARE(browser.click(QStringLiteral("Sign-in")), QString());
    QCOMPARE(browser.see(QStringLiteral("Authorize")), QString());
    QCOMPARE(browser.click(QStringLiteral("Continue")), QString());
}

void tst_DesktopBrowserRun::verifyAccount(const QString &home, const InteropServer &server,
                                          QByteArray *token)
{
    CommandRun accounts(home, {QStringLiteral("accounts"), QStringLiteral("--json")});
    const QJsonObject listed = accounts.nextEvent();
    QCOMPARE(listed.value(QLatin1String("name")).toString(), QStringLiteral("Ada Lovelace"));
    QCOMPARE(listed.value(QLatin1String("state")).toString(), QStringLiteral("active"));
    QCOMPARE(accounts.exitStatus(), 0);
    const QString account = listed.value(QLatin1String("account")).toString();

    CommandRun tokenRun(home, {QStringLiteral("token"), account});
    QCOMPARE(tokenRun.exitStatus(), 0);
    *token = tokenRun.output().trimmed();
    const auto answer = ApprovalPage::get(QUrl(server.address() + QStringLiteral("/me")), *token);
    QCOMPARE(answer.status, 200);
    QVERIFY2(answer.body.contains("Ada Lovelace"), answer.body);
    CommandRun logout(home, {QStringLiteral("logout"), account});
    QCOMPARE(logout.exitStatus(), 0);
}

void tst_DesktopBrowserRun::verifySignedIn(DesktopRun &window, const QString &home,
                                           const InteropServer &server)
{
    QVERIFY2(window.waitForTitle(accountTitle, 15), qPrintable(window.titles().join(u'\n')));
    QVERIFY(QTest::qWaitFor([] { return Rendering::decodeQr(XWindows::screenshot()).isEmpty(); },
                            5000));
    QByteArray token;
    verifyAccount(home, server, &token);
    if (QTest::currentTestFailed())
        return;
    QVERIFY2(!window.errorOutput().contains(token), "the token was written to standard error");
}

void tst_DesktopBrowserRun::signsInByTheScannedCode()
{
    const QTemporaryDir home;
    const QTemporaryDir browserHome;
    InteropServer server(InteropServer::Software::OidcProvider);
    QVERIFY2(server.isRunning(), qPrintable(server.problem()));
    WebBrowser browser(browserHome.path());
    QCOMPARE(browser.problem(), QString());
    DesktopRun window(home.path(), {});
    enterIssuer(window, server);
    if (QTest::currentTestFailed())
        return;
    // The first of its ways is by a code.
    QVERIFY(Keyboard::press({QStringLiteral("Return")}));

    const QUrl scanned = XWindows::scan(20);
    QCOMPARE(scanned.adjusted(QUrl::RemovePath | QUrl::RemoveQuery).toString(), server.address());
    QCOMPARE(browser.open(scanned), QString());
    // What the person compares: the code in the window is the one on the page.
    const QString code = QUrlQuery(scanned).queryItemValue(QStringLiteral("user_code"));
    QVERIFY2(!code.isEmpty() && browser.text().contains(code), qPrintable(browser.text()));
    QCOMPARE(browser.click(QStringLiteral("Continue")), QString());
    logInAndAllow(browser);
    QCOMPARE(browser.see(QStringLiteral("Sign-in Success")), QString());
    verifySignedIn(window, home.path(), server);
}

/// Both ways run side by side, and the one that ends first signs in.
void tst_DesktopBrowserRun::signsInByTheRedirectBesideTheCode()
{
    const QTemporaryDir home;
    const QTemporaryDir browserHome;
    const Opener opener;
    InteropServer server(InteropServer::Software::OidcProvider);
    QVERIFY2(server.isRunning(), qPrintable(server.problem()));
    WebBrowser browser(browserHome.path());
    QCOMPARE(browser.problem(), QString());
    DesktopRun window(home.path(), {}, opener.environment());
    enterIssuer(window, server);
    if (QTest::currentTestFailed())
        return;
    QVERIFY(Keyboard::press({QStringLiteral("Return")}));
    QVERIFY(!XWindows::scan(20).isEmpty());
    // "Open in browser"
    QVERIFY(Keyboard::press({QStringLiteral("Return")}));

    const QUrl asked = opener.waitForUrl(20);
    QCOMPARE(asked.adjusted(QUrl::RemovePath | QUrl::RemoveQuery).toString(), server.address());
    QCOMPARE(browser.open(asked), QString());
    logInAndAllow(browser);
    QCOMPARE(browser.see(QStringLiteral("You are signed in")), QString());
    QCOMPARE(browser.url().adjusted(QUrl::RemoveQuery), redirectUriOf(asked));
    verifySignedIn(window, home.path(), server);
}

void tst_DesktopBrowserRun::theCommandSignsInByTheRedirect()
{
    const QTemporaryDir home;
    const QTemporaryDir browserHome;
    const Opener opener;
    InteropServer server(InteropServer::Software::OidcProvider);
    QVERIFY2(server.isRunning(), qPrintable(server.problem()));
    WebBrowser browser(browserHome.path());
    QCOMPARE(browser.problem(), QString());

    CommandRun::Options options;
    options.environment = opener.environment();
    CommandRun login(home.path(), loginByBrowser(server), options);
    const QUrl asked = opener.waitForUrl(20);
    QCOMPARE(asked.adjusted(QUrl::RemovePath | QUrl::RemoveQuery).toString(), server.address());
    QCOMPARE(redirectUriOf(asked).host(), QStringLiteral("127.0.0.1"));
    QCOMPARE(browser.open(asked), QString());
    logInAndAllow(browser);
    // The tab is at the program's own page, which knows by now how it ended.
    QCOMPARE(browser.see(QStringLiteral("You are signed in")), QString());
    QCOMPARE(browser.url().adjusted(QUrl::RemoveQuery), redirectUriOf(asked));
    QCOMPARE(login.exitStatus(), 0);
    QVERIFY2(login.output().contains("Ada Lovelace"), login.output());
    QByteArray token;
    verifyAccount(home.path(), server, &token);
    QVERIFY(!token.isEmpty() && !login.output().contains(token));
}

void tst_DesktopBrowserRun::theCommandIsToldOfARefusal()
{
    const QTemporaryDir home;
    const QTemporaryDir browserHome;
    const Opener opener;
    InteropServer server(InteropServer::Software::OidcProvider);
    QVERIFY2(server.isRunning(), qPrintable(server.problem()));
    WebBrowser browser(browserHome.path());
    QCOMPARE(browser.problem(), QString());

    CommandRun::Options options;
    options.environment = opener.environment();
    CommandRun login(home.path(), loginByBrowser(server), options);
    QCOMPARE(browser.open(opener.waitForUrl(20)), QString());
    QCOMPARE(browser.click(QStringLiteral("[ Cancel ]")), QString());
    QCOMPARE(browser.see(QStringLiteral("The request was declined")), QString());
    QCOMPARE(login.exitStatus(), 3);
}

QTEST_MAIN(tst_DesktopBrowserRun)

#include "tst_desktopbrowserrun.moc"
