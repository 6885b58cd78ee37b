// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "lineicon.h"
#include "page.h"

#include <optional>

class QDialogButtonBox;
class QPushButton;

namespace Latchkey {

class Caution;

/// The buttons at the bottom, in the order of the platform, always in sight; beside or above them
/// the caution where it belongs there.
class Footer : public QWidget
{
    Q_OBJECT
public:
    /// What the buttons offer. A button without a text is not there.
    struct Buttons
    {
        QString primary = {};
        std::optional<LineIcon> primaryIcon = {};
        QString secondary = {};
        QString cancel = {};
    };

    explicit Footer(QWidget *parent);

    void setButtons(const Buttons &buttons);
    void setDensity(Density density);
    void setCautionVisible(bool visible);
    void setDividerVisible(bool visible);

    /// The height with the caution beside two buttons, whatever is shown at the moment.
    int comfortableHeight(int width) const;

    QPushButton *primary() const { return m_primary; }
    QPushButton *cancel() const { return m_cancel; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;

Q_SIGNALS:
    void primaryClicked();
    void secondaryClicked();
    void cancelClicked();

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    enum class Pass { Measure, Place };

    enum class Room { Comfortable, Least };

    int arrange(int width, Pass pass) const;
    QSize buttonsSize(Qt::Orientation orientation, Room room) const;
    int buttonWidth(const QPushButton *button, Room room) const;
    int iconSide() const;
    void fitButtons(Qt::Orientation orientation, int widest) const;
    void showButtons() const;
    QList<QPushButton *> shownButtons() const;
    int marginAbove() const;
    int marginBelow() const;

    Caution *m_caution;
    QDialogButtonBox *m_box;
    QPushButton *m_primary;
    QPushButton *m_secondary;
    QPushButton *m_cancel;
    Density m_density = Density::Wide;
    std::optional<LineIcon> m_icon;
    bool m_divider = false;
};

} // namespace Latchkey
