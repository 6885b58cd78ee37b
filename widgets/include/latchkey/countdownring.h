// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <latchkey/widgets_export.h>

#include <QtGui/QColor>
#include <QtWidgets/QWidget>

#include <memory>

namespace Latchkey {

/// A ring that empties, with the minutes and seconds that are left inside it.
///
/// It has no clock: whoever owns it tells it how much is left, as often as they like. It repaints
/// only where what it shows changes. In the last minute it is drawn in the warning colour.
class LATCHKEY_WIDGETS_EXPORT CountdownRing : public QWidget
{
    Q_OBJECT
    Q_PROPERTY(int duration READ duration WRITE setDuration)
    Q_PROPERTY(
        int secondsLeft READ secondsLeft WRITE setSecondsLeft NOTIFY secondsLeftChanged USER true)
    Q_PROPERTY(QColor warningColor READ warningColor WRITE setWarningColor RESET resetWarningColor)
public:
    explicit CountdownRing(QWidget *parent = nullptr);
    ~CountdownRing() override;

    /// The seconds of a full ring.
    int duration() const;
    int secondsLeft() const;
    /// True in the last minute, and after it.
    bool isWarning() const;
    /// What is written inside the ring: "13:42", or "2 h" from one hundred minutes on.
    QString displayedTime() const;

    /// The colour of the last minute. Unless set, an amber that stands out from the palette's
    /// Window and Base.
    QColor warningColor() const;
    void setWarningColor(const QColor &color);
    void resetWarningColor();

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

public Q_SLOTS:
    /// Less than zero is taken as zero.
    void setDuration(int seconds);
    /// Less than zero is taken as zero, and more than duration() fills the ring.
    void setSecondsLeft(int seconds);

Q_SIGNALS:
    void secondsLeftChanged(int seconds);

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace Latchkey
