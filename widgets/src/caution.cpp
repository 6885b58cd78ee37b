// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "caution.h"

#include "lineicon.h"
#include "look.h"
#include "textblock.h"

#include <QtCore/QEvent>
#include <QtWidgets/QHBoxLayout>

namespace Latchkey {

Caution::Caution(QWidget *parent)
    : QWidget(parent), m_icon(new IconView(this)), m_text(new TextBlock(this))
{
    m_icon->setIcon(LineIcon::Warning);
    m_icon->setBeside(m_text);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    row->addWidget(m_icon, 0, Qt::AlignTop);
    row->addWidget(m_text, 1);
    setType(0.93, Look::usualLeading);
    retranslate();
}

void Caution::setType(qreal scale, qreal leading)
{
    m_text->setLeading(leading);
    m_text->setType(scale, QFont::Normal);
    m_icon->setSide(qRound(16 * scale));
}

void Caution::retranslate()
{
    m_text->setText(tr("Go on only if you started this yourself: whoever enters this code gives "
                       "this computer access."));
}

void Caution::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

} // namespace Latchkey
