// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "rendering.h"
#include "stage.h"

#include <latchkey/qrcodeview.h>
#include <latchkey/usercodeview.h>

#include <QtGui/QGuiApplication>
#include <QtTest/QTest>
#include <QtWidgets/QApplication>
#include <QtWidgets/QToolButton>

using namespace Latchkey;
using namespace std::chrono_literals;
using Act = SignInScene::Act;

Q_DECLARE_METATYPE(SignInScene::Act)

/// Sizes, places and directions of what SignInWidget shows.
class TestSignInLayout : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase() { setUpApplication(); }
    void init() { Rendering::failOnWarning(); }
    void cleanup() { QGuiApplication::setLayoutDirection(Qt::LeftToRight); }

    void nothingIsCutOff_data();
    void nothingIsCutOff();
    void englishFitsTheNarrowSize_data();
    void englishFitsTheNarrowSize();
    void everyStateFitsTheSizeHint_data();
    void everyStateFitsTheSizeHint();
    void sizeHintDoesNotDependOnTheState();
    void buttonsStayInSight_data();
    void buttonsStayInSight();
    void buttonsDoNotMoveBetweenStates();
    void manyModulesScroll();
    void detailsFit_data();
    void detailsFit();
    void rightToLeftMirrorsAllButTheCode();
    void comesToRest_data();
    void comesToRest();
};

namespace {

void addActs()
{
    QTest::addColumn<Act>("act");
    for (const NamedAct &act : allActs)
        QTest::newRow(act.name) << act.act;
}

} // namespace

void TestSignInLayout::nothingIsCutOff_data()
{
    QTest::addColumn<Act>("act");
    QTest::addColumn<QSize>("size");
    QTest::addColumn<int>("fontPixels");
    QTest::addColumn<Qt::LayoutDirection>("direction");
    struct Setting
    {
        const char *name;
        QSize size;
        int fontPixels;
        Qt::LayoutDirection direction;
    };
    const Setting settings[] = {
        {"narrow", narrowSize, 14, Qt::LeftToRight},
        {"small", QSize(344, 248), 14, Qt::LeftToRight},
        {"in between", QSize(500, 300), 14, Qt::LeftToRight},
        {"wide", wideSize, 14, Qt::LeftToRight},
        {"large", QSize(1400, 900), 14, Qt::LeftToRight},
        {"narrow at 200 %", narrowSize, 28, Qt::LeftToRight},
        {"wide at 200 %", wideSize, 28, Qt::LeftToRight},
        {"right to left", wideSize, 14, Qt::RightToLeft},
        {"narrow, right to left", narrowSize, 14, Qt::RightToLeft},
    };
    for (const Setting &setting : settings) {
        for (const NamedAct &act : allActs) {
            QTest::addRow("%s, %s", act.name, setting.name)
                << act.act << setting.size << setting.fontPixels << setting.direction;
        }
    }
}

void TestSignInLayout::nothingIsCutOff()
{
    QFETCH(Act, act);
    QFETCH(QSize, size);
    QFETCH(int, fontPixels);
    QFETCH(Qt::LayoutDirection, direction);
    QGuiApplication::setLayoutDirection(direction);
    Stage stage(size);
    QFont font = QApplication::font();
    font.setPixelSize(fontPixels);
    stage.window.setFont(font);
    stage.scene.play(act);
    stage.scene.advance(0ms);
    failWhereSomethingIsCutOff(stage.widget);
    // The page scrolls up and down; sideways only where the host is wider than the window.
    QVERIFY(pageOf(stage.widget)->width() <= pageOf(stage.widget)->parentWidget()->width());
}

void TestSignInLayout::englishFitsTheNarrowSize_data()
{
    addActs();
}

void TestSignInLayout::englishFitsTheNarrowSize()
{
    QFETCH(Act, act);
    Stage stage(narrowSize);
    stage.scene.play(act);
    stage.scene.advance(0ms);
    QCOMPARE(stage.window.size(), narrowSize);
    QVERIFY(!needsScrolling(stage.widget));
}

void TestSignInLayout::everyStateFitsTheSizeHint_data()
{
    addActs();
}

void TestSignInLayout::everyStateFitsTheSizeHint()
{
    QFETCH(Act, act);
    Stage stage(wideSize);
    stage.window.resize(stage.widget->sizeHint());
    stage.scene.play(act);
    stage.scene.advance(0ms);
    QVERIFY(!needsScrolling(stage.widget));
    QVERIFY(stage.widget->minimumSizeHint().width() <= stage.widget->sizeHint().width());
    QVERIFY(stage.widget->minimumSizeHint().height() <= stage.widget->sizeHint().height());
}

void TestSignInLayout::sizeHintDoesNotDependOnTheState()
{
    Stage stage(wideSize);
    const QSize hint = stage.widget->sizeHint();
    QVERIFY(qAbs(hint.width() - 744) < 40);
    QVERIFY(qAbs(hint.height() - 381) < 40);
    for (const NamedAct &act : allActs) {
        stage.scene.play(act.act);
        QCOMPARE(stage.widget->sizeHint(), hint);
    }
    // Nor on how wideSize the widget is at the moment.
    stage.window.resize(narrowSize);
    QCOMPARE(stage.widget->sizeHint(), hint);
    QFont font = QApplication::font();
    font.setPixelSize(28);
    stage.window.setFont(font);
    QVERIFY(stage.widget->sizeHint().width() > 1.5 * hint.width());
}

void TestSignInLayout::buttonsStayInSight_data()
{
    QTest::addColumn<QSize>("size");
    QTest::addColumn<int>("fontPixels");
    QTest::newRow("narrow") << narrowSize << 14;
    QTest::newRow("narrow at 200 %") << narrowSize << 28;
    QTest::newRow("low") << QSize(744, 180) << 14;
}

