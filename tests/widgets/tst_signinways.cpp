// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "addressrow.h"
#include "browserpage.h"
#include "pastepage.h"
#include "rendering.h"
#include "stage.h"
#include "waylist.h"

#include <latchkey/countdownring.h>
#include <latchkey/devicesignin.h>
#include <latchkey/pastedcodesignin.h>
#include <latchkey/session.h>
#include <latchkey/usercodeview.h>

#include <QtGui/QClipboard>
#include <QtGui/QGuiApplication>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>
#include <QtWidgets/QApplication>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QRadioButton>

using namespace Latchkey;
using namespace std::chrono_literals;
using Act = SignInScene::Act;
using Flow = Provider::Flow;
using State = SignInWidget::State;

Q_DECLARE_METATYPE(SignInScene::Act)

/// What a host program may do to an attempt that it has made itself.
enum class Ending { Cancelled, Deleted };
Q_DECLARE_METATYPE(Ending)

/// SignInWidget with several ways to sign in, and with each of the others.
class TestSignInWays : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { setUpApplication(); }
    void init()
    {
        Rendering::failOnWarning();
        QGuiApplication::clipboard()->clear();
    }

    void eachStateSaysWhatItIs_data();
    void eachStateSaysWhatItIs();

    void severalWaysAreChosenFrom();
    void oneWayGoesStraightOn();
    void theHostDecidesWhetherToAsk();
    void idleShowsTheChoiceAndGoesStraightOn();
    void arrowsAndEnterChooseAWay();
    void tabReachesTheWaysBeforeTheButtons();
    void aClickOnTheWordsChooses();
    void aWayWithoutAMakerIsNotThere();
    void aWayThatCannotBeginIsNotThere();
    void aMakerThatMakesNothingFails();
    void whatTheHostEndsIsCancelled_data();
    void whatTheHostEndsIsCancelled();
    void whatTheHostEndsLeavesTheOtherWay_data();
    void whatTheHostEndsLeavesTheOtherWay();

    void theBrowserSignsIn();
    void aBrowserThatDoesNotOpenIsSaidAndItsAddressCopied();
    void theBrowserCanBeOpenedAgain();
    void theBrowsersTimeRunsOut();

    void theCodePageOpensTheBrowserWay();
    void theCodeGoesOnWhereTheBrowserFails();
    void theCodesAddressOpensWhereTheBrowserWayCannotBegin();
    void theBrowserGoesOnWhereTheCodeExpires();
    void anotherDeviceCanBeUsedBesideTheBrowser();
    void theBrowserStaysWhereNoCodeIsToBeHad();
    void theCodeSignsInWhileTheBrowserIsShown();
    void theBrowserSignsInWhileTheCodeIsShown();
    void aDenialInTheBrowserEndsTheCodeToo();
    void theRingKeepsItsSecondsOverAVisitToTheBrowser();

    void onePasteSignsIn_data();
    void onePasteSignsIn();
    void aWrongPasteIsSaidBesideTheField();
    void aNewAttemptBeginsWithAnEmptyField();

    void otherWaysLeadBackToTheChoice_data();
    void otherWaysLeadBackToTheChoice();
    void goingBackGivesBackWhatWasGranted();
    void anotherTryGoesTheSameWay();
    void anotherProviderForgetsTheWay();
    void escapeCancels_data();
    void escapeCancels();
    void listenersMayDeleteTheWidget_data();
    void listenersMayDeleteTheWidget();
    void whatOpensTheBrowserMayDeleteTheWidget();
    void dyingUnderWayIsHarmless_data();
    void dyingUnderWayIsHarmless();
    void namesForAScreenReader();
};

namespace {

const QList<Flow> both{Flow::Browser, Flow::Device};
const QList<Flow> all{Flow::Browser, Flow::Device, Flow::Paste};

void answerUserInfo(Stage &stage)
{
    stage.scene.network.answer(
        SignInScene::yoto().endpoint(Provider::Endpoint::UserInfo),
        ScriptedAnswer::json(200, R"({"sub":"auth0|65f1","name":"Mara Lindqvist"})"));
}

QLineEdit *pasteField(const Stage &stage)
{
    return qobject_cast<QLineEdit *>(stage.find<PastePage>()->field());
}

QLineEdit *addressField(const Stage &stage)
{
    return stage.find<BrowserPage>()->findChild<QLineEdit *>();
}

QList<QRadioButton *> shownWays(const Stage &stage)
{
    QList<QRadioButton *> shown = stage.widget->findChildren<QRadioButton *>();
    shown.removeIf([](const QRadioButton *button) { return !button->isVisible(); });
    return shown;
}

QString chosenWay(const Stage &stage)
{
    const auto buttons = shownWays(stage);
    for (const QRadioButton *button : buttons) {
        if (button->isChecked())
            return button->accessibleName();
    }
    return {};
}

/// Has \a stage sign in by \a way with an attempt that the test knows of.
void makeItself(const Stage &stage, Flow way, QPointer<SignIn> &made)
{
    stage.widget->setSignInMaker(way, [&made, way](const Provider &provider, QObject *parent) {
        if (way == Flow::Device)
            made = new DeviceSignIn(provider, parent);
        else if (way == Flow::Paste)
            made = new PastedCodeSignIn(provider, parent);
        else
            made = new ScriptedBrowserSignIn(provider, ScriptedBrowserSignIn::Listening::Works,
                                             parent);
        return made.data();
    });
}

void endIt(SignIn *made, Ending ending)
{
    if (ending == Ending::Deleted)
        delete made;
    else
        made->cancel();
}

void addNewActs()
{
    QTest::addColumn<Act>("act");
    for (const NamedAct &act : allActs) {
        if (act.act >= Act::Choosing)
            QTest::newRow(act.name) << act.act;
    }
}

} // namespace

