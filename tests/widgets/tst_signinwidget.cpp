// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "busybar.h"
#include "iconbutton.h"
#include "rendering.h"
#include "stage.h"

#include <latchkey/countdownring.h>
#include <latchkey/qrcodeview.h>
#include <latchkey/session.h>
#include <latchkey/usercodeview.h>

#include <QtCore/QDir>
#include <QtCore/QLockFile>
#include <QtGui/QAccessible>
#include <QtGui/QClipboard>
#include <QtGui/QGuiApplication>
#include <QtGui/QShortcut>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>
#include <QtWidgets/QApplication>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QToolButton>

#include <algorithm>

using namespace Latchkey;
using namespace std::chrono_literals;
using Act = SignInScene::Act;
using State = SignInWidget::State;

Q_DECLARE_METATYPE(SignInScene::Act)

class TestSignInWidget : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup() { QGuiApplication::setLayoutDirection(Qt::LeftToRight); }

    void nothingIsSentBeforeStart();
    void eachStateSaysWhatItIs_data();
    void eachStateSaysWhatItIs();
    void qrInTheWholeWidgetIsRead_data();
    void qrInTheWholeWidgetIsRead();
    void stepsFollowWhatTheServerSent();

    void enterOpensTheBrowser_data();
    void enterOpensTheBrowser();
    void enterPressesTheButtonThatHasTheFocus();
    void whatEnterPressesLooksLikeIt();
    void copyKeyCopiesTheCode();
    void copyKeyCopiesTheSelectedAddressFirst();
    void escapeIsLetThroughUnlessAsked();
    void escapeIsTakenBeforeAShortcutOfTheHost();
    void copySaysCopiedForTwoSeconds();
    void copyButtonCopiesAllOfTheCode();
    void iconsAreNotTornFromTheirWords();
    void tabFollowsTheReadingOrder();
    void focusIsNotTakenFromOthers();
    void focusComesBackToTheButton();

    void slownessIsSaidAfterEightSeconds();
    void offlineIsSaidAndTakenBack();
    void aBrowserThatDoesNotOpenIsSaid();
    void whatOpensTheBrowserMayEndTheAttempt();
    void nothingStartsAgainAfterExpiry();
    void tryingAgainIsANewAttempt();
    void aDueRequestGoesOutWhenTheWindowIsBack();

    void ticksOnceASecondWhileVisible();
    void doesNotTickWhileHidden();
    void doesNotTickWhileMinimised();
    void busyLineStandsStillWhileMinimised();

    void signingInStoresTheAccount();
    void withoutAccountsTheTokensAreHandedOver();
    void signedInNamesWhoItWas();
    void anotherProviderBeginsAnew();
    void anotherClockIsForTheNextAttempt();
    void aKeychainThatAsksIsWaitedFor();
    void anotherProgramIsNotCalledAKeyring();
    void aRefusedKeychainCanBeTriedAgain();
    void anAccountCanBeKeptUntilTheProgramEnds();
    void aRefusedKeychainCanBeLeftWithoutAccounts();
    void cancellingEndsTheAttempt_data();
    void cancellingEndsTheAttempt();
    void cancellingGivesBackWhatWasGranted_data();
    void cancellingGivesBackWhatWasGranted();
    void cancellingLeavesTheAccountThatWasThere_data();
    void cancellingLeavesTheAccountThatWasThere();
    void accountsThatAreReplacedWhileTheyStoreCanBeLeft();
    void listenersMayDeleteTheWidget_data();
    void listenersMayDeleteTheWidget();
    void dyingUnderWayIsHarmless_data();
    void dyingUnderWayIsHarmless();

    void hostileTextIsShownPlainly();
    void theDeviceCodeIsNeverShown();
    void theCautionIsShownWithEveryCode();
    void detailsCanBeOpenedAndCopied();
    void titleCanBeSetOrLeftOut();
    void aProviderWithoutANameIsNotNamed();
    void namesForAScreenReader();
    void warningColorReachesTheRing();
};

void TestSignInWidget::initTestCase()
{
    setUpApplication();
}

void TestSignInWidget::init()
{
    Rendering::failOnWarning();
    QGuiApplication::clipboard()->clear();
}

// Demand: RFC8628-3.1-user-starts
void TestSignInWidget::nothingIsSentBeforeStart()
{
    Stage stage(wideSize);
    stage.scene.advance(1h);
    QCOMPARE(stage.widget->state(), State::Idle);
    QVERIFY(stage.scene.network.sent().isEmpty());
    stage.scene.network.answer(stage.scene.deviceEndpoint(), ScriptedAnswer::silence());
    QTest::mouseClick(stage.button(QStringLiteral("Sign in")), Qt::LeftButton);
    QCOMPARE(stage.widget->state(), State::Contacting);
    QCOMPARE(stage.scene.network.sentTo(stage.scene.deviceEndpoint()).size(), 1);
}

void TestSignInWidget::eachStateSaysWhatItIs_data()
{
    QTest::addColumn<Act>("act");
    QTest::addColumn<State>("state");
    QTest::addColumn<QString>("says");
    QTest::addColumn<QStringList>("buttons");
    const auto row = [](const char *name, Act act, State state, const char *says,
                        const QStringList &buttons) {
        QTest::newRow(name) << act << state << QString::fromUtf8(says) << buttons;
    };
    const QString cancel = QStringLiteral("Cancel");
    const QString copy = QStringLiteral("Copy");
    const QString open = QStringLiteral("Open in browser");
    row("idle", Act::Idle, State::Idle, "Bedtime Player will be able to",
        {QStringLiteral("Sign in")});
    row("contacting", Act::Contacting, State::Contacting, "Contacting login.yotoplay.com…",
        {cancel});
    row("code", Act::Code, State::CodeShown, "Check that it shows this code", {cancel, copy, open});
    row("code without a complete address", Act::CodeWithoutCompleteUri, State::CodeShown,
        "Enter this code there", {cancel, copy, open});
    row("offline", Act::Offline, State::CodeShown, "No connection. Still trying.",
        {cancel, copy, open});
    row("last minute", Act::LastMinute, State::CodeShown, "Less than a minute left",
        {cancel, copy, open});
    row("finishing", Act::Finishing, State::Finishing, "Approved. Signing you in…", {cancel});
    row("waiting for the keychain", Act::WaitingForKeychain, State::WaitingForKeychain,
        "Waiting for your keyring to be unlocked", {cancel});
    row("keychain refused", Act::KeychainRefused, State::KeychainRefused, "locked",
        {cancel, QStringLiteral("Stay signed in until I quit"),
         QStringLiteral("Try the keyring again")});
    row("signed in", Act::SignedIn, State::SignedIn, "You are signed in to Yoto",
        {QStringLiteral("Done")});
    row("expired", Act::Expired, State::Expired, "That code has expired.",
        {cancel, QStringLiteral("Get a new code")});
    row("denied", Act::Denied, State::Denied, "The request was declined.",
        {cancel, QStringLiteral("Try again")});
    row("failed", Act::Failed, State::Failed, "could not be reached",
        {cancel, QStringLiteral("Try again")});
}

