// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QPointer>
#include <QtGui/QIcon>
#include <QtGui/QPalette>
#include <QtWidgets/QWidget>

namespace Latchkey {

class TextBlock;

enum class LineIcon {
    Chevron, ///< Points to the right; turned and mirrored by whoever paints it.
    Clock,
    Copy,
    Declined,
    Device, ///< A phone.
    Lock,
    Offline,
    OpenInBrowser,
    Paste,
    Tick,
    Warning,
};

/// Paints one of Latchkey's line icons in \a color, as vectors.
void paintLineIcon(QPainter *painter, LineIcon icon, const QRectF &rect, const QColor &color);

/// An icon for a button, in the colour that \a owner's palette has for \a role when it is painted,
/// so that it follows a change of theme by itself.
QIcon lineIcon(LineIcon icon, QWidget *owner, QPalette::ColorRole role);

/// What a mark or a text means for its colour.
enum class Tone {
    Normal,
    Secondary,
    Accent,
    Warning,
};

/// The colour of a tone on a palette's Window. \a warning replaces the amber where it is valid.
QColor toneColor(Tone tone, const QPalette &palette, const QColor &warning);

/// A line icon standing by itself. It says nothing to a screen reader: the text beside it does.
class IconView : public QWidget
{
    Q_OBJECT
public:
    explicit IconView(QWidget *parent);

    void setIcon(LineIcon icon);
    void setTone(Tone tone);
    void setWarningColor(const QColor &color);
    /// The side where the font is 14 pixels high; grows with the font.
    void setSide(int side);
    /// Takes the height of one line of \a text, to be put at its top: then the icon stands in the
    /// middle of the first line. \a text is a sibling.
    void setBeside(const TextBlock *text);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    LineIcon m_icon = LineIcon::Tick;
    Tone m_tone = Tone::Normal;
    QColor m_warning;
    int m_side = 16;
    QPointer<const TextBlock> m_beside;
};

} // namespace Latchkey
