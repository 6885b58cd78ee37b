// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QList>
#include <QtCore/QString>
#include <QtCore/QStringList>

class QUrl;

namespace Latchkey {

/// What there is to open an address with.
struct BrowserSurroundings
{
    /// Where the desktop's own way needs no looking for: other systems, and sandboxes that ask the
    /// desktop outside.
    enum class Opener { System, FreeDesktop };

    Opener opener = Opener::FreeDesktop;
    bool hasDisplay = false;
    QString browserVariable; ///< BROWSER
    QStringList programFolders; ///< PATH
    QStringList configFolders; ///< Of the user first, then the system's.
    QStringList dataFolders; ///< The same.
    QStringList desktops; ///< XDG_CURRENT_DESKTOP, in lower case.

    /// Those of this process.
    static BrowserSurroundings ofProcess();
};

/// A program that is there, and its arguments.
using BrowserCommand = QStringList;

/// What is to open an address here.
struct BrowserChoice
{
    enum class Source {
        Variable, ///< BROWSER names it.
        System, ///< The system has one way.
        FreeDesktop, ///< xdg-open.
        None, ///< Nothing could be seen: there is no display.
    };

    Source source = Source::None;
    /// To be tried in turn; empty where the source has nothing that is there.
    QList<BrowserCommand> commands;
};

/// The one place that decides it, for whoever opens and for whoever tells what would.
BrowserChoice chooseBrowser(const BrowserSurroundings &surroundings);

/// \a command with \a url in its place.
BrowserCommand commandFor(const BrowserCommand &command, const QUrl &url);

/// The program of a command, if it can be started: \a program is a path, or a name to look for in
/// \a folders.
QString findProgram(const QString &program, const QStringList &folders);

} // namespace Latchkey