void TestSignInWidget::eachStateSaysWhatItIs()
{
    QFETCH(Act, act);
    QFETCH(State, state);
    QFETCH(QString, says);
    QFETCH(QStringList, buttons);
    Stage stage(wideSize);
    stage.scene.play(act);
    QCOMPARE(stage.widget->state(), state);
    QVERIFY2(stage.visibleText().contains(says), qPrintable(stage.visibleText()));
    QCOMPARE(stage.visibleButtons(), buttons);
}

void TestSignInWidget::qrInTheWholeWidgetIsRead_data()
{
    QTest::addColumn<bool>("dark");
    QTest::addColumn<qreal>("scale");
    QTest::addColumn<QSize>("size");
    QTest::addColumn<Act>("act");
    QTest::addColumn<QUrl>("expected");
    for (const bool dark : {false, true}) {
        for (const qreal scale : {1.0, 2.0}) {
            const char *theme = dark ? "dark" : "light";
            QTest::addRow("wide, %s, %gx", theme, scale)
                << dark << scale << wideSize << Act::Code << completeUri;
            QTest::addRow("narrow, %s, %gx", theme, scale)
                << dark << scale << narrowSize << Act::Code << completeUri;
        }
    }
    QTest::newRow("without a complete address")
        << false << 1.0 << wideSize << Act::CodeWithoutCompleteUri << plainUri;
    QTest::newRow("offline, where the code stays")
        << false << 1.0 << wideSize << Act::Offline << completeUri;
}

// Demand: RFC8628-3.3.1-code-beside-qr
// Demand: RFC8628-3.3-show-code
void TestSignInWidget::qrInTheWholeWidgetIsRead()
{
    QFETCH(bool, dark);
    QFETCH(qreal, scale);
    QFETCH(QSize, size);
    QFETCH(Act, act);
    QFETCH(QUrl, expected);
    Stage stage(size);
    stage.window.setPalette(dark ? Rendering::darkPalette() : Rendering::lightPalette());
    stage.scene.play(act);
    const QImage image = Rendering::render(&stage.window, scale);
    QCOMPARE(Rendering::decodeQr(image), expected.toString(QUrl::FullyEncoded));
    // RFC 8628 §3.3.1: the user code stays visible beside the QR code.
    QVERIFY(stage.find<UserCodeView>()->isVisible());
    QCOMPARE(stage.find<UserCodeView>()->code(), QStringLiteral("WDJB-MJHT"));
}

// Demand: RFC8628-3.3.1-plain-uri
void TestSignInWidget::stepsFollowWhatTheServerSent()
{
    Stage stage(wideSize);
    stage.scene.play(Act::Code);
    QVERIFY(stage.visibleText().contains(
        QStringLiteral("Scan the code, or open login.yotoplay.com/activate on any device")));
    stage.scene.play(Act::CodeOnLoopback);
    // No phone can reach that.
    QVERIFY(stage.visibleText().contains(
        QStringLiteral("Open 127.0.0.1:8717/activate on this computer")));
    QVERIFY(!stage.visibleText().contains(QStringLiteral("any device")));
}

void TestSignInWidget::enterOpensTheBrowser_data()
{
    QTest::addColumn<Act>("act");
    QTest::addColumn<QUrl>("opened");
    QTest::newRow("the complete address") << Act::Code << completeUri;
    QTest::newRow("the plain one where there is no other")
        << Act::CodeWithoutCompleteUri << plainUri;
}

void TestSignInWidget::enterOpensTheBrowser()
{
    QFETCH(Act, act);
    QFETCH(QUrl, opened);
    Stage stage(wideSize);
    stage.scene.play(act);
    stage.widget->setFocus();
    QVERIFY(stage.widget->isAncestorOf(QApplication::focusWidget()));
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    QCOMPARE(stage.scene.opened, QList<QUrl>{opened});

    stage.find<UserCodeView>()->setFocus();
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Enter);
    QCOMPARE(stage.scene.opened.size(), 2);
    QCOMPARE(stage.widget->state(), State::CodeShown);
}

void TestSignInWidget::enterPressesTheButtonThatHasTheFocus()
{
    Stage stage(wideSize);
    stage.scene.play(Act::Code);
    stage.button(QStringLiteral("Copy"))->setFocus();
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("WDJB-MJHT"));
    QVERIFY(stage.scene.opened.isEmpty());
}

// Outside of a dialog the button stopped looking like the default one once it had had the focus.
void TestSignInWidget::whatEnterPressesLooksLikeIt()
{
    Stage stage(wideSize);
    stage.scene.play(Act::Code);
    const QPushButton *open = stage.button(QStringLiteral("Open in browser"));
    stage.widget->setFocus();
    QVERIFY(open->isDefault());
    stage.button(QStringLiteral("Cancel"))->setFocus();
    QVERIFY(!open->isDefault());
    stage.find<UserCodeView>()->setFocus();
    QVERIFY(open->isDefault());
}

void TestSignInWidget::copyKeyCopiesTheCode()
{
    Stage stage(wideSize);
    stage.scene.play(Act::Code);
    for (QWidget *focus : std::initializer_list<QWidget *>{
             stage.button(QStringLiteral("Open in browser")),
             stage.button(QStringLiteral("Cancel")), stage.find<UserCodeView>()}) {
        QGuiApplication::clipboard()->clear();
        focus->setFocus();
        QTest::keySequence(focus, QKeySequence::Copy);
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("WDJB-MJHT"));
    }
}

void TestSignInWidget::copyKeyCopiesTheSelectedAddressFirst()
{
    Stage stage(wideSize);
    stage.scene.play(Act::Code);
    TextBlock *step = nullptr;
    const auto blocks = stage.widget->findChildren<TextBlock *>();
    for (TextBlock *block : blocks) {
        if (block->isVisible() && block->text().startsWith(QLatin1String("Scan")))
            step = block;
    }
    QVERIFY(step);
    step->setFocus();
    QTest::keySequence(step, QKeySequence::Copy);
    QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("WDJB-MJHT"));
    // A double click on the second line selects the address as a whole.
    QTest::mouseDClick(step, Qt::LeftButton, Qt::NoModifier,
                       QPoint(30, step->lineHeight() * 3 / 2));
    QTest::keySequence(step, QKeySequence::Copy);
    QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("login.yotoplay.com/activate"));
}

