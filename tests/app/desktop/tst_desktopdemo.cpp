// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "desktopworld.h"
#include "mainwindow.h"
#include "rendering.h"

#include <latchkey/signinwidget.h>

#include <QtNetwork/QTcpServer>
#include <QtTest/QTest>
#include <QtWidgets/QAbstractButton>
#include <QtWidgets/QListView>

using namespace Latchkey;
using namespace std::chrono_literals;

namespace {

SignInWidget::State stateOf(const DesktopWorld &world)
{
    const auto *widget = world.window()->findChild<SignInWidget *>();
    return widget && widget->isVisible() ? widget->state() : SignInWidget::State::Idle;
}

bool codeIsShown(DesktopWorld &world)
{
    return world.waitUntil([&] { return stateOf(world) == SignInWidget::State::CodeShown; });
}

void chooseDemo(const Desktop::MainWindow *window)
{
    auto *list = window->findChild<QListView *>(QStringLiteral("providers"));
    list->setCurrentIndex(list->model()->index(0, 0));
    QTest::keyClick(list, Qt::Key_Return);
}

int freePort()
{
    QTcpServer server;
    server.listen(QHostAddress::LocalHost);
    return server.serverPort();
}

} // namespace

/// latchkey-desktop --demo, from the first code to the restart.
class tst_DesktopDemo : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void opensOnTheCode();
    void signingInShowsTheAccount();
    void restartIsStillSignedIn();
    void cancellingLeadsToTheEmptyWindow();
    void keyringThatRefusesLeavesMemory();
    void tellsThatThePortIsTaken();
    void takesOverFromAProviderThatGoesAway();
    void otherPagesKeepTheCode();
    void addingAfterAFailureStartsAfresh();
    void signingInAgainTakesThePlaceOfAnother();
    void anotherProviderIsNotReplacedByADemoThatIsLate();
};

void tst_DesktopDemo::init()
{
    Rendering::failOnWarning();
}

void tst_DesktopDemo::opensOnTheCode()
{
    DesktopWorld world;
    world.startProgram()->openDemo(DesktopWorld::demoProvider());
    // Nobody clicked anything: --demo is the person's wish.
    QVERIFY(codeIsShown(world));
    QCOMPARE(world.window()->windowTitle(), QStringLiteral("Sign in to Demo provider — Latchkey"));
    QVERIFY(visibleText(world.window(), "demoNote").contains(QStringLiteral("on this computer")));
    QCOMPARE(world.demo.provider()->counters().deviceCodes, 1);
}

void tst_DesktopDemo::signingInShowsTheAccount()
{
    DesktopWorld world;
    Desktop::MainWindow *window = world.startProgram();
    window->openDemo(DesktopWorld::demoProvider());
    QVERIFY(world.approve());
    QVERIFY(world.waitUntil([&] { return !visibleText(window, "name").isEmpty(); }));
    QCOMPARE(visibleText(window, "name"), QStringLiteral("Mara Demo"));
    QCOMPARE(visibleText(window, "email"), QStringLiteral("mara@demo.example"));
    QCOMPARE(visibleText(window, "subject"), QStringLiteral("demo-mara"));
    QVERIFY(visibleChips(window).contains(QStringLiteral("See your email address")));
    QCOMPARE(visibleText(window, "noticeText"),
             QStringLiteral("You are signed in to Demo provider."));
    QCOMPARE(window->windowTitle(), QStringLiteral("Mara Demo — Latchkey"));
    const auto *list = window->findChild<QListView *>(QStringLiteral("accounts"));
    QCOMPARE(list->model()->rowCount(), 1);
    QCOMPARE(list->selectionModel()->selectedIndexes().size(), 1);
    QCOMPARE(list->model()->index(0, 0).data(Qt::AccessibleTextRole).toString(),
             QStringLiteral("Mara Demo, Active, Demo provider"));
}

void tst_DesktopDemo::restartIsStillSignedIn()
{
    DesktopWorld world;
    world.startProgram()->openDemo(DesktopWorld::demoProvider());
    QVERIFY(world.approve());
    world.endProgram();

    Desktop::MainWindow *window = world.startProgram();
    window->openDemo(DesktopWorld::demoProvider());
    QVERIFY(world.waitUntil([&] { return !visibleText(window, "email").isEmpty(); }));
    QCOMPARE(visibleText(window, "name"), QStringLiteral("Mara Demo"));
    QCOMPARE(window->windowTitle(), QStringLiteral("Mara Demo — Latchkey"));
    QCOMPARE(world.accounts->sessions().constFirst()->state(), Session::State::Active);
    // No second code was asked for.
    QCOMPARE(world.demo.provider()->counters().deviceCodes, 1);
}

