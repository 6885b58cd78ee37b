// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "browserpage.h"

#include "accessibility.h"
#include "iconbutton.h"
#include "look.h"
#include "textblock.h"

#include <QtCore/QEvent>
#include <QtWidgets/QGridLayout>
#include <QtWidgets/QVBoxLayout>

namespace Latchkey {

namespace {

constexpr int leastWideMessage = 300;
constexpr int mostWideMessage = 440;

enum Column { leadingColumn, iconColumn, wordsColumn, trailingColumn };

QHBoxLayout *besideIcon(IconView *icon, TextBlock *text)
{
    icon->setBeside(text);
    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(icon, 0, Qt::AlignTop);
    row->addWidget(text, 1);
    return row;
}

} // namespace

BrowserPage::BrowserPage(QWidget *parent)
    : Page(parent), m_layout(new QVBoxLayout(this)), m_row(new QGridLayout),
      m_words(new QWidget(this)), m_title(new TitleRow(this)), m_icon(new IconView(this)),
      m_sentence(new TextBlock(this)), m_advice(new TextBlock(this)),
      m_noteIcon(new IconView(this)), m_note(new TextBlock(this)),
      m_addressRow(new AddressRow(this)), m_other(new IconButton(this))
{
    m_icon->setSide(28);
    m_icon->setIcon(LineIcon::OpenInBrowser);
    m_icon->setTone(Tone::Accent);
    m_sentence->setType(1.07, QFont::DemiBold);
    m_noteIcon->setIcon(LineIcon::Warning);
    m_noteIcon->setTone(Tone::Warning);
    m_other->setAutoDefault(true);
    m_other->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    connect(m_other, &QPushButton::clicked, this, &BrowserPage::otherDeviceClicked);

    auto *words = new QVBoxLayout(m_words);
    words->setContentsMargins(0, 0, 0, 0);
    words->setSpacing(4);
    words->addWidget(m_sentence);
    words->addWidget(m_advice);
    words->addLayout(besideIcon(m_noteIcon, m_note));
    words->addSpacing(12);
    words->addWidget(m_addressRow);
    words->addSpacing(8);
    words->addWidget(m_other, 0, Qt::AlignLeading);

    m_row->addWidget(m_icon, 0, iconColumn, Qt::AlignTop);
    m_row->addWidget(m_words, 0, wordsColumn);
    m_layout->setSpacing(0);
    m_layout->addWidget(m_title);
    m_layout->addSpacing(16);
    m_layout->addStretch(1);
    m_layout->addLayout(m_row);
    m_layout->addStretch(1);
    setNote({});
    setOtherDevice(OtherDevice::None);
    retranslate();
    applyDensity();
}

void BrowserPage::retranslate()
{
    m_other->setText(tr("Use another device"));
    setAddress(m_address);
}

void BrowserPage::setAddress(const QUrl &address)
{
    m_address = address;
    m_sentence->setText(tr("Go on in your browser."));
    m_advice->setText(tr("This window will notice."));
    m_addressRow->setAddress(address);
}

void BrowserPage::setBrowser(Browser browser)
{
    const bool isNews = browser != m_addressRow->browser() && browser == Browser::DidNotOpen;
    m_addressRow->setBrowser(browser);
    if (isNews)
        Accessibility::announce(this, m_addressRow->label());
}

void BrowserPage::setNote(const QString &note)
{
    const bool isNews = !note.isEmpty() && note != m_note->text();
    m_note->setText(note);
    m_note->setVisible(!note.isEmpty());
    m_noteIcon->setVisible(!note.isEmpty());
    if (isNews)
        Accessibility::announce(this, note);
}

void BrowserPage::setOtherDevice(OtherDevice otherDevice)
{
    m_other->setVisible(otherDevice != OtherDevice::None);
    m_other->setEnabled(otherDevice == OtherDevice::Offered);
}

void BrowserPage::setScheduler(Scheduler *scheduler)
{
    m_addressRow->setScheduler(scheduler);
}

void BrowserPage::copyAddress()
{
    m_addressRow->copy();
}

void BrowserPage::setTitle(const QString &title, const QString &providerName)
{
    m_title->setTitle(title, providerName);
}

void BrowserPage::setWarningColor(const QColor &color)
{
    m_noteIcon->setWarningColor(color);
    m_addressRow->setWarningColor(color);
}

QString BrowserPage::announcement() const
{
    QStringList parts{m_sentence->text(), m_advice->text()};
    if (!m_note->text().isEmpty())
        parts.prepend(m_note->text());
    if (m_addressRow->browser() == Browser::DidNotOpen)
        parts.append(m_addressRow->label());
    return parts.join(QLatin1Char(' '));
}

void BrowserPage::applyDensity()
{
    const int margin = contentMargin(density());
    m_layout->setContentsMargins(margin, margin, margin, 0);
    m_title->setDensity(density());
    m_row->setHorizontalSpacing(20);
    const bool wide = density() == Density::Wide;
    m_icon->setVisible(wide);
    m_addressRow->setDensity(density());
    m_row->setColumnStretch(leadingColumn, wide ? 1 : 0);
    m_row->setColumnStretch(wordsColumn, wide ? 0 : 1);
    m_row->setColumnStretch(trailingColumn, wide ? 1 : 0);
    m_words->setMinimumWidth(wide ? Look::grown(font(), leastWideMessage) : 0);
    m_words->setMaximumWidth(wide ? Look::grown(font(), mostWideMessage) : QWIDGETSIZE_MAX);
}

void BrowserPage::changeEvent(QEvent *event)
{
    Page::changeEvent(event);
    if (event->type() == QEvent::LanguageChange)
        retranslate();
}

} // namespace Latchkey
