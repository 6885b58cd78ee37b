// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "jsonprocess.h"

#include <QtCore/QUrl>

/// A real Chromium with one page, and the person in front of it. Each action waits until the page
/// allows it, and returns an empty string, or why it could not be done.
class WebBrowser
{
public:
    /// Writes to \a folder alone.
    explicit WebBrowser(const QString &folder);

    /// Why it did not come up.
    QString problem() const { return JsonProcess::errorOf(m_process.greeting()); }

    QString open(const QUrl &url);
    /// Types into the field that has this hint.
    QString fill(const QString &field, const QString &text);
    /// Presses the button or follows the link that is called so.
    QString click(const QString &name);
    /// Waits until the page says this.
    QString see(const QString &text);

    /// Where it is, and what the page says, as of the last action.
    QUrl url() const { return m_url; }
    QString text() const { return m_text; }

private:
    QString act(const QJsonObject &command);

    JsonProcess m_process;
    QUrl m_url;
    QString m_text;
};
