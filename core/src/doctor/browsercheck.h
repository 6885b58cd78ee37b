// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "doctor/check.h"

#include <QtCore/QStringList>

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

Finding checkBrowser(const BrowserSurroundings &surroundings);

} // namespace Latchkey