void TestSignInWays::eachStateSaysWhatItIs_data()
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
    const QString again = QStringLiteral("Open again");
    const QString other = QStringLiteral("Other ways");
    const QString device = QStringLiteral("Use another device");
    const QString tryAgain = QStringLiteral("Try again");
    row("choosing", Act::Choosing, State::Choosing, "How do you want to sign in?",
        {cancel, QStringLiteral("Sign in")});
    row("browser", Act::BrowserOpened, State::BrowserOpened, "Go on in your browser.",
        {cancel, copy, again, device});
    row("browser, with other ways", Act::BrowserOpenedWithOtherWays, State::BrowserOpened,
        "This window will notice.", {cancel, copy, again, other, device});
    row("browser that did not open", Act::BrowserMissing, State::BrowserOpened,
        "The browser did not open. Open this address in it yourself:",
        {cancel, copy, again, device});
    row("browser after the code expired", Act::BrowserAfterExpiry, State::BrowserOpened,
        "The code has expired. You can still go on in the browser.", {cancel, copy, again, device});
    row("code after the browser failed", Act::CodeAfterBrowser, State::CodeShown,
        "Browser sign-in failed.", {cancel, copy, open});
    row("browser, time up", Act::BrowserTimeUp, State::Expired,
        "The time for this sign-in has run out.", {cancel, other, tryAgain});
    row("paste", Act::PasteCode, State::PasteCode, "Sign in at login.yotoplay.com in your browser",
        {cancel, QStringLiteral("Continue"), again});
    row("paste, wrong", Act::PasteProblem, State::PasteCode, "does not hold a code",
        {cancel, QStringLiteral("Continue"), again});
    row("paste, no browser", Act::PasteWithoutBrowser, State::PasteCode,
        "The browser did not open.", {cancel, QStringLiteral("Continue"), copy, again});
    row("denied, with other ways", Act::DeniedWithOtherWays, State::Denied,
        "The request was declined.", {cancel, other, tryAgain});
}

void TestSignInWays::eachStateSaysWhatItIs()
{
    QFETCH(Act, act);
    QFETCH(State, state);
    QFETCH(QString, says);
    QFETCH(QStringList, buttons);
    Stage stage(wideSize);
    stage.scene.play(act);
    QCOMPARE(stage.widget->state(), state);
    QVERIFY2(stage.visibleText().contains(says), qPrintable(stage.visibleText()));
    buttons.sort();
    QCOMPARE(stage.visibleButtons(), buttons);
}

// Demand: RFC8628-3.1-user-starts
void TestSignInWays::severalWaysAreChosenFrom()
{
    Stage stage(wideSize);
    stage.scene.useWays(both);
    QCOMPARE(stage.widget->ways(), both);
    stage.widget->start();
    QCOMPARE(stage.widget->state(), State::Choosing);
    stage.widget->start();
    QCOMPARE(stage.widget->state(), State::Choosing);
    stage.scene.advance(1h);
    QVERIFY(stage.scene.network.sent().isEmpty());
    QVERIFY(stage.scene.opened.isEmpty());
    QVERIFY(stage.visibleText().contains(QStringLiteral("See the players in your family")));
    // The best way first, and chosen.
    QCOMPARE(shownWays(stage).size(), 2);
    QCOMPARE(chosenWay(stage), QStringLiteral("In this computer's browser"));
    stage.button(QStringLiteral("Sign in"))->click();
    stage.scene.advance(0ms);
    QCOMPARE(stage.widget->state(), State::BrowserOpened);
}

void TestSignInWays::oneWayGoesStraightOn()
{
    Stage stage(wideSize);
    stage.scene.network.answer(stage.scene.deviceEndpoint(), ScriptedAnswer::silence());
    QCOMPARE(stage.widget->ways(), QList<Flow>{Flow::Device});
    stage.widget->start();
    QCOMPARE(stage.widget->state(), State::Contacting);
    QVERIFY(!stage.find<WayList>()->isVisible());
}

