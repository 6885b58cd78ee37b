// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "iconbutton.h"

namespace Latchkey {

class Scheduler;

/// "Copy", which says "Copied" for two seconds after copied() and keeps its size meanwhile.
class CopyButton : public IconButton
{
    Q_OBJECT
public:
    enum class Face { IconAndText, IconOnly };

    explicit CopyButton(QWidget *parent);

    /// Says what is copied, for somebody who does not see what it stands beside.
    void setSpokenName(const QString &name);
    void setScheduler(Scheduler *scheduler);
    void setFace(Face face);
    bool saysCopied() const { return m_copied; }
    QSize sizeFor(Face face) const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

public Q_SLOTS:
    /// To be called when something is on the clipboard.
    void showCopied();

protected:
    void changeEvent(QEvent *event) override;

private:
    void showUsual();
    void showState();

    QString m_spokenName;
    Scheduler *m_scheduler;
    Face m_face = Face::IconAndText;
    bool m_copied = false;
    quint64 m_timer = 0;
};

} // namespace Latchkey
