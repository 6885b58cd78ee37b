// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <latchkey/widgets_export.h>

#include <QtWidgets/QWidget>

#include <memory>

namespace Latchkey {

/// Shows a text as a QR code: black modules on a white card, whatever the palette, with the quiet
/// zone of four modules that ISO/IEC 18004 asks for.
///
/// A module is a whole number of device-independent pixels wide, the largest that fits and never
/// fewer than three. A text that no QR code can hold (some 2,300 bytes) is answered with a sentence
/// in place of the code. Where no accessible name is set, a screen reader hears the text itself.
class LATCHKEY_WIDGETS_EXPORT QrCodeView : public QWidget
{
    Q_OBJECT
    Q_PROPERTY(QString text READ text WRITE setText NOTIFY textChanged USER true)
public:
    explicit QrCodeView(QWidget *parent = nullptr);
    ~QrCodeView() override;

    QString text() const;
    /// True where text() is too long for a QR code.
    bool isTooLong() const;
    /// Modules on one side, with the quiet zone on both ends; 0 without a code.
    int modulesAcross() const;
    /// The side of the card, in device-independent pixels, that shows the present code at
    /// \a modulePixels a module.
    int cardSide(int modulePixels) const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    bool hasHeightForWidth() const override;
    int heightForWidth(int width) const override;

public Q_SLOTS:
    void setText(const QString &text);

Q_SIGNALS:
    void textChanged(const QString &text);

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace Latchkey