void TestSignInWays::theHostDecidesWhetherToAsk()
{
    Stage stage(wideSize);
    QCOMPARE(stage.widget->asksForWay(), SignInWidget::AsksForWay::WhereSeveral);
    stage.widget->setAsksForWay(SignInWidget::AsksForWay::Always);
    stage.widget->start();
    QCOMPARE(stage.widget->state(), State::Choosing);
    QVERIFY(!stage.find<WayList>()->isVisible());
    QSignalSpy cancelled(stage.widget, &SignInWidget::cancelled);
    stage.widget->cancel();
    QCOMPARE(stage.widget->state(), State::Idle);
    QCOMPARE(cancelled.size(), 1);

    stage.widget->setAsksForWay(SignInWidget::AsksForWay::Never);
    stage.scene.useWays(both);
    stage.widget->start();
    stage.scene.advance(0ms);
    QCOMPARE(stage.widget->state(), State::BrowserOpened);
}

void TestSignInWays::idleShowsTheChoiceAndGoesStraightOn()
{
    Stage stage(wideSize);
    stage.scene.useWays(both);
    QVERIFY(stage.find<WayList>()->isVisible());
    stage.button(QStringLiteral("Sign in"))->click();
    stage.scene.advance(0ms);
    QCOMPARE(stage.widget->state(), State::BrowserOpened);
}

void TestSignInWays::arrowsAndEnterChooseAWay()
{
    Stage stage(wideSize);
    stage.scene.useWays(both);
    stage.scene.network.answer(stage.scene.deviceEndpoint(), ScriptedAnswer::silence());
    stage.widget->start();
    shownWays(stage).constFirst()->setFocus();
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Down);
    QCOMPARE(chosenWay(stage), QStringLiteral("With a phone or another device"));
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    QCOMPARE(stage.widget->state(), State::Contacting);
    QCOMPARE(stage.scene.network.sentTo(stage.scene.deviceEndpoint()).size(), 1);
}

// The ways came after the buttons that stand below them.
void TestSignInWays::tabReachesTheWaysBeforeTheButtons()
{
    Stage stage(wideSize);
    stage.scene.play(Act::ChoosingOfThree);
    shownWays(stage).constFirst()->setFocus();
    QStringList order;
    for (int i = 0; i < 2; ++i) {
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        const auto *button = qobject_cast<QPushButton *>(QApplication::focusWidget());
        QVERIFY(button);
        order.append(button->text());
    }
    // The buttons stand in the order of the platform.
    order.sort();
    QCOMPARE(order, QStringList({QStringLiteral("Cancel"), QStringLiteral("Sign in")}));
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Backtab);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Backtab);
    QVERIFY(qobject_cast<QRadioButton *>(QApplication::focusWidget()));
}

void TestSignInWays::aClickOnTheWordsChooses()
{
    Stage stage(wideSize);
    stage.scene.play(Act::ChoosingOfThree);
    const auto choices = stage.widget->findChildren<WayChoice *>();
    QCOMPARE(choices.size(), 3);
    WayChoice *const paste = choices.constLast();
    QTest::mouseClick(paste, Qt::LeftButton, Qt::NoModifier,
                      QPoint(paste->width() - 5, paste->height() - 5));
    QCOMPARE(chosenWay(stage), QStringLiteral("With a code from the browser"));
    QVERIFY(paste->button()->hasFocus());
}

void TestSignInWays::aWayWithoutAMakerIsNotThere()
{
    Stage stage(wideSize);
    stage.scene.useWays(all);
    stage.widget->setSignInMaker(Flow::Browser, {});
    QCOMPARE(stage.widget->ways(), (QList<Flow>{Flow::Device, Flow::Paste}));
    stage.widget->start();
    QCOMPARE(shownWays(stage).size(), 2);
}

void TestSignInWays::aWayThatCannotBeginIsNotThere()
{
    Stage stage(wideSize);
    Provider provider = SignInScene::yoto(all);
    provider.setEndpoint(Provider::Endpoint::DeviceAuthorization, QUrl());
    stage.widget->setProvider(provider);
    QCOMPARE(stage.widget->ways(), (QList<Flow>{Flow::Browser, Flow::Paste}));
    // One that says why stays where there is no other.
    provider.setClientId(QString());
    stage.widget->setProvider(provider);
    QCOMPARE(stage.widget->ways(), QList<Flow>{Flow::Browser});
    stage.widget->start();
    stage.scene.advance(0ms);
    QCOMPARE(stage.widget->state(), State::Failed);
    QCOMPARE(stage.widget->error().kind(), Error::Kind::Usage);
}