void tst_DesktopDemo::cancellingLeadsToTheEmptyWindow()
{
    DesktopWorld world;
    Desktop::MainWindow *window = world.startProgram();
    window->openDemo(DesktopWorld::demoProvider());
    QVERIFY(codeIsShown(world));
    window->findChild<SignInWidget *>()->cancel();
    QVERIFY(world.waitUntil([&] { return !visibleText(window, "sentence").isEmpty(); }));
    QCOMPARE(visibleText(window, "sentence"), QStringLiteral("Nobody is signed in."));
    QCOMPARE(window->windowTitle(), QStringLiteral("Latchkey"));
    // Its one button is about any account, not about the demo again.
    visibleButton(window, "sentenceButton")->click();
    QVERIFY(window->findChild<QListView *>(QStringLiteral("providers"))->isVisible());
}

void tst_DesktopDemo::keyringThatRefusesLeavesMemory()
{
    DesktopWorld world;
    world.store.refuse(QString(), Error::Kind::KeychainAbsent);
    Desktop::MainWindow *window = world.startProgram();
    window->openDemo(DesktopWorld::demoProvider());
    QVERIFY(codeIsShown(world));
    auto *widget = window->findChild<SignInWidget *>();
    world.approve();
    QVERIFY(
        world.waitUntil([&] { return widget->state() == SignInWidget::State::KeychainRefused; }));
    QAbstractButton *stay = nullptr;
    for (QAbstractButton *button : widget->findChildren<QAbstractButton *>()) {
        if (button->isVisible() && button->text().contains(QStringLiteral("until I quit")))
            stay = button;
    }
    QVERIFY(stay);
    stay->click();
    QVERIFY(world.waitUntil([&] { return !visibleText(window, "thisRun").isEmpty(); }));
    QCOMPARE(visibleText(window, "name"), QStringLiteral("Mara Demo"));
    world.endProgram();
    world.startProgram()->open();
    QVERIFY(!visibleText(world.window(), "sentence").isEmpty());
}

void tst_DesktopDemo::tellsThatThePortIsTaken()
{
    QTcpServer stranger;
    QVERIFY(stranger.listen(QHostAddress::LocalHost));
    // It says goodbye at once, so that nobody has to wait for an answer.
    connect(&stranger, &QTcpServer::newConnection, this,
            [&stranger] { stranger.nextPendingConnection()->deleteLater(); });
    DemoProvider::Options options = DemoProvider::Options::inMemory();
    options.port = stranger.serverPort();
    DesktopWorld world(options);
    Desktop::MainWindow *window = world.startProgram();
    window->openDemo(DesktopWorld::demoProvider());
    QVERIFY(world.waitUntil([&] { return !visibleText(window, "sentence").isEmpty(); }));
    const QString sentence = visibleText(window, "sentence");
    QVERIFY2(sentence.contains(QString::number(options.port)), qPrintable(sentence));

    // Once the port is free, the same button goes on.
    stranger.close();
    visibleButton(window, "sentenceButton")->click();
    QVERIFY(codeIsShown(world));
}

void tst_DesktopDemo::takesOverFromAProviderThatGoesAway()
{
    QTemporaryDir folder;
    DemoProvider::Options options;
    options.port = static_cast<quint16>(freePort());
    options.stateFile = folder.filePath(QStringLiteral("demo.json"));
    options.knobs.enforceInterval = false;
    auto other = std::make_unique<DemoProvider>(options);
    QCOMPARE(other->start().status, DemoProvider::StartResult::Status::Started);

    DesktopWorld world(options);
    world.startProgram()->openDemo(DesktopWorld::demoProvider());
    QVERIFY(codeIsShown(world));
    QVERIFY(!world.demo.provider()->isServing());
    other.reset();
    world.scheduler.advance(2s);
    QVERIFY(world.waitUntil([&] { return world.demo.provider()->isServing(); }));
    // The code that the other one gave out is known here too.
    QVERIFY(world.approve());
}

