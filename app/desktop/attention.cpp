// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "attention.h"

#include "actionbutton.h"
#include "lineicon.h"
#include "look.h"
#include "textblock.h"
#include "texts.h"

#include <latchkey/session.h>

#include <QtCore/QDateTime>
#include <QtCore/QLocale>
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
        else if (m_need == Need::Keychain)
            Q_EMIT keychainRequested();
        else
            Q_EMIT retryRequested();
    });
}

void Attention::setSession(const Session *session)
{
    m_need = session ? needOf(*session) : Need::Nothing;
    setVisible(m_need != Need::Nothing);
    if (!session || m_need == Need::Nothing)
        return;
    m_sentence->setText(session->lastError().message());
    m_icon->setTone(m_need == Need::SignIn ? Tone::Warning : Tone::Normal);
    switch (m_need) {
    case Need::Nothing:
        break;
    case Need::SignIn:
        m_icon->setIcon(LineIcon::Warning);
        m_advice = tr("Sign in again to go on using %1 as %2.")
                       .arg(session->provider().name(), session->name());
        m_button->setText(tr("Sign in again"));
        break;
    case Need::Keychain:
        m_icon->setIcon(LineIcon::Lock);
        m_advice = session->lastError().advice();
        m_button->setText(tryKeychainAgain());
        break;
    case Need::Connection:
        m_icon->setIcon(LineIcon::Offline);
        m_advice = nextTry(*session);
        m_button->setText(tr("Try now"));
        break;
    }
    setWaiting(false);
}

Attention::Need Attention::needOf(const Session &session)
{
    switch (session.state()) {
    case Session::State::NeedsSignIn:
        return Need::SignIn;
    case Session::State::Locked:
        return Need::Keychain;
    case Session::State::Offline:
        return Need::Connection;
    case Session::State::Restoring:
    case Session::State::Active:
    case Session::State::Refreshing:
        break;
    }
    return Need::Nothing;
}

QString Attention::nextTry(const Session &session)
{
    const QString advice = session.lastError().advice();
    const QDateTime next = session.nextTryAt().toLocalTime();
    if (!next.isValid())
        return advice;
    const QString time = QLocale().toString(next.time(), QStringLiteral("HH:mm:ss"));
    const QString sentence = tr("You stay signed in. The next try is at %1.").arg(time);
    return advice.isEmpty() ? sentence : sentence + u' ' + advice;
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
