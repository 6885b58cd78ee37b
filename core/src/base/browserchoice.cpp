// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "base/browserchoice.h"

#include <QtCore/QDir>
#include <QtCore/QFileInfo>
#include <QtCore/QProcess>
#include <QtCore/QStandardPaths>
#include <QtCore/QUrl>

namespace Latchkey {

namespace {

BrowserCommand systemCommand()
{
#if defined(Q_OS_WIN)
    // What `start` does, without a shell that would read the address's '&' as its own.
    return {QStringLiteral("rundll32"), QStringLiteral("url.dll,FileProtocolHandler")};
#elif defined(Q_OS_MACOS)
    return {QStringLiteral("open")};
#else
    return {QStringLiteral("xdg-open")};
#endif
}

/// The commands of BROWSER whose program is there.
QList<BrowserCommand> commandsOfVariable(const BrowserSurroundings &surroundings)
{
    QList<BrowserCommand> commands;
    for (const QString &entry : surroundings.browserVariable.split(u':', Qt::SkipEmptyParts)) {
        const BrowserCommand command = QProcess::splitCommand(entry);
        if (!findProgram(command.value(0), surroundings.programFolders).isEmpty())
            commands += command;
    }
    return commands;
}

/// Replaces what stands for something else in one word; false where none of it is the address.
bool expand(QString &word, const QString &address)
{
    bool hasAddress = false;
    QString expanded;
    for (qsizetype i = 0; i < word.size(); ++i) {
        const QChar next = i + 1 < word.size() ? word.at(i + 1) : QChar();
        const bool isPlaceholder =
            word.at(i) == u'%' && (next == u's' || next == u'c' || next == u'%');
        if (!isPlaceholder) {
            expanded += word.at(i);
            continue;
        }
        ++i;
        hasAddress = hasAddress || next == u's';
        expanded += next == u's' ? address : next == u'c' ? QStringLiteral(":") : QString(next);
    }
    word = expanded;
    return hasAddress;
}

} // namespace

BrowserSurroundings BrowserSurroundings::ofProcess()
{
    BrowserSurroundings surroundings;
#if defined(Q_OS_WIN)
    surroundings.opener = BrowserSurroundings::Opener::System;
    surroundings.hasDisplay = !qEnvironmentVariableIsSet("SSH_CONNECTION");
#elif defined(Q_OS_MACOS)
    surroundings.opener = BrowserSurroundings::Opener::System;
    surroundings.hasDisplay = !qEnvironmentVariableIsSet("SSH_CONNECTION");
    surroundings.browserVariable = qEnvironmentVariable("BROWSER");
#else
    if (QFileInfo::exists(QStringLiteral("/.flatpak-info")) || qEnvironmentVariableIsSet("SNAP"))
        surroundings.opener = BrowserSurroundings::Opener::System;
    surroundings.hasDisplay =
        !qEnvironmentVariableIsEmpty("DISPLAY") || !qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY");
    surroundings.browserVariable = qEnvironmentVariable("BROWSER");
#endif
    surroundings.programFolders =
        qEnvironmentVariable("PATH").split(QDir::listSeparator(), Qt::SkipEmptyParts);
    surroundings.configFolders =
        QStandardPaths::standardLocations(QStandardPaths::GenericConfigLocation);
    surroundings.dataFolders =
        QStandardPaths::standardLocations(QStandardPaths::GenericDataLocation);
    surroundings.desktops =
        qEnvironmentVariable("XDG_CURRENT_DESKTOP").toLower().split(u':', Qt::SkipEmptyParts);
    return surroundings;
}

BrowserChoice chooseBrowser(const BrowserSurroundings &surroundings)
{
    const bool isSystem = surroundings.opener == BrowserSurroundings::Opener::System;
    const QList<BrowserCommand> named = commandsOfVariable(surroundings);
    // A sandbox may be told of a program that is outside of it.
    const bool isNamed = isSystem ? !named.isEmpty() : !surroundings.browserVariable.isEmpty();
    if (isNamed)
        return {BrowserChoice::Source::Variable, named};
    if (isSystem)
        return {BrowserChoice::Source::System, {systemCommand()}};
    if (!surroundings.hasDisplay)
        return {};
    BrowserChoice choice;
    choice.source = BrowserChoice::Source::FreeDesktop;
    const BrowserCommand command = systemCommand();
    if (!findProgram(command.constFirst(), surroundings.programFolders).isEmpty())
        choice.commands += command;
    return choice;
}

BrowserCommand commandFor(const BrowserCommand &command, const QUrl &url)
{
    const QString address = url.toString(QUrl::FullyEncoded);
    BrowserCommand complete = command;
    bool hasAddress = false;
    for (QString &word : complete)
        hasAddress = expand(word, address) || hasAddress;
    if (!hasAddress)
        complete += address;
    return complete;
}

QString findProgram(const QString &program, const QStringList &folders)
{
    if (program.isEmpty())
        return {};
    if (program.contains(u'/')) {
        const QFileInfo info(program);
        return info.isFile() && info.isExecutable() ? program : QString();
    }
    // An empty list would make it look at PATH by itself.
    return folders.isEmpty() ? QString() : QStandardPaths::findExecutable(program, folders);
}

} // namespace Latchkey
