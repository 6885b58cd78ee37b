// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtWidgets/QWidget>

class QPushButton;

namespace Latchkey {
class Error;
class IconView;
class Session;
class TextBlock;
} // namespace Latchkey

namespace Latchkey::Desktop {

/// What an account needs from the person before anything else, and the one button for it.
class Attention : public QWidget
{
    Q_OBJECT
public:
    explicit Attention(QWidget *parent);

    /// Hides itself where the account needs nothing.
    void setSession(const Session *session);
    /// The button was pressed, and the answer is not there yet.
    void setWaiting(bool waiting);

Q_SIGNALS:
    void signInRequested();
    void keychainRequested();
    void retryRequested();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    enum class Need { Nothing, SignIn, Keychain, Connection };

    static Need needOf(const Session &session);
    static QString nextTry(const Session &session);

    Need m_need = Need::Nothing;
    QString m_advice;
    IconView *m_icon;
    TextBlock *m_sentence;
    TextBlock *m_detail;
    QPushButton *m_button;
};

} // namespace Latchkey::Desktop
