// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "base/scheduledcall.h"

#include <QtCore/QObject>
#include <QtNetwork/QNetworkInformation>

#include <memory>

namespace Latchkey {

/// Tells when the network has come back, so that what could not be fetched is worth another try.
///
/// Costs nothing until started. What knows of the network is Qt's QNetworkInformation; where it
/// knows nothing, or where this is not in the application's own thread, online() never comes.
class NetworkWatch : public QObject
{
    Q_OBJECT
public:
    /// \a scheduler is not owned and has to outlive this.
    NetworkWatch(Scheduler *scheduler, QObject *parent);
    ~NetworkWatch() override;

    /// From some seconds after this on, online() tells.
    void start();
    void stop();
    bool isStarted() const { return m_state != nullptr; }

Q_SIGNALS:
    /// More of the network can be reached than before: the world, or a network that ends somewhere
    /// (the provider may be within it). Names may not be found for a moment yet.
    void online();

private:
    struct State;

    void prepare();
    void listen();
    void haveReachability(QNetworkInformation::Reachability reachability);

    Scheduler *m_scheduler;
    /// While started.
    std::unique_ptr<State> m_state;
};

} // namespace Latchkey
