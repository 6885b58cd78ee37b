// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QProcess>
#include <QtCore/QProcessEnvironment>

/// A run of latchkey-keychain-client, which does as it is told.
class ClientRun
{
public:
    explicit ClientRun(const QProcessEnvironment &environment);
    ~ClientRun();
    ClientRun(const ClientRun &) = delete;
    ClientRun &operator=(const ClientRun &) = delete;

    /// Tells it something, and does not wait.
    void tell(const QString &command);
    /// The next line that it says, without what is in it for a log; "silence" where none came
    /// within \a milliseconds. The event loop of the test runs meanwhile.
    QString line(int milliseconds);
    QString line() { return line(10000); }
    /// What it answers to a command.
    QString ask(const QString &command);
    /// Waits for its end: 0 where it ended by itself and well.
    int exitStatus();

    /// All that it has said on standard error.
    QByteArray errorOutput() { return m_process.readAllStandardError(); }

private:
    QProcess m_process;
};