void TestSignInWays::aMakerThatMakesNothingFails()
{
    Stage stage(wideSize);
    stage.widget->setSignInMaker(Flow::Device,
                                 [](const Provider &, QObject *) -> SignIn * { return nullptr; });
    stage.widget->start();
    stage.scene.advance(0ms);
    QCOMPARE(stage.widget->state(), State::Failed);
}

void TestSignInWays::whatTheHostEndsIsCancelled_data()
{
    QTest::addColumn<Flow>("way");
    QTest::addColumn<State>("state");
    QTest::addColumn<Ending>("ending");
    const auto rows = [](const char *name, Flow way, State state) {
        QTest::addRow("%s, cancelled", name) << way << state << Ending::Cancelled;
        QTest::addRow("%s, deleted", name) << way << state << Ending::Deleted;
    };
    rows("the code", Flow::Device, State::CodeShown);
    rows("the browser", Flow::Browser, State::BrowserOpened);
    rows("the pasted code", Flow::Paste, State::PasteCode);
}

/// The page stayed as it was, with nothing behind it: what was pasted or translated then ended the
/// program, and no other attempt could begin.
void TestSignInWays::whatTheHostEndsIsCancelled()
{
    QFETCH(Flow, way);
    QFETCH(State, state);
    QFETCH(Ending, ending);
    Stage stage(wideSize);
    QSignalSpy cancelled(stage.widget, &SignInWidget::cancelled);
    QPointer<SignIn> made;
    stage.scene.useWays({way});
    makeItself(stage, way, made);
    stage.scene.begin(way);
    QCOMPARE(stage.widget->state(), state);
    endIt(made, ending);
    QCOMPARE(stage.widget->state(), State::Idle);
    QCOMPARE(cancelled.size(), 1);
    QVERIFY(!stage.widget->error().isError());
    QEvent translated(QEvent::LanguageChange);
    QCoreApplication::sendEvent(stage.widget, &translated);
    stage.scene.begin(way);
    QCOMPARE(stage.widget->state(), state);
}

void TestSignInWays::whatTheHostEndsLeavesTheOtherWay_data()
{
    QTest::addColumn<Ending>("ending");
    QTest::newRow("cancelled") << Ending::Cancelled;
    QTest::newRow("deleted") << Ending::Deleted;
}

void TestSignInWays::whatTheHostEndsLeavesTheOtherWay()
{
    QFETCH(Ending, ending);
    Stage stage(wideSize);
    QSignalSpy cancelled(stage.widget, &SignInWidget::cancelled);
    QPointer<SignIn> made;
    stage.scene.useWays(both);
    makeItself(stage, Flow::Browser, made);
    stage.scene.begin(Flow::Browser);
    stage.button(QStringLiteral("Use another device"))->click();
    stage.scene.advance(0ms);
    QCOMPARE(stage.widget->state(), State::CodeShown);
    stage.widget->openBrowser();
    QCOMPARE(stage.widget->state(), State::BrowserOpened);
    endIt(made, ending);
    QCOMPARE(stage.widget->state(), State::CodeShown);
    QCOMPARE(cancelled.size(), 0);
}

// Demand: RFC8252-8.12-system-browser
void TestSignInWays::theBrowserSignsIn()
{
    Stage stage(wideSize);
    answerUserInfo(stage);
    QSignalSpy signedIn(stage.widget, &SignInWidget::signedIn);
    stage.scene.play(Act::BrowserOpened);
    QCOMPARE(stage.scene.opened.size(), 1);
    QCOMPARE(stage.scene.opened.constFirst().host(), QStringLiteral("login.yotoplay.com"));
    QCOMPARE(addressField(stage)->text(),
             stage.scene.opened.constFirst().toString(QUrl::FullyEncoded));
    stage.scene.grant();
    stage.scene.browser->answer("code=from-the-browser");
    stage.scene.advance(1s);
    QCOMPARE(stage.widget->state(), State::SignedIn);
    QCOMPARE(signedIn.size(), 1);
    QCOMPARE(stage.widget->session()->name(), QStringLiteral("Mara Lindqvist"));
}

void TestSignInWays::aBrowserThatDoesNotOpenIsSaidAndItsAddressCopied()
{
    Stage stage(wideSize);
    stage.scene.play(Act::BrowserMissing);
    const QString address = addressField(stage)->text();
    QVERIFY(address.startsWith(QStringLiteral("https://login.yotoplay.com/authorize?")));
    stage.button(QStringLiteral("Copy"))->click();
    QCOMPARE(QGuiApplication::clipboard()->text(), address);
    QVERIFY(stage.button(QStringLiteral("Copied")));
    // It has opened after all.
    stage.button(QStringLiteral("Open again"))->click();
    QVERIFY(!stage.visibleText().contains(QStringLiteral("The browser did not open.")));
    QCOMPARE(stage.widget->state(), State::BrowserOpened);
}

