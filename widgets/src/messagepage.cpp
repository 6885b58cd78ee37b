// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "messagepage.h"

#include "busybar.h"
#include "disclosure.h"
#include "look.h"
#include "textblock.h"

#include <QtWidgets/QGridLayout>
#include <QtWidgets/QVBoxLayout>

namespace Latchkey {

namespace {

// In a wide window the message stands in the middle, no wider than can be read at a glance.
constexpr int leastWideMessage = 300;
constexpr int mostWideMessage = 420;

enum Column { leadingColumn, iconColumn, wordsColumn, trailingColumn };

} // namespace

MessagePage::MessagePage(QWidget *parent)
    : Page(parent), m_layout(new QVBoxLayout(this)), m_row(new QGridLayout),
      m_words(new QWidget(this)), m_title(new TitleRow(this)), m_icon(new IconView(this)),
      m_sentence(new TextBlock(this)), m_advice(new TextBlock(this)), m_bar(new BusyBar(this)),
      m_details(new Disclosure(this))
{
    m_icon->setSide(28);
    m_sentence->setType(1.07, QFont::DemiBold);
    m_sentence->setSelecting(TextBlock::Selecting::On);
    m_sentence->setFocusPolicy(Qt::ClickFocus);
    m_advice->setTone(Tone::Secondary);

    auto *words = new QVBoxLayout(m_words);
    words->setContentsMargins(0, 0, 0, 0);
    words->setSpacing(4);
    words->addWidget(m_sentence);
    words->addWidget(m_advice);
    words->addSpacing(4);
    words->addWidget(m_bar);

    // The mark stands beside the sentence, wherever the details end.
    m_row->addWidget(m_icon, 0, iconColumn, Qt::AlignVCenter);
    m_row->addWidget(m_words, 0, wordsColumn);
    m_row->addWidget(m_details, 1, wordsColumn);
    m_row->setVerticalSpacing(4);

    m_layout->setSpacing(0);
    m_layout->addWidget(m_title);
    m_layout->addSpacing(16);
    m_layout->addStretch(1);
    m_layout->addLayout(m_row);
    m_layout->addStretch(1);
    applyDensity();
}

void MessagePage::setMessage(const Message &message)
{
    m_icon->setIcon(message.icon);
    m_icon->setTone(message.tone);
    m_sentence->setText(message.sentence);
    m_advice->setText(message.advice);
    m_advice->setVisible(!message.advice.isEmpty());
    m_bar->setVisible(message.busy);
    m_details->setDetails(message.details);
    m_details->setVisible(!message.details.isEmpty());
}

void MessagePage::setScheduler(Scheduler *scheduler)
{
    m_details->setScheduler(scheduler);
}

void MessagePage::setTitle(const QString &title, const QString &providerName)
{
    m_title->setTitle(title, providerName);
}

void MessagePage::setWarningColor(const QColor &color)
{
    m_icon->setWarningColor(color);
}

QString MessagePage::announcement() const
{
    return m_advice->text().isEmpty() ? m_sentence->text()
                                      : m_sentence->text() + QLatin1Char(' ') + m_advice->text();
}

void MessagePage::applyDensity()
{
    const int margin = contentMargin(density());
    m_layout->setContentsMargins(margin, margin, margin, 0);
    m_row->setHorizontalSpacing(density() == Density::Narrow ? 12 : 20);
    m_title->setDensity(density());
    const bool wide = density() == Density::Wide;
    m_row->setColumnStretch(leadingColumn, wide ? 1 : 0);
    m_row->setColumnStretch(wordsColumn, wide ? 0 : 1);
    m_row->setColumnStretch(trailingColumn, wide ? 1 : 0);
    // As wide as the details want to be, so that opening them moves nothing sideways.
    m_words->setMinimumWidth(wide ? Look::grown(font(), leastWideMessage) : 0);
    const int most = wide ? Look::grown(font(), mostWideMessage) : QWIDGETSIZE_MAX;
    m_words->setMaximumWidth(most);
    m_details->setMaximumWidth(most);
}

} // namespace Latchkey
