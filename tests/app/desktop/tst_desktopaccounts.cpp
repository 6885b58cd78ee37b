// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "accountspane.h"
#include "desktopworld.h"
#include "mainwindow.h"
#include "overviewpage.h"
#include "rendering.h"
#include "rowdelegate.h"

#include <latchkey/signinwidget.h>

#include <QtGui/QAction>
#include <QtGui/QClipboard>
#include <QtGui/QFontInfo>
#include <QtTest/QTest>
#include <QtWidgets/QAbstractButton>
#include <QtWidgets/QApplication>
#include <QtWidgets/QLabel>
#include <QtWidgets/QListView>
#include <QtWidgets/QMessageBox>
#include <QtWidgets/QScrollBar>
#include <QtWidgets/QSplitter>

using namespace Latchkey;
using namespace std::chrono_literals;

namespace {

const QString mara = QStringLiteral("Mara Lindqvist");
const QString maraEmail = QStringLiteral("mara@example.org");
const QString arne = QStringLiteral("Arne Berg");
const QString arneEmail = QStringLiteral("arne@example.org");

int rows(const DesktopWorld &world)
{
    return world.window()->findChild<QListView *>(QStringLiteral("accounts"))->model()->rowCount();
}

QString rowText(const DesktopWorld &world, int row)
{
    const auto *list = world.window()->findChild<QListView *>(QStringLiteral("accounts"));
    return list->model()->index(row, 0).data(Qt::AccessibleTextRole).toString();
}

bool isShown(DesktopWorld &world, const QString &name)
{
    return world.waitUntil([&] { return visibleText(world.window(), "name") == name; });
}

bool isUsable(const DesktopWorld &world, const char *button)
{
    const QAbstractButton *found = visibleButton(world.window(), button);
    return found && found->isEnabled();
}

/// From the first column to the last that is not all of one colour.
int inkWidth(const QImage &image)
{
    int first = -1;
    int last = -1;
    for (int x = 0; x < image.width(); ++x) {
        for (int y = 1; y < image.height(); ++y) {
            if (image.pixel(x, y) == image.pixel(0, 0))
                continue;
            first = first < 0 ? x : first;
            last = x;
            break;
        }
    }
    return last - first;
}

} // namespace

/// The list, the overview, and what can be done with an account.
class tst_DesktopAccounts : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init();
    void emptyWindowHasOneSentenceAndOneButton();
    void accountOfAnotherProcessComesAndGoes();
    void signingOutRevokesAndForgets();
    void signingOutIsAskedFirst();
    void twoAccountsMaySignOutAtOnce();
    void enterPressesTheButtons();
    void signOutReports_data();
    void signOutReports();
    void tokenIsTakenOffTheClipboard();
    void clipboardOfSomebodyElseIsLeftAlone();
    void copyingIsAskedFirst();
    void tokensAreRenewedByThemselves();
    void refreshNowBringsANewToken();
    void unreachableProviderIsTriedAgain();
    void endedSessionAsksToSignInAgain();
    void signInAgainElsewhereIsSeenOnReturn();
    void lockedKeyringComesFirst();
    void rowsMakeRoomForTheState_data();
    void rowsMakeRoomForTheState();
    void markupInNamesIsText();
    void geometryAndChoiceAreRemembered();
    void damagedListIsTold();
    void overviewFitsWithoutScrolling();
    void everythingHasAnAccessibleName();
    void aboutNamesLicences();
};

void tst_DesktopAccounts::initTestCase()
{
    QFont font(QStringLiteral("Inter"));
    font.setPixelSize(14);
    QVERIFY2(QFontInfo(font).family() == QLatin1String("Inter"),
             "the sizes that are tested are those of the font Inter (fonts-inter)");
    QApplication::setFont(font);
}

void tst_DesktopAccounts::init()
{
    Rendering::failOnWarning();
    QApplication::clipboard()->clear();
}

