// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "interrupt.h"

#include <QtCore/QSocketNotifier>

#include <csignal>
#include <cstdlib>

#ifdef Q_OS_UNIX
#include <unistd.h>
#endif

namespace Latchkey {

namespace {

// What shells make of the end by SIGINT.
constexpr int exitInterrupted = 128 + SIGINT;

} // namespace

#ifdef Q_OS_UNIX

namespace {

int pipeEnds[2] = {-1, -1};

// A signal handler may do next to nothing; a byte in a pipe wakes the event loop.
void onSignal(int signal)
{
    const char byte = static_cast<char>(signal);
    [[maybe_unused]] const auto written = write(pipeEnds[1], &byte, 1);
}

} // namespace

Interrupt::Interrupt(QObject *parent) : QObject(parent)
{
    if (pipe(pipeEnds) != 0)
        return;
    m_notifier = std::make_unique<QSocketNotifier>(pipeEnds[0], QSocketNotifier::Read);
    connect(m_notifier.get(), &QSocketNotifier::activated, this, [this] {
        unsigned char byte = 0;
        [[maybe_unused]] const auto got = read(pipeEnds[0], &byte, 1);
        m_signal = byte;
        Q_EMIT requested();
    });
    std::signal(SIGINT, onSignal);
    std::signal(SIGTERM, onSignal);
}

Interrupt::~Interrupt()
{
    std::signal(SIGINT, SIG_DFL);
    std::signal(SIGTERM, SIG_DFL);
    m_notifier.reset();
    for (int &end : pipeEnds) {
        if (end >= 0)
            close(end);
        end = -1;
    }
}

void Interrupt::endProcess() const
{
    std::signal(m_signal, SIG_DFL);
    std::raise(m_signal);
    std::_Exit(exitInterrupted);
}

#else

// Elsewhere the process ends at once, as it would without this class.
Interrupt::Interrupt(QObject *parent) : QObject(parent)
{ }
Interrupt::~Interrupt() = default;

void Interrupt::endProcess() const
{
    std::_Exit(exitInterrupted);
}

#endif

} // namespace Latchkey