void TestSignInWidget::escapeIsLetThroughUnlessAsked()
{
    Stage stage(wideSize);
    stage.scene.play(Act::Code);
    QSignalSpy cancelled(stage.widget, &SignInWidget::cancelled);
    stage.widget->setFocus();
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
    QCOMPARE(stage.widget->state(), State::CodeShown);
    QCOMPARE(cancelled.count(), 0);
    stage.widget->setEscapeCancels(true);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
    QCOMPARE(stage.widget->state(), State::Idle);
    QCOMPARE(cancelled.count(), 1);
}

void TestSignInWidget::escapeIsTakenBeforeAShortcutOfTheHost()
{
    Stage stage(wideSize);
    QShortcut shortcut(QKeySequence(Qt::Key_Escape), &stage.window);
    QSignalSpy activated(&shortcut, &QShortcut::activated);
    stage.scene.play(Act::Code);
    stage.widget->setFocus();
    const auto press = [] { QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape); };
    press();
    QCOMPARE(activated.count(), 1);
    QCOMPARE(stage.widget->state(), State::CodeShown);
    stage.widget->setEscapeCancels(true);
    press();
    QCOMPARE(activated.count(), 1);
    QCOMPARE(stage.widget->state(), State::Idle);
    // With nothing left to cancel it is the host's again.
    press();
    QCOMPARE(activated.count(), 2);
}

// Somebody who had selected a part of the code was given that part by the button, which then said
// that the code was copied.
void TestSignInWidget::copyButtonCopiesAllOfTheCode()
{
    Stage stage(wideSize);
    stage.scene.play(Act::Code);
    auto *code = stage.find<UserCodeView>();
    code->setFocus();
    QTest::keyClick(code, Qt::Key_Right, Qt::ShiftModifier);
    QTest::keyClick(code, Qt::Key_Right, Qt::ShiftModifier);
    QCOMPARE(code->selectedText(), QStringLiteral("WD"));
    stage.widget->copyCode();
    QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("WDJB-MJHT"));
    QTest::keySequence(code, QKeySequence::Copy);
    QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("WD"));
    // What is selected is seen where the keyboard is, and nowhere else.
    stage.button(QStringLiteral("Cancel"))->setFocus();
    QVERIFY(code->selectedText().isEmpty());
    QTest::keySequence(QApplication::focusWidget(), QKeySequence::Copy);
    QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("WDJB-MJHT"));
}

// Mirrored, Fusion puts a button's words at one edge and its icon at the other, unless it is one
// that sees to it.
void TestSignInWidget::iconsAreNotTornFromTheirWords()
{
    QGuiApplication::setLayoutDirection(Qt::RightToLeft);
    Stage stage(wideSize);
    stage.scene.play(Act::Code);
    const auto buttons = stage.widget->findChildren<QPushButton *>();
    const auto hasBoth = [](const QPushButton *button) {
        return button->isVisible() && !button->icon().isNull() && !button->text().isEmpty();
    };
    QVERIFY(std::any_of(buttons.cbegin(), buttons.cend(), hasBoth));
    for (const QPushButton *button : buttons)
        QVERIFY(!hasBoth(button) || dynamic_cast<const IconButton *>(button));
}

void TestSignInWidget::copySaysCopiedForTwoSeconds()
{
    Stage stage(wideSize);
    stage.scene.play(Act::Code);
    QPushButton *copy = stage.button(QStringLiteral("Copy"));
    const QSize before = copy->size();
    QTest::mouseClick(copy, Qt::LeftButton);
    QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("WDJB-MJHT"));
    QCOMPARE(copy->text(), QStringLiteral("Copied"));
    QCOMPARE(copy->accessibleName(), QStringLiteral("Copied"));
    stage.scene.advance(1900ms);
    QCOMPARE(copy->text(), QStringLiteral("Copied"));
    QCOMPARE(copy->size(), before);
    stage.scene.advance(200ms);
    QCOMPARE(copy->text(), QStringLiteral("Copy"));
}

void TestSignInWidget::tabFollowsTheReadingOrder()
{
    Stage stage(wideSize);
    stage.scene.play(Act::Code);
    QStringList order;
    QWidget *first = stage.find<UserCodeView>();
    first->setFocus();
    do {
        order.append(QLatin1String(QApplication::focusWidget()->metaObject()->className()));
        if (const auto *button = qobject_cast<QPushButton *>(QApplication::focusWidget()))
            order.last() = button->text();
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
    } while (QApplication::focusWidget() != first && order.size() < 10);
    // The buttons of the footer stand in the order of the platform.
    QStringList footer = order.mid(2, 2);
    footer.sort();
    QCOMPARE(order.value(0), QStringLiteral("Latchkey::UserCodeView"));
    QCOMPARE(order.value(1), QStringLiteral("Copy"));
    QCOMPARE(footer, QStringList({QStringLiteral("Cancel"), QStringLiteral("Open in browser")}));
    QCOMPARE(order.value(4), QStringLiteral("Latchkey::TextBlock"));
    QCOMPARE(order.size(), 5);
}

void TestSignInWidget::focusIsNotTakenFromOthers()
{
    Stage stage(wideSize);
    auto *other = new QLineEdit(&stage.window);
    stage.window.layout()->addWidget(other);
    other->show();
    other->setFocus();
    stage.scene.play(Act::Code);
    QCOMPARE(QApplication::focusWidget(), other);
    stage.widget->setFocus();
    QCOMPARE(QApplication::focusWidget(), stage.button(QStringLiteral("Open in browser")));
    stage.scene.answerPolls(403, R"({"error":"access_denied"})");
    stage.scene.advance(6s);
    QCOMPARE(QApplication::focusWidget(), stage.button(QStringLiteral("Try again")));
}

// It stayed on the widget itself, where it had waited for a button to come back.
void TestSignInWidget::focusComesBackToTheButton()
{
    Stage stage(wideSize);
    stage.scene.play(Act::Contacting);
    stage.widget->setFocus();
    QCOMPARE(QApplication::focusWidget(), stage.widget);
    stage.scene.play(Act::Code);
    QCOMPARE(QApplication::focusWidget(), stage.button(QStringLiteral("Open in browser")));
    stage.scene.play(Act::SignedIn);
    QCOMPARE(QApplication::focusWidget(), stage.button(QStringLiteral("Done")));
}

