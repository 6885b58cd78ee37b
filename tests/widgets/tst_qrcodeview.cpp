// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "rendering.h"

#include <latchkey/qrcodeview.h>

#include <QtGui/QAccessible>
#include <QtTest/QSignalSpy>
#include <QtTest/QTest>

using namespace Latchkey;

namespace {

const QString usual = QStringLiteral("https://login.yotoplay.com/activate?user_code=WDJB-MJHT");

/// The run lengths of one colour along a line of pixels, to see that every module is whole.
QList<int> runLengths(const QImage &image, int y)
{
    QList<int> lengths;
    int start = 0;
    for (int x = 1; x <= image.width(); ++x) {
        if (x == image.width() || image.pixel(x, y) != image.pixel(start, y)) {
            lengths.append(x - start);
            start = x;
        }
    }
    return lengths;
}

QRect darkBounds(const QImage &image)
{
    QRect bounds;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            if (image.pixel(x, y) == qRgb(0, 0, 0))
                bounds = bounds.united(QRect(x, y, 1, 1));
        }
    }
    return bounds;
}

} // namespace

class TestQrCodeView : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { Rendering::failOnWarning(); }

    void isReadByAnotherLibrary_data();
    void isReadByAnotherLibrary();
    void everyPixelOfTheCodeIsBlackOrWhite_data();
    void everyPixelOfTheCodeIsBlackOrWhite();
    void keepsFourQuietModules_data();
    void keepsFourQuietModules();
    void modulesAreWholePixels();
    void growsInWholeModules();
    void hintsFollowTheCode();
    void aTextThatIsTooLongIsASentence();
    void longestTextIsHeld();
    void aNulDoesNotCutTheText();
    void tellsAScreenReaderTheAddress();
    void signalsOnlyChanges();
};

void TestQrCodeView::isReadByAnotherLibrary_data()
{
    QTest::addColumn<bool>("dark");
    QTest::addColumn<qreal>("scale");
    QTest::addColumn<int>("modulePixels");
    QTest::addColumn<QString>("text");
    for (const bool dark : {false, true}) {
        for (const qreal scale : {1.0, 1.25, 1.5, 2.0}) {
            for (const int pixels : {3, 6}) {
                QTest::addRow("%s at %gx with %d pixels a module", dark ? "dark" : "light", scale,
                              pixels)
                    << dark << scale << pixels << usual;
            }
        }
    }
    QTest::newRow("a short text") << false << 1.0 << 6 << QStringLiteral("12345");
    QTest::newRow("a loopback address")
        << true << 2.0 << 3 << QStringLiteral("http://127.0.0.1:8717/activate?user_code=A1B2C3");
    QTest::newRow("text outside ASCII")
        << false << 1.0 << 6 << QStringLiteral("https://example.org/\u00e9\u4e2d\U0001f511");
    QTest::newRow("an address of 500 characters")
        << true << 1.0 << 3
        << QStringLiteral("https://example.org/?c=") + QString(477, QLatin1Char('x'));
}

void TestQrCodeView::isReadByAnotherLibrary()
{
    QFETCH(bool, dark);
    QFETCH(qreal, scale);
    QFETCH(int, modulePixels);
    QFETCH(QString, text);

    QrCodeView view;
    view.setPalette(dark ? Rendering::darkPalette() : Rendering::lightPalette());
    view.setText(text);
    view.resize(view.cardSide(modulePixels), view.cardSide(modulePixels));
    QCOMPARE(Rendering::decodeQr(Rendering::render(&view, scale)), text);
}

void TestQrCodeView::everyPixelOfTheCodeIsBlackOrWhite_data()
{
    QTest::addColumn<qreal>("scale");
    QTest::newRow("1x") << 1.0;
    QTest::newRow("1.5x, where a module is no whole number of device pixels") << 1.5;
    QTest::newRow("2x") << 2.0;
}

void TestQrCodeView::everyPixelOfTheCodeIsBlackOrWhite()
{
    QFETCH(qreal, scale);
    QrCodeView view;
    view.setText(usual);
    view.resize(view.cardSide(5), view.cardSide(5));
    const QImage image = Rendering::render(&view, scale);
    const QRect code = darkBounds(image);
    QVERIFY(code.width() > 100);
    for (int y = code.top(); y <= code.bottom(); ++y) {
        for (int x = code.left(); x <= code.right(); ++x) {
            const QRgb pixel = image.pixel(x, y);
            if (pixel != qRgb(0, 0, 0) && pixel != qRgb(255, 255, 255))
                QFAIL(qPrintable(QStringLiteral("grey at %1, %2").arg(x).arg(y)));
        }
    }
}

void TestQrCodeView::keepsFourQuietModules_data()
{
    QTest::addColumn<int>("modulePixels");
    QTest::newRow("3 pixels a module") << 3;
    QTest::newRow("6 pixels a module") << 6;
    QTest::newRow("11 pixels a module") << 11;
}

