// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QProcess>
#include <QtCore/QProcessEnvironment>

/// One run of latchkey-desktop, with a home of its own.
class DesktopRun
{
public:
    /// \a environment is what it finds around itself, apart from its home.
    DesktopRun(const QString &home, const QStringList &arguments,
               const QProcessEnvironment &environment = QProcessEnvironment::systemEnvironment());
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
