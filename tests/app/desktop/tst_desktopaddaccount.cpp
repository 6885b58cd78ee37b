// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "desktopworld.h"
#include "mainwindow.h"
#include "rendering.h"

#include <latchkey/signinwidget.h>

#include <QtNetwork/QTcpServer>
#include <QtTest/QTest>
#include <QtWidgets/QAbstractButton>
#include <QtWidgets/QApplication>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QListView>
#include <QtWidgets/QToolButton>

using namespace Latchkey;

namespace {

QListView *providerList(const Desktop::MainWindow *window)
{
    return window->findChild<QListView *>(QStringLiteral("providers"));
}

QStringList offered(const Desktop::MainWindow *window)
{
    QStringList names;
    const QAbstractItemModel *model = providerList(window)->model();
    for (int row = 0; row < model->rowCount(); ++row)
        names += model->index(row, 0).data().toString();
    return names;
}

/// Goes through the list as the keyboard does.
void choose(const Desktop::MainWindow *window, const QString &name)
{
    QListView *list = providerList(window);
    list->setCurrentIndex(list->model()->index(static_cast<int>(offered(window).indexOf(name)), 0));
    QTest::keyClick(list, Qt::Key_Return);
}

QLineEdit *field(const Desktop::MainWindow *window, const char *name)
{
    auto *edit = window->findChild<QLineEdit *>(QLatin1String(name));
    return edit && edit->isVisible() ? edit : nullptr;
}

bool codeIsShown(DesktopWorld &world)
{
    return world.waitUntil([&] {
        const auto *widget = world.window()->findChild<SignInWidget *>();
        return widget && widget->isVisible() && widget->state() == SignInWidget::State::CodeShown;
    });
}

/// A demo provider of the catalogue that left the client id open.
Provider demoWithoutClientId(const DesktopWorld &world)
{
    Provider provider = world.demo.adopted(DesktopWorld::demoProvider());
    provider.setId(QStringLiteral("members"));
    provider.setName(QStringLiteral("Members only"));
    provider.setClientId(QString());
    provider.setDocumentation(QUrl(QStringLiteral("https://members.example/clients")));
    return provider;
}

} // namespace

/// Adding an account: whom to, and what the catalogue leaves open.
class tst_DesktopAddAccount : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void offersWhatHasASignInByCode();
    void shortcutOpensTheList();
    void completeProviderStartsAtOnce();
    void clientIdIsAskedForAndRemembered();
    void documentationOpensInTheBrowser();
    void enterPressesTheButtonThatHasTheFocus();
    void hostsAreShownAsTheyAreLookedUp();
    void escapeLeadsBack();
    void issuerIsDiscovered();
    void issuersThatCannotBeUsed_data();
    void issuersThatCannotBeUsed();
    void leavingTheFormEndsTheDiscovery();
    void quittingEndsTheDiscovery();
};

void tst_DesktopAddAccount::init()
{
    Rendering::failOnWarning();
}

void tst_DesktopAddAccount::offersWhatHasASignInByCode()
{
    DesktopWorld world;
    Desktop::MainWindow *window = world.startProgram();
    window->open();
    window->addAccount();
    // acme.example knows sign-in by browser only.
    QCOMPARE(offered(window),
             QStringList({QStringLiteral("Demo provider"), QStringLiteral("Yoto"),
                          QStringLiteral("Other")}));
    QCOMPARE(window->windowTitle(), QStringLiteral("Add account — Latchkey"));
    // A phone cannot reach the demo provider, and we do not pretend.
    const QAbstractItemModel *model = providerList(window)->model();
    QCOMPARE(model->index(0, 0).data(Qt::AccessibleTextRole).toString(),
             QStringLiteral("Demo provider. By code, on this computer"));
}

void tst_DesktopAddAccount::shortcutOpensTheList()
{
    DesktopWorld world;
    Desktop::MainWindow *window = world.startProgram();
    window->open();
    window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(window));
    QTest::keyClick(window, Qt::Key_N, Qt::ControlModifier);
    QVERIFY(providerList(window) && providerList(window)->isVisible());
    QTest::keyClick(window, Qt::Key_Q, Qt::ControlModifier);
    QVERIFY(!window->isVisible());
}

void tst_DesktopAddAccount::completeProviderStartsAtOnce()
{
    DesktopWorld world;
    Desktop::MainWindow *window = world.startProgram();
    window->open();
    window->addAccount();
    choose(window, QStringLiteral("Demo provider"));
    // Without --demo as well: the demo provider is started because somebody signs in to it.
    QVERIFY(codeIsShown(world));
    QVERIFY(world.demo.provider()->isServing());
    QVERIFY(world.approve());
}

