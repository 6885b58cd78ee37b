// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QJsonObject>
#include <QtCore/QList>
#include <QtCore/QProcess>
#include <QtCore/QProcessEnvironment>
#include <QtCore/QStringList>

class TestTerminal;

/// One run of the command latchkey, with a home of its own.
class CommandRun
{
public:
    static constexpr int patience = 30000; // milliseconds

    enum class Keyring {
        Real, ///< The one of this session.
        Absent, ///< There is no session bus to find one on.
    };

    struct Options
    {
        Keyring keyring = Keyring::Real;
        /// What it finds around itself, apart from its home.
        QProcessEnvironment environment = withoutBrowser();
        QByteArray input; ///< Its standard input.
        /// Its standard input stays open for type(), after what is in \a input.
        bool hasMoreInput = false;
        /// Where it runs; its standard streams are this one's then. Not owned.
        TestTerminal *terminal = nullptr;
        /// Bash that runs it, as "$0" "$@", where it is not to be run by itself.
        QString script;
    };

    /// Starts it; \a home takes all that it stores, apart from what is in the keyring.
    CommandRun(const QString &home, const QStringList &arguments);
    CommandRun(const QString &home, const QStringList &arguments, Keyring keyring);
    CommandRun(const QString &home, const QStringList &arguments, const Options &options);
    ~CommandRun();
    CommandRun(const CommandRun &) = delete;
    CommandRun &operator=(const CommandRun &) = delete;

    /// The environment of this process, where no test opens anybody's browser.
    static QProcessEnvironment withoutBrowser();

    /// Waits for the next line of standard output and reads it as an event of --json. Empty where
    /// no further line came or where it is no JSON. Passes over "discovered", with which every
    /// sign-in at an issuer begins.
    QJsonObject nextEvent();
    /// The same, whatever it is.
    QJsonObject nextEventOfAny();
    /// Sends more to standard input.
    void type(const QByteArray &text);
    void closeInput() { m_process.closeWriteChannel(); }
    /// Waits until standard output holds \a text.
    bool waitForOutput(const QString &text);
    /// Waits until standard error holds \a text.
    bool waitForError(const QString &text);
    /// What Ctrl+C does.
    void interrupt();
    void send(int signal);
    qint64 processId() const { return m_process.processId(); }
    /// True once it has ended; never waits, so that a test may serve it in the meantime.
    bool hasEnded();
    /// Waits for the end. The exit status, or -1 where it crashed or did not end.
    int exitStatus();
    /// Waits for the end. The signal that ended it, or 0.
    int endingSignal();

    /// All of standard output and standard error so far.
    QByteArray output();
    QByteArray errorOutput();

private:
    bool waitForMore();
    bool waitFor(const QString &text, QByteArray (CommandRun::*channel)());

    QProcess m_process;
    QByteArray m_output;
    QByteArray m_errorOutput;
    qsizetype m_read = 0;
};