void TestSignInWays::theBrowserCanBeOpenedAgain()
{
    Stage stage(wideSize);
    stage.scene.play(Act::BrowserOpened);
    stage.widget->setFocus();
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return);
    QCOMPARE(stage.scene.opened.size(), 2);
    QCOMPARE(stage.scene.opened.constLast(), stage.scene.opened.constFirst());
    QCOMPARE(stage.widget->state(), State::BrowserOpened);
}

void TestSignInWays::theBrowsersTimeRunsOut()
{
    Stage stage(wideSize);
    stage.scene.play(Act::BrowserTimeUp);
    QCOMPARE(stage.widget->state(), State::Expired);
    const auto opened = stage.scene.opened.size();
    stage.scene.advance(1h);
    // RFC 8628 §3.5 asks for it of codes, and it holds for the browser too: nothing by itself.
    QCOMPARE(stage.scene.opened.size(), opened);
    stage.button(QStringLiteral("Try again"))->click();
    stage.scene.advance(0ms);
    QCOMPARE(stage.widget->state(), State::BrowserOpened);
    QCOMPARE(stage.scene.opened.size(), opened + 1);
}

void TestSignInWays::theCodePageOpensTheBrowserWay()
{
    Stage stage(wideSize);
    stage.scene.useWays(both);
    stage.scene.begin(Flow::Device);
    QCOMPARE(stage.widget->state(), State::CodeShown);
    QVERIFY(!stage.scene.browser);
    stage.button(QStringLiteral("Open in browser"))->click();
    stage.scene.advance(0ms);
    QCOMPARE(stage.widget->state(), State::BrowserOpened);
    QVERIFY(stage.scene.browser);
    QCOMPARE(stage.scene.opened, QList<QUrl>{stage.scene.browser->authorizationUrl()});
    // The code is asked about meanwhile.
    const auto polls = stage.scene.network.sentTo(stage.scene.tokenEndpoint()).size();
    stage.scene.advance(20s);
    QVERIFY(stage.scene.network.sentTo(stage.scene.tokenEndpoint()).size() > polls);
}

void TestSignInWays::theCodeGoesOnWhereTheBrowserFails()
{
    Stage stage(wideSize);
    answerUserInfo(stage);
    stage.scene.play(Act::CodeAfterBrowser);
    QCOMPARE(stage.widget->state(), State::CodeShown);
    QCOMPARE(stage.find<UserCodeView>()->code(), QStringLiteral("WDJB-MJHT"));
    // The browser is there for another try.
    const QPointer<ScriptedBrowserSignIn> failed = stage.scene.browser;
    stage.button(QStringLiteral("Open in browser"))->click();
    stage.scene.advance(0ms);
    QCOMPARE(stage.widget->state(), State::BrowserOpened);
    QVERIFY(stage.scene.browser != failed);
    stage.scene.browser->answer("error=server_error");
    QCOMPARE(stage.widget->state(), State::CodeShown);
    stage.scene.grant();
    stage.scene.advance(10s);
    QCOMPARE(stage.widget->state(), State::SignedIn);
}

void TestSignInWays::theCodesAddressOpensWhereTheBrowserWayCannotBegin()
{
    Stage stage(wideSize);
    stage.scene.useWays(both);
    stage.scene.listening = ScriptedBrowserSignIn::Listening::Fails;
    stage.scene.begin(Flow::Device);
    stage.button(QStringLiteral("Open in browser"))->click();
    stage.scene.advance(0ms);
    QCOMPARE(stage.widget->state(), State::CodeShown);
    QCOMPARE(stage.scene.opened, QList<QUrl>{completeUri});
    // It is not tried again and again.
    stage.button(QStringLiteral("Open in browser"))->click();
    QCOMPARE(stage.scene.opened, (QList<QUrl>{completeUri, completeUri}));
    QVERIFY(stage.visibleText().contains(QStringLiteral("Waiting for you to approve")));
}

void TestSignInWays::theBrowserGoesOnWhereTheCodeExpires()
{
    Stage stage(wideSize);
    answerUserInfo(stage);
    stage.scene.play(Act::BrowserAfterExpiry);
    QCOMPARE(stage.widget->state(), State::BrowserOpened);
    stage.scene.grant();
    stage.scene.browser->answer("code=from-the-browser");
    stage.scene.advance(1s);
    QCOMPARE(stage.widget->state(), State::SignedIn);
}

