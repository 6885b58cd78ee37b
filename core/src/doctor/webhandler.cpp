// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "doctor/webhandler.h"

#include "base/browserchoice.h"

#include <QtCore/QFile>
#include <QtCore/QFileInfo>
#include <QtCore/QProcess>

namespace Latchkey {

namespace {

// Larger ones are somebody's mistake.
constexpr qint64 largestFile = 1024 * 1024;

/// The value of \a key in \a group of a desktop entry file; empty where there is none.
QString entry(const QString &path, const QString &group, const QString &key)
{
    QFile file(path);
    if (!QFileInfo(path).isFile() || !file.open(QIODevice::ReadOnly))
        return {};
    const QStringList lines = QString::fromUtf8(file.read(largestFile)).split(u'\n');
    QString current;
    for (const QString &untrimmed : lines) {
        const QString line = untrimmed.trimmed();
        if (line.startsWith(u'[') && line.endsWith(u']'))
            current = line.mid(1, line.size() - 2);
        const qsizetype equals = line.indexOf(u'=');
        if (current == group && equals > 0 && line.left(equals).trimmed() == key)
            return line.mid(equals + 1).trimmed();
    }
    return {};
}

} // namespace

QString WebHandlerQuery::find() const
{
    for (const QString &id : candidates()) {
        const QString path = desktopFile(id);
        if (path.isEmpty())
            continue;
        const QString group = QStringLiteral("Desktop Entry");
        const QStringList command =
            QProcess::splitCommand(entry(path, group, QStringLiteral("Exec")));
        const bool isHidden = entry(path, group, QStringLiteral("Hidden")) == QLatin1String("true");
        if (!isHidden && !findProgram(command.value(0), programFolders).isEmpty())
            return id;
    }
    return {};
}

/// In the order of the specification, the chosen ones before the merely possible.
QStringList WebHandlerQuery::candidates() const
{
    const QString type = QStringLiteral("x-scheme-handler/https");
    QStringList lists;
    const auto addLists = [&](const QString &folder) {
        for (const QString &desktop : desktops)
            lists += folder + u'/' + desktop + QStringLiteral("-mimeapps.list");
        lists += folder + QStringLiteral("/mimeapps.list");
    };
    for (const QString &folder : configFolders)
        addLists(folder);
    for (const QString &folder : dataFolders)
        addLists(folder + QStringLiteral("/applications"));
    QStringList ids;
    const auto addIds = [&](const QString &path, const QString &group) {
        ids += entry(path, group, type).split(u';', Qt::SkipEmptyParts);
    };
    for (const QString &path : std::as_const(lists))
        addIds(path, QStringLiteral("Default Applications"));
    for (const QString &path : std::as_const(lists))
        addIds(path, QStringLiteral("Added Associations"));
    for (const QString &folder : dataFolders)
        addIds(folder + QStringLiteral("/applications/mimeinfo.cache"),
               QStringLiteral("MIME Cache"));
    return ids;
}

QString WebHandlerQuery::desktopFile(const QString &id) const
{
    // A name with a dash may stand for a folder.
    QString nested = id;
    const qsizetype dash = nested.indexOf(u'-');
    if (dash > 0)
        nested[dash] = u'/';
    for (const QString &folder : dataFolders) {
        for (const QString &name : {id, nested}) {
            const QString path = folder + QStringLiteral("/applications/") + name;
            if (QFileInfo(path).isFile())
                return path;
        }
    }
    return {};
}

} // namespace Latchkey
