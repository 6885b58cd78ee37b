// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "base/scheduledcall.h"

#include <QtCore/QObject>

#include <memory>

namespace Latchkey {

struct KeychainStatus;

/// Tells when a keychain that could not be used may be asked again: its service has appeared on
/// the session bus, as at login where this program is started first, or somebody has unlocked it.
///
/// Costs nothing until started. Then the bus tells most of it, and a look now and then, with pauses
/// that grow to a minute, finds what the bus does not tell: a bus that comes up later, a service
/// that was stuck. Looking never asks the person for anything.
///
/// On Windows nothing can be watched, and available() comes after pauses that grow to a minute. On
/// macOS it never comes: asking again would prompt the person again.
class KeychainWatch : public QObject
{
    Q_OBJECT
public:
    /// \a scheduler is not owned and has to outlive this.
    explicit KeychainWatch(Scheduler *scheduler);
    ~KeychainWatch() override;

    /// To be called once a request has failed, unless with KeychainDenied: that would be asked
    /// again as well. Where the keychain can be used already, available() comes at once; where that
    /// did not help and this is started again, after a pause.
    void start();
    void stop();
    bool isStarted() const { return m_state != nullptr; }

Q_SIGNALS:
    /// A request is worth a try. It may prompt where the service has only just appeared, as it
    /// would have if the service had been there in the first place.
    void available();

private:
    struct State;

    void listen();
    void lookAfter(std::chrono::milliseconds delay);
    void look();
    void haveStatus(const KeychainStatus &status);

    Scheduler *m_scheduler;
    ScheduledCall m_nextLook;
    /// While started.
    std::unique_ptr<State> m_state;
    /// How long to wait after the last available() that did not help, and until when.
    std::chrono::milliseconds m_rest{0};
    std::chrono::milliseconds m_restUntil{0};
};

} // namespace Latchkey
