// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "signinflow.h"
#include "signinview.h"

#include <latchkey/signinwidget.h>

#include <QtCore/QPointer>

#include <optional>

namespace Latchkey {

class CodeTicker;

/// Brings together what happens (SignInFlow) and what it looks like (SignInView).
class SignInWidget::Private
{
public:
    explicit Private(SignInWidget *widget);

    void showState();
    void moveFocus(bool hadFocus) const;
    void showDefault(const QWidget *focused) const;

    void primary() const;
    void secondary() const;

    bool takesEscape() const
    {
        return escapeCancels && flow->state() != State::Idle && flow->state() != State::SignedIn;
    }

    QString titleText() const;
    QString usualTitle() const;
    void setTitles() const;

    void showStatus() const;
    void open(const QUrl &url);
    void submit() const;
    void tick() const;
    void beginTicking();

    SignInWidget *q;
    SignInFlow *flow;
    SignInView *view;
    CodeTicker *ticker;
    QPointer<DeviceSignIn> tickedCode;
    QMetaObject::Connection focusWatch;

    BrowserOpener opener;
    std::optional<QString> title;
    QColor warning;
    bool escapeCancels = false;
    SignInView::Browser browser = SignInView::Browser::Opened;
};

} // namespace Latchkey
