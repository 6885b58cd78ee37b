// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "lineicon.h"

#include <QtGui/QColor>
#include <QtWidgets/QWidget>

#include <array>

namespace Latchkey {

class TextBlock;

/// One line that says how waiting for the person goes. It is as tall as the longest thing that it
/// may have to say, so that nothing moves when that changes.
class StatusLine : public QWidget
{
    Q_OBJECT
public:
    enum class Status {
        Waiting,
        Offline,
        BrowserDidNotOpen,
        BrowserFailed, ///< It opened, and did not sign in.
    };

    explicit StatusLine(QWidget *parent);

    Status status() const { return m_status; }
    void setStatus(Status status);
    QString text() const;
    void setScale(qreal scale);
    /// Leading or centred.
    void setAlignment(Qt::Alignment alignment);
    void setWarningColor(const QColor &color);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;

protected:
    bool event(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    struct Line
    {
        IconView *icon = nullptr; // None beside what is no trouble.
        TextBlock *text = nullptr;
    };

    void addIcon(Status status, LineIcon icon, Tone tone);
    void retranslate();
    int roomForIcon(const Line &line) const;
    void placeLines();

    std::array<Line, 4> m_lines;
    Status m_status = Status::Waiting;
    Qt::Alignment m_alignment = Qt::AlignLeading;
};

} // namespace Latchkey
