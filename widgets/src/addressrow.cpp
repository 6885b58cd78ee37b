// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "addressrow.h"

#include "copybutton.h"
#include "textblock.h"

#include <QtCore/QEvent>
#include <QtGui/QClipboard>
#include <QtGui/QGuiApplication>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QVBoxLayout>

namespace Latchkey {

AddressRow::AddressRow(QWidget *parent)
    : QWidget(parent), m_icon(new IconView(this)), m_label(new TextBlock(this)),
      m_field(new QLineEdit(this)), m_copy(new CopyButton(this))
{
    m_icon->setIcon(LineIcon::Warning);
    m_icon->setTone(Tone::Warning);
    m_icon->setBeside(m_label);
    // Longer than any window is wide, and read from left to right in any language.
    m_field->setReadOnly(true);
    m_field->setLayoutDirection(Qt::LeftToRight);
    connect(m_copy, &QPushButton::clicked, this, &AddressRow::copy);

    auto *label = new QHBoxLayout;
    label->setSpacing(8);
    label->addWidget(m_icon, 0, Qt::AlignTop);
    label->addWidget(m_label, 1);
    auto *address = new QHBoxLayout;
    address->setSpacing(8);
    address->addWidget(m_field, 1);
    address->addWidget(m_copy);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(4);
    layout->addLayout(label);
    layout->addLayout(address);
    retranslate();
    fitField();
}

void AddressRow::retranslate()
{
    m_copy->setSpokenName(tr("Copy the address"));
    m_field->setAccessibleName(tr("Address"));
    setBrowser(m_browser);
}

void AddressRow::setAddress(const QUrl &address)
{
    m_address = address;
    m_field->setText(address.toString(QUrl::FullyEncoded));
    m_field->setCursorPosition(0);
}

void AddressRow::setBrowser(Browser browser)
{
    m_browser = browser;
    const bool failed = browser == Browser::DidNotOpen;
    m_icon->setVisible(failed);
    m_label->setTone(failed ? Tone::Normal : Tone::Secondary);
    m_label->setType(0.93, failed ? QFont::DemiBold : QFont::Normal);
    m_label->setText(failed ? tr("The browser did not open. Open this address in it yourself:")
                            : tr("If your browser did not open, open this address in it:"));
}

void AddressRow::setDensity(Density density)
{
    m_copy->setFace(density == Density::Wide ? CopyButton::Face::IconAndText
                                             : CopyButton::Face::IconOnly);
    fitField();
}

void AddressRow::fitField()
{
    m_field->setMinimumHeight(m_copy->sizeHint().height());
}

void AddressRow::setScheduler(Scheduler *scheduler)
{
    m_copy->setScheduler(scheduler);
}

void AddressRow::setWarningColor(const QColor &color)
{
    m_icon->setWarningColor(color);
}

void AddressRow::copy()
{
    QGuiApplication::clipboard()->setText(m_address.toString(QUrl::FullyEncoded));
    m_copy->showCopied();
}

QString AddressRow::label() const
{
    return m_label->text();
}

void AddressRow::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
    else if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        fitField();
}

} // namespace Latchkey
