// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "base/scheduledcall.h"
#include "requesthead.h"

#include <QtCore/QObject>

class QTcpSocket;

namespace Latchkey {

/// One who has knocked at the port: reads one request, bounded in size and time, and sends one
/// answer.
class LoopbackConnection : public QObject
{
    Q_OBJECT
public:
    /// How long a request may take to arrive.
    static constexpr std::chrono::seconds patience{10};

    /// Takes \a socket over. The scheduler is not owned.
    LoopbackConnection(QTcpSocket *socket, Scheduler *scheduler, QObject *parent);
    ~LoopbackConnection() override;

    bool isReading() const { return m_state == State::Reading; }
    /// Sends \a response and closes the connection; then goes on by itself until the other side has
    /// had time to take it, whatever becomes of the parent.
    void answer(const QByteArray &response);
    /// Closes the connection without an answer.
    void drop();

Q_SIGNALS:
    /// The request is there, or will never be one; comes once, never from the constructor.
    void requested(const Latchkey::RequestHead &head);
    /// The other side has gone, or was dropped. The object deletes itself.
    void gone();

private:
    enum class State { Reading, Waiting, Answered };

    void readAvailable();
    void closed();

    QTcpSocket *m_socket;
    QByteArray m_received;
    ScheduledCall m_deadline;
    State m_state = State::Reading;
    bool m_mayBeUnread = false;
};

} // namespace Latchkey
