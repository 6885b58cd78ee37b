// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "lineicon.h"
#include "page.h"

class QBoxLayout;
class QGridLayout;

namespace Latchkey {

class BusyBar;
class CopyButton;
class Disclosure;
class Scheduler;
class TextBlock;

/// One mark, one sentence, and what there is to say about it: finishing, waiting for the keychain,
/// expired, declined, failed.
class MessagePage final : public Page
{
    Q_OBJECT
public:
    struct Message
    {
        LineIcon icon = LineIcon::Tick;
        Tone tone = Tone::Secondary;
        QString sentence;
        QString advice = {}; ///< May be empty.
        QString details = {}; ///< Shown on request; may be empty.
        bool busy = false;
    };

    explicit MessagePage(QWidget *parent);

    void setMessage(const Message &message);
    void setScheduler(Scheduler *scheduler);

    void setTitle(const QString &title, const QString &providerName) override;
    void setWarningColor(const QColor &color) override;
    QString announcement() const override;

protected:
    void applyDensity() override;

private:
    QBoxLayout *m_layout;
    QGridLayout *m_row;
    QWidget *m_words;
    TitleRow *m_title;
    IconView *m_icon;
    TextBlock *m_sentence;
    TextBlock *m_advice;
    BusyBar *m_bar;
    Disclosure *m_details;
};

} // namespace Latchkey
