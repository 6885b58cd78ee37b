// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "page.h"

#include "monogram.h"
#include "textblock.h"

#include <QtCore/QEvent>
#include <QtWidgets/QHBoxLayout>

namespace Latchkey {

Density densityFor(int width)
{
    if (width >= 420)
        return Density::Wide;
    return width >= 320 ? Density::Small : Density::Narrow;
}

int contentMargin(Density density)
{
    switch (density) {
    case Density::Wide:
        return 24;
    case Density::Small:
        return 16;
    case Density::Narrow:
        break;
    }
    return 12;
}

Page::Page(QWidget *parent) : QWidget(parent)
{
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Preferred);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

void Page::setDensity(Density density)
{
    if (density == m_density)
        return;
    m_density = density;
    applyDensity();
    updateGeometry();
}

void Page::setWarningColor(const QColor &)
{ }

void Page::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::FontChange) {
        applyDensity();
        updateGeometry();
    }
}

TitleRow::TitleRow(QWidget *parent)
    : QWidget(parent), m_mark(new Monogram(Monogram::Shape::Square, this)),
      m_text(new TextBlock(this))
{
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_mark, 0, Qt::AlignTop);
    row->addWidget(m_text, 1, Qt::AlignVCenter);
    setDensity(Density::Wide);
}

void TitleRow::setTitle(const QString &title, const QString &providerName)
{
    m_mark->setName(providerName);
    m_mark->setVisible(!m_mark->letters().isEmpty());
    m_text->setText(title);
    setVisible(!title.isEmpty());
}

void TitleRow::setDensity(Density density)
{
    switch (density) {
    case Density::Wide:
        m_mark->setSide(32);
        m_text->setType(1.4, QFont::DemiBold);
        layout()->setSpacing(12);
        break;
    case Density::Small:
        m_mark->setSide(28);
        m_text->setType(1.2, QFont::DemiBold);
        layout()->setSpacing(10);
        break;
    case Density::Narrow:
        m_mark->setSide(24);
        m_text->setType(1.15, QFont::DemiBold);
        layout()->setSpacing(8);
        break;
    }
}

} // namespace Latchkey
