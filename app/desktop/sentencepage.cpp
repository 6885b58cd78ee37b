// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "sentencepage.h"

#include "actionbutton.h"
#include "lineicon.h"
#include "textblock.h"

#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QPushButton>

namespace Latchkey::Desktop {

SentencePage::SentencePage(QWidget *parent)
    : QWidget(parent), m_icon(nullptr), m_sentence(new TextBlock(this)),
      m_button(new ActionButton(this))
{
    auto *icon = new IconView(this);
    icon->setIcon(LineIcon::Warning);
    icon->setTone(Tone::Warning);
    icon->setSide(32);
    m_icon = icon;
    m_sentence->setObjectName(QStringLiteral("sentence"));
    m_sentence->setType(1.07, QFont::DemiBold);
    m_sentence->setAlignment(Qt::AlignHCenter);
    m_button->setObjectName(QStringLiteral("sentenceButton"));
    m_button->setDefault(true);
    m_button->setAutoDefault(true);
    setFocusProxy(m_button);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(24, 24, 24, 24);
    layout->setSpacing(16);
    layout->addStretch(2);
    layout->addWidget(m_icon, 0, Qt::AlignHCenter);
    layout->addWidget(m_sentence);
    layout->addWidget(m_button, 0, Qt::AlignHCenter);
    layout->addStretch(3);
    connect(m_button, &QPushButton::clicked, this, &SentencePage::clicked);
}

void SentencePage::setContent(Kind kind, const QString &sentence, const QString &button)
{
    m_icon->setVisible(kind == Kind::Problem);
    m_sentence->setText(sentence);
    m_button->setText(button);
}

QString SentencePage::sentence() const
{
    return m_sentence->text();
}

} // namespace Latchkey::Desktop
