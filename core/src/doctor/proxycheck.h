// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "base/scheduledcall.h"
#include "doctor/check.h"

#include <QtNetwork/QNetworkProxy>
#include <QtNetwork/QTcpSocket>

namespace Latchkey {

/// Whether one proxy takes connections. Nothing is sent to it.
class ProxyCheck : public DoctorCheck
{
    Q_OBJECT
public:
    /// \a proxy is not of the type NoProxy. \a scheduler is not owned.
    ProxyCheck(const QNetworkProxy &proxy, Scheduler *scheduler, QObject *parent);

    void start() override;
    Findings giveUp() const override;

private:
    void tell(const Finding &finding);
    void failed(QAbstractSocket::SocketError error);

    QNetworkProxy m_proxy;
    QString m_name;
    Scheduler *m_scheduler;
    QTcpSocket m_socket;
    ScheduledCall m_deadline;
};

} // namespace Latchkey
