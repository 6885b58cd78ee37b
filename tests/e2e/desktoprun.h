// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QProcess>

/// One run of latchkey-desktop, with a home of its own.
class DesktopRun
{
public:
    DesktopRun(const QString &home, const QStringList &arguments);
    ~DesktopRun();
    DesktopRun(const DesktopRun &) = delete;
    DesktopRun &operator=(const DesktopRun &) = delete;

    /// Waits until its window has this title, for as long as \a seconds.
    bool waitForTitle(const QString &title, int seconds);
    QStringList titles() const;
    /// Ends it without a warning, as a crash would.
    void kill();

    QByteArray errorOutput();

private:
    QProcess m_process;
};
