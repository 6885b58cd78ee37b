// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QObject>
#include <QtGui/QImage>
#include <QtGui/QPalette>

class QWidget;

/// What the widget tests and the pictures share: palettes, rendering and reading back.
namespace Rendering {

/// Makes a warning that the test does not expect fail it. The offscreen platform's own remarks, on
/// windows that it cannot raise or let grab the keyboard, do not count.
void failOnWarning();

/// The colours of the mock-ups.
QPalette lightPalette();
QPalette darkPalette();

/// What \a widget looks like on a screen with \a scale device pixels to a pixel.
QImage render(QWidget *widget, qreal scale);

/// The text of the one QR code in \a image, read by ZXing; empty where it finds none.
QString decodeQr(const QImage &image);

/// Counts the paint events of a widget while it lives.
class PaintCounter : public QObject
{
public:
    explicit PaintCounter(QWidget *widget);
    int count() const { return m_count; }
    void reset() { m_count = 0; }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    int m_count = 0;
};

} // namespace Rendering
