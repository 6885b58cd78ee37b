// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QElapsedTimer>
#include <QtCore/QMap>
#include <QtCore/QProcess>
#include <QtCore/QString>
#include <QtCore/QStringList>

/// How often a program that has nothing to do is woken up, by any of its threads, counted from when
/// it has settled. Other measurements may go on meanwhile. Linux only.
class WakeUps
{
public:
    WakeUps(const QString &name, const QString &program, const QStringList &arguments);
    ~WakeUps();

    /// Waits until it has settled, and counts from now on.
    void begin();
    /// Waits until \a seconds have passed since begin(). Wake-ups per minute, or a negative number
    /// where the program has ended.
    double perMinute(int seconds);
    QString name() const { return m_name; }

private:
    QMap<QString, qint64> counts() const;

    QString m_name;
    QProcess m_process;
    QElapsedTimer m_timer;
    QMap<QString, qint64> m_before; ///< By thread, as at begin().
};