void TestQrCodeView::keepsFourQuietModules()
{
    QFETCH(int, modulePixels);
    QrCodeView view;
    view.setPalette(Rendering::darkPalette());
    view.setText(usual);
    view.resize(view.cardSide(modulePixels), view.cardSide(modulePixels));
    const QImage image = Rendering::render(&view, 1);
    const QRect code = darkBounds(image);
    QCOMPARE(code.size(), QSize(33, 33) * modulePixels);
    const QRect quiet = code.marginsAdded(QMargins(4, 4, 4, 4) * modulePixels);
    QVERIFY(image.rect().contains(quiet));
    for (int x = quiet.left(); x <= quiet.right(); ++x) {
        for (int y = quiet.top(); y <= quiet.bottom(); ++y) {
            if (!code.contains(x, y))
                QCOMPARE(image.pixel(x, y), qRgb(255, 255, 255));
        }
    }
}

void TestQrCodeView::modulesAreWholePixels()
{
    QrCodeView view;
    view.setText(usual);
    // Room for five and a half pixels a module: five are taken.
    view.resize(41 * 5 + 21, 41 * 5 + 21);
    const QImage image = Rendering::render(&view, 1);
    const QRect code = darkBounds(image);
    const QImage inner = image.copy(code);
    for (int y = 0; y < inner.height(); ++y) {
        for (const int length : runLengths(inner, y))
            QCOMPARE(length % 5, 0);
    }
}

void TestQrCodeView::growsInWholeModules()
{
    QrCodeView view;
    view.setText(usual);
    QCOMPARE(view.modulesAcross(), 41);
    QCOMPARE(view.cardSide(6), 256);
    QCOMPARE(view.cardSide(3), 128);
    QVERIFY(view.cardSide(1) == view.cardSide(3));
}

void TestQrCodeView::hintsFollowTheCode()
{
    QrCodeView view;
    const QSize empty = view.sizeHint();
    QCOMPARE(empty, QSize(256, 256));
    view.setText(usual);
    QCOMPARE(view.sizeHint(), empty);
    QCOMPARE(view.minimumSizeHint(), QSize(128, 128));
    QVERIFY(view.hasHeightForWidth());
    QCOMPARE(view.heightForWidth(300), 300);
    QCOMPARE(view.heightForWidth(50), 128);

    view.setText(usual + QString(400, QLatin1Char('x')));
    QVERIFY(view.minimumSizeHint().width() >= 3 * view.modulesAcross());
    QVERIFY(view.sizeHint().width() >= view.minimumSizeHint().width());
}

void TestQrCodeView::aTextThatIsTooLongIsASentence()
{
    QrCodeView view;
    for (const int length : {2400, 10'000, 5'000'000}) {
        view.setText(QString(length, QLatin1Char('x')));
        QVERIFY(view.isTooLong());
        QCOMPARE(view.modulesAcross(), 0);
        QVERIFY(view.minimumSizeHint().width() < 400);
        view.resize(view.sizeHint());
        const QImage image = Rendering::render(&view, 1);
        QVERIFY(darkBounds(image).width() > 40);
        QVERIFY(image.rect().marginsRemoved({2, 2, 2, 2}).contains(darkBounds(image)));
        QCOMPARE(Rendering::decodeQr(image), QString());
    }
    view.setText(QString());
    QVERIFY(!view.isTooLong());
}

void TestQrCodeView::longestTextIsHeld()
{
    QrCodeView view;
    const QString text(2331, QLatin1Char('x'));
    view.setText(text);
    QVERIFY(!view.isTooLong());
    view.resize(view.minimumSizeHint());
    QCOMPARE(Rendering::decodeQr(Rendering::render(&view, 1)), text);
}

void TestQrCodeView::aNulDoesNotCutTheText()
{
    QrCodeView view;
    QString text = QStringLiteral("https://example.org/a?b");
    text[21] = QChar(0);
    view.setText(text);
    view.resize(view.sizeHint());
    const QString decoded = Rendering::decodeQr(Rendering::render(&view, 2));
    QVERIFY(decoded.size() > 21);
    QVERIFY(decoded.endsWith(QLatin1Char('b')));
}

void TestQrCodeView::tellsAScreenReaderTheAddress()
{
    QrCodeView view;
    view.setText(usual);
    QAccessibleInterface *accessible = QAccessible::queryAccessibleInterface(&view);
    QVERIFY(accessible);
    QCOMPARE(accessible->role(), QAccessible::Graphic);
    QVERIFY(accessible->text(QAccessible::Name).contains(usual));
    view.setAccessibleName(QStringLiteral("Mine"));
    QCOMPARE(accessible->text(QAccessible::Name), QStringLiteral("Mine"));
}

void TestQrCodeView::signalsOnlyChanges()
{
    QrCodeView view;
    QSignalSpy spy(&view, &QrCodeView::textChanged);
    view.setText(usual);
    view.setText(usual);
    QCOMPARE(spy.count(), 1);
}

QTEST_MAIN(TestQrCodeView)
#include "tst_qrcodeview.moc"
