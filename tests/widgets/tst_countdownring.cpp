// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "rendering.h"

#include <latchkey/countdownring.h>

#include <QtGui/QAccessible>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace Latchkey;

namespace {

bool hasColor(const QImage &image, const QColor &color)
{
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            if (image.pixelColor(x, y) == color)
                return true;
        }
    }
    return false;
}

/// The colour of the ring at an angle, clockwise from twelve o'clock, in degrees.
QColor ringColor(CountdownRing *ring, qreal degrees)
{
    const QImage image = Rendering::render(ring, 2);
    const qreal radius = ring->width() - 4; // 2 device pixels a pixel, half of the stroke inside.
    const qreal angle = qDegreesToRadians(degrees);
    return image.pixelColor(int(ring->width() + radius * qSin(angle)),
                            int(ring->height() - radius * qCos(angle)));
}

double contrast(const QColor &a, const QColor &b)
{
    const auto luminance = [](const QColor &c) {
        const auto linear = [](double v) {
            return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
        };
        return 0.2126 * linear(c.redF()) + 0.7152 * linear(c.greenF()) + 0.0722 * linear(c.blueF());
    };
    const double x = luminance(a);
    const double y = luminance(b);
    return (std::max(x, y) + 0.05) / (std::min(x, y) + 0.05);
}

} // namespace

class TestCountdownRing : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { Rendering::failOnWarning(); }

    void saysTheTime_data();
    void saysTheTime();
    void emptiesClockwiseFromTwelve_data();
    void emptiesClockwiseFromTwelve();
    void warnsInTheLastMinute();
    void warningCanBeReadOnEveryPalette_data();
    void warningCanBeReadOnEveryPalette();
    void warningColorCanBeChosen();
    void repaintsOnlyWhatChanged();
    void growsWithTheFont();
    void tellsAScreenReaderTheTime();
    void outOfRangeIsTakenAsTheNearest();
};

void TestCountdownRing::saysTheTime_data()
{
    QTest::addColumn<int>("seconds");
    QTest::addColumn<QString>("text");
    QTest::newRow("nothing left") << 0 << QStringLiteral("0:00");
    QTest::newRow("seconds have two digits") << 65 << QStringLiteral("1:05");
    QTest::newRow("the usual quarter of an hour") << 822 << QStringLiteral("13:42");
    QTest::newRow("one hour in minutes") << 3600 << QStringLiteral("60:00");
    QTest::newRow("the last that fits") << 5999 << QStringLiteral("99:59");
    QTest::newRow("a day in hours") << 86400 << QStringLiteral("24 h");
    QTest::newRow("a part of an hour counts") << 7201 << QStringLiteral("3 h");
    QTest::newRow("a hostile lifetime") << INT_MAX - 3599 << QStringLiteral("999 h");
    QTest::newRow("the longest lifetime") << INT_MAX << QStringLiteral("999 h");
}

void TestCountdownRing::saysTheTime()
{
    QFETCH(int, seconds);
    QFETCH(QString, text);
    CountdownRing ring;
    ring.setDuration(INT_MAX);
    ring.setSecondsLeft(seconds);
    QCOMPARE(ring.displayedTime(), text);
}

void TestCountdownRing::emptiesClockwiseFromTwelve_data()
{
    QTest::addColumn<Qt::LayoutDirection>("direction");
    QTest::newRow("left to right") << Qt::LeftToRight;
    QTest::newRow("right to left, which does not mirror it") << Qt::RightToLeft;
}

void TestCountdownRing::emptiesClockwiseFromTwelve()
{
    QFETCH(Qt::LayoutDirection, direction);
    CountdownRing ring;
    ring.setLayoutDirection(direction);
    ring.setPalette(Rendering::lightPalette());
    ring.resize(ring.sizeHint());
    ring.setDuration(900);
    const QColor full = Rendering::lightPalette().color(QPalette::Highlight);

    ring.setSecondsLeft(900);
    for (const int degrees : {5, 90, 180, 270, 355})
        QCOMPARE(ringColor(&ring, degrees), full);

    ring.setSecondsLeft(675); // A quarter is gone.
    QVERIFY(ringColor(&ring, 5) != full);
    QVERIFY(ringColor(&ring, 85) != full);
    QCOMPARE(ringColor(&ring, 95), full);
    QCOMPARE(ringColor(&ring, 355), full);
}

void TestCountdownRing::warnsInTheLastMinute()
{
    CountdownRing ring;
    ring.setPalette(Rendering::lightPalette());
    ring.resize(ring.sizeHint());
    ring.setDuration(120);
    ring.setSecondsLeft(61);
    QVERIFY(!ring.isWarning());
    QVERIFY(!hasColor(Rendering::render(&ring, 2), ring.warningColor()));
    ring.setSecondsLeft(60);
    QVERIFY(ring.isWarning());
    QVERIFY(hasColor(Rendering::render(&ring, 2), ring.warningColor()));
    QVERIFY(!hasColor(Rendering::render(&ring, 2),
                      Rendering::lightPalette().color(QPalette::Highlight)));
}