void TestSignInWidget::slownessIsSaidAfterEightSeconds()
{
    Stage stage(wideSize);
    const QString slow = QStringLiteral("The server is slow to answer");
    stage.scene.network.answer(stage.scene.deviceEndpoint(), ScriptedAnswer::silence());
    stage.widget->start();
    stage.scene.advance(7900ms);
    QVERIFY(!stage.visibleText().contains(slow));
    stage.scene.advance(200ms);
    QVERIFY(stage.visibleText().contains(slow));
    stage.widget->cancel();
    stage.widget->start();
    QVERIFY(!stage.visibleText().contains(slow));
}

void TestSignInWidget::offlineIsSaidAndTakenBack()
{
    Stage stage(wideSize);
    stage.scene.play(Act::Offline);
    const QRect before = stage.find<CountdownRing>()->geometry();
    QVERIFY(stage.visibleText().contains(QStringLiteral("No connection. Still trying.")));
    QCOMPARE(stage.find<UserCodeView>()->code(), QStringLiteral("WDJB-MJHT"));
    stage.scene.answerPolls(403, R"({"error":"authorization_pending"})");
    stage.scene.advance(61s);
    QVERIFY(!stage.visibleText().contains(QStringLiteral("No connection")));
    QVERIFY(stage.visibleText().contains(QStringLiteral("Waiting for you to approve")));
    QCOMPARE(stage.find<CountdownRing>()->geometry(), before);
}

void TestSignInWidget::aBrowserThatDoesNotOpenIsSaid()
{
    Stage stage(wideSize);
    stage.scene.play(Act::BrowserDidNotOpen);
    QVERIFY(stage.visibleText().contains(QStringLiteral("The browser did not open.")));
    stage.widget->openBrowser();
    QVERIFY(!stage.visibleText().contains(QStringLiteral("The browser did not open.")));
}

// A host that asks before it opens the browser has an event loop running meanwhile.
void TestSignInWidget::whatOpensTheBrowserMayEndTheAttempt()
{
    Stage stage(wideSize);
    stage.scene.play(Act::Code);
    stage.widget->setBrowserOpener([&stage](const QUrl &) {
        stage.widget->setBrowserOpener(nullptr);
        stage.scene.play(Act::Code);
        return false;
    });
    stage.widget->openBrowser();
    QCOMPARE(stage.widget->state(), State::CodeShown);
    // It was another code whose browser did not open.
    QVERIFY(!stage.visibleText().contains(QStringLiteral("The browser did not open.")));

    stage.widget->setBrowserOpener([&stage](const QUrl &) {
        delete stage.widget;
        return false;
    });
    const QPointer<SignInWidget> widget(stage.widget);
    stage.widget->openBrowser();
    QVERIFY(!widget);
}

// Demand: RFC8628-3.5-expired-token
void TestSignInWidget::nothingStartsAgainAfterExpiry()
{
    Stage stage(wideSize);
    stage.scene.play(Act::Expired);
    QCOMPARE(stage.widget->error().kind(), Error::Kind::Expired);
    const qsizetype sent = stage.scene.network.sent().size();
    stage.scene.advance(2h);
    QCOMPARE(stage.scene.network.sent().size(), sent);
    QCOMPARE(stage.widget->state(), State::Expired);
}

void TestSignInWidget::tryingAgainIsANewAttempt()
{
    Stage stage(wideSize);
    stage.scene.play(Act::Expired);
    QSignalSpy states(stage.widget, &SignInWidget::stateChanged);
    stage.scene.answerCode("NEWC-ODE1", plainUri.toEncoded(), {}, 600);
    QTest::mouseClick(stage.button(QStringLiteral("Get a new code")), Qt::LeftButton);
    stage.scene.advance(10ms);
    QCOMPARE(stage.widget->state(), State::CodeShown);
    QCOMPARE(states.count(), 2);
    QVERIFY(!stage.widget->error().isError());
    QCOMPARE(stage.find<UserCodeView>()->code(), QStringLiteral("NEWC-ODE1"));
    QCOMPARE(stage.find<CountdownRing>()->displayedTime(), QStringLiteral("10:00"));
    QCOMPARE(stage.find<CountdownRing>()->duration(), 600);
}

void TestSignInWidget::aDueRequestGoesOutWhenTheWindowIsBack()
{
    Stage stage(wideSize);
    stage.scene.play(Act::Code);
    const auto polls = [&] {
        return stage.scene.network.sentTo(stage.scene.tokenEndpoint()).size();
    };
    const qsizetype before = polls();
    // The timers stood still while the computer slept.
    stage.scene.scheduler.suspend(60s);
    QCOMPARE(polls(), before);
    const QString shown = stage.find<CountdownRing>()->displayedTime();
    QEvent activated(QEvent::WindowActivate);
    QCoreApplication::sendEvent(stage.widget, &activated);
    stage.scene.advance(0ms);
    QCOMPARE(polls(), before + 1);
    QVERIFY(stage.find<CountdownRing>()->displayedTime() != shown);
}

void TestSignInWidget::ticksOnceASecondWhileVisible()
{
    Stage stage(wideSize);
    stage.scene.play(Act::Code);
    auto *ring = stage.find<CountdownRing>();
    stage.scene.advance(0ms);
    Rendering::PaintCounter paints(ring);
    QSignalSpy seconds(ring, &CountdownRing::secondsLeftChanged);
    const int before = ring->secondsLeft();
    for (int i = 1; i <= 20; ++i) {
        stage.scene.advance(1s);
        QCOMPARE(ring->secondsLeft(), before - i);
        QCOMPARE(paints.count(), i);
    }
    QCOMPARE(seconds.count(), 20);
}

void TestSignInWidget::doesNotTickWhileHidden()
{
    Stage stage(wideSize);
    stage.scene.play(Act::Code);
    auto *ring = stage.find<CountdownRing>();
    const int calls = stage.scene.scheduler.pendingCalls();
    stage.window.hide();
    QCOMPARE(stage.scene.scheduler.pendingCalls(), calls - 1);
    QSignalSpy seconds(ring, &CountdownRing::secondsLeftChanged);
    stage.scene.advance(30s);
    QCOMPARE(seconds.count(), 0);
    stage.window.show();
    QCOMPARE(ring->displayedTime(), QStringLiteral("13:12"));
    stage.scene.advance(1s);
    QCOMPARE(ring->displayedTime(), QStringLiteral("13:11"));
}

