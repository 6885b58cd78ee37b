// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "rendering.h"

#include <QtCore/QEvent>
#include <QtCore/QRegularExpression>
#include <QtTest/QTest>
#include <QtWidgets/QWidget>

// Version 1 gives wide strings unless asked, version 2 knows nothing else.
#define ZX_USE_UTF8
#include <ZXing/ReadBarcode.h>

#include <cmath>

namespace Rendering {

namespace {

struct Colours
{
    QColor window, text, base, alternateBase, button, secondary, mid, midlight, dark, shadow,
        highlight, link;
};

QPalette paletteOf(const Colours &c)
{
    QPalette palette;
    palette.setColor(QPalette::Window, c.window);
    palette.setColor(QPalette::WindowText, c.text);
    palette.setColor(QPalette::Base, c.base);
    palette.setColor(QPalette::AlternateBase, c.alternateBase);
    palette.setColor(QPalette::Text, c.text);
    palette.setColor(QPalette::Button, c.button);
    palette.setColor(QPalette::ButtonText, c.text);
    palette.setColor(QPalette::PlaceholderText, c.secondary);
    palette.setColor(QPalette::Mid, c.mid);
    palette.setColor(QPalette::Midlight, c.midlight);
    palette.setColor(QPalette::Light, c.base);
    palette.setColor(QPalette::Dark, c.dark);
    palette.setColor(QPalette::Shadow, c.shadow);
    palette.setColor(QPalette::BrightText, Qt::white);
    palette.setColor(QPalette::Highlight, c.highlight);
    palette.setColor(QPalette::HighlightedText, Qt::white);
    palette.setColor(QPalette::Link, c.link);
    palette.setColor(QPalette::LinkVisited, c.link);
    palette.setColor(QPalette::ToolTipBase, c.base);
    palette.setColor(QPalette::ToolTipText, c.text);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, c.secondary);
    return palette;
}

} // namespace

void failOnWarning()
{
    QTest::failOnWarning(QRegularExpression(QStringLiteral("^(?!This plugin does not support)")));
}

QPalette lightPalette()
{
    return paletteOf({0xf3f4f6, 0x1b1d22, 0xffffff, 0xf7f8fa, 0xfcfcfd, 0x62656e, 0xc2c5cc,
                      0xdcdee3, 0x9a9da6, 0x6d7079, 0x2a66c8, 0x1f57b0});
}

QPalette darkPalette()
{
    return paletteOf({0x26292e, 0xf0f1f3, 0x1b1c20, 0x212327, 0x34373d, 0x9fa2aa, 0x50545c,
                      0x3a3d43, 0x16171a, 0x0c0d0f, 0x3872cd, 0x83b1f5});
}

QImage render(QWidget *widget, qreal scale)
{
    QImage image(
        QSize(int(std::ceil(widget->width() * scale)), int(std::ceil(widget->height() * scale))),
        QImage::Format_RGB32);
    image.setDevicePixelRatio(scale);
    image.fill(widget->palette().color(QPalette::Window));
    widget->render(&image);
    return image;
}

QString decodeQr(const QImage &image)
{
    const QImage grey = image.convertToFormat(QImage::Format_Grayscale8);
    const ZXing::ImageView view(grey.constBits(), grey.width(), grey.height(),
                                ZXing::ImageFormat::Lum, int(grey.bytesPerLine()));
    const auto hints = ZXing::DecodeHints().setFormats(ZXing::BarcodeFormat::QRCode);
    return QString::fromStdString(ZXing::ReadBarcode(view, hints).text());
}

PaintCounter::PaintCounter(QWidget *widget) : QObject(widget)
{
    widget->installEventFilter(this);
}

bool PaintCounter::eventFilter(QObject *, QEvent *event)
{
    if (event->type() == QEvent::Paint)
        ++m_count;
    return false;
}

} // namespace Rendering