void TestCountdownRing::warningCanBeReadOnEveryPalette_data()
{
    QTest::addColumn<QPalette>("palette");
    QTest::newRow("light") << Rendering::lightPalette();
    QTest::newRow("dark") << Rendering::darkPalette();
    QPalette sepia = Rendering::lightPalette();
    sepia.setColor(QPalette::Window, QColor(0xd8, 0xc3, 0x9a));
    sepia.setColor(QPalette::Base, QColor(0xe4, 0xd3, 0xb0));
    QTest::newRow("a light ground of the amber's own hue") << sepia;
    QPalette black = Rendering::darkPalette();
    black.setColor(QPalette::Window, Qt::black);
    black.setColor(QPalette::Base, Qt::black);
    QTest::newRow("black") << black;
}

void TestCountdownRing::warningCanBeReadOnEveryPalette()
{
    QFETCH(QPalette, palette);
    CountdownRing ring;
    ring.setPalette(palette);
    QVERIFY(contrast(ring.warningColor(), palette.color(QPalette::Window)) >= 4.5);
    QVERIFY(contrast(ring.warningColor(), palette.color(QPalette::Base)) >= 4.5);
}

void TestCountdownRing::warningColorCanBeChosen()
{
    CountdownRing ring;
    ring.resize(ring.sizeHint());
    ring.setDuration(100);
    ring.setSecondsLeft(50);
    const QColor automatic = ring.warningColor();
    ring.setWarningColor(Qt::magenta);
    QVERIFY(hasColor(Rendering::render(&ring, 2), Qt::magenta));
    ring.resetWarningColor();
    QCOMPARE(ring.warningColor(), automatic);
}

void TestCountdownRing::repaintsOnlyWhatChanged()
{
    CountdownRing ring;
    ring.setDuration(86400);
    ring.setSecondsLeft(86400);
    ring.show();
    QVERIFY(QTest::qWaitForWindowExposed(&ring));
    QCoreApplication::processEvents();
    Rendering::PaintCounter paints(&ring);

    ring.setSecondsLeft(86399);
    ring.setSecondsLeft(86399);
    QCoreApplication::processEvents();
    QCOMPARE(paints.count(), 0); // Still "24 h".

    ring.setSecondsLeft(300);
    QCoreApplication::processEvents();
    QCOMPARE(paints.count(), 1);

    // The words stay for an hour, and the ring goes on.
    ring.setSecondsLeft(86400);
    QCoreApplication::processEvents();
    paints.reset();
    for (int left = 86400; left > 82800; --left)
        ring.setSecondsLeft(left);
    QCoreApplication::processEvents();
    QVERIFY(paints.count() > 0);

    ring.hide();
    paints.reset();
    ring.setSecondsLeft(299);
    QCoreApplication::processEvents();
    QCOMPARE(paints.count(), 0);
}

void TestCountdownRing::growsWithTheFont()
{
    CountdownRing ring;
    QFont font = ring.font();
    font.setPixelSize(14);
    ring.setFont(font);
    const int normal = ring.sizeHint().width();
    QVERIFY(normal >= 48 && normal <= 72);
    QCOMPARE(ring.minimumSizeHint(), ring.sizeHint());
    font.setPixelSize(28);
    ring.setFont(font);
    QVERIFY(ring.sizeHint().width() > 1.7 * normal);
    font.setPointSizeF(21);
    ring.setFont(font);
    QVERIFY(ring.sizeHint().width() > 1.7 * normal);
}

void TestCountdownRing::tellsAScreenReaderTheTime()
{
    CountdownRing ring;
    ring.setDuration(900);
    ring.setSecondsLeft(822);
    QAccessibleInterface *accessible = QAccessible::queryAccessibleInterface(&ring);
    QVERIFY(accessible);
    QCOMPARE(accessible->role(), QAccessible::ProgressBar);
    QVERIFY(!accessible->text(QAccessible::Name).isEmpty());
    QVERIFY(accessible->text(QAccessible::Value).contains(QStringLiteral("13:42")));
    QVERIFY(accessible->valueInterface());
    QCOMPARE(accessible->valueInterface()->currentValue().toInt(), 822);
    QCOMPARE(accessible->valueInterface()->maximumValue().toInt(), 900);
}

void TestCountdownRing::outOfRangeIsTakenAsTheNearest()
{
    CountdownRing ring;
    ring.resize(ring.sizeHint());
    QSignalSpy spy(&ring, &CountdownRing::secondsLeftChanged);
    ring.setDuration(-5);
    QCOMPARE(ring.duration(), 0);
    ring.setSecondsLeft(-1);
    QCOMPARE(ring.secondsLeft(), 0);
    QCOMPARE(spy.count(), 0);
    Rendering::render(&ring, 1);
    ring.setDuration(10);
    ring.setSecondsLeft(500);
    QCOMPARE(spy.count(), 1);
    QCOMPARE(ringColor(&ring, 5), ring.palette().color(QPalette::Highlight));
}

QTEST_MAIN(TestCountdownRing)
#include "tst_countdownring.moc"
