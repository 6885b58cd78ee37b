// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "approvalpage.h"
#include "commandrun.h"
#include "desktoprun.h"
#include "rendering.h"
#include "xwindows.h"

#include <QtCore/QElapsedTimer>
#include <QtCore/QJsonDocument>
#include <QtCore/QTemporaryDir>
#include <QtNetwork/QTcpServer>
#include <QtTest/QTest>

namespace {

const QString signInTitle = QStringLiteral("Sign in to Demo provider — Latchkey");
const QString accountTitle = QStringLiteral("Mara Demo — Latchkey");

// The demo provider asks for polls five seconds apart; the rest is for a busy machine.
constexpr int pollingInterval = 5;
constexpr int margin = 5;

QString freePort()
{
    QTcpServer server;
    server.listen(QHostAddress::LocalHost);
    return QString::number(server.serverPort());
}

QString trimmed(const QByteArray &output)
{
    return QString::fromUtf8(output).trimmed();
}

} // namespace

/// What the README promises: the window, a code that can be scanned, Allow, and everything still
/// there after everything was restarted.
class tst_DesktopDemoRun : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void signsInAndStaysSignedIn();
    void denyingIsTold();
};

void tst_DesktopDemoRun::initTestCase()
{
    QCOMPARE(QGuiApplication::platformName(), QStringLiteral("xcb"));
}

void tst_DesktopDemoRun::signsInAndStaysSignedIn()
{
    const QTemporaryDir home;
    const QString port = freePort();
    const QStringList arguments{QStringLiteral("--demo"), QStringLiteral("--demo-port"), port};
    const QUrl issuer(QStringLiteral("http://127.0.0.1:") + port);
    const QUrl userInfo = issuer.resolved(QUrl(QStringLiteral("/oauth/userinfo")));

    QString token;
    {
        DesktopRun window(home.path(), arguments);
        QVERIFY2(window.waitForTitle(signInTitle, 20), window.errorOutput());
        const QUrl scanned = XWindows::scan(10);
        QCOMPARE(scanned.adjusted(QUrl::RemovePath | QUrl::RemoveQuery), issuer);

        const ApprovalPage page(scanned);
        QVERIFY2(!page.hiddenFields().isEmpty(), qPrintable(page.text()));
        QElapsedTimer sinceAllow;
        sinceAllow.start();
        QCOMPARE(page.press(QStringLiteral("allow")).status, 200);
        QVERIFY2(window.waitForTitle(accountTitle, pollingInterval + margin),
                 qPrintable(window.titles().join(u'\n')));
        qInfo("signed in %lld ms after Allow", sinceAllow.elapsed());
        // The code has made room for the account.
        QVERIFY(QTest::qWaitFor(
            [] { return Rendering::decodeQr(XWindows::screenshot()).isEmpty(); }, 5000));

        CommandRun accounts(home.path(), {QStringLiteral("accounts"), QStringLiteral("--json")});
        const QJsonObject event = accounts.nextEvent();
        QCOMPARE(accounts.exitStatus(), 0);
        QCOMPARE(event.value(QLatin1String("account")).toString(),
                 QStringLiteral("demo/mara@demo.example"));
        QCOMPARE(event.value(QLatin1String("state")).toString(), QStringLiteral("active"));

        CommandRun tokenRun(home.path(), {QStringLiteral("token"), QStringLiteral("demo")});
        QCOMPARE(tokenRun.exitStatus(), 0);
        token = trimmed(tokenRun.output());
        const auto answer = ApprovalPage::get(userInfo, token.toLatin1());
        QCOMPARE(answer.status, 200);
        QVERIFY2(answer.body.contains("mara@demo.example"), answer.body);
        const QByteArray said = window.errorOutput();
        QVERIFY2(!said.contains(token.toLatin1()), "the token was written to standard error");
        window.kill();
    }

    // Nothing runs any more, neither window nor provider; the keyring has kept it all.
    QCOMPARE(ApprovalPage::get(userInfo, token.toLatin1()).status, 0);
    CommandRun accounts(home.path(), {QStringLiteral("accounts")});
    QCOMPARE(accounts.exitStatus(), 0);
    QVERIFY2(accounts.output().contains("demo/mara@demo.example"), accounts.output());
    CommandRun tokenRun(home.path(), {QStringLiteral("token"), QStringLiteral("demo")});
    QCOMPARE(tokenRun.exitStatus(), 0);
    QCOMPARE(trimmed(tokenRun.output()), token);

    // A new window is still signed in, and so is its provider.
    DesktopRun window(home.path(), arguments);
    QVERIFY2(window.waitForTitle(accountTitle, 20), qPrintable(window.titles().join(u'\n')));
    QVERIFY(QTest::qWaitFor(
        [&] { return ApprovalPage::get(userInfo, token.toLatin1()).status == 200; }, 10000));

    // What the command does is seen in the window by itself.
    CommandRun logout(home.path(), {QStringLiteral("logout"), QStringLiteral("demo")});
    QCOMPARE(logout.exitStatus(), 0);
    QVERIFY2(window.waitForTitle(QStringLiteral("Latchkey"), 10),
             qPrintable(window.titles().join(u'\n')));
    QCOMPARE(ApprovalPage::get(userInfo, token.toLatin1()).status, 401);
}

void tst_DesktopDemoRun::denyingIsTold()
{
    const QTemporaryDir home;
    DesktopRun window(home.path(),
                      {QStringLiteral("--demo"), QStringLiteral("--demo-port"), freePort()});
    QVERIFY2(window.waitForTitle(signInTitle, 20), window.errorOutput());
    const ApprovalPage page(XWindows::scan(10));
    QVERIFY2(!page.hiddenFields().isEmpty(), qPrintable(page.text()));
    QCOMPARE(page.press(QStringLiteral("deny")).status, 200);
    QVERIFY(QTest::qWaitFor([] { return Rendering::decodeQr(XWindows::screenshot()).isEmpty(); },
                            (pollingInterval + margin) * 1000));
    QCOMPARE(window.titles(), QStringList(signInTitle));
    CommandRun accounts(home.path(), {QStringLiteral("accounts"), QStringLiteral("--json")});
    QCOMPARE(accounts.exitStatus(), 0);
    QCOMPARE(accounts.output(), QByteArray());
}

QTEST_MAIN(tst_DesktopDemoRun)

#include "tst_desktopdemorun.moc"
