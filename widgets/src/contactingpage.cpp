// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "contactingpage.h"

#include "accessibility.h"
#include "addresstext.h"
#include "busybar.h"
#include "look.h"
#include "textblock.h"
#include "waylist.h"

#include <QtGui/QGuiApplication>
#include <QtWidgets/QVBoxLayout>

namespace Latchkey {

namespace {

// A provider file may ask for many; more than this nobody reads.
constexpr int mostScopes = 50;
constexpr int widestContent = 480;
// From here on the ways stand beside what will be allowed.
constexpr int leastForColumns = 600;

QWidget *scopeRow(const QString &text, QWidget *parent)
{
    auto *row = new QWidget(parent);
    auto *tick = new IconView(row);
    tick->setIcon(LineIcon::Tick);
    tick->setTone(Tone::Accent);
    auto *words = new TextBlock(row);
    words->setText(text);
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(8);
    layout->addWidget(tick, 0, Qt::AlignTop);
    layout->addWidget(words, 1);
    tick->setBeside(words);
    return row;
}

} // namespace

ContactingPage::ContactingPage(QWidget *parent)
    : Page(parent), m_layout(new QVBoxLayout(this)), m_columns(new QBoxLayout(QBoxLayout::Down)),
      m_title(new TitleRow(this)), m_allowed(new QWidget(this)), m_lead(new TextBlock(m_allowed)),
      m_scopes(new QWidget(m_allowed)), m_ways(new WayList(this)), m_progress(new QWidget(this)),
      m_bar(new BusyBar(m_progress)), m_contacting(new TextBlock(m_progress)),
      m_slow(new TextBlock(m_progress))
{
    m_lead->setTone(Tone::Secondary);
    m_lead->setType(0.93, QFont::Normal);
    m_slow->setTone(Tone::Secondary);
    m_slow->setType(0.93, QFont::Normal);
    auto *scopes = new QVBoxLayout(m_scopes);
    scopes->setContentsMargins(0, 0, 0, 0);
    scopes->setSpacing(4);
    auto *progress = new QVBoxLayout(m_progress);
    progress->setContentsMargins(0, 16, 0, 0);
    progress->setSpacing(0);
    progress->addWidget(m_bar);
    progress->addSpacing(8);
    progress->addWidget(m_contacting);
    progress->addWidget(m_slow);
    m_layout->setSpacing(0);
    m_layout->addWidget(m_title);
    m_layout->addSpacing(16);
    auto *allowed = new QVBoxLayout(m_allowed);
    allowed->setContentsMargins(0, 0, 0, 0);
    allowed->setSpacing(4);
    allowed->addWidget(m_lead);
    allowed->addWidget(m_scopes);
    allowed->addStretch(1);
    m_columns->addWidget(m_allowed, 1);
    m_columns->addWidget(m_ways, 1);
    m_layout->addLayout(m_columns);
    m_layout->addWidget(m_progress);
    m_layout->addStretch(1);
    setScopes({});
    setContacting({});
    applyDensity();
}

void ContactingPage::setScopes(const QStringList &scopes)
{
    qDeleteAll(m_scopes->findChildren<QWidget *>(Qt::FindDirectChildrenOnly));
    for (const QString &scope : scopes.mid(0, mostScopes)) {
        QWidget *row = scopeRow(scope, m_scopes);
        m_scopes->layout()->addWidget(row);
        // A layout would show it later, and count it as nothing until then.
        row->show();
    }
    m_scopes->setVisible(!scopes.isEmpty());
    m_allowed->setVisible(!scopes.isEmpty());

    const QString program = QGuiApplication::applicationDisplayName();
    m_lead->setText(program.isEmpty() ? tr("This program will be able to")
                                      : tr("%1 will be able to").arg(program));
}

void ContactingPage::setContacting(const QUrl &host)
{
    const bool contacting = !host.isEmpty();
    if (contacting)
        m_contacting->setPieces(sentenceWith(tr("Contacting %1…"), hostPiece(host)));
    m_progress->setVisible(contacting);
    // What is under way now stands out from what was said before.
    const auto words = m_scopes->findChildren<TextBlock *>();
    for (TextBlock *scope : words)
        scope->setTone(contacting ? Tone::Secondary : Tone::Normal);
    const auto ticks = m_scopes->findChildren<IconView *>();
    for (IconView *tick : ticks)
        tick->setTone(contacting ? Tone::Secondary : Tone::Accent);
}

void ContactingPage::setSlow(bool slow)
{
    const bool isNews = slow && m_slow->text().isEmpty();
    // An empty line keeps the place, so that nothing jumps when the words appear.
    m_slow->setText(slow ? tr("The server is slow to answer") : QString());
    if (isNews)
        Accessibility::announce(this, m_slow->text());
}

void ContactingPage::setTitle(const QString &title, const QString &providerName)
{
    m_title->setTitle(title, providerName);
}

QString ContactingPage::announcement() const
{
    if (m_progress->isVisibleTo(this))
        return m_contacting->text();
    return m_ways->isVisibleTo(this) ? m_ways->question() : QString();
}

void ContactingPage::applyDensity()
{
    const int margin = contentMargin(density());
    m_layout->setContentsMargins(margin, margin, margin, 0);
    m_title->setDensity(density());
    m_ways->setDensity(density());
    for (QWidget *part : {m_allowed, static_cast<QWidget *>(m_ways), m_progress})
        part->setMaximumWidth(Look::grown(font(), widestContent));
    arrange();
}

void ContactingPage::arrange()
{
    const bool beside = width() >= Look::grown(font(), leastForColumns);
    m_columns->setDirection(beside ? QBoxLayout::LeftToRight : QBoxLayout::Down);
    m_columns->setSpacing(beside ? 24 : 16);
}

void ContactingPage::resizeEvent(QResizeEvent *event)
{
    Page::resizeEvent(event);
    arrange();
}

} // namespace Latchkey