void TestSignInLayout::buttonsStayInSight()
{
    QFETCH(QSize, size);
    QFETCH(int, fontPixels);
    Stage stage(size);
    QFont font = QApplication::font();
    font.setPixelSize(fontPixels);
    stage.window.setFont(font);
    for (const NamedAct &act : allActs) {
        stage.scene.play(act.act);
        stage.scene.advance(0ms);
        const auto buttons = stage.widget->findChildren<QPushButton *>();
        for (const QPushButton *button : buttons) {
            const bool inPage = pageOf(stage.widget)->isAncestorOf(button);
            if (button->isVisible() && !inPage)
                QVERIFY2(stage.widget->rect().contains(inWidget(button, stage.widget)), act.name);
        }
    }
}

void TestSignInLayout::buttonsDoNotMoveBetweenStates()
{
    Stage stage(wideSize);
    stage.window.resize(stage.widget->sizeHint());
    stage.scene.play(Act::Expired);
    const QRect before = inWidget(stage.button(QStringLiteral("Get a new code")), stage.widget);
    stage.scene.play(Act::SignedIn);
    const QRect after = inWidget(stage.button(QStringLiteral("Done")), stage.widget);
    QCOMPARE(after.bottom(), before.bottom());
}

void TestSignInLayout::manyModulesScroll()
{
    Stage stage(narrowSize);
    const QByteArray longer = completeUri.toEncoded() + "&state=" + QByteArray(600, 'x');
    stage.scene.answerCode("WDJB-MJHT", plainUri.toEncoded(), longer, 900);
    stage.scene.answerPolls(403, R"({"error":"authorization_pending"})");
    stage.widget->start();
    stage.scene.advance(10ms);
    auto *qr = stage.find<QrCodeView>();
    QVERIFY(qr->width() >= 3 * qr->modulesAcross());
    QVERIFY(needsScrolling(stage.widget));
    failWhereSomethingIsCutOff(stage.widget);
    QCOMPARE(Rendering::decodeQr(Rendering::render(qr, 1)), QString::fromLatin1(longer));
}

void TestSignInLayout::detailsFit_data()
{
    QTest::addColumn<QSize>("size");
    QTest::addColumn<int>("fontPixels");
    QTest::newRow("wide") << wideSize << 14;
    QTest::newRow("narrow") << narrowSize << 14;
    QTest::newRow("wide at 200 %") << wideSize << 28;
    QTest::newRow("narrow at 200 %") << narrowSize << 28;
}

// A word of ten ems in them made the page wider than the window at 200 %.
void TestSignInLayout::detailsFit()
{
    QFETCH(QSize, size);
    QFETCH(int, fontPixels);
    Stage stage(size);
    QFont font = QApplication::font();
    font.setPixelSize(fontPixels);
    stage.window.setFont(font);
    stage.scene.play(Act::Failed);
    const auto buttons = stage.widget->findChildren<QToolButton *>();
    for (QToolButton *button : buttons)
        button->setChecked(true);
    stage.scene.advance(0ms);
    QVERIFY(stage.visibleText().contains(stage.widget->error().detail()));
    failWhereSomethingIsCutOff(stage.widget);
    QVERIFY(pageOf(stage.widget)->width() <= pageOf(stage.widget)->parentWidget()->width());
}

void TestSignInLayout::rightToLeftMirrorsAllButTheCode()
{
    QImage codes[2];
    QImage qrs[2];
    QRect qrPlaces[2];
    QRect codePlaces[2];
    for (const bool mirrored : {false, true}) {
        QGuiApplication::setLayoutDirection(mirrored ? Qt::RightToLeft : Qt::LeftToRight);
        Stage stage(QSize(800, 420));
        stage.scene.play(Act::Code);
        codes[mirrored] = Rendering::render(stage.find<UserCodeView>(), 1);
        qrs[mirrored] = Rendering::render(stage.find<QrCodeView>(), 1);
        qrPlaces[mirrored] = inWidget(stage.find<QrCodeView>(), stage.widget);
        codePlaces[mirrored] = inWidget(stage.find<UserCodeView>(), stage.widget);
        QCOMPARE(Rendering::decodeQr(Rendering::render(&stage.window, 1)),
                 completeUri.toString(QUrl::FullyEncoded));
    }
    QCOMPARE(codes[1], codes[0]);
    QCOMPARE(qrs[1], qrs[0]);
    QCOMPARE(qrPlaces[1].right(), 799 - qrPlaces[0].left());
    QCOMPARE(codePlaces[1].right(), 799 - codePlaces[0].left());
}

void TestSignInLayout::comesToRest_data()
{
    addActs();
}

void TestSignInLayout::comesToRest()
{
    QFETCH(Act, act);
    /// Counts what a layout that feeds itself would go on sending for ever.
    class Counter : public QObject
    {
    public:
        int count = 0;

    protected:
        bool eventFilter(QObject *, QEvent *event) override
        {
            if (event->type() == QEvent::LayoutRequest || event->type() == QEvent::Resize)
                ++count;
            return false;
        }
    };
    for (const QSize &size : {wideSize, narrowSize, QSize(500, 260)}) {
        Stage stage(size);
        stage.scene.play(act);
        for (int i = 0; i < 5; ++i)
            stage.scene.advance(0ms);
        Counter counter;
        qApp->installEventFilter(&counter);
        for (int i = 0; i < 5; ++i)
            stage.scene.advance(0ms);
        QCOMPARE(counter.count, 0);
    }
}

QTEST_MAIN(TestSignInLayout)
#include "tst_signinlayout.moc"