// A code that came while the window was minimised was counted down in the dark.
void TestSignInWidget::doesNotTickWhileMinimised()
{
    Stage stage(wideSize);
    stage.scene.play(Act::Contacting);
    stage.window.showMinimized();
    QCoreApplication::processEvents();
    stage.scene.play(Act::Code);
    auto *ring = stage.find<CountdownRing>();
    QSignalSpy seconds(ring, &CountdownRing::secondsLeftChanged);
    stage.scene.advance(30s);
    QCOMPARE(seconds.count(), 0);
    stage.window.showNormal();
    QCoreApplication::processEvents();
    QCOMPARE(ring->displayedTime(), QStringLiteral("13:12"));
    stage.scene.advance(1s);
    QCOMPARE(ring->displayedTime(), QStringLiteral("13:11"));
}

void TestSignInWidget::busyLineStandsStillWhileMinimised()
{
    Stage stage(wideSize);
    const auto moving = [&] {
        const auto bars = stage.widget->findChildren<BusyBar *>();
        return std::any_of(bars.cbegin(), bars.cend(),
                           [](const BusyBar *bar) { return bar->isMoving(); });
    };
    stage.scene.play(Act::Contacting);
    QVERIFY(moving());
    stage.window.showMinimized();
    QCoreApplication::processEvents();
    QVERIFY(!moving());
    stage.scene.play(Act::Finishing);
    QVERIFY(!moving());
    stage.window.showNormal();
    QCoreApplication::processEvents();
    QVERIFY(moving());
    stage.scene.play(Act::Expired);
    QVERIFY(!moving());
}

void TestSignInWidget::signingInStoresTheAccount()
{
    Stage stage(wideSize);
    QSignalSpy signedIn(stage.widget, &SignInWidget::signedIn);
    QSignalSpy done(stage.widget, &SignInWidget::done);
    stage.scene.play(Act::SignedIn);
    QCOMPARE(signedIn.count(), 1);
    QCOMPARE(stage.scene.accounts.count(), 1);
    QVERIFY(stage.widget->session());
    QCOMPARE(signedIn.at(0).at(1).value<Session *>(), stage.widget->session());
    QCOMPARE(stage.widget->session()->name(), QStringLiteral("Mara Lindqvist"));
    QVERIFY(stage.scene.store.items() > 0);
    QCOMPARE(stage.widget->result().tokens.accessToken(), QStringLiteral("access-1"));
    QVERIFY(stage.visibleText().contains(QStringLiteral("mara@example.org")));
    QTest::mouseClick(stage.button(QStringLiteral("Done")), Qt::LeftButton);
    QCOMPARE(done.count(), 1);
}

void TestSignInWidget::withoutAccountsTheTokensAreHandedOver()
{
    Stage stage(wideSize);
    stage.widget->setAccounts(nullptr);
    QSignalSpy signedIn(stage.widget, &SignInWidget::signedIn);
    stage.scene.play(Act::SignedIn);
    QCOMPARE(stage.widget->state(), State::SignedIn);
    QCOMPARE(signedIn.count(), 1);
    QVERIFY(!stage.widget->session());
    QCOMPARE(signedIn.at(0).at(0).value<SignInResult>().tokens.accessToken(),
             QStringLiteral("access-1"));
    QCOMPARE(stage.scene.store.items(), 0);
}

// A listener of stateChanged() that began anew took the tokens away from signedIn().
void TestSignInWidget::signedInNamesWhoItWas()
{
    Stage stage(wideSize);
    QSignalSpy signedIn(stage.widget, &SignInWidget::signedIn);
    connect(stage.widget, &SignInWidget::stateChanged, stage.widget, [&stage](State state) {
        if (state == State::SignedIn)
            stage.widget->setProvider(SignInScene::yoto());
    });
    stage.scene.play(Act::SignedIn);
    QCOMPARE(stage.widget->state(), State::Idle);
    QCOMPARE(signedIn.count(), 1);
    QCOMPARE(signedIn.at(0).at(0).value<SignInResult>().tokens.accessToken(),
             QStringLiteral("access-1"));
    QCOMPARE(signedIn.at(0).at(1).value<Session *>(), stage.scene.accounts.sessions().constFirst());
}

void TestSignInWidget::anotherClockIsForTheNextAttempt()
{
    const QString slow = QStringLiteral("The server is slow to answer");
    Stage stage(wideSize);
    stage.scene.play(Act::Contacting);
    VirtualScheduler other;
    stage.widget->setScheduler(&other);
    other.advance(10s);
    QVERIFY(!stage.visibleText().contains(slow));
    stage.scene.advance(8s);
    QVERIFY(stage.visibleText().contains(slow));
    stage.widget->cancel();
    QCOMPARE(stage.scene.scheduler.pendingCalls(), 0);

    stage.widget->start();
    stage.scene.advance(10s);
    QVERIFY(!stage.visibleText().contains(slow));
    other.advance(8s);
    QVERIFY(stage.visibleText().contains(slow));
    stage.widget->cancel();
}

void TestSignInWidget::anotherProviderBeginsAnew()
{
    Stage stage(wideSize);
    stage.scene.play(Act::SignedIn);
    QSignalSpy cancelled(stage.widget, &SignInWidget::cancelled);
    Provider other = SignInScene::yoto();
    other.setName(QStringLiteral("Other"));
    stage.widget->setProvider(other);
    QCOMPARE(stage.widget->state(), State::Idle);
    QCOMPARE(cancelled.count(), 0);
    QVERIFY(!stage.widget->session());
    QVERIFY(!stage.widget->result().tokens.isValid());
    QVERIFY(stage.visibleText().contains(QStringLiteral("Sign in to Other")));
    // The account itself stays.
    QCOMPARE(stage.scene.accounts.count(), 1);

    stage.scene.play(Act::Code);
    cancelled.clear();
    stage.widget->setProvider(SignInScene::yoto());
    QCOMPARE(stage.widget->state(), State::Idle);
    QCOMPARE(cancelled.count(), 1);
}

void TestSignInWidget::aKeychainThatAsksIsWaitedFor()
{
    Stage stage(wideSize);
    QSignalSpy signedIn(stage.widget, &SignInWidget::signedIn);
    stage.scene.play(Act::WaitingForKeychain);
    stage.scene.advance(10min);
    QCOMPARE(stage.widget->state(), State::WaitingForKeychain);
    stage.scene.store.setMode(ScriptedStore::Mode::Works, Error::Kind::None);
    stage.scene.store.answerWaiting();
    stage.scene.advance(1s);
    QCOMPARE(stage.widget->state(), State::SignedIn);
    QCOMPARE(signedIn.count(), 1);
}