void tst_DesktopAccounts::emptyWindowHasOneSentenceAndOneButton()
{
    DesktopWorld world;
    Desktop::MainWindow *window = world.startProgram();
    window->open();
    QCOMPARE(visibleText(window, "sentence"), QStringLiteral("Nobody is signed in."));
    QVERIFY(visibleButton(window, "sentenceButton"));
    QCOMPARE(window->windowTitle(), QStringLiteral("Latchkey"));
}

void tst_DesktopAccounts::accountOfAnotherProcessComesAndGoes()
{
    DesktopWorld world;
    Desktop::MainWindow *window = world.startProgram();
    window->open();
    // The command in a terminal: the same files and the same keychain.
    Accounts command(QStringLiteral("latchkey"), &world.store);
    command.setScheduler(&world.scheduler);
    Session *there = nullptr;
    command.add(world.signedInAs(DesktopWorld::acme(), mara, maraEmail, 3600), QString(), this,
                [&](const Accounts::AddResult &added) { there = added.session; });
    QVERIFY(isShown(world, mara));
    QVERIFY(world.waitUntil([&] { return !visibleText(window, "email").isEmpty(); }));
    QCOMPARE(rows(world), 1);
    QCOMPARE(window->windowTitle(), mara + QStringLiteral(" — Latchkey"));

    QVERIFY(there);
    there->signOut(this, [](const SignOutResult &) {});
    QVERIFY(world.waitUntil([&] { return !visibleText(window, "sentence").isEmpty(); }));
    QCOMPARE(rows(world), 0);
}

void tst_DesktopAccounts::signingOutRevokesAndForgets()
{
    DesktopWorld world;
    Desktop::MainWindow *window = world.startProgram();
    window->openDemo(DesktopWorld::demoProvider());
    QVERIFY(world.approve());
    QVERIFY(isShown(world, QStringLiteral("Mara Demo")));
    visibleButton(window, "signOut")->click();
    QVERIFY(confirm(window));
    QVERIFY(world.waitUntil([&] { return !visibleText(window, "sentence").isEmpty(); }));
    QCOMPARE(visibleText(window, "noticeText"),
             QStringLiteral("Mara Demo is signed out. Demo provider has revoked the access, and "
                            "nothing of the account is left on this computer."));
    QCOMPARE(rows(world), 0);
    QVERIFY(world.demo.provider()->counters().revocations > 0);
    world.startProgram()->open();
    QCOMPARE(rows(world), 0);
}

void tst_DesktopAccounts::signingOutIsAskedFirst()
{
    DesktopWorld world;
    Desktop::MainWindow *window = world.startProgram();
    world.addAccount(world.signedInAs(DesktopWorld::acme(), mara, maraEmail, 3600));
    window->open();
    QVERIFY(isShown(world, mara));
    visibleButton(window, "signOut")->click();
    auto *box = window->findChild<QMessageBox *>(QStringLiteral("question"));
    QVERIFY(box);
    QVERIFY(box->informativeText().contains(QStringLiteral("asks acme.example to revoke")));
    box->reject();
    world.waitUntil([&] { return !window->findChild<QMessageBox *>(QStringLiteral("question")); });
    QCOMPARE(rows(world), 1);
    QVERIFY(isUsable(world, "signOut"));
}

// The end of the one let the other be signed out a second time.
void tst_DesktopAccounts::twoAccountsMaySignOutAtOnce()
{
    DesktopWorld world;
    Desktop::MainWindow *window = world.startProgram();
    window->openDemo(DesktopWorld::demoProvider());
    QVERIFY(world.approve());
    world.addAccount(world.signedInAs(DesktopWorld::acme(), mara, maraEmail, 3600));
    auto *list = window->findChild<QListView *>(QStringLiteral("accounts"));
    const auto choose = [&](int row) { list->setCurrentIndex(list->model()->index(row, 0)); };
    choose(0);
    QVERIFY(isShown(world, QStringLiteral("Mara Demo")));
    world.demo.provider()->setFault(Demo::Endpoint::Revocation, Demo::Fault::delayed(1500));
    visibleButton(window, "signOut")->click();
    QVERIFY(confirm(window));
    QVERIFY(!isUsable(world, "signOut"));

    choose(1);
    QVERIFY(isShown(world, mara));
    QVERIFY(isUsable(world, "signOut"));
    visibleButton(window, "signOut")->click();
    world.waitUntil([&] { return confirm(window); });
    QVERIFY(world.waitUntil([&] { return rows(world) == 1; }));
    QVERIFY(isShown(world, QStringLiteral("Mara Demo")));
    QVERIFY(!isUsable(world, "signOut"));
    QVERIFY(world.waitUntil([&] { return rows(world) == 0; }));
}

