// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtWidgets/QWidget>

namespace Latchkey {

/// Stands for a picture: the first letter of a provider on a rounded square, or the initials of a
/// person in a circle. It says nothing to a screen reader: the name beside it does.
class Monogram : public QWidget
{
    Q_OBJECT
public:
    enum class Shape { Square, Circle };

    Monogram(Shape shape, QWidget *parent);

    /// The name that the letters are taken from.
    void setName(const QString &name);
    QString letters() const { return m_letters; }
    /// The side where the font is 14 pixels high; grows with the font.
    void setSide(int side);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    Shape m_shape;
    QString m_letters;
    int m_side = 32;
};

} // namespace Latchkey
