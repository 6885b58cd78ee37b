// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "doctor/browsercheck.h"

#include "doctor/webhandler.h"
#include "oauth/displaytext.h"

namespace Latchkey {

namespace {

using Check = Finding::Check;

Finding opensIn(const QString &name)
{
    const QString shown = displayText(name, maxNameLength);
    return okFinding(Check::Browser, shown, Doctor::tr("Addresses are opened by %1.").arg(shown));
}

Finding checkDesktop(const BrowserSurroundings &surroundings, const BrowserChoice &choice)
{
    if (choice.commands.isEmpty()) {
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

Finding checkBrowser(const BrowserSurroundings &surroundings)
{
    const BrowserChoice choice = chooseBrowser(surroundings);
    switch (choice.source) {
    case BrowserChoice::Source::System:
        return okFinding(Check::Browser, QString(),
                         Doctor::tr("Addresses are opened by the system's browser."));
    case BrowserChoice::Source::Variable:
        if (!choice.commands.isEmpty())
            return opensIn(choice.commands.constFirst().constFirst());
        return warning(Check::Browser, displayText(surroundings.browserVariable, maxNameLength),
                       Doctor::tr("BROWSER names a program that is not there."),
                       Doctor::tr("Correct BROWSER, or remove it from the environment; sign-in by "
                                  "code works without."));
    case BrowserChoice::Source::FreeDesktop:
        return checkDesktop(surroundings, choice);
    case BrowserChoice::Source::None:
        break;
    }
    return okFinding(Check::Browser, QString(),
                     Doctor::tr("There is no display here, so no browser is opened; sign-in by "
                                "code works without."));
}

} // namespace Latchkey
