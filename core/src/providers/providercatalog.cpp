// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include <latchkey/providercatalog.h>

#include "base/logging.h"
#include "providers/fileposition.h"
#include "providers/providerreader.h"

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>
#include <QtCore/QMap>
#include <QtCore/QStandardPaths>

#include <algorithm>

// A static library's resources are not registered by themselves. The macro has to stand outside
// of any namespace.
static void registerProviderResources()
{
    Q_INIT_RESOURCE(latchkey_providers);
}

namespace Latchkey {

class ProviderCatalog::Private
{
public:
    void readFolder(const QString &path);
    void readFile(const QString &path);
    void report(const QString &path, const QString &problem);

    QMap<QString, Provider> providers;
    QStringList problems;
};

void ProviderCatalog::Private::readFolder(const QString &path)
{
    // Far more than anybody has, and few enough to be read before anybody has to wait.
    constexpr qsizetype mostFiles = 500;
    const QStringList names =
        QDir(path).entryList({QStringLiteral("*.json")}, QDir::Files, QDir::Name);
    for (const QString &name : names.first(std::min(names.size(), mostFiles)))
        readFile(path + u'/' + name);
    if (names.size() > mostFiles)
        report(path, QStringLiteral("only the first %1 files were read").arg(mostFiles));
}

void ProviderCatalog::Private::report(const QString &path, const QString &problem)
{
    problems += QStringLiteral("%1: %2").arg(path, problem);
    qCWarning(lcProviders, "%s", qUtf8Printable(problems.constLast()));
}

void ProviderCatalog::Private::readFile(const QString &path)
{
    constexpr qint64 longest = 256 * 1024;
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return report(path, file.errorString());
    const QByteArray content = file.read(longest + 1);
    if (content.size() > longest)
        return report(path, QStringLiteral("the file is larger than 256 KiB"));
    QJsonParseError parseError;
    const QJsonDocument document = QJsonDocument::fromJson(content, &parseError);
    if (parseError.error != QJsonParseError::NoError) {
        const auto line = content.left(parseError.offset).count('\n') + 1;
        return report(path, QStringLiteral("line %1: %2").arg(line).arg(parseError.errorString()));
    }
    if (!document.isObject())
        return report(path, QStringLiteral("line 1: what it holds is not an object"));
    FileProblem problem;
    const std::optional<Provider> provider =
        ProviderReader::read(document.object(), ProviderReader::Faults::Refuse, &problem);
    if (!provider) {
        const qsizetype line = lineOf(content, problem.path);
        return report(path, QStringLiteral("line %1: %2").arg(line).arg(problem.text));
    }
    providers.insert(provider->id(), *provider);
}

ProviderCatalog::ProviderCatalog() : d(new Private)
{
    registerProviderResources();
    d->readFolder(QStringLiteral(":/latchkey/providers"));
    // The user's own folder comes first in the list and has to win, so it is read last.
    QStringList folders = QStandardPaths::standardLocations(QStandardPaths::GenericDataLocation);
    std::reverse(folders.begin(), folders.end());
    for (const QString &folder : std::as_const(folders))
        d->readFolder(folder + QStringLiteral("/latchkey/providers"));
}

ProviderCatalog::~ProviderCatalog() = default;

QList<Provider> ProviderCatalog::providers() const
{
    QList<Provider> list = d->providers.values();
    std::sort(list.begin(), list.end(), [](const Provider &a, const Provider &b) {
        return a.name().compare(b.name(), Qt::CaseInsensitive) < 0;
    });
    return list;
}

std::optional<Provider> ProviderCatalog::provider(const QString &id) const
{
    const auto it = d->providers.constFind(id);
    if (it == d->providers.constEnd())
        return std::nullopt;
    return *it;
}

QStringList ProviderCatalog::problems() const
{
    return d->problems;
}

} // namespace Latchkey