void TestSignInWays::anotherDeviceCanBeUsedBesideTheBrowser()
{
    Stage stage(wideSize);
    stage.scene.play(Act::BrowserOpened);
    const QPointer<ScriptedBrowserSignIn> browser = stage.scene.browser;
    stage.button(QStringLiteral("Use another device"))->click();
    // Until the code is there.
    QCOMPARE(stage.widget->state(), State::BrowserOpened);
    QVERIFY(!stage.button(QStringLiteral("Use another device"))->isEnabled());
    stage.scene.advance(0ms);
    QCOMPARE(stage.widget->state(), State::CodeShown);
    QCOMPARE(browser->state(), SignIn::State::WaitingForUser);
    // And there and back again, with the same code and the same address.
    stage.button(QStringLiteral("Open in browser"))->click();
    QCOMPARE(stage.widget->state(), State::BrowserOpened);
    QCOMPARE(stage.scene.browser, browser);
    stage.button(QStringLiteral("Use another device"))->click();
    QCOMPARE(stage.widget->state(), State::CodeShown);
    QCOMPARE(stage.scene.network.sentTo(stage.scene.deviceEndpoint()).size(), 1);
}

void TestSignInWays::theBrowserStaysWhereNoCodeIsToBeHad()
{
    Stage stage(wideSize);
    stage.scene.play(Act::BrowserOpened);
    stage.scene.network.forget(stage.scene.deviceEndpoint());
    stage.scene.network.answer(stage.scene.deviceEndpoint(),
                               ScriptedAnswer::json(400, R"({"error":"unauthorized_client"})"));
    stage.button(QStringLiteral("Use another device"))->click();
    stage.scene.advance(1s);
    QCOMPARE(stage.widget->state(), State::BrowserOpened);
    QVERIFY(stage.visibleText().contains(QStringLiteral("There is no code to be had.")));
    QVERIFY(stage.button(QStringLiteral("Use another device"))->isEnabled());
    QCOMPARE(stage.scene.browser->state(), SignIn::State::WaitingForUser);
}

void TestSignInWays::theCodeSignsInWhileTheBrowserIsShown()
{
    Stage stage(wideSize);
    answerUserInfo(stage);
    stage.scene.useWays(both);
    stage.scene.begin(Flow::Device);
    stage.widget->openBrowser();
    stage.scene.advance(0ms);
    QCOMPARE(stage.widget->state(), State::BrowserOpened);
    stage.scene.grant();
    stage.scene.advance(6s);
    QCOMPARE(stage.widget->state(), State::SignedIn);
    stage.scene.advance(0ms);
    QVERIFY(!stage.scene.browser || stage.scene.browser->state() == SignIn::State::Cancelled);
}

void TestSignInWays::theBrowserSignsInWhileTheCodeIsShown()
{
    Stage stage(wideSize);
    answerUserInfo(stage);
    stage.scene.play(Act::BrowserOpened);
    stage.button(QStringLiteral("Use another device"))->click();
    stage.scene.advance(0ms);
    QCOMPARE(stage.widget->state(), State::CodeShown);
    stage.scene.grant();
    stage.scene.browser->answer("code=from-the-browser");
    stage.scene.advance(1s);
    QCOMPARE(stage.widget->state(), State::SignedIn);
    const auto requests = stage.scene.network.sentTo(stage.scene.tokenEndpoint()).size();
    stage.scene.advance(1min);
    QCOMPARE(stage.scene.network.sentTo(stage.scene.tokenEndpoint()).size(), requests);
}

void TestSignInWays::aDenialInTheBrowserEndsTheCodeToo()
{
    Stage stage(wideSize);
    stage.scene.useWays(both);
    stage.scene.begin(Flow::Device);
    stage.widget->openBrowser();
    stage.scene.advance(0ms);
    stage.scene.browser->answer("error=access_denied");
    QCOMPARE(stage.widget->state(), State::Denied);
    const auto requests = stage.scene.network.sent().size();
    stage.scene.advance(1h);
    QCOMPARE(stage.scene.network.sent().size(), requests);
}

// A second time in CodeShown the seconds began anew, at the moment of the return.
void TestSignInWays::theRingKeepsItsSecondsOverAVisitToTheBrowser()
{
    Stage stage(wideSize);
    stage.scene.useWays(both);
    stage.scene.begin(Flow::Device);
    stage.widget->openBrowser();
    stage.scene.advance(10s + 500ms);
    stage.button(QStringLiteral("Use another device"))->click();
    QCOMPARE(stage.widget->state(), State::CodeShown);
    const int before = stage.find<CountdownRing>()->secondsLeft();
    stage.scene.advance(500ms);
    QCOMPARE(stage.find<CountdownRing>()->secondsLeft(), before - 1);
}

void TestSignInWays::onePasteSignsIn_data()
{
    QTest::addColumn<QString>("pasted");
    QTest::newRow("the code") << QStringLiteral("4/P7q7W91a-oMsCeLvIaQm6bTrgtp7");
    QTest::newRow("in quotes and blanks")
        << QStringLiteral("  \"4/P7q7W91a-oMsCeLvIaQm6bTrgtp7\" ");
    QTest::newRow("an address with the code in it")
        << QStringLiteral("https://login.yotoplay.com/done?code=4/P7q7W91a-oMsCeLvIaQm6bTrgtp7");
}

