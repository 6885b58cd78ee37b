// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "tokenclipboard.h"

#include <QtCore/QMimeData>

namespace Latchkey::Desktop {

namespace {

constexpr std::chrono::seconds timeOnClipboard(60);

} // namespace

TokenClipboard::TokenClipboard(QClipboard *clipboard, Scheduler *scheduler, QObject *parent)
    : QObject(parent), m_clipboard(clipboard), m_scheduler(scheduler)
{ }

TokenClipboard::~TokenClipboard()
{
    m_scheduler->cancel(m_timer);
    clear();
}

void TokenClipboard::copy(const QString &secret)
{
    auto *data = new QMimeData;
    data->setText(secret);
    // Clipboard managers that know this keep no history of it.
    data->setData(QStringLiteral("x-kde-passwordManagerHint"), "secret");
    m_clipboard->setMimeData(data);
    m_secret = secret;
    m_scheduler->cancel(m_timer);
    m_timer = m_scheduler->callAfter(timeOnClipboard, this, [this] { clear(); });
}

void TokenClipboard::clear()
{
    m_timer = 0;
    if (m_secret.isEmpty())
        return;
    if (m_clipboard->text() == m_secret)
        m_clipboard->clear();
    m_secret.clear();
    Q_EMIT cleared();
}

} // namespace Latchkey::Desktop
