// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "addressrow.h"

class QGridLayout;
class QVBoxLayout;

namespace Latchkey {

class IconButton;
class IconView;
class TextBlock;

/// The browser has been opened, and the person goes on there.
class BrowserPage final : public Page
{
    Q_OBJECT
public:
    using Browser = AddressRow::Browser;

    /// Whether another device can be used beside the browser.
    enum class OtherDevice { None, Offered, Awaited };

    explicit BrowserPage(QWidget *parent);

    /// What the browser is to show; its host is named, and all of it can be copied.
    void setAddress(const QUrl &address);
    void setBrowser(Browser browser);
    /// What became of another way; none where it is empty.
    void setNote(const QString &note);
    void setOtherDevice(OtherDevice otherDevice);
    void setScheduler(Scheduler *scheduler);
    void copyAddress();

    void setTitle(const QString &title, const QString &providerName) override;
    void setWarningColor(const QColor &color) override;
    QString announcement() const override;

Q_SIGNALS:
    void otherDeviceClicked();

protected:
    void applyDensity() override;
    void changeEvent(QEvent *event) override;

private:
    void retranslate();

    QUrl m_address;
    QVBoxLayout *m_layout;
    QGridLayout *m_row;
    QWidget *m_words;
    TitleRow *m_title;
    IconView *m_icon;
    TextBlock *m_sentence;
    TextBlock *m_advice;
    IconView *m_noteIcon;
    TextBlock *m_note;
    AddressRow *m_addressRow;
    IconButton *m_other;
};

} // namespace Latchkey
