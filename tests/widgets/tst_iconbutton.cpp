// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "iconbutton.h"
#include "rendering.h"

#include <QtTest/QTest>

#include <algorithm>
#include <cstdlib>

using namespace Latchkey;

namespace {

constexpr QRgb iconColor = 0xffff0000;
constexpr QRgb textColor = 0xff0000ff;

struct Columns
{
    int first = -1;
    int last = -1;
};

// Text is antialiased, so what counts is which of the two colours a pixel leans to.
Columns columnsLike(const QImage &image, QRgb color)
{
    Columns columns;
    for (int x = 0; x < image.width(); ++x) {
        for (int y = 0; y < image.height(); ++y) {
            const QRgb pixel = image.pixel(x, y);
            const int lean = qRed(pixel) - qBlue(pixel);
            if (color == iconColor ? lean < 100 : lean > -100)
                continue;
            if (columns.first < 0)
                columns.first = x;
            columns.last = x;
        }
    }
    return columns;
}

QImage pictureOf(IconButton &button)
{
    QPalette palette = Rendering::lightPalette();
    palette.setColor(QPalette::ButtonText, QColor(textColor));
    button.setPalette(palette);
    QPixmap icon(16, 16);
    icon.fill(QColor(iconColor));
    button.setIcon(icon);
    return button.grab().toImage();
}

} // namespace

class TestIconButton : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init() { Rendering::failOnWarning(); }
    void cleanup() { QGuiApplication::setLayoutDirection(Qt::LeftToRight); }
    void iconStandsBesideText_data();
    void iconStandsBesideText();
};

void TestIconButton::iconStandsBesideText_data()
{
    QTest::addColumn<Qt::LayoutDirection>("direction");
    QTest::addColumn<int>("extraWidth");
    QTest::newRow("left to right, as wide as it asks") << Qt::LeftToRight << 0;
    QTest::newRow("left to right, much wider") << Qt::LeftToRight << 300;
    QTest::newRow("right to left, as wide as it asks") << Qt::RightToLeft << 0;
    // The text went to the far end, half of the extra width away from its icon.
    QTest::newRow("right to left, much wider") << Qt::RightToLeft << 300;
}

void TestIconButton::iconStandsBesideText()
{
    QFETCH(Qt::LayoutDirection, direction);
    QFETCH(int, extraWidth);
    // Painters follow the program's direction, and not the widget's.
    QGuiApplication::setLayoutDirection(direction);
    IconButton button(QStringLiteral("Add account"), nullptr);
    button.resize(button.sizeHint() + QSize(extraWidth, 0));

    const QImage picture = pictureOf(button);
    const Columns icon = columnsLike(picture, iconColor);
    const Columns text = columnsLike(picture, textColor);
    QVERIFY(icon.first >= 0);
    QVERIFY(text.first >= 0);
    const int gap = direction == Qt::LeftToRight ? text.first - icon.last : icon.first - text.last;
    QVERIFY2(gap > 0 && gap <= 10, qPrintable(QString::number(gap)));
    const int before = std::min(icon.first, text.first);
    const int after = picture.width() - 1 - std::max(icon.last, text.last);
    QVERIFY2(std::abs(before - after) <= 8,
             qPrintable(QStringLiteral("%1 and %2").arg(before).arg(after)));
}

QTEST_MAIN(TestIconButton)

#include "tst_iconbutton.moc"