// Whatever took longer than a moment was called a keyring that asks for its password.
void TestSignInWidget::anotherProgramIsNotCalledAKeyring()
{
    Stage stage(wideSize);
    // As a program that renews the account's tokens holds it.
    const QString folder = stage.scene.home.filePath(QStringLiteral("latchkey/scene/locks"));
    QVERIFY(QDir().mkpath(folder));
    QLockFile lock(folder + QStringLiteral("/yoto%2Fmara%40example.org.lock"));
    QVERIFY(lock.tryLock(0));
    stage.scene.play(Act::SignedIn);
    stage.scene.advance(10s);
    QCOMPARE(stage.widget->state(), State::Finishing);
    QVERIFY(!stage.visibleText().contains(QStringLiteral("keyring")));
    lock.unlock();
    stage.scene.advance(1s);
    QCOMPARE(stage.widget->state(), State::SignedIn);

    QVERIFY(lock.tryLock(0));
    stage.scene.play(Act::SignedIn);
    stage.scene.advance(2min);
    QCOMPARE(stage.widget->state(), State::KeychainRefused);
    QCOMPARE(stage.widget->error().kind(), Error::Kind::Busy);
    QVERIFY(!stage.visibleText().contains(QStringLiteral("keyring")));
    lock.unlock();
    QTest::mouseClick(stage.button(QStringLiteral("Try again")), Qt::LeftButton);
    stage.scene.advance(1s);
    QCOMPARE(stage.widget->state(), State::SignedIn);
}

void TestSignInWidget::aRefusedKeychainCanBeTriedAgain()
{
    Stage stage(wideSize);
    QSignalSpy signedIn(stage.widget, &SignInWidget::signedIn);
    stage.scene.play(Act::KeychainRefused);
    QCOMPARE(stage.widget->error().kind(), Error::Kind::KeychainLocked);
    QTest::mouseClick(stage.button(QStringLiteral("Try the keyring again")), Qt::LeftButton);
    stage.scene.advance(1s);
    QCOMPARE(stage.widget->state(), State::KeychainRefused);
    stage.scene.store.setMode(ScriptedStore::Mode::Works, Error::Kind::None);
    QTest::mouseClick(stage.button(QStringLiteral("Try the keyring again")), Qt::LeftButton);
    stage.scene.advance(1s);
    QCOMPARE(stage.widget->state(), State::SignedIn);
    QCOMPARE(signedIn.count(), 1);
    QVERIFY(stage.widget->session()->isPersistent());
    // The person approved once, and was not asked to again.
    QCOMPARE(stage.scene.network.sentTo(stage.scene.deviceEndpoint()).size(), 1);
}

void TestSignInWidget::anAccountCanBeKeptUntilTheProgramEnds()
{
    Stage stage(wideSize);
    stage.scene.play(Act::KeychainRefused);
    QTest::mouseClick(stage.button(QStringLiteral("Stay signed in until I quit")), Qt::LeftButton);
    QCOMPARE(stage.widget->state(), State::SignedIn);
    QVERIFY(!stage.widget->session()->isPersistent());
    QCOMPARE(stage.scene.store.items(), 0);
}

// The button did nothing where the host had taken its accounts away.
void TestSignInWidget::aRefusedKeychainCanBeLeftWithoutAccounts()
{
    Stage stage(wideSize);
    stage.scene.play(Act::KeychainRefused);
    stage.widget->setAccounts(nullptr);
    QTest::mouseClick(stage.button(QStringLiteral("Stay signed in until I quit")), Qt::LeftButton);
    QCOMPARE(stage.widget->state(), State::SignedIn);
    QVERIFY(!stage.widget->session());
}

void TestSignInWidget::cancellingEndsTheAttempt_data()
{
    QTest::addColumn<Act>("act");
    QTest::newRow("contacting") << Act::Contacting;
    QTest::newRow("code shown") << Act::Code;
    QTest::newRow("offline") << Act::Offline;
    QTest::newRow("finishing") << Act::Finishing;
    QTest::newRow("waiting for the keychain") << Act::WaitingForKeychain;
    QTest::newRow("keychain refused") << Act::KeychainRefused;
    QTest::newRow("expired") << Act::Expired;
    QTest::newRow("denied") << Act::Denied;
    QTest::newRow("failed") << Act::Failed;
}

void TestSignInWidget::cancellingEndsTheAttempt()
{
    QFETCH(Act, act);
    Stage stage(wideSize);
    QSignalSpy cancelled(stage.widget, &SignInWidget::cancelled);
    QSignalSpy signedIn(stage.widget, &SignInWidget::signedIn);
    stage.scene.play(act);
    QTest::mouseClick(stage.button(QStringLiteral("Cancel")), Qt::LeftButton);
    QCOMPARE(stage.widget->state(), State::Idle);
    QCOMPARE(cancelled.count(), 1);
    stage.scene.advance(10s);
    const qsizetype sent = stage.scene.network.sent().size();
    stage.scene.advance(1h);
    QCOMPARE(stage.scene.network.sent().size(), sent);
    QCOMPARE(signedIn.count(), 0);
    QCOMPARE(stage.scene.accounts.count(), 0);
    QVERIFY(stage.button(QStringLiteral("Sign in")));
}

void TestSignInWidget::cancellingGivesBackWhatWasGranted_data()
{
    QTest::addColumn<Act>("act");
    QTest::newRow("finishing") << Act::Finishing;
    QTest::newRow("waiting for the keychain") << Act::WaitingForKeychain;
    QTest::newRow("keychain refused") << Act::KeychainRefused;
}

void TestSignInWidget::cancellingGivesBackWhatWasGranted()
{
    QFETCH(Act, act);
    Stage stage(wideSize);
    stage.scene.play(act);
    stage.widget->cancel();
    stage.scene.advance(5s);
    const auto revoked = stage.scene.network.sentTo(stage.scene.revocationEndpoint());
    QVERIFY(!revoked.isEmpty());
    QCOMPARE(revoked.constFirst().form.value(QStringLiteral("token")), QStringLiteral("refresh-1"));

    // The keyring that is unlocked after all brings nothing back.
    stage.scene.store.setMode(ScriptedStore::Mode::Works, Error::Kind::None);
    stage.scene.store.answerWaiting();
    stage.scene.advance(10s);
    QCOMPARE(stage.scene.accounts.count(), 0);
    QCOMPARE(stage.scene.store.items(), 0);
}

void TestSignInWidget::dyingUnderWayIsHarmless_data()
{
    cancellingEndsTheAttempt_data();
    QTest::newRow("signed in") << Act::SignedIn;
}

void TestSignInWidget::dyingUnderWayIsHarmless()
{
    QFETCH(Act, act);
    Stage stage(wideSize);
    stage.scene.play(act);
    QSignalSpy states(stage.widget, &SignInWidget::stateChanged);
    delete stage.widget;
    stage.scene.advance(30s);
    QCOMPARE(states.count(), 0);
    if (act == Act::Finishing || act == Act::WaitingForKeychain || act == Act::KeychainRefused)
        QVERIFY(!stage.scene.network.sentTo(stage.scene.revocationEndpoint()).isEmpty());
}

