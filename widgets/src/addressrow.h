// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "page.h"

#include <QtCore/QUrl>

class QLineEdit;

namespace Latchkey {

class CopyButton;
class IconView;
class Scheduler;
class TextBlock;

/// An address that the person can take to their browser themselves, where it did not open.
class AddressRow : public QWidget
{
    Q_OBJECT
public:
    enum class Browser { Opened, DidNotOpen };

    explicit AddressRow(QWidget *parent);

    void setAddress(const QUrl &address);
    Browser browser() const { return m_browser; }
    void setBrowser(Browser browser);
    void setDensity(Density density);
    void setScheduler(Scheduler *scheduler);
    void setWarningColor(const QColor &color);
    void copy();
    /// What stands above the address.
    QString label() const;

protected:
    void changeEvent(QEvent *event) override;

private:
    void retranslate();
    void fitField();

    QUrl m_address;
    Browser m_browser = Browser::Opened;
    IconView *m_icon;
    TextBlock *m_label;
    QLineEdit *m_field;
    CopyButton *m_copy;
};

} // namespace Latchkey
