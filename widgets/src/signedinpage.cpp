// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "signedinpage.h"

#include "lineicon.h"
#include "monogram.h"
#include "textblock.h"

#include <QtWidgets/QVBoxLayout>

namespace Latchkey {

SignedInPage::SignedInPage(QWidget *parent)
    : Page(parent), m_layout(new QVBoxLayout(this)),
      m_picture(new Monogram(Monogram::Shape::Circle, this)), m_name(new TextBlock(this)),
      m_account(new TextBlock(this)), m_sentence(new TextBlock(this))
{
    m_picture->setSide(56);
    m_name->setType(1.07, QFont::DemiBold);
    m_name->setAlignment(Qt::AlignHCenter);
    m_name->setSelecting(TextBlock::Selecting::On);
    m_name->setFocusPolicy(Qt::ClickFocus);
    m_account->setTone(Tone::Secondary);
    m_account->setAlignment(Qt::AlignHCenter);
    m_account->setSelecting(TextBlock::Selecting::On);
    m_account->setFocusPolicy(Qt::ClickFocus);

    auto *tick = new IconView(this);
    tick->setIcon(LineIcon::Tick);
    tick->setTone(Tone::Accent);
    auto *sentence = new QHBoxLayout;
    sentence->setSpacing(8);
    sentence->addStretch(1);
    sentence->addWidget(tick, 0, Qt::AlignVCenter);
    sentence->addWidget(m_sentence);
    sentence->addStretch(1);

    m_layout->setSpacing(0);
    m_layout->addStretch(1);
    m_layout->addWidget(m_picture, 0, Qt::AlignHCenter);
    m_layout->addSpacing(8);
    m_layout->addWidget(m_name);
    m_layout->addWidget(m_account);
    m_layout->addSpacing(8);
    m_layout->addLayout(sentence);
    m_layout->addStretch(1);
    applyDensity();
}

void SignedInPage::setPerson(const QString &name, const QString &account,
                             const QString &providerName)
{
    m_picture->setName(name.isEmpty() ? providerName : name);
    m_picture->setVisible(!m_picture->letters().isEmpty());
    m_name->setText(name);
    m_name->setVisible(!name.isEmpty());
    // Where there is no name, the address is the name, and said once.
    m_account->setText(account);
    m_account->setVisible(!account.isEmpty() && account != name);
    m_sentence->setText(providerName.isEmpty() ? tr("You are signed in")
                                               : tr("You are signed in to %1").arg(providerName));
}

void SignedInPage::setTitle(const QString &, const QString &)
{
    // The sentence says it all.
}

QString SignedInPage::announcement() const
{
    QStringList parts{m_name->text(), m_account->isHidden() ? QString() : m_account->text(),
                      m_sentence->text()};
    parts.removeAll(QString());
    return parts.join(QStringLiteral(". "));
}

void SignedInPage::applyDensity()
{
    const int margin = contentMargin(density());
    m_layout->setContentsMargins(margin, margin, margin, 0);
}

} // namespace Latchkey
