// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "signinview.h"

#include "codepage.h"
#include "contactingpage.h"
#include "footer.h"
#include "look.h"
#include "messagepage.h"
#include "pagestack.h"
#include "signedinpage.h"
#include "signinflow.h"
#include "signintexts.h"

#include <QtWidgets/QScrollArea>
#include <QtWidgets/QScrollBar>

#include <algorithm>

namespace Latchkey {

SignInView::SignInView(QWidget *widget)
    : QObject(widget), m_widget(widget), m_scroll(new QScrollArea(widget)),
      m_stack(new PageStack(m_scroll)), m_contacting(new ContactingPage(m_stack)),
      m_code(new CodePage(m_stack)), m_message(new MessagePage(m_stack)),
      m_signedIn(new SignedInPage(m_stack)), m_footer(new Footer(widget))
{
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    for (Page *page : pages())
        page->hide();
    m_scroll->setWidget(m_stack);
    // The host program's own ground shows through.
    m_stack->setAutoFillBackground(false);
    m_scroll->viewport()->setAutoFillBackground(false);
    connect(m_scroll->verticalScrollBar(), &QScrollBar::rangeChanged, this, &SignInView::layOut);
}

std::array<Page *, 4> SignInView::pages() const
{
    return {m_contacting, m_code, m_message, m_signedIn};
}

Page *SignInView::pageFor(State state) const
{
    switch (state) {
    case State::Idle:
    case State::Contacting:
        return m_contacting;
    case State::CodeShown:
        return m_code;
    case State::SignedIn:
        return m_signedIn;
    case State::Finishing:
    case State::WaitingForKeychain:
    case State::KeychainRefused:
    case State::Expired:
    case State::Denied:
    case State::Failed:
        break;
    }
    return m_message;
}

void SignInView::show(const SignInFlow &flow)
{
    fill(flow);
    m_footer->setButtons(SignInTexts::buttons(flow.state(), flow.error()));
    putPage(pageFor(flow.state()));
    layOut();
}

void SignInView::fill(const SignInFlow &flow)
{
    switch (flow.state()) {
    case State::Idle:
    case State::Contacting:
        m_contacting->setScopes(SignInTexts::scopes(flow.provider));
        m_contacting->setContacting(
            flow.state() == State::Idle
                ? QUrl()
                : flow.provider.endpoint(Provider::Endpoint::DeviceAuthorization));
        m_contacting->setSlow(flow.isSlow());
        break;
    case State::CodeShown:
        if (const DeviceSignIn *attempt = flow.attempt()) {
            m_code->setCode(attempt->userCode(), attempt->verificationUri(),
                            attempt->verificationUriComplete());
            m_code->setLifetime(attempt->lifetime());
            m_code->setSecondsLeft(attempt->secondsLeft());
            measure();
        }
        break;
    case State::SignedIn: {
        const Identity identity = flow.result().identity;
        m_signedIn->setPerson(identity.isValid() ? identity.name() : QString(), identity.email(),
                              flow.provider.name());
        break;
    }
    default:
        m_message->setMessage(SignInTexts::message(flow.state(), flow.error()));
        break;
    }
}

void SignInView::putPage(Page *page)
{
    if (m_stack->current() == page)
        return;
    m_stack->setCurrent(page);
    m_scroll->verticalScrollBar()->setValue(0);
}

void SignInView::setTitle(const QString &title, const QString &providerName)
{
    for (Page *page : pages())
        page->setTitle(title, providerName);
    measure();
}

void SignInView::setScheduler(Scheduler *scheduler)
{
    m_code->setScheduler(scheduler);
    m_message->setScheduler(scheduler);
}

void SignInView::setWarningColor(const QColor &color)
{
    for (Page *page : pages())
        page->setWarningColor(color);
}

QString SignInView::announcement() const
{
    return m_stack->current()->announcement();
}

void SignInView::layOut()
{
    const QSize size = m_widget->size();
    const Density density = densityFor(size.width());
    for (Page *page : pages())
        page->setDensity(density);
    m_footer->setDensity(density);

    // As if the scroll bar were there, so that its coming and going does not change the columns.
    const int scrollBar = m_scroll->verticalScrollBar()->sizeHint().width();
    m_code->setColumns(m_code->columnsFor(size.width() - scrollBar));
    const bool caution =
        m_stack->current() == m_code && m_code->columns() == CodePage::Columns::Two;
    m_footer->setCautionVisible(caution);
    const int height = m_footer->heightForWidth(size.width());
    m_footer->setGeometry(0, size.height() - height, size.width(), height);
    m_scroll->setGeometry(0, 0, size.width(), std::max(0, size.height() - height));
    m_footer->setDividerVisible(caution || isScrollable());
}

// The code needs the most room. Asking for it in every state keeps the window from changing its
// size under the person's hands. What it needs does not depend on how wide the widget is now.
void SignInView::measure()
{
    const Density now = m_code->density();
    m_code->setDensity(Density::Wide);
    const QSize page = m_code->sizeHint();
    const QSize needed(page.width(), page.height() + m_footer->comfortableHeight(page.width()));
    m_code->setDensity(now);
    if (needed == m_comfortable)
        return;
    m_comfortable = needed;
    m_widget->updateGeometry();
}

QSize SignInView::minimumSizeHint() const
{
    const int page =
        m_code->minimumSizeHint().width() + m_scroll->verticalScrollBar()->sizeHint().width();
    // A host may be as long as it likes: from there on the page scrolls sideways.
    const int narrow = std::min(Look::grown(m_widget->font(), 280), page);
    const QSize footer = m_footer->minimumSizeHint();
    return {std::max(narrow, footer.width()), footer.height() + Look::grown(m_widget->font(), 96)};
}

bool SignInView::isScrollable() const
{
    return m_scroll->verticalScrollBar()->maximum() > 0;
}

void SignInView::scroll(QAbstractSlider::SliderAction action)
{
    m_scroll->verticalScrollBar()->triggerAction(action);
}

} // namespace Latchkey