void tst_DesktopAddAccount::clientIdIsAskedForAndRemembered()
{
    DesktopWorld world;
    world.demo.provider()->start();
    world.providers = {demoWithoutClientId(world)};
    Desktop::MainWindow *window = world.startProgram();
    window->open();
    window->addAccount();
    choose(window, QStringLiteral("Members only"));
    QLineEdit *clientId = field(window, "clientId");
    QVERIFY(clientId);
    QVERIFY(!field(window, "issuer"));
    QAbstractButton *goOn = visibleButton(window, "continue");
    QVERIFY(!goOn->isEnabled());
    clientId->setText(QStringLiteral("  "));
    QVERIFY(!goOn->isEnabled());
    clientId->setText(QStringLiteral(" my-own-client "));
    QVERIFY(goOn->isEnabled());
    QTest::keyClick(clientId, Qt::Key_Return);
    QVERIFY(codeIsShown(world));
    const auto sent = world.demo.provider()->requests(Demo::Endpoint::DeviceAuthorization);
    QCOMPARE(sent.constFirst().parameter(QStringLiteral("client_id")),
             QStringLiteral("my-own-client"));
    world.endProgram();

    window = world.startProgram();
    window->open();
    window->addAccount();
    choose(window, QStringLiteral("Members only"));
    QCOMPARE(field(window, "clientId")->text(), QStringLiteral("my-own-client"));
}

void tst_DesktopAddAccount::documentationOpensInTheBrowser()
{
    DesktopWorld world;
    world.providers = {demoWithoutClientId(world)};
    Desktop::MainWindow *window = world.startProgram();
    window->open();
    window->addAccount();
    choose(window, QStringLiteral("Members only"));
    visibleButton(window, "documentation")->click();
    QCOMPARE(world.opened, {QUrl(QStringLiteral("https://members.example/clients"))});
    QCOMPARE(visibleText(window, "problem"), QString());

    world.browserWorks = false;
    visibleButton(window, "documentation")->click();
    QCOMPARE(visibleText(window, "problem"),
             QStringLiteral("The browser did not open. The page is at "
                            "https://members.example/clients"));
}

// Enter on "Back", or on the button to the documentation, went on with the form.
void tst_DesktopAddAccount::enterPressesTheButtonThatHasTheFocus()
{
    DesktopWorld world;
    world.providers = {demoWithoutClientId(world)};
    Desktop::MainWindow *window = world.startProgram();
    window->open();
    window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(window));
    window->addAccount();
    choose(window, QStringLiteral("Members only"));
    field(window, "clientId")->setText(QStringLiteral("my-own-client"));
    visibleButton(window, "documentation")->setFocus();
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    QCOMPARE(world.opened.size(), 1);
    QVERIFY(field(window, "clientId"));

    for (auto *button : window->findChildren<QToolButton *>()) {
        if (button->isVisible() && button->accessibleName() == u"Back")
            button->setFocus();
    }
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    QVERIFY(!field(window, "clientId"));
    QVERIFY(providerList(window)->isVisible());
}

void tst_DesktopAddAccount::hostsAreShownAsTheyAreLookedUp()
{
    DesktopWorld world;
    Provider lookalike = demoWithoutClientId(world);
    // The first letter is Cyrillic.
    lookalike.setDocumentation(QUrl(QStringLiteral("https://\u0430pple.com/clients")));
    world.providers = {lookalike};
    Desktop::MainWindow *window = world.startProgram();
    window->open();
    window->addAccount();
    choose(window, QStringLiteral("Members only"));
    QCOMPARE(visibleButton(window, "documentation")->text(),
             QStringLiteral("Get one at xn--pple-43d.com"));
}

void tst_DesktopAddAccount::escapeLeadsBack()
{
    DesktopWorld world;
    Desktop::MainWindow *window = world.startProgram();
    window->open();
    window->addAccount();
    choose(window, QStringLiteral("Other"));
    QTest::keyClick(field(window, "issuer"), Qt::Key_Escape);
    QVERIFY(providerList(window)->isVisible());
    QTest::keyClick(providerList(window), Qt::Key_Escape);
    QCOMPARE(visibleText(window, "sentence"), QStringLiteral("Nobody is signed in."));

    world.addAccount(world.signedInAs(DesktopWorld::acme(), QStringLiteral("Mara Lindqvist"),
                                      QStringLiteral("mara@example.org"), 3600));
    window->addAccount();
    QTest::keyClick(providerList(window), Qt::Key_Escape);
    QCOMPARE(visibleText(window, "name"), QStringLiteral("Mara Lindqvist"));
}

