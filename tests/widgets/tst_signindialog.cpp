// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "rendering.h"
#include "signinscene.h"

#include <latchkey/signindialog.h>

#include <QtGui/QGuiApplication>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>
#include <QtWidgets/QApplication>
#include <QtWidgets/QPushButton>

using namespace Latchkey;
using namespace std::chrono_literals;
using Act = SignInScene::Act;
using State = SignInWidget::State;

class TestSignInDialog : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { Rendering::failOnWarning(); }

    void startsWhenItAppears();
    void startsOnlyOnce();
    void severalWaysAreChosenFromFirst();
    void escapeCancels_data();
    void escapeCancels();
    void cancelCloses();
    void enterOpensTheBrowser();
    void enterDoesNotCancel();
    void doneAccepts();
    void closingAfterSigningInAccepts();
    void asksForTheSizeOfItsWidget();

private:
    static void press(SignInDialog *dialog, const QString &text)
    {
        const auto buttons = dialog->findChildren<QPushButton *>();
        for (QPushButton *button : buttons) {
            if (button->isVisible() && button->text() == text)
                return button->click();
        }
        QFAIL(qPrintable(QStringLiteral("no button ") + text));
    }

    /// Brings a dialog that is shown, and has begun by itself, to an act.
    static void play(SignInScene &scene, SignInDialog &dialog, Act act)
    {
        scene.network.answer(scene.deviceEndpoint(), ScriptedAnswer::silence());
        dialog.open();
        // Beginning anew would close the dialog.
        const QSignalBlocker blocker(dialog.widget());
        scene.play(act);
    }
};

void TestSignInDialog::startsWhenItAppears()
{
    SignInScene scene;
    SignInDialog dialog(SignInScene::yoto());
    scene.direct(dialog.widget());
    scene.network.answer(scene.deviceEndpoint(), ScriptedAnswer::silence());
    scene.advance(1min);
    QVERIFY(scene.network.sent().isEmpty());
    dialog.open();
    QCOMPARE(dialog.widget()->state(), State::Contacting);
    QCOMPARE(scene.network.sent().size(), 1);
}

void TestSignInDialog::startsOnlyOnce()
{
    SignInScene scene;
    SignInDialog dialog;
    scene.direct(dialog.widget());
    play(scene, dialog, Act::Expired);
    const qsizetype sent = scene.network.sent().size();
    dialog.hide();
    dialog.show();
    scene.advance(1min);
    QCOMPARE(scene.network.sent().size(), sent);
}

void TestSignInDialog::severalWaysAreChosenFromFirst()
{
    SignInScene scene;
    SignInDialog dialog;
    scene.direct(dialog.widget());
    scene.useWays({Provider::Flow::Browser, Provider::Flow::Device});
    dialog.open();
    QCOMPARE(dialog.widget()->state(), State::Choosing);
    scene.advance(1min);
    QVERIFY(scene.network.sent().isEmpty());
    QVERIFY(scene.opened.isEmpty());
    QTest::keyClick(&dialog, Qt::Key_Return);
    scene.advance(0ms);
    QCOMPARE(dialog.widget()->state(), State::BrowserOpened);
    QCOMPARE(scene.opened.size(), 1);
    // Back to the choice leaves the dialog where it is.
    dialog.widget()->chooseWay();
    QVERIFY(dialog.isVisible());
    QCOMPARE(dialog.widget()->state(), State::Choosing);
}

void TestSignInDialog::escapeCancels_data()
{
    QTest::addColumn<Act>("act");
    QTest::newRow("contacting") << Act::Contacting;
    QTest::newRow("code shown") << Act::Code;
    QTest::newRow("finishing") << Act::Finishing;
    QTest::newRow("keychain refused") << Act::KeychainRefused;
    QTest::newRow("failed") << Act::Failed;
    QTest::newRow("choosing") << Act::Choosing;
    QTest::newRow("browser opened") << Act::BrowserOpened;
    QTest::newRow("code to paste") << Act::PasteCode;
    QTest::newRow("denied, with other ways") << Act::DeniedWithOtherWays;
}

