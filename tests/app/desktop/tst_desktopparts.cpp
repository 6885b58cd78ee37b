// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "flowlayout.h"
#include "lineicon.h"
#include "noticebar.h"
#include "rendering.h"
#include "scopechips.h"
#include "signoutreport.h"
#include "statemark.h"
#include "textblock.h"
#include "texts.h"
#include "tokenlife.h"
#include "virtualscheduler.h"

#include <latchkey/session.h>

#include <QtGui/QPainter>
#include <QtTest/QTest>
#include <QtWidgets/QLabel>
#include <QtWidgets/QProgressBar>

using namespace Latchkey;
using namespace Latchkey::Desktop;
using namespace std::chrono_literals;

namespace {

const QList<Session::State> allStates = {
    Session::State::Restoring, Session::State::Active,      Session::State::Refreshing,
    Session::State::Offline,   Session::State::NeedsSignIn, Session::State::Locked,
};

QImage markOf(Session::State state)
{
    QImage image(64, 64, QImage::Format_RGB32);
    image.fill(Qt::white);
    QPainter painter(&image);
    paintStateMark(&painter, state, image.rect(), Qt::black);
    return image;
}

qsizetype differingPixels(const QImage &one, const QImage &other)
{
    qsizetype count = 0;
    for (int y = 0; y < one.height(); ++y) {
        for (int x = 0; x < one.width(); ++x)
            count += one.pixel(x, y) != other.pixel(x, y);
    }
    return count;
}

} // namespace

/// The small parts that the window is made of.
class tst_DesktopParts : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void marksDifferByShape();
    void durations_data();
    void durations();
    void lifeTicksOnceASecondWhileVisible();
    void lifeDoesNotTickWhileMinimised();
    void lifeIsPaintedToItsEnd();
    void lifeThatSaysTheSameIsNotPainted();
    void lifeWithoutAnEnd();
    void lifeWithoutABeginning();
    void noticeMarkStandsInItsFirstLine();
    void chipsWrap();
    void chipsTellTheRawName();
    void toolTipsAreText();
};

void tst_DesktopParts::init()
{
    Rendering::failOnWarning();
}

void tst_DesktopParts::marksDifferByShape()
{
    // All in one colour: what is left to tell them apart is their shape.
    for (const auto one : allStates) {
        for (const auto other : allStates) {
            if (one != other)
                QVERIFY(differingPixels(markOf(one), markOf(other)) > 100);
        }
        QVERIFY(!stateText(one).isEmpty());
    }
}

void tst_DesktopParts::durations_data()
{
    QTest::addColumn<qint64>("seconds");
    QTest::addColumn<QString>("text");
    QTest::newRow("nothing") << qint64(0) << QStringLiteral("0 s");
    QTest::newRow("seconds in the last minute") << qint64(59) << QStringLiteral("59 s");
    QTest::newRow("a whole minute") << qint64(60) << QStringLiteral("1 min");
    QTest::newRow("seconds in the last minutes") << qint64(252) << QStringLiteral("4 min 12 s");
    QTest::newRow("no seconds before that") << qint64(301) << QStringLiteral("5 min");
    QTest::newRow("just under an hour") << qint64(3599) << QStringLiteral("59 min");
    QTest::newRow("a whole hour") << qint64(3600) << QStringLiteral("1 h");
    QTest::newRow("hours and minutes")
        << qint64(17 * 3600 + 24 * 60) << QStringLiteral("17 h 24 min");
    QTest::newRow("a day is told in hours") << qint64(24 * 3600) << QStringLiteral("24 h");
    QTest::newRow("days") << qint64(30 * 24 * 3600) << QStringLiteral("30 days");
}

void tst_DesktopParts::durations()
{
    QFETCH(qint64, seconds);
    QFETCH(QString, text);
    QCOMPARE(durationText(seconds), text);
}

void tst_DesktopParts::lifeTicksOnceASecondWhileVisible()
{
    VirtualScheduler scheduler;
    TokenLife life(&scheduler, nullptr);
    const QDateTime now = scheduler.wallClock();
    life.setTimes(now.addSecs(-100), now.addSecs(100));
    QCOMPARE(scheduler.pendingCalls(), 0);
    life.show();
    const auto *remaining = life.findChild<QLabel *>(QStringLiteral("remaining"));
    const auto *bar = life.findChild<QProgressBar *>();
    QCOMPARE(remaining->text(), QStringLiteral("1 min 40 s left of 3 min 20 s"));
    QCOMPARE(bar->value(), 500);
    QCOMPARE(scheduler.pendingCalls(), 1);
    scheduler.advance(999ms);
    QCOMPARE(remaining->text(), QStringLiteral("1 min 40 s left of 3 min 20 s"));
    scheduler.advance(1ms);
    QCOMPARE(remaining->text(), QStringLiteral("1 min 39 s left of 3 min 20 s"));
    QCOMPARE(scheduler.pendingCalls(), 1);
    life.hide();
    QCOMPARE(scheduler.pendingCalls(), 0);
    scheduler.advance(10s);
    life.show();
    QCOMPARE(remaining->text(), QStringLiteral("1 min 29 s left of 3 min 20 s"));
    scheduler.advance(200s);
    QCOMPARE(remaining->text(), QStringLiteral("0 s left of 3 min 20 s"));
    QCOMPARE(bar->value(), 0);
}

