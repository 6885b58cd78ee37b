// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "textqr.h"

#include <QtCore/QRegularExpression>
#include <QtGui/QImage>
#include <QtTest/QTest>

#include <ZXing/ReadBarcode.h>

using namespace Latchkey;

/// The QR code of the terminal, read by another library.
class tst_TextQr : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }
    void canBeScanned_data();
    void canBeScanned();
    void terminalColours();
    void tooLongIsNothing();
};

namespace {

/// Paints the block characters as a terminal would.
QImage paint(const QStringList &lines)
{
    constexpr int scale = 4;
    const int width = static_cast<int>(lines.constFirst().size());
    QImage image(width * scale, static_cast<int>(lines.size()) * 2 * scale,
                 QImage::Format_Grayscale8);
    image.fill(Qt::white);
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            const QChar character = lines.at(y / scale / 2).at(x / scale);
            const bool upper = (y / scale) % 2 == 0;
            const bool black =
                character == QChar(0x2588) || character == (upper ? QChar(0x2580) : QChar(0x2584));
            if (black)
                image.setPixel(x, y, 0);
        }
    }
    return image;
}

} // namespace

void tst_TextQr::canBeScanned_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("short") << QStringLiteral("https://x.org/");
    QTest::newRow("usual") << QStringLiteral("http://127.0.0.1:8765/activate?user_code=WDJB-MJHT");
    QTest::newRow("long") << QStringLiteral("https://id.example.org/activate?user_code=")
            + QString(300, u'A');
}

void tst_TextQr::canBeScanned()
{
    QFETCH(QString, text);
    const QStringList lines = textQr(text, QrStyle::Plain);
    const QImage image = paint(lines);
    QCOMPARE(textQrWidth(lines, QrStyle::Plain) * 4, image.width());
    const ZXing::Result result =
        ZXing::ReadBarcode({image.constBits(), image.width(), image.height(),
                            ZXing::ImageFormat::Lum, static_cast<int>(image.bytesPerLine())});
    QVERIFY(result.isValid());
    QCOMPARE(QString::fromStdWString(result.text()), text);
}

void tst_TextQr::terminalColours()
{
    const QStringList plain = textQr(QStringLiteral("x"), QrStyle::Plain);
    const QStringList coloured = textQr(QStringLiteral("x"), QrStyle::Terminal);
    QCOMPARE(textQrWidth(coloured, QrStyle::Terminal), textQrWidth(plain, QrStyle::Plain));
    for (qsizetype i = 0; i < plain.size(); ++i) {
        QVERIFY(coloured.at(i).startsWith(QStringLiteral("\033[")));
        QVERIFY(coloured.at(i).contains(plain.at(i)));
        QVERIFY(coloured.at(i).endsWith(QStringLiteral("\033[0m")));
    }
}

void tst_TextQr::tooLongIsNothing()
{
    const QStringList lines = textQr(QString(5000, u'x'), QrStyle::Plain);
    QVERIFY(lines.isEmpty());
    QCOMPARE(textQrWidth(lines, QrStyle::Plain), 0);
}

QTEST_GUILESS_MAIN(tst_TextQr)
#include "tst_textqr.moc"