void tst_DesktopAccounts::enterPressesTheButtons()
{
    DesktopWorld world;
    Desktop::MainWindow *window = world.startProgram();
    world.addAccount(world.signedInAs(DesktopWorld::acme(), mara, maraEmail, 3600));
    window->open();
    QVERIFY(isShown(world, mara));
    const auto press = [&](const char *name) {
        QTest::keyClick(visibleButton(window, name), Qt::Key_Return);
    };
    for (const char *name : {"copyToken", "signOut"}) {
        press(name);
        auto *box = window->findChild<QMessageBox *>(QStringLiteral("question"));
        QVERIFY2(box, name);
        box->reject();
        QVERIFY(world.waitUntil(
            [&] { return !window->findChild<QMessageBox *>(QStringLiteral("question")); }));
    }
    press("add");
    QCOMPARE(window->windowTitle(), QStringLiteral("Add account — Latchkey"));
}

void tst_DesktopAccounts::signOutReports_data()
{
    QTest::addColumn<bool>("revoking");
    QTest::addColumn<bool>("forgetting");
    QTest::addColumn<QString>("told");
    QTest::addColumn<int>("left");
    QTest::newRow("the provider fails: forgotten, and says that it is not revoked")
        << false << true << QStringLiteral("did not confirm that the access is revoked") << 0;
    QTest::newRow("the keyring fails: revoked, and says that it is still there")
        << true << false << QStringLiteral("could not be removed from this computer") << 1;
    QTest::newRow("both fail: says that it is not signed out")
        << false << false << QStringLiteral("is not signed out") << 1;
}

void tst_DesktopAccounts::signOutReports()
{
    QFETCH(bool, revoking);
    QFETCH(bool, forgetting);
    QFETCH(QString, told);
    QFETCH(int, left);
    DesktopWorld world;
    Desktop::MainWindow *window = world.startProgram();
    window->openDemo(DesktopWorld::demoProvider());
    QVERIFY(world.approve());
    QVERIFY(isShown(world, QStringLiteral("Mara Demo")));
    if (!revoking) {
        world.demo.provider()->setFault(Demo::Endpoint::Revocation,
                                        Demo::Fault::error(400, QStringLiteral("server_error")));
    }
    world.store.refuseRemoval(!forgetting);
    visibleButton(window, "signOut")->click();
    QVERIFY(confirm(window));
    QVERIFY(world.waitUntil([&] { return visibleText(window, "noticeText").contains(told); }));
    QVERIFY(world.waitUntil([&] { return rows(world) == left; }));
}

void tst_DesktopAccounts::tokenIsTakenOffTheClipboard()
{
    DesktopWorld world;
    Desktop::MainWindow *window = world.startProgram();
    world.addAccount(world.signedInAs(DesktopWorld::acme(), mara, maraEmail, 3600));
    window->open();
    visibleButton(window, "copyToken")->click();
    QVERIFY(confirm(window));
    const QString token = QStringLiteral("token of ") + maraEmail;
    QVERIFY(world.waitUntil([&] { return QApplication::clipboard()->text() == token; }));
    world.scheduler.advance(59s);
    QCOMPARE(QApplication::clipboard()->text(), token);
    world.scheduler.advance(2s);
    QCOMPARE(QApplication::clipboard()->text(), QString());

    visibleButton(window, "copyToken")->click();
    QVERIFY(confirm(window));
    QVERIFY(world.waitUntil([&] { return QApplication::clipboard()->text() == token; }));
    world.endProgram();
    QCOMPARE(QApplication::clipboard()->text(), QString());
}

