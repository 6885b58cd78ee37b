// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <latchkey/widgets_export.h>

#include <QtWidgets/QWidget>

#include <memory>

namespace Latchkey {

/// Shows a user code (RFC 8628 §3.2) with each character in a cell of its own, so that 0 and O, or
/// 1 and I, are told apart.
///
/// The code is grouped where it holds dashes or blanks and wraps between groups only. It reads from
/// left to right in every language. The characters can be selected with the mouse and with Shift
/// and the arrow keys until the focus moves on; Ctrl+C copies the selection, or the whole code
/// where nothing is selected. A screen reader hears it character by character. A code longer than
/// 128 characters is answered with a sentence in place of the cells, and can still be copied.
class LATCHKEY_WIDGETS_EXPORT UserCodeView : public QWidget
{
    Q_OBJECT
    Q_PROPERTY(QString code READ code WRITE setCode NOTIFY codeChanged USER true)
    Q_PROPERTY(qreal fontScale READ fontScale WRITE setFontScale)
public:
    explicit UserCodeView(QWidget *parent = nullptr);
    ~UserCodeView() override;

    QString code() const;

    /// How large a character is, relative to font(); 1.7 unless set, and never under 0.5.
    qreal fontScale() const;
    void setFontScale(qreal scale);

    /// What is selected, with the dashes between the selected characters; empty where nothing is.
    QString selectedText() const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    bool hasHeightForWidth() const override;
    int heightForWidth(int width) const override;

public Q_SLOTS:
    void setCode(const QString &code);
    void selectAll();
    /// Puts the selection, or the whole code where nothing is selected, on the clipboard.
    void copy();

Q_SIGNALS:
    void codeChanged(const QString &code);
    /// The person copied the code from this widget, or copy() was called.
    void copied();

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