void TestSignInWays::onePasteSignsIn()
{
    QFETCH(QString, pasted);
    Stage stage(wideSize);
    answerUserInfo(stage);
    stage.scene.useWays({Flow::Paste});
    stage.widget->setFocus();
    stage.scene.begin(Flow::Paste);
    QCOMPARE(stage.widget->state(), State::PasteCode);
    QCOMPARE(stage.scene.opened.size(), 1);
    QVERIFY(pasteField(stage)->hasFocus());
    stage.scene.grant();
    QGuiApplication::clipboard()->setText(pasted);
    QTest::keySequence(pasteField(stage), QKeySequence::Paste);
    QTest::keyClick(pasteField(stage), Qt::Key_Return);
    stage.scene.advance(1s);
    QCOMPARE(stage.widget->state(), State::SignedIn);
    const SentRequest exchange =
        stage.scene.network.sentTo(stage.scene.tokenEndpoint()).constLast();
    QCOMPARE(exchange.form.value(QStringLiteral("code")),
             QStringLiteral("4/P7q7W91a-oMsCeLvIaQm6bTrgtp7"));
}

void TestSignInWays::aWrongPasteIsSaidBesideTheField()
{
    Stage stage(wideSize);
    stage.scene.play(Act::PasteCode);
    // Nothing was pasted.
    stage.button(QStringLiteral("Continue"))->click();
    QCOMPARE(stage.widget->state(), State::PasteCode);
    QVERIFY(pasteField(stage)->hasFocus());
    QVERIFY(!pasteField(stage)->accessibleDescription().isEmpty());
    QVERIFY(stage.visibleText().contains(pasteField(stage)->accessibleDescription()));
    // It is not said any longer than it is true.
    QTest::keyClicks(pasteField(stage), QStringLiteral("https://login.yotoplay.com/?state=x"));
    QVERIFY(pasteField(stage)->accessibleDescription().isEmpty());
    stage.button(QStringLiteral("Continue"))->click();
    QVERIFY(stage.visibleText().contains(QStringLiteral("does not hold a code")));
    QVERIFY(stage.scene.network.sentTo(stage.scene.tokenEndpoint()).isEmpty());
}

void TestSignInWays::aNewAttemptBeginsWithAnEmptyField()
{
    Stage stage(wideSize);
    stage.scene.play(Act::PasteProblem);
    QVERIFY(!pasteField(stage)->text().isEmpty());
    stage.scene.play(Act::PasteCode);
    QVERIFY(pasteField(stage)->text().isEmpty());
    QVERIFY(!stage.visibleText().contains(QStringLiteral("does not hold a code")));
}

void TestSignInWays::otherWaysLeadBackToTheChoice_data()
{
    QTest::addColumn<Flow>("way");
    QTest::newRow("from the browser") << Flow::Browser;
    QTest::newRow("from the code") << Flow::Device;
    QTest::newRow("from the field") << Flow::Paste;
}

void TestSignInWays::otherWaysLeadBackToTheChoice()
{
    QFETCH(Flow, way);
    Stage stage(wideSize);
    QSignalSpy cancelled(stage.widget, &SignInWidget::cancelled);
    stage.scene.useWays(all);
    stage.scene.begin(way);
    stage.button(QStringLiteral("Other ways"))->click();
    QCOMPARE(stage.widget->state(), State::Choosing);
    QCOMPARE(cancelled.size(), 0);
    // What was chosen before is where one begins.
    QCOMPARE(stage.find<WayList>()->chosen(), way);
    const auto requests = stage.scene.network.sent().size();
    stage.scene.advance(1h);
    QCOMPARE(stage.scene.network.sent().size(), requests);
    QCOMPARE(stage.widget->state(), State::Choosing);
    stage.find<WayList>()->choose(Flow::Browser);
    stage.button(QStringLiteral("Sign in"))->click();
    stage.scene.advance(0ms);
    QCOMPARE(stage.widget->state(), State::BrowserOpened);
}

void TestSignInWays::goingBackGivesBackWhatWasGranted()
{
    Stage stage(wideSize);
    stage.scene.useWays(both);
    stage.scene.begin(Flow::Browser);
    stage.scene.network.answer(SignInScene::yoto().endpoint(Provider::Endpoint::UserInfo),
                               ScriptedAnswer::silence());
    stage.scene.grant();
    stage.scene.browser->answer("code=from-the-browser");
    stage.scene.advance(1s);
    QCOMPARE(stage.widget->state(), State::Finishing);
    stage.widget->chooseWay();
    QCOMPARE(stage.widget->state(), State::Choosing);
    stage.scene.advance(1s);
    QVERIFY(!stage.scene.network.sentTo(stage.scene.revocationEndpoint()).isEmpty());
    QCOMPARE(stage.scene.accounts.sessions().size(), 0);
}

