// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <latchkey/signinwidget.h>

#include <QtCore/QObject>
#include <QtWidgets/QAbstractSlider>

#include <array>

class QScrollArea;

namespace Latchkey {

class BrowserPage;
class CodePage;
class ContactingPage;
class Footer;
class MessagePage;
class Page;
class PageStack;
class PastePage;
class Scheduler;
class SignedInPage;
class SignInFlow;

/// What SignInWidget looks like: a page for each state, which scrolls where it has to, and the
/// buttons under it. It puts them into the widget and knows which page is whose, and nothing of
/// what happens.
class SignInView : public QObject
{
    Q_OBJECT
public:
    using State = SignInWidget::State;

    /// Puts everything into \a widget, which has no layout.
    explicit SignInView(QWidget *widget);

    ContactingPage *contactingPage() const { return m_contacting; }
    CodePage *codePage() const { return m_code; }
    BrowserPage *browserPage() const { return m_browser; }
    PastePage *pastePage() const { return m_paste; }
    Footer *footer() const { return m_footer; }

    /// What should have the keyboard on the present page; null where that is one of the buttons.
    QWidget *wantedFocus() const;
    /// Whether the browser did as it was told, last time.
    enum class Browser { Opened, DidNotOpen };
    /// Says how it goes with the browser and with other ways.
    void showProgress(const SignInFlow &flow, Browser browser);

    /// Shows what \a flow is at now.
    void show(const SignInFlow &flow);
    /// Says anew what the page of this state says, where that has changed without the state.
    void fill(const SignInFlow &flow);
    void setTitle(const QString &title, const QString &providerName);
    void setScheduler(Scheduler *scheduler);
    void setWarningColor(const QColor &color);
    /// What a screen reader is told when the present page appears.
    QString announcement() const;

    void layOut();
    /// To be called where the content or the font has changed: finds sizeHint() anew.
    void measure();
    QSize sizeHint() const { return m_comfortable; }
    QSize minimumSizeHint() const;

    bool isScrollable() const;
    void scroll(QAbstractSlider::SliderAction action);

private:
    std::array<Page *, 6> pages() const;
    Page *pageFor(State state) const;
    void showButtons(const SignInFlow &flow);
    void fillContacting(const SignInFlow &flow);
    void putPage(Page *page);

    QWidget *m_widget;
    QScrollArea *m_scroll;
    PageStack *m_stack;
    ContactingPage *m_contacting;
    CodePage *m_code;
    BrowserPage *m_browser;
    PastePage *m_paste;
    MessagePage *m_message;
    SignedInPage *m_signedIn;
    Footer *m_footer;
    QList<Page *> m_possible; // What this provider's ways may lead to.
    QSize m_comfortable;
};

} // namespace Latchkey