void tst_DesktopDemo::otherPagesKeepTheCode()
{
    DesktopWorld world;
    Desktop::MainWindow *window = world.startProgram();
    world.addAccount(world.signedInAs(DesktopWorld::yoto(), QStringLiteral("Mara Lindqvist"),
                                      QStringLiteral("mara@example.org"), 3600));
    window->openDemo(DesktopWorld::demoProvider());
    QVERIFY(codeIsShown(world));
    auto *list = window->findChild<QListView *>(QStringLiteral("accounts"));
    list->setCurrentIndex(list->model()->index(0, 0));
    QCOMPARE(visibleText(window, "name"), QStringLiteral("Mara Lindqvist"));
    // Adding an account goes on with the one that is being added.
    window->addAccount();
    QCOMPARE(stateOf(world), SignInWidget::State::CodeShown);
    QCOMPARE(world.demo.provider()->counters().deviceCodes, 1);
    list->setCurrentIndex(list->model()->index(0, 0));
    QVERIFY(world.approve());
    QVERIFY(world.waitUntil(
        [&] { return visibleText(window, "name") == QStringLiteral("Mara Demo"); }));
}

void tst_DesktopDemo::addingAfterAFailureStartsAfresh()
{
    DesktopWorld world;
    Desktop::MainWindow *window = world.startProgram();
    window->openDemo(DesktopWorld::demoProvider());
    QVERIFY(codeIsShown(world));
    world.demo.provider()->setFault(Demo::Endpoint::Token,
                                    Demo::Fault::error(400, QStringLiteral("access_denied")));
    world.scheduler.advance(5s);
    QVERIFY(world.waitUntil([&] { return stateOf(world) == SignInWidget::State::Denied; }));
    QCOMPARE(window->windowTitle(), QStringLiteral("Sign in to Demo provider — Latchkey"));
    window->addAccount();
    QVERIFY(window->findChild<QListView *>(QStringLiteral("providers"))->isVisible());

    // Nobody waits for the demo provider any more.
    world.scheduler.advance(5s);
    QCOMPARE(world.scheduler.pendingCalls(), 0);

    // The end of the old attempt led away from the page that showed the new one.
    world.demo.provider()->clearFaults();
    chooseDemo(window);
    QVERIFY(codeIsShown(world));
}

void tst_DesktopDemo::signingInAgainTakesThePlaceOfAnother()
{
    DesktopWorld world;
    Desktop::MainWindow *window = world.startProgram();
    window->openDemo(DesktopWorld::demoProvider());
    QVERIFY(world.approve());
    world.demo.provider()->revokeEverything();
    world.letPass(3601s);
    Session *const session = world.accounts->sessions().constFirst();
    QVERIFY(world.waitUntil([&] { return session->state() == Session::State::NeedsSignIn; }));
    window->addAccount();
    chooseDemo(window);
    QVERIFY(codeIsShown(world));
    auto *list = window->findChild<QListView *>(QStringLiteral("accounts"));
    list->setCurrentIndex(list->model()->index(0, 0));
    QVERIFY(visibleButton(window, "attentionButton"));

    visibleButton(window, "attentionButton")->click();
    QVERIFY(codeIsShown(world));
    QVERIFY(world.approve());
    QVERIFY(world.waitUntil([&] {
        const auto *copy = visibleButton(window, "copyToken");
        return copy && copy->isEnabled();
    }));
}

// Choosing another provider before the demo provider was up was undone as soon as it was.
void tst_DesktopDemo::anotherProviderIsNotReplacedByADemoThatIsLate()
{
    DesktopWorld world;
    Desktop::MainWindow *window = world.startProgram();
    Provider other = DesktopWorld::demoProvider();
    other.setId(QStringLiteral("other"));
    other.setName(QStringLiteral("Other"));
    other.setEndpoint(Provider::Endpoint::DeviceAuthorization,
                      QUrl(QStringLiteral("http://127.0.0.1:1/device")));
    world.providers = {other};
    window->openDemo(DesktopWorld::demoProvider());
    window->addAccount();
    auto *list = window->findChild<QListView *>(QStringLiteral("providers"));
    QTest::keyClick(list, Qt::Key_Return);
    const auto *widget = window->findChild<SignInWidget *>();
    QCOMPARE(widget->provider().id(), QStringLiteral("other"));
    QVERIFY(world.waitUntil([&] { return world.demo.provider()->isServing(); }));
    QVERIFY(world.waitUntil([&] { return stateOf(world) == SignInWidget::State::Failed; }));
    QCOMPARE(widget->provider().id(), QStringLiteral("other"));
    QCOMPARE(world.demo.provider()->counters().deviceCodes, 0);
}

QTEST_MAIN(tst_DesktopDemo)

#include "tst_desktopdemo.moc"
