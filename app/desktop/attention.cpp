// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "attention.h"

#include "actionbutton.h"
#include "lineicon.h"
#include "look.h"
#include "textblock.h"
#include "texts.h"

#include <latchkey/session.h>

#include <QtGui/QPainter>
#include <QtWidgets/QBoxLayout>
#include <QtWidgets/QPushButton>

namespace Latchkey::Desktop {

Attention::Attention(QWidget *parent)
    : QWidget(parent), m_icon(new IconView(this)), m_sentence(new TextBlock(this)),
      m_detail(new TextBlock(this)), m_button(new ActionButton(this))
{
    m_sentence->setObjectName(QStringLiteral("attentionSentence"));
    m_sentence->setType(1.07, QFont::DemiBold);
    m_detail->setTone(Tone::Secondary);
    m_icon->setSide(24);
    m_button->setObjectName(QStringLiteral("attentionButton"));
    m_button->setAutoDefault(true);
    m_button->setDefault(true);

    auto *texts = new QVBoxLayout;
    texts->setSpacing(4);
    texts->addWidget(m_sentence);
    texts->addWidget(m_detail);
    texts->addSpacing(8);
    texts->addWidget(m_button, 0, Qt::AlignLeading);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(16, 16, 16, 16);
    layout->setSpacing(12);
    layout->addWidget(m_icon, 0, Qt::AlignTop);
    layout->addLayout(texts, 1);
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);

    connect(m_button, &QPushButton::clicked, this, [this] {
        if (m_need == Need::SignIn)
            Q_EMIT signInRequested();
        else
            Q_EMIT keychainRequested();
    });
}

void Attention::setSession(const Session *session)
{
    const auto state = session ? session->state() : Session::State::Active;
    m_need = state == Session::State::NeedsSignIn ? Need::SignIn
        : state == Session::State::Locked         ? Need::Keychain
                                                  : Need::Nothing;
    setVisible(m_need != Need::Nothing);
    if (m_need == Need::Nothing)
        return;
    m_sentence->setText(session->lastError().message());
    if (m_need == Need::SignIn) {
        m_icon->setIcon(LineIcon::Warning);
        m_icon->setTone(Tone::Warning);
        m_advice = tr("Sign in again to go on using %1 as %2.")
                       .arg(session->provider().name(), session->name());
        m_button->setText(tr("Sign in again"));
    } else {
        m_icon->setIcon(LineIcon::Lock);
        m_icon->setTone(Tone::Normal);
        m_advice = session->lastError().advice();
        m_button->setText(tryKeychainAgain());
    }
    setWaiting(false);
}

void Attention::setWaiting(bool waiting)
{
    m_button->setEnabled(!waiting);
    m_detail->setText(waiting ? waitingForKeychain() : m_advice);
    m_detail->setVisible(!m_detail->text().isEmpty());
}

void Attention::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Look::outline(palette()));
    painter.setBrush(palette().color(QPalette::Base));
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 8, 8);
}

} // namespace Latchkey::Desktop