void TestSignInWidget::cancellingLeavesTheAccountThatWasThere_data()
{
    QTest::addColumn<Act>("act");
    QTest::addColumn<bool>("byDeleting");
    QTest::newRow("waiting for the keychain, cancelled") << Act::WaitingForKeychain << false;
    QTest::newRow("keychain refused, cancelled") << Act::KeychainRefused << false;
    QTest::newRow("waiting for the keychain, deleted") << Act::WaitingForKeychain << true;
    QTest::newRow("keychain refused, deleted") << Act::KeychainRefused << true;
}

// Somebody who signed in again, cancelled while the keychain asked for its password, and unlocked
// it afterwards, was signed out of the account that they had had all along.
void TestSignInWidget::cancellingLeavesTheAccountThatWasThere()
{
    QFETCH(Act, act);
    QFETCH(bool, byDeleting);
    Stage stage(wideSize);
    stage.scene.play(Act::SignedIn);
    const QPointer<Session> session(stage.widget->session());
    QVERIFY(session);
    QSignalSpy signedIn(stage.widget, &SignInWidget::signedIn);

    stage.scene.play(act);
    if (byDeleting)
        delete stage.widget;
    else
        QTest::mouseClick(stage.button(QStringLiteral("Cancel")), Qt::LeftButton);
    stage.scene.advance(5s);
    stage.scene.store.setMode(ScriptedStore::Mode::Works, Error::Kind::None);
    stage.scene.store.answerWaiting();
    stage.scene.advance(10s);

    QCOMPARE(stage.scene.accounts.sessions(), QList<Session *>{session});
    QString token;
    session->load();
    stage.scene.advance(1s);
    session->withFreshToken(
        0s, this, [&token](const AccessTokenResult &result) { token = result.accessToken; });
    stage.scene.advance(1s);
    QCOMPARE(token, QStringLiteral("access-1"));
    QCOMPARE(session->state(), Session::State::Active);
    QCOMPARE(signedIn.count(), 0);
    // What was granted the second time is given back, and nothing else.
    const auto revoked = stage.scene.network.sentTo(stage.scene.revocationEndpoint());
    QVERIFY(!revoked.isEmpty());
    for (const auto &request : revoked)
        QVERIFY(request.form.value(QStringLiteral("token")).endsWith(u"-2"));
}

// Nobody would have answered any more.
void TestSignInWidget::accountsThatAreReplacedWhileTheyStoreCanBeLeft()
{
    Stage stage(wideSize);
    auto accounts = std::make_unique<Accounts>(QStringLiteral("scene"), &stage.scene.store);
    accounts->setNetworkAccessManager(&stage.scene.network);
    accounts->setScheduler(&stage.scene.scheduler);
    stage.widget->setAccounts(accounts.get());
    stage.scene.play(Act::WaitingForKeychain);
    stage.widget->setAccounts(&stage.scene.accounts);
    accounts.reset();
    QCOMPARE(stage.widget->state(), State::KeychainRefused);
    stage.scene.store.setMode(ScriptedStore::Mode::Works, Error::Kind::None);
    QTest::mouseClick(stage.button(QStringLiteral("Try again")), Qt::LeftButton);
    stage.scene.advance(1s);
    QCOMPARE(stage.widget->state(), State::SignedIn);
    QCOMPARE(stage.scene.accounts.count(), 1);
}

void TestSignInWidget::listenersMayDeleteTheWidget_data()
{
    QTest::addColumn<Act>("act");
    QTest::addColumn<State>("when");
    QTest::newRow("contacting") << Act::Contacting << State::Contacting;
    QTest::newRow("code shown") << Act::Code << State::CodeShown;
    QTest::newRow("finishing") << Act::Finishing << State::Finishing;
    QTest::newRow("waiting for the keychain")
        << Act::WaitingForKeychain << State::WaitingForKeychain;
    QTest::newRow("keychain refused") << Act::KeychainRefused << State::KeychainRefused;
    QTest::newRow("signed in") << Act::SignedIn << State::SignedIn;
    QTest::newRow("expired") << Act::Expired << State::Expired;
    QTest::newRow("denied") << Act::Denied << State::Denied;
    QTest::newRow("failed") << Act::Failed << State::Failed;
    QTest::newRow("cancelled") << Act::Contacting << State::Idle;
}

void TestSignInWidget::listenersMayDeleteTheWidget()
{
    QFETCH(Act, act);
    QFETCH(State, when);
    Stage stage(wideSize);
    // The script goes on speaking to what is there no more.
    const auto replace = [&stage] {
        delete stage.widget;
        stage.widget = new SignInWidget(&stage.window);
        stage.scene.direct(stage.widget);
    };
    const QPointer<SignInWidget> widget(stage.widget);
    connect(stage.widget, &SignInWidget::stateChanged, &stage.window, [&](State state) {
        if (state == when && widget)
            replace();
    });
    stage.scene.play(act);
    if (when == State::Idle)
        QTest::mouseClick(stage.button(QStringLiteral("Cancel")), Qt::LeftButton);
    QVERIFY(!widget);
    stage.scene.advance(30s);
    QCOMPARE(stage.widget->state(), State::Idle);

    const QPointer<SignInWidget> another(stage.widget);
    connect(another, &SignInWidget::cancelled, &stage.window, replace);
    stage.scene.play(Act::Code);
    if (another)
        another->setProvider(SignInScene::yoto());
    QVERIFY(!another);

    // The signals that say more.
    for (const bool signedIn : {true, false}) {
        const QPointer<SignInWidget> next(stage.widget);
        if (signedIn)
            connect(next, &SignInWidget::signedIn, &stage.window, replace);
        else
            connect(next, &SignInWidget::cancelled, &stage.window, replace);
        stage.scene.play(signedIn ? Act::SignedIn : Act::Code);
        if (next)
            next->cancel();
        QVERIFY(!next);
    }
}

