// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "requesthead.h"

#include <latchkey/error.h>
#include <latchkey/scheduler.h>

#include <QtCore/QCoreApplication>
#include <QtCore/QList>
#include <QtNetwork/QTcpServer>

namespace Latchkey {

class LoopbackConnection;

/// Listens on one loopback address, and holds whoever comes, up to a number.
class LoopbackListener : public QObject
{
    Q_OBJECT
public:
    /// Where this is reached, whoever has waited longest makes room for the newcomer.
    static constexpr qsizetype maxConnections = 32;

    explicit LoopbackListener(Scheduler *scheduler);
    ~LoopbackListener() override;

    /// As LoopbackReplyHandler::listen().
    Error listen(const QUrl &redirectUri);
    bool isListening() const { return m_server.isListening(); }
    /// Takes nobody in any more, and drops those who have not asked for anything yet.
    void close();
    /// With the port that it has; empty before listen().
    QUrl redirectUri() const { return m_redirectUri; }
    /// What a request has to call this server, and what it has to ask for.
    QByteArray host() const;
    QByteArray path() const;

Q_SIGNALS:
    void requested(Latchkey::LoopbackConnection *connection, const Latchkey::RequestHead &head);

private:
    void takeIn();
    void makeRoom();

    Scheduler *m_scheduler;
    QTcpServer m_server;
    QUrl m_redirectUri;
    // The oldest first, those among them that were answered and have not closed yet.
    QList<LoopbackConnection *> m_connections;
};

} // namespace Latchkey
