// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QByteArray>

class QProcess;

/// A terminal, and the person in front of it.
class TestTerminal
{
public:
    static constexpr int patience = 30000; // milliseconds

    TestTerminal();
    ~TestTerminal();
    TestTerminal(const TestTerminal &) = delete;
    TestTerminal &operator=(const TestTerminal &) = delete;

    bool isOpen() const { return m_master >= 0 && m_slave >= 0; }
    /// The process, once started, runs in this terminal, in a session of its own.
    void lendTo(QProcess &process) const;

    void type(const QByteArray &text) const;
    /// All that is to be seen so far, with "\r\n" as "\n".
    QByteArray screen();
    /// Waits until it shows \a text.
    bool waitFor(const QByteArray &text);
    /// Whether what is typed shows.
    bool isEchoing() const;

private:
    int m_master = -1;
    int m_slave = -1;
    QByteArray m_screen;
};
