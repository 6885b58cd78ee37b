// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "doctor/browsercheck.h"

#include "doctor/webhandler.h"
#include "oauth/displaytext.h"

#include <QtCore/QFileInfo>
#include <QtCore/QProcess>
#include <QtCore/QStandardPaths>

#include <optional>

namespace Latchkey {

namespace {

using Check = Finding::Check;

/// BROWSER is a list of commands, of which the first that is there counts.
std::optional<QString> browserOfVariable(const BrowserSurroundings &surroundings)
{
    for (const QString &entry : surroundings.browserVariable.split(u':', Qt::SkipEmptyParts)) {
        const QString program = QProcess::splitCommand(entry).value(0);
        if (!findProgram(program, surroundings.programFolders).isEmpty())
            return program;
    }
    return std::nullopt;
}

Finding opensIn(const QString &name)
{
    const QString shown = displayText(name, maxNameLength);
    return okFinding(Check::Browser, shown, Doctor::tr("Addresses are opened by %1.").arg(shown));
}

Finding checkDesktop(const BrowserSurroundings &surroundings)
{
    if (findProgram(QStringLiteral("xdg-open"), surroundings.programFolders).isEmpty()) {
        return warning(Check::Browser, QStringLiteral("xdg-open"),
                       Doctor::tr("There is no program here that opens a browser."),
                       Doctor::tr("Install xdg-utils, or name a browser in BROWSER; sign-in by "
                                  "code works without."));
    }
    const WebHandlerQuery query{surroundings.configFolders, surroundings.dataFolders,
                                surroundings.programFolders, surroundings.desktops};
    QString handler = query.find();
    if (!handler.isEmpty())
        return opensIn(handler);
    // What xdg-open falls back on.
    for (const char *name :
         {"x-www-browser", "firefox", "iceweasel", "seamonkey", "mozilla", "epiphany", "konqueror",
          "chromium", "chromium-browser", "google-chrome", "microsoft-edge"}) {
        const QString program = QString::fromLatin1(name);
        if (!findProgram(program, surroundings.programFolders).isEmpty())
            return opensIn(program);
    }
    return warning(Check::Browser, QStringLiteral("xdg-open"),
                   Doctor::tr("No browser is set up to open addresses."),
                   Doctor::tr("Install a browser and make it the default one; sign-in by code "
                              "works without."));
}

} // namespace

BrowserSurroundings BrowserSurroundings::ofProcess()
{
    BrowserSurroundings surroundings;
#if defined(Q_OS_UNIX) && !defined(Q_OS_MACOS)
    if (QFileInfo::exists(QStringLiteral("/.flatpak-info")) || qEnvironmentVariableIsSet("SNAP"))
        surroundings.opener = BrowserSurroundings::Opener::System;
#else
    surroundings.opener = BrowserSurroundings::Opener::System;
#endif
    surroundings.hasDisplay =
        !qEnvironmentVariableIsEmpty("DISPLAY") || !qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY");
    surroundings.browserVariable = qEnvironmentVariable("BROWSER");
    surroundings.programFolders = qEnvironmentVariable("PATH").split(u':', Qt::SkipEmptyParts);
    surroundings.configFolders =
        QStandardPaths::standardLocations(QStandardPaths::GenericConfigLocation);
    surroundings.dataFolders =
        QStandardPaths::standardLocations(QStandardPaths::GenericDataLocation);
    surroundings.desktops =
        qEnvironmentVariable("XDG_CURRENT_DESKTOP").toLower().split(u':', Qt::SkipEmptyParts);
    return surroundings;
}

Finding checkBrowser(const BrowserSurroundings &surroundings)
{
    if (surroundings.opener == BrowserSurroundings::Opener::System) {
        return okFinding(Check::Browser, QString(),
                         Doctor::tr("Addresses are opened by the system's browser."));
    }
    if (const auto program = browserOfVariable(surroundings))
        return opensIn(*program);
    if (!surroundings.browserVariable.isEmpty()) {
        return warning(Check::Browser, displayText(surroundings.browserVariable, maxNameLength),
                       Doctor::tr("BROWSER names a program that is not there."),
                       Doctor::tr("Correct BROWSER, or remove it from the environment; sign-in by "
                                  "code works without."));
    }
    if (!surroundings.hasDisplay) {
        return okFinding(Check::Browser, QString(),
                         Doctor::tr("There is no display here, so no browser is opened; sign-in "
                                    "by code works without."));
    }
    return checkDesktop(surroundings);
}

} // namespace Latchkey
