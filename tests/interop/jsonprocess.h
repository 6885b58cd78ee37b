// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QJsonObject>
#include <QtCore/QProcess>
#include <QtCore/QStringList>

/// A program of Node that is spoken to by a JSON object a line, as common/commands.mjs tells. It
/// lives no longer than this object. Waiting for an answer lets events be handled meanwhile.
class JsonProcess
{
public:
    JsonProcess(const QString &script, const QStringList &arguments);
    ~JsonProcess();
    JsonProcess(const JsonProcess &) = delete;
    JsonProcess &operator=(const JsonProcess &) = delete;

    /// What it said when it was ready; `error` where it never was.
    QJsonObject greeting() const { return m_greeting; }

    /// Asks and waits for the answer, which has an `error` where none came.
    QJsonObject command(const QJsonObject &command);

    /// The `error` of an answer, empty where there is none.
    static QString errorOf(const QJsonObject &answer);

private:
    QJsonObject readLine();

    QProcess m_process;
    QJsonObject m_greeting;
};