void tst_DesktopAccounts::clipboardOfSomebodyElseIsLeftAlone()
{
    DesktopWorld world;
    Desktop::MainWindow *window = world.startProgram();
    world.addAccount(world.signedInAs(DesktopWorld::acme(), mara, maraEmail, 3600));
    window->open();
    visibleButton(window, "copyToken")->click();
    QVERIFY(confirm(window));
    QVERIFY(world.waitUntil([&] { return !QApplication::clipboard()->text().isEmpty(); }));
    QApplication::clipboard()->setText(QStringLiteral("a shopping list"));
    world.scheduler.advance(61s);
    QCOMPARE(QApplication::clipboard()->text(), QStringLiteral("a shopping list"));
}

void tst_DesktopAccounts::copyingIsAskedFirst()
{
    DesktopWorld world;
    Desktop::MainWindow *window = world.startProgram();
    world.addAccount(world.signedInAs(DesktopWorld::acme(), mara, maraEmail, 3600));
    window->open();
    visibleButton(window, "copyToken")->click();
    window->findChild<QMessageBox *>(QStringLiteral("question"))->reject();
    world.scheduler.advance(1s);
    QCOMPARE(QApplication::clipboard()->text(), QString());
}

void tst_DesktopAccounts::tokensAreRenewedByThemselves()
{
    DesktopWorld world;
    Desktop::MainWindow *window = world.startProgram();
    window->openDemo(DesktopWorld::demoProvider());
    QVERIFY(world.approve());
    QVERIFY(isShown(world, QStringLiteral("Mara Demo")));
    const QDateTime before = world.accounts->sessions().constFirst()->expiresAt();
    world.letPass(3601s);
    QVERIFY(world.waitUntil([&] {
        return world.accounts->sessions().constFirst()->expiresAt() > before
            && isUsable(world, "copyToken");
    }));
    QVERIFY(!visibleButton(window, "attentionButton"));
    QCOMPARE(rowText(world, 0), QStringLiteral("Mara Demo, Active, Demo provider"));
}

void tst_DesktopAccounts::refreshNowBringsANewToken()
{
    DesktopWorld world;
    Desktop::MainWindow *window = world.startProgram();
    window->openDemo(DesktopWorld::demoProvider());
    QVERIFY(world.approve());
    QVERIFY(isShown(world, QStringLiteral("Mara Demo")));
    Session *const session = world.accounts->sessions().constFirst();
    const QDateTime before = session->expiresAt();
    world.scheduler.advance(60s);
    QTest::keyClick(window, Qt::Key_F5);
    QVERIFY(world.waitUntil([&] { return session->expiresAt() > before; }));
    const QDateTime between = session->expiresAt();
    world.scheduler.advance(60s);
    QVERIFY(world.waitUntil([&] { return isUsable(world, "refreshNow"); }));
    visibleButton(window, "refreshNow")->click();
    QVERIFY(world.waitUntil([&] { return session->expiresAt() > between; }));
    QVERIFY(world.waitUntil([&] { return isUsable(world, "refreshNow"); }));
}

