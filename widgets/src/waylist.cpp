// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "waylist.h"

#include "look.h"
#include "textblock.h"

#include <QtCore/QEvent>
#include <QtGui/QMouseEvent>
#include <QtWidgets/QButtonGroup>
#include <QtWidgets/QHBoxLayout>
#include <QtWidgets/QRadioButton>
#include <QtWidgets/QStyleOptionFocusRect>
#include <QtWidgets/QStylePainter>
#include <QtWidgets/QVBoxLayout>

#include <algorithm>

namespace Latchkey {

WayChoice::WayChoice(QWidget *parent)
    : QWidget(parent), m_button(new QRadioButton(this)), m_icon(new IconView(this)),
      m_title(new TextBlock(this)), m_detail(new TextBlock(this))
{
    m_icon->setSide(20);
    m_icon->setTone(Tone::Accent);
    m_icon->setBeside(m_title);
    m_detail->setTone(Tone::Secondary);
    m_detail->setType(0.93, QFont::Normal);
    // The whole row shows the focus.
    m_button->installEventFilter(this);

    auto *words = new QVBoxLayout;
    words->setSpacing(0);
    words->addWidget(m_title);
    words->addWidget(m_detail);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(4, 4, 4, 4);
    row->setSpacing(8);
    row->addWidget(m_button, 0, Qt::AlignTop);
    row->addWidget(m_icon, 0, Qt::AlignTop);
    row->addLayout(words, 1);
    fitButton();
}

void WayChoice::setWords(const Words &words)
{
    m_icon->setIcon(words.icon);
    m_title->setText(words.title);
    m_detail->setText(words.detail);
    m_button->setAccessibleName(words.title);
    m_button->setAccessibleDescription(words.detail);
}

void WayChoice::setDensity(Density density)
{
    // A narrow window has room for what it is and not for how it goes.
    m_icon->setVisible(density != Density::Narrow);
    m_detail->setVisible(density != Density::Narrow);
}

// As high as a line of text, so that it stands beside the first one.
void WayChoice::fitButton()
{
    m_button->setFixedHeight(std::max(m_title->lineHeight(), m_button->sizeHint().height()));
}

bool WayChoice::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut)
        update();
    return QWidget::eventFilter(watched, event);
}

void WayChoice::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return QWidget::mousePressEvent(event);
    m_button->setFocus(Qt::MouseFocusReason);
    m_button->click();
}

void WayChoice::paintEvent(QPaintEvent *)
{
    if (!m_button->hasFocus())
        return;
    QStylePainter painter(this);
    QStyleOptionFocusRect option;
    option.initFrom(this);
    option.state |= QStyle::State_KeyboardFocusChange;
    option.backgroundColor = palette().color(QPalette::Window);
    painter.drawPrimitive(QStyle::PE_FrameFocusRect, option);
}

void WayChoice::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        fitButton();
}

WayList::WayList(QWidget *parent)
    : QWidget(parent), m_group(new QButtonGroup(this)), m_question(new TextBlock(this)),
      m_rows(new QWidget(this))
{
    m_question->setTone(Tone::Secondary);
    m_question->setType(0.93, QFont::Normal);
    auto *rows = new QVBoxLayout(m_rows);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    // There from the start, so that Tab reaches them in the reading order: before what is made
    // later.
    constexpr int mostWays = 3;
    for (int i = 0; i < mostWays; ++i) {
        auto *choice = new WayChoice(m_rows);
        rows->addWidget(choice);
        choice->hide();
        m_choices.append(choice);
    }
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addWidget(m_question);
    layout->addWidget(m_rows);
    layout->addStretch(1);
    hide();
}

void WayList::setWays(const QList<Provider::Flow> &ways, const QList<WayChoice::Words> &words)
{
    if (ways != m_ways) {
        m_ways = ways.mid(0, m_choices.size());
        for (int i = 0; i < int(m_choices.size()); ++i) {
            WayChoice *const choice = m_choices.at(i);
            const bool isOffered = i < int(m_ways.size());
            m_group->removeButton(choice->button());
            choice->button()->setChecked(false);
            if (isOffered)
                m_group->addButton(choice->button(), i);
            choice->setVisible(isOffered);
        }
        choose(m_ways.value(0));
    }
    for (int i = 0; i < int(m_choices.size()); ++i)
        m_choices.at(i)->setWords(words.value(i));
    m_question->setText(tr("How do you want to sign in?"));
    setVisible(ways.size() > 1);
}

void WayList::setDensity(Density density)
{
    for (WayChoice *choice : std::as_const(m_choices))
        choice->setDensity(density);
}

Provider::Flow WayList::chosen() const
{
    return m_ways.value(std::max(0, m_group->checkedId()), Provider::Flow::Device);
}

void WayList::choose(Provider::Flow way)
{
    if (QAbstractButton *button = m_group->button(int(m_ways.indexOf(way))))
        button->setChecked(true);
}

QString WayList::question() const
{
    return m_question->text();
}

} // namespace Latchkey
