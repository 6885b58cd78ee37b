// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "approvalpage.h"
#include "commandrun.h"
#include "desktoprun.h"
#include "interopserver.h"
#include "keyboard.h"
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

} // namespace

/// A server that nobody here wrote, a browser that nobody here wrote, and the window: what a person
/// does is done with the keyboard in the one and with clicks in the other.
class tst_DesktopBrowserRun : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void signsInByTheScannedCode();

private:
    /// Goes through "Add account" to the sign-in at a server that the window does not know.
    static void enterIssuer(DesktopRun &window, const QString &issuer);
    /// Logs in on the page that the browser is at, and allows what is asked for.
    static void logInAndAllow(WebBrowser &browser);
    /// The window shows the account, the command lists it, and its token works.
    static void verifySignedIn(DesktopRun &window, const QString &home,
                               const InteropServer &server);
};

void tst_DesktopBrowserRun::initTestCase()
{
    QCOMPARE(QGuiApplication::platformName(), QStringLiteral("xcb"));
}

void tst_DesktopBrowserRun::enterIssuer(DesktopRun &window, const QString &issuer)
{
    QVERIFY2(window.waitForTitle(emptyTitle, 20), window.errorOutput());
    QVERIFY(Keyboard::focus(emptyTitle));
    // The last of the providers is "Other".
    QVERIFY(Keyboard::press(
        {QStringLiteral("ctrl+n"), QStringLiteral("End"), QStringLiteral("Return")}));
    QVERIFY(Keyboard::type(issuer));
    QVERIFY(Keyboard::press({QStringLiteral("Tab")}));
    QVERIFY(Keyboard::type(clientId));
    QVERIFY(Keyboard::press({QStringLiteral("Return")}));
    QVERIFY2(window.waitForTitle(signInTitle, 20), qPrintable(window.titles().join(u'\n')));
}

void tst_DesktopBrowserRun::logInAndAllow(WebBrowser &browser)
{
    QCOMPARE(browser.fill(QStringLiteral("Enter any login"), QStringLiteral("ada")), QString());
    QCOMPARE(browser.fill(QStringLiteral("and password"), QStringLiteral("anything")), QString());
    QCOMPARE(browser.click(QStringLiteral("Sign-in")), QString());
    QCOMPARE(browser.see(QStringLiteral("Authorize")), QString());
    QCOMPARE(browser.click(QStringLiteral("Continue")), QString());
}

void tst_DesktopBrowserRun::verifySignedIn(DesktopRun &window, const QString &home,
                                           const InteropServer &server)
{
    QVERIFY2(window.waitForTitle(accountTitle, 15), qPrintable(window.titles().join(u'\n')));
    QVERIFY(QTest::qWaitFor([] { return Rendering::decodeQr(XWindows::screenshot()).isEmpty(); },
                            5000));

    CommandRun accounts(home, {QStringLiteral("accounts"), QStringLiteral("--json")});
    const QJsonObject listed = accounts.nextEvent();
    QCOMPARE(listed.value(QLatin1String("name")).toString(), QStringLiteral("Ada Lovelace"));
    QCOMPARE(listed.value(QLatin1String("state")).toString(), QStringLiteral("active"));
    QCOMPARE(accounts.exitStatus(), 0);
    const QString account = listed.value(QLatin1String("account")).toString();

    CommandRun tokenRun(home, {QStringLiteral("token"), account});
    QCOMPARE(tokenRun.exitStatus(), 0);
    const QByteArray token = tokenRun.output().trimmed();
    const auto answer = ApprovalPage::get(QUrl(server.address() + QStringLiteral("/me")), token);
    QCOMPARE(answer.status, 200);
    QVERIFY2(answer.body.contains("Ada Lovelace"), answer.body);
    QVERIFY2(!window.errorOutput().contains(token), "the token was written to standard error");
    CommandRun logout(home, {QStringLiteral("logout"), account});
    QCOMPARE(logout.exitStatus(), 0);
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
    enterIssuer(window, server.issuer());
    if (QTest::currentTestFailed())
        return;

    const QUrl scanned = XWindows::scan(10);
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

QTEST_MAIN(tst_DesktopBrowserRun)

#include "tst_desktopbrowserrun.moc"