void tst_DesktopAccounts::unreachableProviderIsTriedAgain()
{
    DesktopWorld world;
    Desktop::MainWindow *window = world.startProgram();
    SignInResult result = world.signedInAs(DesktopWorld::acme(), mara, maraEmail, 60);
    result.tokens.setRefreshToken(QStringLiteral("refresh"));
    // Nobody listens on that port.
    result.provider.setEndpoint(Provider::Endpoint::Token,
                                QUrl(QStringLiteral("http://127.0.0.1:1/token")));
    world.addAccount(result);
    window->open();
    world.scheduler.advance(62s);
    QVERIFY(world.waitUntil([&] { return visibleButton(window, "attentionButton"); }));
    QCOMPARE(visibleText(window, "attentionSentence"), Error(Error::Kind::Network).message());
    QCOMPARE(rowText(world, 0), QStringLiteral("Mara Lindqvist, Offline, acme.example"));
    QVERIFY(isUsable(world, "signOut"));
    QVERIFY(world.accounts->sessions().constFirst()->nextTryAt().isValid());
    visibleButton(window, "attentionButton")->click();
    QVERIFY(world.waitUntil([&] { return visibleButton(window, "attentionButton"); }));
}

void tst_DesktopAccounts::endedSessionAsksToSignInAgain()
{
    DesktopWorld world;
    Desktop::MainWindow *window = world.startProgram();
    window->openDemo(DesktopWorld::demoProvider());
    QVERIFY(world.approve());
    QVERIFY(isShown(world, QStringLiteral("Mara Demo")));
    QVERIFY(!visibleButton(window, "attentionButton"));
    world.demo.provider()->revokeEverything();
    world.letPass(3601s);
    QVERIFY(world.waitUntil([&] {
        return rowText(world, 0) == QStringLiteral("Mara Demo, Sign in again, Demo provider");
    }));
    QVERIFY(visibleButton(window, "attentionButton"));
    QVERIFY(!isUsable(world, "copyToken"));
    QVERIFY(isUsable(world, "signOut"));

    visibleButton(window, "attentionButton")->click();
    QVERIFY(world.approve());
    QVERIFY(world.waitUntil([&] { return isUsable(world, "copyToken"); }));
    QVERIFY(!visibleButton(window, "attentionButton"));
    QCOMPARE(rows(world), 1);
}

void tst_DesktopAccounts::signInAgainElsewhereIsSeenOnReturn()
{
    DesktopWorld world;
    Desktop::MainWindow *window = world.startProgram();
    SignInResult first = world.signedInAs(DesktopWorld::acme(), mara, maraEmail, 60);
    world.addAccount(first);
    window->open();
    world.scheduler.advance(62s);
    QVERIFY(world.waitUntil([&] { return visibleButton(window, "attentionButton"); }));
    Accounts command(QStringLiteral("latchkey"), &world.store);
    command.setScheduler(&world.scheduler);
    command.restore();
    bool added = false;
    command.add(world.signedInAs(DesktopWorld::acme(), mara, maraEmail, 3600), QString(), this,
                [&](const Accounts::AddResult &result) { added = result.session; });
    QVERIFY(world.waitUntil([&] { return added; }));
    QWidget elsewhere;
    elsewhere.show();
    elsewhere.activateWindow();
    QVERIFY(world.waitUntil([&] { return !window->isActiveWindow(); }));
    window->activateWindow();
    QVERIFY(world.waitUntil([&] { return isUsable(world, "copyToken"); }));
    QCOMPARE(rowText(world, 0), QStringLiteral("Mara Lindqvist, Active, acme.example"));
}

void tst_DesktopAccounts::lockedKeyringComesFirst()
{
    DesktopWorld world;
    world.startProgram();
    world.addAccount(world.signedInAs(DesktopWorld::acme(), mara, maraEmail, 3600));
    world.addAccount(world.signedInAs(DesktopWorld::acme(), arne, arneEmail, 3600));
    world.endProgram();

    world.store.refuse(QString(), Error::Kind::KeychainLocked);
    Desktop::MainWindow *window = world.startProgram();
    window->open();
    QVERIFY(world.waitUntil([&] { return visibleButton(window, "attentionButton"); }));
    QCOMPARE(visibleText(window, "attentionSentence"),
             Error(Error::Kind::KeychainLocked).message());
    QCOMPARE(rowText(world, 0), QStringLiteral("Mara Lindqvist, Locked, acme.example"));
    QVERIFY(!isUsable(world, "copyToken"));
    QVERIFY(!isUsable(world, "signOut"));

    // Still locked: the button asks again, and may be pressed again.
    visibleButton(window, "attentionButton")->click();
    QVERIFY(!isUsable(world, "attentionButton"));
    QVERIFY(world.waitUntil([&] { return isUsable(world, "attentionButton"); }));

    world.store.refuse(QString(), Error::Kind::None);
    visibleButton(window, "attentionButton")->click();
    QVERIFY(world.waitUntil([&] { return isUsable(world, "copyToken"); }));
    // The other account is let in by the same key.
    QVERIFY(world.waitUntil(
        [&] { return rowText(world, 1) == QStringLiteral("Arne Berg, Active, acme.example"); }));
}

