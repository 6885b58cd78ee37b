// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <latchkey/error.h>

#include <QtCore/QJsonObject>
#include <QtCore/QString>

namespace Latchkey {

enum ExitCode {
    ExitDone = 0,
    ExitFailure = 1,
    ExitUsage = 2,
    ExitDenied = 3,
    ExitExpired = 4,
    ExitNetwork = 5,
    ExitKeychain = 6,
    ExitUnusableAnswer = 7,
    ExitSignInNeeded = 8,
};

int exitCodeFor(const Error &error);

/// Where the command writes. With --json, standard output holds event lines and nothing else, and
/// what is for people goes to standard error.
class Output
{
public:
    explicit Output(bool json) : m_json(json) { }

    bool isJson() const { return m_json; }
    /// True where what is for people is read on a terminal.
    bool isTerminal() const;
    /// The width of that terminal in columns; 80 where it is not known.
    int columns() const;

    /// One JSON object on a line of its own; nothing without --json.
    void event(const QString &name, QJsonObject fields) const;
    /// A line for people.
    void say(const QString &line) const;
    /// A line for people that is part of no result: progress and warnings, on standard error.
    void note(const QString &line) const;
    /// The result itself, on standard output; nothing with --json.
    void result(const QString &line) const;
    /// Bytes of the result as they are, on standard output; nothing with --json.
    void raw(const QByteArray &bytes) const;
    /// True where something could not be written to standard output. Nothing more is, then.
    bool hasFailed() const;
    /// The program's exit status, given that of the command: what could not be written was not
    /// done. Where nobody reads any more, it ends the process as other programs end then, quietly.
    int settle(int exitCode) const;

    /// Tells an error in the form asked for, and returns its exit status.
    int fail(const Error &error) const;
    /// The same, with the account that it is about.
    int fail(const Error &error, const QString &account) const;
    /// The same with a sentence of the command's own.
    int fail(const QString &code, const QString &message, int exitCode) const;

private:
    int tell(const QString &code, const QString &message, const QString &account,
             int exitCode) const;

    bool m_json;
};

} // namespace Latchkey
