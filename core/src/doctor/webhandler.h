// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QString>
#include <QtCore/QStringList>

namespace Latchkey {

/// The program that a FreeDesktop desktop opens https addresses with, as the specification
/// "Association between MIME types and applications" finds it: the first desktop file of those that
/// are chosen, then of those that offer it, whose program is there. Empty where there is none.
struct WebHandlerQuery
{
    QStringList configFolders; ///< The user's first, then the system's.
    QStringList dataFolders; ///< The same.
    QStringList programFolders;
    QStringList desktops; ///< In lower case.

    /// The name of the desktop file, for instance "firefox-esr.desktop".
    QString find() const;

private:
    QStringList candidates() const;
    QString desktopFile(const QString &id) const;
};

} // namespace Latchkey