void tst_DesktopAddAccount::issuerIsDiscovered()
{
    DesktopWorld world;
    world.demo.provider()->start();
    Desktop::MainWindow *window = world.startProgram();
    window->open();
    window->addAccount();
    choose(window, QStringLiteral("Other"));
    field(window, "issuer")->setText(world.demo.provider()->issuer().toString());
    field(window, "clientId")->setText(QStringLiteral("latchkey"));
    visibleButton(window, "continue")->click();
    QVERIFY(!visibleButton(window, "continue")->isEnabled());
    // What was found is looked at before anything goes on.
    QVERIFY(world.waitUntil([&] { return !visibleText(window, "found").isEmpty(); }));
    visibleButton(window, "continue")->click();
    QVERIFY(codeIsShown(world));
    QVERIFY(world.approve());
    QCOMPARE(world.accounts->sessions().constFirst()->provider().issuer(),
             world.demo.provider()->issuer());
}

void tst_DesktopAddAccount::issuersThatCannotBeUsed_data()
{
    QTest::addColumn<QString>("issuer");
    QTest::addColumn<QString>("told");
    QTest::newRow("no address at all")
        << QStringLiteral("not an address") << QStringLiteral("This is not an address.");
    QTest::newRow("plain http to another host: refused, and nothing is sent")
        << QStringLiteral("http://id.example.org")
        << Error(Error::Kind::InsecureEndpoint).message();
    QTest::newRow("nobody answers")
        << QStringLiteral("http://127.0.0.1:%1") << Error(Error::Kind::Network).message();
    QTest::newRow("a script instead of an address")
        << QStringLiteral("javascript://x/%0aalert(1)")
        << Error(Error::Kind::InsecureEndpoint).message();
}

void tst_DesktopAddAccount::issuersThatCannotBeUsed()
{
    QFETCH(QString, issuer);
    QFETCH(QString, told);
    // A port that was free a moment ago.
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress::LocalHost));
    if (issuer.endsWith(QStringLiteral("%1")))
        issuer = issuer.arg(server.serverPort());
    server.close();

    DesktopWorld world;
    Desktop::MainWindow *window = world.startProgram();
    window->open();
    window->addAccount();
    choose(window, QStringLiteral("Other"));
    field(window, "issuer")->setText(issuer);
    field(window, "clientId")->setText(QStringLiteral("latchkey"));
    visibleButton(window, "continue")->click();
    QVERIFY(world.waitUntil([&] { return visibleText(window, "problem").startsWith(told); }));
    // What was typed is still there to be mended.
    QCOMPARE(field(window, "issuer")->text(), issuer);
    QVERIFY(visibleButton(window, "continue")->isEnabled());
}

void tst_DesktopAddAccount::leavingTheFormEndsTheDiscovery()
{
    // A server that never answers.
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress::LocalHost));
    DesktopWorld world;
    Desktop::MainWindow *window = world.startProgram();
    window->open();
    window->addAccount();
    choose(window, QStringLiteral("Other"));
    field(window, "issuer")
        ->setText(QStringLiteral("http://127.0.0.1:%1").arg(server.serverPort()));
    field(window, "clientId")->setText(QStringLiteral("latchkey"));
    visibleButton(window, "continue")->click();
    QVERIFY(world.waitUntil([&] { return server.hasPendingConnections(); }));
    QTest::keyClick(field(window, "issuer"), Qt::Key_Escape);
    QVERIFY(world.waitUntil([&] { return providerList(window)->isVisible(); }));
    choose(window, QStringLiteral("Other"));
    field(window, "issuer")->setText(QStringLiteral("x"));
    field(window, "clientId")->setText(QStringLiteral("y"));
    QVERIFY(visibleButton(window, "continue")->isEnabled());
}

void tst_DesktopAddAccount::quittingEndsTheDiscovery()
{
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress::LocalHost));
    DesktopWorld world;
    Desktop::MainWindow *window = world.startProgram();
    window->open();
    window->addAccount();
    choose(window, QStringLiteral("Other"));
    field(window, "issuer")
        ->setText(QStringLiteral("http://127.0.0.1:%1").arg(server.serverPort()));
    field(window, "clientId")->setText(QStringLiteral("latchkey"));
    visibleButton(window, "continue")->click();
    QVERIFY(world.waitUntil([&] { return server.hasPendingConnections(); }));
    world.endProgram();
    QTest::qWait(50);
}

QTEST_MAIN(tst_DesktopAddAccount)

#include "tst_desktopaddaccount.moc"
