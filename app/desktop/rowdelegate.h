// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtGui/QColor>
#include <QtWidgets/QStyledItemDelegate>

#include <functional>

namespace Latchkey::Desktop {

/// What one row of a list shows: a letter icon, a name, and under it a mark, a word and the rest.
struct Row
{
    using Mark = std::function<void(QPainter *, const QRectF &, const QColor &)>;

    QString title;
    QString letterOf; ///< The name that the icon's letter is taken from; empty for a plus.
    Mark mark; ///< None where empty.
    QColor markColor;
    QString word; ///< Never elided.
    QString rest; ///< Elided first.
};

/// Paints rows 56 high, as the mock-ups show them; heights grow with the font.
class RowDelegate : public QStyledItemDelegate
{
    Q_OBJECT
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    /// How wide a row has to be for a mark and \a word to be seen whole.
    static int widthFor(const QFont &font, const QString &word);
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

protected:
    virtual Row row(const QModelIndex &index, const QPalette &palette) const = 0;
};

} // namespace Latchkey::Desktop