void tst_DesktopAccounts::rowsMakeRoomForTheState_data()
{
    QTest::addColumn<QString>("provider");
    QTest::addColumn<int>("pane");
    QTest::addColumn<bool>("isWhole");
    QTest::newRow("a common name beside the longest state, in the pane as it comes")
        << QStringLiteral("acme.example") << 272 << true;
    QTest::newRow("no name, in the narrowest pane") << QStringLiteral(" ") << 0 << true;
    QTest::newRow("a name that makes room, in the narrowest pane")
        << QStringLiteral("acme.example") << 0 << false;
}

// Rows were wider than a narrow list, so that it cut them off; and the provider's name lost its end
// where there was room for it.
void tst_DesktopAccounts::rowsMakeRoomForTheState()
{
    QFETCH(QString, provider);
    QFETCH(int, pane);
    QFETCH(bool, isWhole);
    DesktopWorld world;
    Desktop::MainWindow *window = world.startProgram();
    Provider named = DesktopWorld::acme();
    named.setName(provider);
    world.addAccount(world.signedInAs(named, mara, maraEmail, 60));
    window->open();
    world.scheduler.advance(62s);
    QVERIFY(world.waitUntil([&] { return rowText(world, 0).contains(u"Sign in again"); }));
    auto *list = window->findChild<QListView *>(QStringLiteral("accounts"));
    list->clearSelection();
    auto *splitter = window->findChild<QSplitter *>();
    const auto rowAt = [&](int width) {
        window->resize(1200, 400);
        splitter->setSizes({width, 1200 - width});
        world.waitUntil([] { return true; });
        return list->viewport()->grab(list->visualRect(list->model()->index(0, 0))).toImage();
    };
    const QImage wide = rowAt(600);
    const QImage row = rowAt(pane);
    QCOMPARE(list->visualRect(list->model()->index(0, 0)).width(), list->viewport()->width());
    // The name and the state, down to the last letter, are as they are in a wide list.
    const int end = Desktop::RowDelegate::widthFor(list->font(), QStringLiteral("Sign in again"));
    const QRect state(0, 0, end - 20, row.height());
    QCOMPARE(row.copy(state), wide.copy(state));
    // After it, perhaps a little closer, the provider's name.
    const QSize rest(row.width() - 8 - state.right(), row.height() / 2);
    QCOMPARE(inkWidth(row.copy(QRect(QPoint(state.right(), row.height() / 2), rest)))
                 == inkWidth(wide.copy(state.right(), row.height() / 2, 200, rest.height())),
             isWhole);
}

void tst_DesktopAccounts::markupInNamesIsText()
{
    const QString hostile = QStringLiteral("<b>Mara</b> <img src=\"http://127.0.0.1/x\">");
    DesktopWorld world;
    Desktop::MainWindow *window = world.startProgram();
    SignInResult result = world.signedInAs(DesktopWorld::acme(), hostile, maraEmail, 3600);
    result.tokens.setScopes({QStringLiteral("<i>all</i>")});
    world.addAccount(result);
    window->open();
    QVERIFY(isShown(world, hostile));
    QCOMPARE(visibleChips(window), QStringList(QStringLiteral("<i>all</i>")));
    for (const QLabel *label : window->findChildren<QLabel *>()) {
        if (label->text().contains(u'<'))
            QCOMPARE(label->textFormat(), Qt::PlainText);
        QVERIFY(!label->toolTip().contains(QStringLiteral("<i>")));
    }
    visibleButton(window, "signOut")->click();
    const auto *box = window->findChild<QMessageBox *>(QStringLiteral("question"));
    QCOMPARE(box->textFormat(), Qt::PlainText);
}

