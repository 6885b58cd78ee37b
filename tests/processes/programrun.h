// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QJsonObject>
#include <QtCore/QList>
#include <QtCore/QProcess>
#include <QtCore/QProcessEnvironment>

#include <functional>

/// One run of a program that says on standard output what it does, one JSON object a line. Waiting
/// for it processes events, so that a test may serve it in the meantime. It ends with this object.
class ProgramRun
{
public:
    static constexpr int patience = 30000; // milliseconds

    /// \a home takes all that it stores, apart from what is in the keyring.
    static QProcessEnvironment environmentIn(const QString &home);

    ProgramRun(const QString &program, const QStringList &arguments,
               const QProcessEnvironment &environment);
    ~ProgramRun();
    ProgramRun(const ProgramRun &) = delete;
    ProgramRun &operator=(const ProgramRun &) = delete;

    /// All that it has said so far.
    QList<QJsonObject> events() const { return m_events; }
    /// Those of one name.
    QList<QJsonObject> events(const char *name) const;
    /// The last state that it has told of \a account, or of the only one where that is empty.
    QJsonObject lastState(const QString &account = QString()) const;
    /// Waits until an event for which \a wanted is true is among those from the \a from-th on.
    bool waitForEvent(const std::function<bool(const QJsonObject &)> &wanted, qsizetype from = 0);
    /// Waits until it is in \a state; an event of the past does not count.
    bool waitForState(const char *state, const QString &account = QString());

    /// kill -9, and waits for the end.
    void kill();
    /// Stops it in the middle of whatever it does (SIGSTOP), and lets it go on (SIGCONT).
    void suspend();
    void resume();
    /// Waits for the end. The exit status, or -1 where it crashed or did not end.
    int exitStatus();
    QByteArray errorOutput();
    qint64 processId() const { return m_process.processId(); }

private:
    void read();

    QProcess m_process;
    QByteArray m_unread;
    QByteArray m_errorOutput;
    QList<QJsonObject> m_events;
};
