// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QObject>

#include <memory>

class QSocketNotifier;

namespace Latchkey {

/// Turns Ctrl+C and a request to end (SIGINT, SIGTERM) into a signal of the event loop. There is
/// one at a time.
class Interrupt : public QObject
{
    Q_OBJECT
public:
    explicit Interrupt(QObject *parent);
    ~Interrupt() override;

    /// Ends the process as the request would have done without this class, so that a shell sees
    /// what ended it.
    [[noreturn]] void endProcess() const;

Q_SIGNALS:
    void requested();

private:
    std::unique_ptr<QSocketNotifier> m_notifier;
    int m_signal = 0; ///< The latest one.
};

} // namespace Latchkey