void tst_DesktopAccounts::geometryAndChoiceAreRemembered()
{
    DesktopWorld world;
    Desktop::MainWindow *window = world.startProgram();
    world.addAccount(world.signedInAs(DesktopWorld::acme(), mara, maraEmail, 3600));
    world.addAccount(world.signedInAs(DesktopWorld::acme(), arne, arneEmail, 3600));
    window->open();
    QVERIFY(isShown(world, mara));
    auto *list = window->findChild<QListView *>(QStringLiteral("accounts"));
    list->setCurrentIndex(list->model()->index(1, 0));
    QVERIFY(isShown(world, arne));
    window->resize(777, 555);
    world.endProgram();

    window = world.startProgram();
    window->open();
    QVERIFY(isShown(world, arne));
    QCOMPARE(window->size(), QSize(777, 555));
}

void tst_DesktopAccounts::damagedListIsTold()
{
    DesktopWorld world;
    Desktop::MainWindow *window = world.startProgram();
    window->open();
    window->tellStorageProblem(Error(Error::Kind::StorageFailed));
    QVERIFY(
        visibleText(window, "noticeText").startsWith(Error(Error::Kind::StorageFailed).message()));
}

void tst_DesktopAccounts::everythingHasAnAccessibleName()
{
    DesktopWorld world;
    Desktop::MainWindow *window = world.startProgram();
    world.addAccount(world.signedInAs(DesktopWorld::acme(), mara, maraEmail, 3600));
    window->open();
    QVERIFY(isShown(world, mara));
    for (const QAbstractButton *button : window->findChildren<QAbstractButton *>()) {
        if (!button->isVisible() || button->focusPolicy() == Qt::NoFocus)
            continue;
        QVERIFY2(!button->text().isEmpty() || !button->accessibleName().isEmpty(),
                 qPrintable(button->objectName()));
    }
}

void tst_DesktopAccounts::overviewFitsWithoutScrolling()
{
    DesktopWorld world;
    Desktop::MainWindow *window = world.startProgram();
    SignInResult result = world.signedInAs(DesktopWorld::yoto(), mara, maraEmail, 24 * 3600);
    world.addAccount(result);
    window->open();
    QVERIFY(isShown(world, mara));
    const auto *page = window->findChild<Desktop::OverviewPage *>();
    const auto fits = [page] {
        return page->verticalScrollBar()->maximum() == 0
            && page->horizontalScrollBar()->maximum() == 0;
    };
    QVERIFY(world.waitUntil(fits));
    // Small, but wide enough for each of its parts.
    window->resize(560, 300);
    QVERIFY(world.waitUntil([page] { return page->verticalScrollBar()->maximum() > 0; }));
    QCOMPARE(page->horizontalScrollBar()->maximum(), 0);
}

void tst_DesktopAccounts::aboutNamesLicences()
{
    DesktopWorld world;
    Desktop::MainWindow *window = world.startProgram();
    window->open();
    for (QAction *action : window->actions()) {
        if (action->menuRole() == QAction::AboutRole)
            action->trigger();
    }
    const auto *about = window->findChild<QMessageBox *>(QStringLiteral("about"));
    QVERIFY(about && about->isVisible());
    QVERIFY(about->informativeText().contains(QStringLiteral("Licence: MIT")));
    QVERIFY(about->informativeText().contains(QStringLiteral("Qt: LGPL-3.0")));
}

QTEST_MAIN(tst_DesktopAccounts)

#include "tst_desktopaccounts.moc"
