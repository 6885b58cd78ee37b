// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "overviewpage.h"

#include "actionbutton.h"
#include "actionicon.h"
#include "attention.h"
#include "divider.h"
#include "flowlayout.h"
#include "lineicon.h"
#include "look.h"
#include "monogram.h"
#include "pairlayout.h"
#include "scopechips.h"
#include "textblock.h"
#include "texts.h"
#include "tokenlife.h"

#include <latchkey/session.h>

#include <QtCore/QEvent>
#include <QtGui/QFontDatabase>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QLabel>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QScrollBar>

namespace Latchkey::Desktop {

namespace {

constexpr int margin = 24;
constexpr int avatarSide = 80;
constexpr int sectionGap = 32;

} // namespace

OverviewPage::OverviewPage(const Services &services, QWidget *parent)
    : ScrollPage(parent), m_attention(new Attention(this)), m_attentionGap(new QWidget(this))
{
    m_details = makeDetails(services);
    m_attentionGap->setFixedHeight(margin);
    setAccessibleName(tr("Overview"));

    auto *content = new PageContent(this);
    auto *layout = new QVBoxLayout(content);
    layout->setContentsMargins(margin, margin, margin, margin);
    layout->setSpacing(0);
    layout->addWidget(m_attention);
    layout->addWidget(m_attentionGap);
    layout->addWidget(m_details);
    layout->addStretch(1);
    layout->addSpacing(margin);
    layout->addWidget(new Divider(content));
    layout->addSpacing(16);
    layout->addWidget(makeFooter(content));
    setContent(content);
    setSizes();

    connect(m_attention, &Attention::signInRequested, this,
            [this] { ask(&OverviewPage::signInAgainRequested); });
    connect(m_attention, &Attention::keychainRequested, this, [this] {
        if (!m_session)
            return;
        m_attention->setWaiting(true);
        m_session->load();
    });
    connect(m_attention, &Attention::retryRequested, this, &OverviewPage::refresh);
    connect(m_refresh, &QPushButton::clicked, this, &OverviewPage::refresh);
    connect(m_copy, &QPushButton::clicked, this, [this] { ask(&OverviewPage::copyRequested); });
    connect(m_signOut, &QPushButton::clicked, this,
            [this] { ask(&OverviewPage::signOutRequested); });
}

OverviewPage::~OverviewPage() = default;

// Another process may have taken the account away, and the page not be told yet.
void OverviewPage::ask(void (OverviewPage::*request)(Session *))
{
    if (m_session)
        (this->*request)(m_session);
}

QWidget *OverviewPage::makeDetails(const Services &services)
{
    auto *details = new QWidget;
    m_allowed = new TextBlock(details);
    m_allowed->setType(1, QFont::DemiBold);
    m_allowed->setText(tr("Allowed"));
    m_scopes = new ScopeChips(details);
    m_life = new TokenLife(services.scheduler, details);
    m_thisRun = new TextBlock(details);
    m_thisRun->setObjectName(QStringLiteral("thisRun"));
    m_thisRun->setTone(Tone::Secondary);
    m_thisRun->setText(tr("Kept in memory only: you are signed out when you quit."));
    m_refresh = new ActionButton(tr("Refresh now"), details);
    m_refresh->setObjectName(QStringLiteral("refreshNow"));
    m_refresh->setIcon(actionIcon(ActionIcon::Refresh, m_refresh, QPalette::ButtonText));
    m_copy = new ActionButton(tr("Copy access token…"), details);
    m_copy->setObjectName(QStringLiteral("copyToken"));
    // Enter presses them, as it does in a dialog.
    for (QPushButton *button : {m_refresh, m_copy})
        button->setAutoDefault(true);
    m_copy->setIcon(lineIcon(LineIcon::Copy, m_copy, QPalette::ButtonText));

    m_buttons = new QWidget(details);
    auto *buttons = new FlowLayout(m_buttons);
    buttons->addWidget(m_refresh);
    buttons->addWidget(m_copy);

    auto *layout = new QVBoxLayout(details);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(makeHeader(details));
    layout->addSpacing(sectionGap);
    layout->addWidget(m_allowed);
    layout->addSpacing(8);
    layout->addWidget(m_scopes);
    layout->addSpacing(sectionGap);
    layout->addWidget(m_life);
    layout->addWidget(m_thisRun);
    layout->addSpacing(margin);
    layout->addWidget(m_buttons);
    return details;
}

QWidget *OverviewPage::makeHeader(QWidget *parent)
{
    auto *header = new QWidget(parent);
    m_avatar = new Monogram(Monogram::Shape::Circle, header);
    m_avatar->setSide(avatarSide);
    const auto line = [header](const char *name) {
        auto *text = new TextBlock(header);
        text->setObjectName(QLatin1String(name));
        text->setSelecting(TextBlock::Selecting::On);
        return text;
    };
    m_name = line("name");
    m_name->setType(1.55, QFont::DemiBold);
    m_email = line("email");
    m_subjectRow = new QWidget(header);
    m_subjectLabel = new QLabel(tr("Subject"), m_subjectRow);
    m_subject = line("subject");
    QFont fixed;
    fixed.setFamilies(QFontDatabase::systemFont(QFontDatabase::FixedFont).families());
    m_subject->setFont(fixed);
    m_subject->setType(0.93, QFont::Normal);
    auto *subjectLayout = new QHBoxLayout(m_subjectRow);
    subjectLayout->setContentsMargins(0, 0, 0, 0);
    subjectLayout->setSpacing(8);
    subjectLayout->addWidget(m_subjectLabel, 0, Qt::AlignTop);
    subjectLayout->addWidget(m_subject, 1);

    auto *lines = new QWidget(header);
    auto *texts = new QVBoxLayout(lines);
    texts->setContentsMargins(0, 0, 0, 0);
    texts->setSpacing(2);
    texts->addWidget(m_name);
    texts->addWidget(m_email);
    texts->addWidget(m_subjectRow);
    auto *layout =
        new PairLayout(header, PairLayout::Stretch::Second, PairLayout::Vertical::Middle, 200);
    layout->setSpacing(20);
    layout->addWidget(m_avatar);
    layout->addWidget(lines);
    return header;
}

QWidget *OverviewPage::makeFooter(QWidget *parent)
{
    auto *footer = new QWidget(parent);
    m_signOutText = new TextBlock(footer);
    m_signOutText->setTone(Tone::Secondary);
    m_signOut = new ActionButton(tr("Sign out…"), footer);
    m_signOut->setObjectName(QStringLiteral("signOut"));
    m_signOut->setAutoDefault(true);
    m_signOut->setIcon(actionIcon(ActionIcon::SignOut, m_signOut, QPalette::ButtonText));
    auto *layout =
        new PairLayout(footer, PairLayout::Stretch::First, PairLayout::Vertical::Middle, 240);
    layout->setSpacing(24);
    layout->addWidget(m_signOutText);
    layout->addWidget(m_signOut);
    return footer;
}

void OverviewPage::setSession(Session *session)
{
    if (m_session)
        m_session->disconnect(this);
    m_session = session;
    verticalScrollBar()->setValue(0);
    if (!session)
        return;
    connect(session, &Session::changed, this, &OverviewPage::showSession);
    showSession();
}

void OverviewPage::signingOutBegan(Session *session)
{
    m_leaving.insert(session);
    connect(session, &QObject::destroyed, this, [this, session] { m_leaving.remove(session); });
    showSession();
}

void OverviewPage::signingOutEnded(Session *session)
{
    m_leaving.remove(session);
    showSession();
}

void OverviewPage::refresh()
{
    if (m_session && m_refresh->isEnabled())
        Q_EMIT refreshRequested(m_session);
}

void OverviewPage::showSession()
{
    if (!m_session)
        return;
    const Session::State state = m_session->state();
    const bool usable = state != Session::State::NeedsSignIn && state != Session::State::Locked;
    const bool leaving = m_leaving.contains(m_session);
    const Identity identity = m_session->identity();
    const Provider provider = m_session->provider();

    m_attention->setSession(m_session);
    m_attentionGap->setVisible(!m_attention->isHidden());
    m_attention->setEnabled(!leaving);
    m_details->setEnabled(usable && !leaving);
    m_avatar->setName(m_session->name());
    m_name->setText(m_session->name());
    m_email->setText(identity.email());
    m_email->setVisible(!identity.email().isEmpty() && identity.email() != m_session->name());
    m_subject->setText(identity.subject());
    m_subjectRow->setVisible(!identity.subject().isEmpty());
    m_allowed->setVisible(!m_session->scopes().isEmpty());
    m_scopes->setScopes(provider, m_session->scopes());
    m_scopes->setVisible(!m_session->scopes().isEmpty());
    m_life->setTimes(m_session->issuedAt(), m_session->expiresAt());
    m_life->setRenewal(m_session->hasRefreshToken() ? TokenLife::Renewal::ByItself
                                                    : TokenLife::Renewal::BySigningIn);
    // Before the keychain has answered, nothing is known of the token.
    m_life->setVisible(state != Session::State::Restoring
                       && (usable || m_session->expiresAt().isValid()));
    m_thisRun->setVisible(!m_session->isPersistent());
    m_buttons->setVisible(!m_life->isHidden());
    m_refresh->setVisible(m_session->hasRefreshToken());
    m_refresh->setEnabled(state == Session::State::Active || state == Session::State::Offline);
    m_copy->setEnabled(state == Session::State::Active || state == Session::State::Offline);
    m_signOutText->setText(leaving ? tr("Signing out…") : signOutExplanation(provider.name()));
    // An account that needs signing in may also be given up; one whose keyring is locked has to
    // wait for it.
    m_signOut->setEnabled(!leaving && state != Session::State::Locked
                          && state != Session::State::Restoring);
}

void OverviewPage::changeEvent(QEvent *event)
{
    ScrollPage::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::PaletteChange)
        setSizes();
}

void OverviewPage::setSizes()
{
    if (!widget())
        return;
    QPalette quiet = palette();
    quiet.setColor(QPalette::Active, QPalette::WindowText, Look::secondaryText(palette()));
    quiet.setColor(QPalette::Inactive, QPalette::WindowText, Look::secondaryText(palette()));
    m_subjectLabel->setPalette(quiet);
}

} // namespace Latchkey::Desktop
