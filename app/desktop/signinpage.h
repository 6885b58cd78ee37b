// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "services.h"

#include <latchkey/session.h>

#include <QtWidgets/QWidget>

#include <memory>

namespace Latchkey {
class SignInWidget;
class TextBlock;
} // namespace Latchkey

namespace Latchkey::Desktop {

/// Signs in to one provider after another, with the demo provider brought up where it is wanted.
class SignInPage : public QWidget
{
    Q_OBJECT
public:
    SignInPage(const Services &services, QWidget *parent);
    ~SignInPage() override;

    enum class Begin {
        Asking, ///< Where there are several ways, for one of them.
        AtOnce, ///< By the best way.
    };

    /// Begins: the person has asked for it by coming here.
    void start(const Provider &provider, Begin begin);
    /// Whether somebody is in the middle of it.
    bool isUnderWay() const;
    QString providerName() const;
    SignInWidget *widget() const { return m_widget; }

Q_SIGNALS:
    void signedIn(Latchkey::Session *session);
    /// The person gave up. Not sent where start() takes the place of another attempt.
    void cancelled();
    /// The demo provider cannot run; \a sentence says why.
    void demoFailed(const QString &sentence);

protected:
    void showEvent(QShowEvent *event) override;

private:
    void setProvider(const Provider &provider);
    void startDemo(const Provider &provider, Begin begin);
    void begin(Begin begin);
    void keepDemoRunning();

    Services m_services;
    SignInWidget *m_widget;
    TextBlock *m_note;
    /// Lives as long as the latest start() is what is wanted.
    std::unique_ptr<QObject> m_wish;
    bool m_beginningAnew = false;
    quint64 m_timer = 0;
};

} // namespace Latchkey::Desktop
