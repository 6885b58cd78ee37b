// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "lineicon.h"
#include "textflow.h"

#include <QtWidgets/QWidget>

#include <memory>

namespace Latchkey {

/// Wrapped text that is painted, never parsed: whatever is in it appears as it is.
///
/// All of Latchkey's sentences are shown by this, so that text from the network has no way to
/// become markup. It reports its height for a width, grows with the font and can be selected.
class TextBlock : public QWidget
{
    Q_OBJECT
public:
    enum class Selecting { Off, On };

    explicit TextBlock(QWidget *parent);
    ~TextBlock() override;

    void setText(const QString &text);
    void setPieces(const QList<TextPiece> &pieces);
    /// What is shown, as one string.
    QString text() const;
    /// What is selected; empty where nothing is.
    QString selectedText() const;

    /// Size relative to font(), and weight.
    void setType(qreal scale, QFont::Weight weight);
    /// The distance between lines, in ems; 1.4 unless set.
    void setLeading(qreal ems);
    void setTone(Tone tone);
    void setWarningColor(const QColor &color);
    /// Leading unless set.
    void setAlignment(Qt::Alignment alignment);
    void setSelecting(Selecting selecting);
    /// The widest that sizeHint() asks for, in ems; narrower where the text is shorter.
    void setHintEms(qreal ems);
    /// The widest word, in ems, that minimumSizeHint() keeps in one piece; 10 unless set. For texts
    /// of addresses and the like, which may be broken anywhere.
    void setWidestWordEms(qreal ems);

    /// The height of one line: what a mark beside the first line is centred on.
    int lineHeight() const;
    /// The width of the text on one line.
    int naturalWidth() const;
    /// The width of the longest line where the text is wrapped at \a width.
    int wrappedWidth(int width) const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace Latchkey
