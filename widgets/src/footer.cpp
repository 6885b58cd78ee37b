// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "footer.h"

#include "caution.h"
#include "iconbutton.h"
#include "look.h"

#include <QtCore/QEvent>
#include <QtGui/QPainter>
#include <QtWidgets/QDialogButtonBox>
#include <QtWidgets/QLayout>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QStyle>

#include <algorithm>

namespace Latchkey {

namespace {

constexpr int cautionGap = 24;
constexpr int buttonGap = 8;
// Less than this for the caution beside the buttons, in ems, makes too many short lines.
constexpr int leastCautionEms = 14;

QPushButton *addPrimary(QDialogButtonBox *box)
{
    auto *button = new IconButton(box);
    box->addButton(button, QDialogButtonBox::AcceptRole);
    return button;
}

} // namespace

Footer::Footer(QWidget *parent)
    : QWidget(parent), m_caution(new Caution(this)), m_box(new QDialogButtonBox(this)),
      m_primary(addPrimary(m_box)),
      m_secondary(m_box->addButton(QString(), QDialogButtonBox::AcceptRole)),
      m_cancel(m_box->addButton(QString(), QDialogButtonBox::RejectRole))
{
    // Whichever of them has the focus answers to Enter, in a dialog or not.
    for (QPushButton *button : {m_primary, m_secondary, m_cancel})
        button->setAutoDefault(true);
    m_primary->setDefault(true);
    connect(m_primary, &QPushButton::clicked, this, &Footer::primaryClicked);
    connect(m_secondary, &QPushButton::clicked, this, &Footer::secondaryClicked);
    connect(m_cancel, &QPushButton::clicked, this, &Footer::cancelClicked);
    setCautionVisible(false);
}

void Footer::setButtons(const Buttons &buttons)
{
    m_primary->setText(buttons.primary);
    m_secondary->setText(buttons.secondary);
    m_cancel->setText(buttons.cancel);
    m_icon = buttons.primaryIcon;
    m_primary->setIcon(QIcon());
    showButtons();
    updateGeometry();
    arrange(width(), Pass::Place);
}

// The box shows all that it holds whenever it lays itself out anew.
void Footer::showButtons() const
{
    for (QPushButton *button : {m_primary, m_secondary, m_cancel})
        button->setVisible(!button->text().isEmpty());
}

// Side by side there is room for the icon and for some air at the ends, which not all styles leave.
// One below another, what counts is that the words are not cut off.
int Footer::buttonWidth(const QPushButton *button, Room room) const
{
    const int words = button->fontMetrics().horizontalAdvance(button->text());
    if (room == Room::Least)
        return words + 12;
    const int icon = button == m_primary && m_icon ? iconSide() + 4 : 0;
    return std::max(words + icon + 2 * Look::grown(font(), 12), Look::grown(font(), 76));
}

int Footer::iconSide() const
{
    return Look::grown(font(), 16);
}

void Footer::setDensity(Density density)
{
    m_density = density;
    arrange(width(), Pass::Place);
}

void Footer::setCautionVisible(bool visible)
{
    m_caution->setVisible(visible);
    arrange(width(), Pass::Place);
}

void Footer::setDividerVisible(bool visible)
{
    if (visible == m_divider)
        return;
    m_divider = visible;
    update();
}

QList<QPushButton *> Footer::shownButtons() const
{
    QList<QPushButton *> shown;
    for (QPushButton *button : {m_primary, m_secondary, m_cancel}) {
        if (!button->isHidden())
            shown.append(button);
    }
    return shown;
}

QSize Footer::buttonsSize(Qt::Orientation orientation, Room room) const
{
    const bool across = orientation == Qt::Horizontal;
    QSize size(0, 0);
    const QList<QPushButton *> buttons = shownButtons();
    for (const QPushButton *button : buttons) {
        const QSize one(buttonWidth(button, room), button->sizeHint().height());
        size = across ? QSize(size.width() + one.width(), std::max(size.height(), one.height()))
                      : QSize(std::max(size.width(), one.width()), size.height() + one.height());
    }
    const int gaps = buttonGap * std::max(0, int(buttons.size()) - 1);
    return size + (across ? QSize(gaps, 0) : QSize(0, gaps));
}

// Whatever the box would choose by itself, the buttons get the sizes that were reckoned with.
void Footer::fitButtons(Qt::Orientation orientation, int widest) const
{
    if (m_box->orientation() != orientation)
        m_box->setOrientation(orientation);
    if (m_box->layout()->spacing() != buttonGap)
        m_box->layout()->setSpacing(buttonGap);
    showButtons();
    const bool showsIcon = m_icon && buttonWidth(m_primary, Room::Comfortable) <= widest;
    // Setting what is set already would ask for another layout, and so on without end.
    if (showsIcon != !m_primary->icon().isNull()) {
        m_primary->setIcon(showsIcon ? lineIcon(*m_icon, m_primary, QPalette::ButtonText)
                                     : QIcon());
    }
    m_primary->setIconSize({iconSide(), iconSide()});
    for (QPushButton *button : shownButtons()) {
        if (orientation == Qt::Horizontal) {
            button->setFixedWidth(buttonWidth(button, Room::Comfortable));
        } else {
            button->setMinimumWidth(0);
            button->setMaximumWidth(QWIDGETSIZE_MAX);
        }
    }
}

int Footer::marginAbove() const
{
    return m_density == Density::Narrow ? 10 : 16;
}

int Footer::marginBelow() const
{
    return m_density == Density::Narrow ? 12 : 16;
}

int Footer::arrange(int width, Pass pass) const
{
    const int margin = contentMargin(m_density);
    const int content = width - 2 * margin;
    const bool across = buttonsSize(Qt::Horizontal, Room::Comfortable).width() <= content;
    const auto orientation = across ? Qt::Horizontal : Qt::Vertical;
    const QSize buttons = buttonsSize(orientation, across ? Room::Comfortable : Room::Least);
    if (shownButtons().isEmpty())
        return marginBelow();

    const auto place = [&](QWidget *widget, const QRect &rect) {
        if (pass == Pass::Place) {
            widget->setGeometry(
                QStyle::visualRect(layoutDirection(), QRect(0, 0, width, height()), rect));
        }
    };
    if (pass == Pass::Place)
        fitButtons(orientation, content);

    int y = marginAbove();
    int height = buttons.height();
    const int buttonsX = across ? width - margin - buttons.width() : margin;
    const int buttonsWidth = across ? buttons.width() : content;
    if (m_caution->isHidden()) {
        place(m_box, QRect(buttonsX, y, buttonsWidth, height));
        return y + height + marginBelow();
    }
    const int beside = content - buttons.width() - cautionGap;
    if (across && beside >= leastCautionEms * Look::pixelSize(font())) {
        const int caution = m_caution->heightForWidth(beside);
        height = std::max(height, caution);
        place(m_caution, QRect(margin, y + (height - caution) / 2, beside, caution));
        place(m_box,
              QRect(buttonsX, y + (height - buttons.height()) / 2, buttonsWidth, buttons.height()));
        return y + height + marginBelow();
    }
    const int caution = m_caution->heightForWidth(content);
    place(m_caution, QRect(margin, y, content, caution));
    y += caution + 12;
    place(m_box, QRect(buttonsX, y, buttonsWidth, height));
    return y + height + marginBelow();
}

QSize Footer::sizeHint() const
{
    const int width =
        buttonsSize(Qt::Horizontal, Room::Comfortable).width() + 2 * contentMargin(m_density);
    return {width, heightForWidth(width)};
}

QSize Footer::minimumSizeHint() const
{
    const int width = buttonsSize(Qt::Vertical, Room::Least).width() + 2 * contentMargin(m_density);
    return {width, heightForWidth(width)};
}

int Footer::heightForWidth(int width) const
{
    return arrange(width, Pass::Measure);
}

int Footer::comfortableHeight(int width) const
{
    const int buttons = Look::grown(font(), 270);
    const int caution =
        m_caution->heightForWidth(width - buttons - 2 * contentMargin(Density::Wide) - cautionGap);
    return 16 + std::max(caution, m_cancel->sizeHint().height()) + 16;
}

bool Footer::event(QEvent *event)
{
    switch (event->type()) {
    case QEvent::LayoutRequest:
    case QEvent::LayoutDirectionChange:
    case QEvent::FontChange:
    case QEvent::StyleChange:
    case QEvent::Polish:
        updateGeometry();
        arrange(width(), Pass::Place);
        break;
    default:
        break;
    }
    return QWidget::event(event);
}

void Footer::paintEvent(QPaintEvent *)
{
    if (!m_divider)
        return;
    QPainter painter(this);
    painter.fillRect(QRect(0, 0, width(), 1), Look::track(palette()));
}

void Footer::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    arrange(width(), Pass::Place);
}

} // namespace Latchkey