void TestSignInWays::anotherTryGoesTheSameWay()
{
    Stage stage(wideSize);
    stage.scene.useWays(both);
    stage.scene.begin(Flow::Device);
    stage.scene.advance(901s);
    QCOMPARE(stage.widget->state(), State::Expired);
    stage.button(QStringLiteral("Get a new code"))->click();
    stage.scene.advance(0ms);
    QCOMPARE(stage.widget->state(), State::CodeShown);
}

void TestSignInWays::anotherProviderForgetsTheWay()
{
    Stage stage(wideSize);
    stage.scene.useWays(both);
    stage.scene.begin(Flow::Device);
    stage.widget->cancel();
    QCOMPARE(stage.find<WayList>()->chosen(), Flow::Device);
    stage.widget->setProvider(SignInScene::yoto(all));
    QCOMPARE(stage.find<WayList>()->chosen(), Flow::Browser);
}

void TestSignInWays::escapeCancels_data()
{
    addNewActs();
}

void TestSignInWays::escapeCancels()
{
    QFETCH(Act, act);
    Stage stage(wideSize);
    stage.scene.play(act);
    QSignalSpy cancelled(stage.widget, &SignInWidget::cancelled);
    stage.widget->setFocus();
    const State before = stage.widget->state();
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
    QCOMPARE(stage.widget->state(), before);
    stage.widget->setEscapeCancels(true);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Escape);
    QCOMPARE(stage.widget->state(), State::Idle);
    QCOMPARE(cancelled.size(), 1);
    const auto requests = stage.scene.network.sent().size();
    stage.scene.advance(1h);
    QCOMPARE(stage.scene.network.sent().size(), requests);
}

void TestSignInWays::listenersMayDeleteTheWidget_data()
{
    addNewActs();
}

void TestSignInWays::listenersMayDeleteTheWidget()
{
    QFETCH(Act, act);
    State last = State::Idle;
    {
        Stage stage(wideSize);
        stage.scene.play(act);
        last = stage.widget->state();
    }
    SignInScene scene;
    auto widget = std::make_unique<SignInWidget>();
    scene.direct(widget.get());
    widget->show();
    connect(widget.get(), &SignInWidget::stateChanged, this, [&](State state) {
        if (state == last)
            widget.reset();
    });
    scene.useWays(act == Act::PasteCode || act == Act::PasteProblem
                          || act == Act::PasteWithoutBrowser
                      ? QList<Flow>{Flow::Paste}
                      : all);
    if (last == State::Choosing)
        widget->start();
    else if (last == State::CodeShown)
        scene.begin(Flow::Device);
    else
        scene.begin(scene.widget->ways().constFirst());
    if (widget && last == State::Denied)
        scene.browser->answer("error=access_denied");
    scene.advance(1h);
    QVERIFY(!widget);
}

void TestSignInWays::whatOpensTheBrowserMayDeleteTheWidget()
{
    SignInScene scene;
    auto widget = std::make_unique<SignInWidget>();
    scene.direct(widget.get());
    scene.useWays(both);
    widget->setBrowserOpener([&](const QUrl &) {
        widget.reset();
        return true;
    });
    scene.begin(Flow::Browser);
    QVERIFY(!widget);
    scene.advance(1h);
}

void TestSignInWays::dyingUnderWayIsHarmless_data()
{
    addNewActs();
}

void TestSignInWays::dyingUnderWayIsHarmless()
{
    QFETCH(Act, act);
    Stage stage(wideSize);
    stage.scene.play(act);
    delete stage.widget;
    const auto requests = stage.scene.network.sent().size();
    stage.scene.advance(1h);
    QCOMPARE(stage.scene.network.sent().size(), requests);
}

void TestSignInWays::namesForAScreenReader()
{
    Stage stage(wideSize);
    stage.scene.play(Act::ChoosingOfThree);
    const auto radios = shownWays(stage);
    QCOMPARE(radios.size(), 3);
    for (const QRadioButton *button : radios) {
        QVERIFY(!button->accessibleName().isEmpty());
        QVERIFY(!button->accessibleDescription().isEmpty());
    }
    stage.scene.play(Act::BrowserOpened);
    QCOMPARE(addressField(stage)->accessibleName(), QStringLiteral("Address"));
    QVERIFY(addressField(stage)->isReadOnly());
    QCOMPARE(stage.find<BrowserPage>()->announcement(),
             QStringLiteral("Go on in your browser. This window will notice."));
    stage.scene.play(Act::PasteCode);
    QCOMPARE(pasteField(stage)->accessibleName(), QStringLiteral("Code"));
    QCOMPARE(stage.find<PastePage>()->announcement(),
             QStringLiteral("Sign in at login.yotoplay.com in your browser. Copy the code that it "
                            "shows in the end, and paste it here"));
}

QTEST_MAIN(TestSignInWays)
#include "tst_signinways.moc"
