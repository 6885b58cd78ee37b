// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <latchkey/scheduler.h>

#include <QtCore/QDateTime>
#include <QtWidgets/QWidget>

class QLabel;

namespace Latchkey {
class TextBlock;
}

namespace Latchkey::Desktop {

class LifeBar;

/// How long the access token is still good for. Looks at the clock once a second, and only while
/// it can be seen.
class TokenLife : public QWidget
{
    Q_OBJECT
public:
    TokenLife(Scheduler *scheduler, QWidget *parent);
    ~TokenLife() override;

    /// In UTC; either may be invalid where it is not known.
    void setTimes(const QDateTime &issuedAt, const QDateTime &expiresAt);
    /// How the next access token is come by.
    enum class Renewal { ByItself, BySigningIn };
    void setRenewal(Renewal renewal);

    QString remainingText() const;

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void tick();
    void update();

    Scheduler *m_scheduler;
    TextBlock *m_heading;
    QLabel *m_remaining;
    LifeBar *m_bar;
    TextBlock *m_end;
    QDateTime m_issuedAt;
    QDateTime m_expiresAt;
    Renewal m_renewal = Renewal::ByItself;
    Scheduler::TimerId m_timer = 0;
};

} // namespace Latchkey::Desktop
