// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <latchkey/scheduler.h>

#include <QtCore/QObject>
#include <QtGui/QClipboard>

namespace Latchkey::Desktop {

/// Puts a secret on the clipboard, and takes it away again after a minute or at the end of the
/// program, unless something else is there by then.
class TokenClipboard : public QObject
{
    Q_OBJECT
public:
    TokenClipboard(QClipboard *clipboard, Scheduler *scheduler, QObject *parent);
    ~TokenClipboard() override;

    void copy(const QString &secret);

Q_SIGNALS:
    /// The secret is no longer on the clipboard.
    void cleared();

private:
    void clear();

    QClipboard *m_clipboard;
    Scheduler *m_scheduler;
    Scheduler::TimerId m_timer = 0;
    QString m_secret;
};

} // namespace Latchkey::Desktop