void TestSignInWidget::hostileTextIsShownPlainly()
{
    Stage stage(narrowSize);
    stage.scene.answerCode("<b>AB</b>-<img src='http://127.0.0.1/x'>",
                           "https://evil.example/%3Cb%3E?a=%E2%80%AEtxt&" + QByteArray(900, 'y'),
                           {}, 900);
    stage.scene.answerPolls(403, R"({"error":"authorization_pending"})");
    stage.widget->start();
    stage.scene.advance(10ms);
    QCOMPARE(stage.widget->state(), State::CodeShown);
    const QString text = stage.visibleText();
    QVERIFY(text.contains(QStringLiteral("evil.example/%3Cb%3E")));
    QVERIFY(!text.contains(QChar(0x202e)));
    failWhereSomethingIsCutOff(stage.widget);

    stage.scene.answerPolls(
        400, R"({"error":"invalid_grant","error_description":"<a href='x'>click</a> \u202e <b>"})");
    stage.scene.advance(6s);
    QCOMPARE(stage.widget->state(), State::Failed);
    const auto details = stage.widget->findChildren<QToolButton *>();
    for (QToolButton *button : details)
        button->click();
    stage.scene.advance(0ms);
    QVERIFY2(stage.visibleText().contains(QStringLiteral("<a href='x'>click</a>")),
             qPrintable(stage.visibleText()));
    QVERIFY(!stage.visibleText().contains(QChar(0x202e)));
    failWhereSomethingIsCutOff(stage.widget);
    // Nothing that could take text for markup is in use at all.
    QVERIFY(!stage.widget->findChild<QWidget *>(QStringLiteral("qt_label")));
    const auto all = stage.widget->findChildren<QWidget *>();
    for (const QWidget *child : all)
        QVERIFY(!child->inherits("QLabel") && !child->inherits("QTextEdit"));
}

// Demand: RFC8628-3.3-device-code-hidden
void TestSignInWidget::theDeviceCodeIsNeverShown()
{
    Stage stage(wideSize);
    for (const NamedAct &act : allActs) {
        stage.scene.play(act.act);
        QVERIFY2(!stage.visibleText().contains(QStringLiteral("secret-device-code")), act.name);
        QVERIFY(!stage.find<QrCodeView>()->text().contains(QStringLiteral("secret-device-code")));
    }
}

// Demand: RFC8628-5.4-remote-phishing
void TestSignInWidget::theCautionIsShownWithEveryCode()
{
    const QString caution = QStringLiteral("Go on only if you started this yourself");
    Stage stage(wideSize);
    for (const Act act : {Act::Code, Act::CodeWithoutCompleteUri, Act::LastMinute, Act::Offline}) {
        stage.scene.play(act);
        QVERIFY2(stage.visibleText().contains(caution), qPrintable(stage.visibleText()));
    }
    stage.scene.play(Act::SignedIn);
    QVERIFY(!stage.visibleText().contains(caution));
}

void TestSignInWidget::detailsCanBeOpenedAndCopied()
{
    Stage stage(wideSize);
    stage.scene.play(Act::Failed);
    const QString detail = stage.widget->error().detail();
    QVERIFY(!detail.isEmpty());
    QVERIFY(!stage.visibleText().contains(detail));
    auto *details = stage.find<QToolButton>();
    details->setFocus();
    QTest::keyClick(details, Qt::Key_Space);
    QVERIFY(stage.visibleText().contains(detail));
    QTest::mouseClick(stage.button(QStringLiteral("Copy")), Qt::LeftButton);
    QCOMPARE(QGuiApplication::clipboard()->text(), detail);
    QTest::keyClick(details, Qt::Key_Return);
    QVERIFY(!stage.visibleText().contains(detail));
    QCOMPARE(stage.widget->state(), State::Failed);
}

void TestSignInWidget::titleCanBeSetOrLeftOut()
{
    Stage stage(wideSize);
    QCOMPARE(stage.widget->title(), QStringLiteral("Sign in to Yoto"));
    QVERIFY(stage.visibleText().contains(QStringLiteral("Sign in to Yoto")));
    stage.widget->setTitle(QStringLiteral("<i>Mine</i>"));
    QVERIFY(stage.visibleText().contains(QStringLiteral("<i>Mine</i>")));
    stage.scene.play(Act::Code);
    QVERIFY(stage.visibleText().contains(QStringLiteral("<i>Mine</i>")));
    auto *qr = stage.find<QrCodeView>();
    stage.widget->setTitle(QString());
    QVERIFY(!stage.visibleText().contains(QStringLiteral("Sign in")));
    QCOMPARE(stage.widget->accessibleName(), QStringLiteral("Sign in to Yoto"));
    stage.scene.advance(0ms);
    failWhereSomethingIsCutOff(stage.widget);
    QVERIFY(qr->isVisible());
    stage.widget->resetTitle();
    QVERIFY(stage.visibleText().contains(QStringLiteral("Sign in to Yoto")));
}

void TestSignInWidget::aProviderWithoutANameIsNotNamed()
{
    Stage stage(wideSize);
    Provider nameless = SignInScene::yoto();
    nameless.setName(QString());
    nameless.setId(QString());
    stage.widget->setProvider(nameless);
    QCOMPARE(stage.widget->title(), QStringLiteral("Sign in"));
    stage.scene.play(Act::SignedIn);
    QVERIFY2(stage.visibleText().split(u'\n').contains(QStringLiteral("You are signed in")),
             qPrintable(stage.visibleText()));
}

void TestSignInWidget::namesForAScreenReader()
{
    Stage stage(narrowSize);
    stage.scene.play(Act::Code);
    QCOMPARE(stage.widget->accessibleName(), QStringLiteral("Sign in to Yoto"));
    const auto name = [](QWidget *widget) {
        return QAccessible::queryAccessibleInterface(widget)->text(QAccessible::Name);
    };
    QVERIFY(name(stage.find<QrCodeView>()).contains(completeUri.toString(QUrl::FullyEncoded)));
    QVERIFY(name(stage.find<UserCodeView>()).contains(QStringLiteral("W D J B, M J H T")));
    // Every button has a name, the one that shows an icon alone as well.
    const auto buttons = stage.widget->findChildren<QPushButton *>();
    for (QPushButton *button : buttons) {
        if (button->isVisible())
            QVERIFY(!name(button).isEmpty());
    }
    const auto blocks = stage.widget->findChildren<TextBlock *>();
    for (TextBlock *block : blocks) {
        QCOMPARE(name(block), block->text());
        QCOMPARE(QAccessible::queryAccessibleInterface(block)->role(), QAccessible::StaticText);
    }
}

void TestSignInWidget::warningColorReachesTheRing()
{
    Stage stage(wideSize);
    stage.widget->setWarningColor(Qt::magenta);
    QCOMPARE(stage.find<CountdownRing>()->warningColor(), QColor(Qt::magenta));
    stage.widget->setWarningColor(QColor());
    QVERIFY(stage.find<CountdownRing>()->warningColor() != QColor(Qt::magenta));
}

QTEST_MAIN(TestSignInWidget)
#include "tst_signinwidget.moc"