void tst_DesktopParts::lifeDoesNotTickWhileMinimised()
{
    VirtualScheduler scheduler;
    QWidget window;
    TokenLife life(&scheduler, &window);
    const QDateTime now = scheduler.wallClock();
    life.setTimes(now.addSecs(-100), now.addSecs(100));
    life.hide();
    window.show();
    QCoreApplication::processEvents();
    window.showMinimized();
    QCoreApplication::processEvents();
    life.show();
    QCOMPARE(scheduler.pendingCalls(), 0);
    window.showNormal();
    QCoreApplication::processEvents();
    QCOMPARE(scheduler.pendingCalls(), 1);
    window.showMinimized();
    QCoreApplication::processEvents();
    QCOMPARE(scheduler.pendingCalls(), 0);
}

// QProgressBar leaves out steps that are narrower than a chunk of the style's own bar.
void tst_DesktopParts::lifeIsPaintedToItsEnd()
{
    VirtualScheduler scheduler;
    TokenLife life(&scheduler, nullptr);
    const QDateTime now = scheduler.wallClock();
    life.setTimes(now.addSecs(-996), now.addSecs(4));
    life.resize(400, 80);
    life.show();
    scheduler.advance(0ms);
    auto *bar = life.findChild<QProgressBar *>();
    Rendering::PaintCounter paints(bar);
    for (int left = 3; left >= 0; --left) {
        scheduler.advance(1s);
        QCOMPARE(bar->value(), left);
        QCOMPARE(paints.count(), 4 - left);
    }
}

// The sentence under the bar was laid out and painted each second, and lost its name and back for
// a screen reader.
void tst_DesktopParts::lifeThatSaysTheSameIsNotPainted()
{
    VirtualScheduler scheduler;
    TokenLife life(&scheduler, nullptr);
    const QDateTime now = scheduler.wallClock();
    life.setTimes(now.addSecs(-91), now.addSecs(3509));
    life.show();
    scheduler.advance(0ms);
    QList<Rendering::PaintCounter *> counters;
    for (QWidget *part : life.findChildren<QWidget *>())
        counters.append(new Rendering::PaintCounter(part));
    scheduler.advance(1s);
    for (const auto *counter : std::as_const(counters))
        QCOMPARE(counter->count(), 0);
    scheduler.advance(59s);
    QVERIFY(std::any_of(counters.cbegin(), counters.cend(),
                        [](const auto *counter) { return counter->count() > 0; }));
}

void tst_DesktopParts::lifeWithoutAnEnd()
{
    VirtualScheduler scheduler;
    TokenLife life(&scheduler, nullptr);
    life.setTimes(scheduler.wallClock(), QDateTime());
    life.show();
    QCOMPARE(life.remainingText(), QString());
    QVERIFY(!life.findChild<QProgressBar *>()->isVisible());
}

void tst_DesktopParts::lifeWithoutABeginning()
{
    VirtualScheduler scheduler;
    TokenLife life(&scheduler, nullptr);
    life.setTimes(QDateTime(), scheduler.wallClock().addSecs(3600));
    life.show();
    QCOMPARE(life.remainingText(), QStringLiteral("1 h left"));
    QVERIFY(!life.findChild<QProgressBar *>()->isVisible());
}

void tst_DesktopParts::noticeMarkStandsInItsFirstLine()
{
    QWidget window;
    window.resize(300, 200);
    NoticeBar bar(&window);
    bar.resize(300, 120);
    window.show();
    bar.tell(NoticeBar::Kind::Problem,
             QStringLiteral("Something that takes up two lines, since "
                            "it goes on and on."));
    QCoreApplication::processEvents();
    const auto *mark = bar.findChild<IconView *>();
    const auto *text = bar.findChild<TextBlock *>();
    QVERIFY(text->height() >= 2 * text->lineHeight());
    QCOMPARE(mark->geometry().top(), text->geometry().top());
    QCOMPARE(mark->height(), text->lineHeight());
}

void tst_DesktopParts::chipsWrap()
{
    QWidget widget;
    auto *layout = new FlowLayout(&widget);
    for (int i = 0; i < 3; ++i) {
        auto *box = new QWidget(&widget);
        box->setFixedSize(50, 20);
        layout->addWidget(box);
    }
    QCOMPARE(layout->heightForWidth(200), 20);
    QCOMPARE(layout->heightForWidth(120), 20 + 8 + 20);
    QCOMPARE(layout->heightForWidth(50), 20 + 8 + 20 + 8 + 20);
    widget.setLayoutDirection(Qt::RightToLeft);
    widget.resize(200, 20);
    layout->setGeometry(widget.rect());
    QCOMPARE(layout->itemAt(0)->geometry().right(), widget.rect().right());
}

// Scopes that two providers describe in the same words kept the names of the first one.
void tst_DesktopParts::chipsTellTheRawName()
{
    Provider provider;
    provider.setScopes({{QStringLiteral("profile"), QStringLiteral("See your name")},
                        {QStringLiteral("user:read"), QStringLiteral("See your name")}});
    ScopeChips chips(nullptr);
    for (const QString &raw : {QStringLiteral("profile"), QStringLiteral("user:read")}) {
        chips.setScopes(provider, {raw});
        const auto *chip = chips.findChild<QLabel *>();
        QCOMPARE(chip->text(), QStringLiteral("See your name"));
        QCOMPARE(chip->toolTip(), raw);
        QCOMPARE(chip->accessibleDescription(), raw);
    }
}

void tst_DesktopParts::toolTipsAreText()
{
    QCOMPARE(plainToolTip(QStringLiteral("user:content:view")),
             QStringLiteral("user:content:view"));
    QVERIFY(!plainToolTip(QStringLiteral("<b>x</b>")).contains(QStringLiteral("<b>")));
}

QTEST_MAIN(tst_DesktopParts)

#include "tst_desktopparts.moc"