void TestSignInDialog::escapeCancels()
{
    QFETCH(Act, act);
    SignInScene scene;
    SignInDialog dialog;
    scene.direct(dialog.widget());
    QSignalSpy finished(&dialog, &QDialog::finished);
    play(scene, dialog, act);
    QTest::keyClick(&dialog, Qt::Key_Escape);
    QVERIFY(!dialog.isVisible());
    QCOMPARE(finished.count(), 1);
    QCOMPARE(dialog.result(), int(QDialog::Rejected));
    QCOMPARE(dialog.widget()->state(), State::Idle);
    scene.advance(30s);
    const qsizetype sent = scene.network.sent().size();
    scene.advance(10min);
    QCOMPARE(scene.network.sent().size(), sent);
}

void TestSignInDialog::cancelCloses()
{
    SignInScene scene;
    SignInDialog dialog;
    scene.direct(dialog.widget());
    QSignalSpy rejected(&dialog, &QDialog::rejected);
    play(scene, dialog, Act::Code);
    press(&dialog, QStringLiteral("Cancel"));
    QCOMPARE(rejected.count(), 1);
    QVERIFY(!dialog.isVisible());
}

void TestSignInDialog::enterOpensTheBrowser()
{
    SignInScene scene;
    SignInDialog dialog;
    scene.direct(dialog.widget());
    play(scene, dialog, Act::Code);
    dialog.activateWindow();
    QCoreApplication::processEvents();
    QWidget *target = QApplication::focusWidget() ? QApplication::focusWidget() : &dialog;
    QTest::keyClick(target, Qt::Key_Return);
    QCOMPARE(scene.opened,
             QList<QUrl>{
                 QUrl(QStringLiteral("https://login.yotoplay.com/activate?user_code=WDJB-MJHT"))});
    QVERIFY(dialog.isVisible());
}

// A dialog presses its default button, or the next best, and here there is nothing but Cancel.
void TestSignInDialog::enterDoesNotCancel()
{
    SignInScene scene;
    SignInDialog dialog;
    scene.direct(dialog.widget());
    for (const Act act : {Act::Contacting, Act::Finishing, Act::WaitingForKeychain}) {
        play(scene, dialog, act);
        dialog.activateWindow();
        QCoreApplication::processEvents();
        const State state = dialog.widget()->state();
        QTest::keyClick(QApplication::focusWidget() ? QApplication::focusWidget() : &dialog,
                        Qt::Key_Return);
        QVERIFY(dialog.isVisible());
        QCOMPARE(dialog.widget()->state(), state);
    }
}

void TestSignInDialog::doneAccepts()
{
    SignInScene scene;
    SignInDialog dialog;
    scene.direct(dialog.widget());
    QSignalSpy accepted(&dialog, &QDialog::accepted);
    play(scene, dialog, Act::SignedIn);
    QVERIFY(dialog.isVisible());
    press(&dialog, QStringLiteral("Done"));
    QCOMPARE(accepted.count(), 1);
    QVERIFY(dialog.widget()->session());
}

void TestSignInDialog::closingAfterSigningInAccepts()
{
    SignInScene scene;
    SignInDialog dialog;
    scene.direct(dialog.widget());
    QSignalSpy accepted(&dialog, &QDialog::accepted);
    play(scene, dialog, Act::SignedIn);
    dialog.close();
    QCOMPARE(accepted.count(), 1);
    QCOMPARE(scene.accounts.count(), 1);
}

void TestSignInDialog::asksForTheSizeOfItsWidget()
{
    SignInDialog dialog(SignInScene::yoto());
    QCOMPARE(dialog.sizeHint(), dialog.widget()->sizeHint());
    QVERIFY(!dialog.windowTitle().isEmpty());
}

QTEST_MAIN(TestSignInDialog)
#include "tst_signindialog.moc"
