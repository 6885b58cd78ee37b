// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "copybutton.h"

#include "accessibility.h"
#include "lineicon.h"
#include "look.h"

#include <latchkey/scheduler.h>

#include <QtCore/QEvent>
#include <QtWidgets/QStyle>
#include <QtWidgets/QStyleOptionButton>

namespace Latchkey {

namespace {

constexpr std::chrono::seconds howLong{2};

} // namespace

CopyButton::CopyButton(QWidget *parent) : IconButton(parent), m_scheduler(Scheduler::system())
{
    setAutoDefault(true);
    showState();
}

void CopyButton::setSpokenName(const QString &name)
{
    m_spokenName = name;
    showState();
}

void CopyButton::setScheduler(Scheduler *scheduler)
{
    showUsual();
    m_scheduler = scheduler;
}

void CopyButton::setFace(Face face)
{
    if (face == m_face)
        return;
    m_face = face;
    showState();
    updateGeometry();
}

QSize CopyButton::sizeFor(Face face) const
{
    const int least = Look::grown(font(), 32);
    QStyleOptionButton option;
    initStyleOption(&option);
    QSize size;
    for (const QString &text : {tr("Copy"), tr("Copied")}) {
        option.text = face == Face::IconOnly ? QString() : text;
        QSize contents = iconSize();
        if (face == Face::IconAndText) {
            const QSize words = fontMetrics().size(Qt::TextShowMnemonic, text);
            contents = {contents.width() + 4 + words.width(),
                        qMax(contents.height(), words.height())};
        }
        size = size.expandedTo(
            style()->sizeFromContents(QStyle::CT_PushButton, &option, contents, this));
    }
    // A style may want a push button to be wide enough for a word.
    if (face == Face::IconOnly)
        size.setWidth(least);
    return size.expandedTo({0, least});
}

QSize CopyButton::sizeHint() const
{
    return sizeFor(m_face);
}

void CopyButton::showCopied()
{
    m_copied = true;
    showState();
    Accessibility::announce(this, tr("Copied"));
    if (m_timer)
        m_scheduler->cancel(m_timer);
    m_timer = m_scheduler->callAfter(howLong, this, [this] {
        m_timer = 0;
        showUsual();
    });
}

void CopyButton::showUsual()
{
    if (m_timer)
        m_scheduler->cancel(m_timer);
    m_timer = 0;
    m_copied = false;
    showState();
}

void CopyButton::showState()
{
    const QString words = m_copied ? tr("Copied") : tr("Copy");
    setText(m_face == Face::IconOnly ? QString() : words);
    setToolTip(m_face == Face::IconOnly ? words : QString());
    setAccessibleName(m_copied ? words : m_spokenName);
    setIcon(lineIcon(m_copied ? LineIcon::Tick : LineIcon::Copy, this, QPalette::ButtonText));
    const int side = Look::grown(font(), 16);
    setIconSize({side, side});
}

void CopyButton::changeEvent(QEvent *event)
{
    IconButton::changeEvent(event);
    switch (event->type()) {
    case QEvent::FontChange:
    case QEvent::LanguageChange:
        showState();
        updateGeometry();
        break;
    default:
        break;
    }
}

} // namespace Latchkey
