// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtWidgets/QLayout>

#include <array>
#include <memory>

namespace Latchkey::Desktop {

/// Two things beside each other where there is room, and otherwise one under the other.
class PairLayout : public QLayout
{
    Q_OBJECT
public:
    enum class Stretch { First, Second };
    enum class Vertical { Top, Middle };

    /// The stretching one takes what is left, and wants at least as much as its size hint or
    /// \a wanted says, whichever is less; \a wanted is for a font 14 pixels high.
    PairLayout(QWidget *parent, Stretch stretch, Vertical vertical, int wanted);
    ~PairLayout() override;

    void addItem(QLayoutItem *item) override;
    int count() const override;
    QLayoutItem *itemAt(int index) const override;
    QLayoutItem *takeAt(int index) override;
    Qt::Orientations expandingDirections() const override { return Qt::Horizontal; }
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    void setGeometry(const QRect &rect) override;
    QSize sizeHint() const override;
    QSize minimumSize() const override;

private:
    struct Widths
    {
        bool beside;
        std::array<int, 2> width;
    };
    Widths widthsFor(int width) const;

    Stretch m_stretch;
    Vertical m_vertical;
    int m_wanted;
    std::array<std::unique_ptr<QLayoutItem>, 2> m_items;
};

} // namespace Latchkey::Desktop
