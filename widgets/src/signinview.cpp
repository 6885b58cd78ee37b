// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "signinview.h"

#include "browserpage.h"
#include "codepage.h"
#include "contactingpage.h"
#include "footer.h"
#include "look.h"
#include "messagepage.h"
#include "pagestack.h"
#include "pastepage.h"
#include "signedinpage.h"
#include "signinflow.h"
#include "signintexts.h"
#include "waylist.h"

#include <QtWidgets/QScrollArea>
#include <QtWidgets/QScrollBar>

#include <algorithm>

namespace Latchkey {

namespace {

SignInTexts::Situation situationOf(const SignInFlow &flow)
{
    return {flow.error(), flow.latestWay(), flow.hasOtherWays()};
}

QUrl contactedHost(const SignInFlow &flow)
{
    const bool isDevice =
        flow.latestWay().value_or(Provider::Flow::Device) == Provider::Flow::Device;
    return flow.provider.endpoint(isDevice ? Provider::Endpoint::DeviceAuthorization
                                           : Provider::Endpoint::Authorization);
}

} // namespace

SignInView::SignInView(QWidget *widget)
    : QObject(widget), m_widget(widget), m_scroll(new QScrollArea(widget)),
      m_stack(new PageStack(m_scroll)), m_contacting(new ContactingPage(m_stack)),
      m_code(new CodePage(m_stack)), m_browser(new BrowserPage(m_stack)),
      m_paste(new PastePage(m_stack)), m_message(new MessagePage(m_stack)),
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

std::array<Page *, 6> SignInView::pages() const
{
    return {m_contacting, m_code, m_browser, m_paste, m_message, m_signedIn};
}

Page *SignInView::pageFor(State state) const
{
    switch (state) {
    case State::Idle:
    case State::Choosing:
    case State::Contacting:
        return m_contacting;
    case State::CodeShown:
        return m_code;
    case State::BrowserOpened:
        return m_browser;
    case State::PasteCode:
        return m_paste;
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
    showButtons(flow);
    putPage(pageFor(flow.state()));
    layOut();
}

void SignInView::showButtons(const SignInFlow &flow)
{
    m_footer->setButtons(SignInTexts::buttons(flow.state(), situationOf(flow)));
}

void SignInView::fill(const SignInFlow &flow)
{
    switch (flow.state()) {
    case State::Idle:
    case State::Choosing:
    case State::Contacting:
        fillContacting(flow);
        break;
    case State::CodeShown:
        if (const DeviceSignIn *device = flow.device()) {
            m_code->setCode(device->userCode(), device->verificationUri(),
                            device->verificationUriComplete());
            m_code->setLifetime(device->lifetime());
            m_code->setSecondsLeft(device->secondsLeft());
            measure();
        }
        break;
    case State::BrowserOpened:
        if (const SignInAttempt *attempt = flow.attempt())
            m_browser->setAddress(attempt->browserAddress());
        break;
    case State::PasteCode:
        if (const SignInAttempt *attempt = flow.attempt())
            m_paste->setAddress(attempt->browserAddress());
        break;
    case State::SignedIn: {
        const Identity identity = flow.result().identity;
        m_signedIn->setPerson(identity.isValid() ? identity.name() : QString(), identity.email(),
                              flow.provider.name());
        break;
    }
    default:
        m_message->setMessage(SignInTexts::message(flow.state(), situationOf(flow)));
        break;
    }
}

void SignInView::fillContacting(const SignInFlow &flow)
{
    m_contacting->setScopes(SignInTexts::scopes(flow.provider));
    const bool contacting = flow.state() == State::Contacting;
    QList<Provider::Flow> ways;
    QList<WayChoice::Words> words;
    if (!contacting) {
        ways = flow.ways();
        for (const Provider::Flow way : std::as_const(ways))
            words.append(SignInTexts::way(way, flow.provider));
    }
    // The least size is that of all that may come, so that the window does not grow on the way.
    if (!contacting) {
        m_possible = {m_code};
        if (ways.contains(Provider::Flow::Paste)) {
            m_possible.append(m_paste);
            m_paste->setAddress(flow.provider.endpoint(Provider::Endpoint::Authorization));
        }
    }
    const bool isNew = m_contacting->ways()->ways() != ways;
    m_contacting->ways()->setWays(ways, words);
    if (isNew && flow.latestWay())
        m_contacting->ways()->choose(*flow.latestWay());
    m_contacting->setContacting(contacting ? contactedHost(flow) : QUrl());
    m_contacting->setSlow(flow.isSlow());
}

void SignInView::showProgress(const SignInFlow &flow, Browser browser)
{
    const SignInAttempt *attempt = flow.attempt();
    if (!attempt)
        return;
    const bool opened = browser == Browser::Opened;
    if (flow.state() == State::CodeShown) {
        if (attempt->connectionTrouble().isError())
            m_code->setStatus(StatusLine::Status::Offline);
        else if (attempt->note() == SignInAttempt::Note::BrowserFailed)
            m_code->setStatus(StatusLine::Status::BrowserFailed);
        else
            m_code->setStatus(opened ? StatusLine::Status::Waiting
                                     : StatusLine::Status::BrowserDidNotOpen);
    }
    const auto said = opened ? AddressRow::Browser::Opened : AddressRow::Browser::DidNotOpen;
    m_browser->setBrowser(said);
    m_browser->setNote(SignInTexts::note(attempt->note()));
    m_browser->setOtherDevice(
        !attempt->offers(Provider::Flow::Device)          ? BrowserPage::OtherDevice::None
            : attempt->isAwaiting(Provider::Flow::Device) ? BrowserPage::OtherDevice::Awaited
                                                          : BrowserPage::OtherDevice::Offered);
    m_paste->setBrowser(said);
}

QWidget *SignInView::wantedFocus() const
{
    return m_stack->current() == m_paste ? m_paste->field() : nullptr;
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
    m_browser->setScheduler(scheduler);
    m_paste->setScheduler(scheduler);
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
    int content = 0;
    for (const Page *possible : m_possible)
        content = std::max(content, possible->minimumSizeHint().width());
    const int page = content + m_scroll->verticalScrollBar()->sizeHint().width();
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
