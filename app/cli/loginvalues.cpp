// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "loginvalues.h"

#include "prompt.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QFile>

#include <algorithm>
#include <cstdio>
#include <utility>

namespace Latchkey {

namespace {

using Values = QMap<QString, QString>;

constexpr qint64 longestSecret = 16 * 1024;

class Text
{
    Q_DECLARE_TR_FUNCTIONS(Latchkey::LoginCommand)
};

QString standardInput()
{
    return QStringLiteral("-");
}

QString clientId()
{
    return QStringLiteral("client_id");
}

QString clientSecret()
{
    return QStringLiteral("client_secret");
}

/// The two sides of NAME=VALUE.
std::optional<std::pair<QString, QString>> sides(const QString &option, const QString &text,
                                                 QString *problem)
{
    const qsizetype equals = text.indexOf(u'=');
    if (equals > 0)
        return std::pair{text.left(equals), text.mid(equals + 1)};
    // What stands there may be a secret in the wrong place.
    *problem = Text::tr("%1 wants a name and what it stands for, with = between.").arg(option);
    return std::nullopt;
}

/// The placeholder of that name, where it is still to be filled in.
std::optional<Placeholder> openPlaceholder(const Provider &provider, const QString &name)
{
    const QList<Placeholder> open = provider.placeholders();
    const auto it = std::find_if(open.cbegin(), open.cend(), [&](const Placeholder &placeholder) {
        return placeholder.name == name;
    });
    return it == open.cend() ? std::nullopt : std::optional(*it);
}

bool isSecret(const Provider &provider, const QString &name)
{
    const auto placeholder = openPlaceholder(provider, name);
    return name == clientSecret() || (placeholder && placeholder->isSecret);
}

bool addPlainValues(const CommandLine &line, const Provider &provider, Values &values,
                    QString *problem)
{
    if (!line.clientId.isEmpty())
        values.insert(clientId(), line.clientId);
    for (const QString &text : line.values) {
        const auto pair = sides(QStringLiteral("--set"), text, problem);
        if (!pair)
            return false;
        if (isSecret(provider, pair->first)) {
            *problem = Text::tr("%1 is a secret, which others could read on a command line. Give "
                                "it with --set-file %1=FILE.")
                           .arg(pair->first);
            return false;
        }
        values.insert(pair->first, pair->second);
    }
    return true;
}

std::optional<QString> readSecret(const QString &path, QString *problem)
{
    QFile file(path);
    const bool isOpen = path == standardInput() ? file.open(stdin, QIODevice::ReadOnly)
                                                : file.open(QIODevice::ReadOnly);
    if (!isOpen) {
        *problem = Text::tr("The file %1 cannot be read: %2").arg(path, file.errorString());
        return std::nullopt;
    }
    QString secret = QString::fromUtf8(file.read(longestSecret)).trimmed();
    if (!secret.isEmpty())
        return secret;
    *problem = path == standardInput() ? Text::tr("Standard input holds no secret.")
                                       : Text::tr("The file %1 holds no secret.").arg(path);
    return std::nullopt;
}

/// NAME=FILE of every secret.
QStringList secretFiles(const CommandLine &line)
{
    QStringList files = line.secretFiles;
    if (!line.clientSecretFile.isEmpty())
        files += clientSecret() + u'=' + line.clientSecretFile;
    return files;
}

/// False, and a sentence in \a problem, where the person could not be asked for \a name.
bool canBeAsked(const Provider &provider, const QString &name, QString *problem)
{
    if (name == clientSecret() || openPlaceholder(provider, name))
        return true;
    *problem =
        Text::tr("%1 has nothing to ask for that is called \"%2\".").arg(provider.name(), name);
    return false;
}

bool addSecrets(const CommandLine &line, const Provider &provider, Values &values, QString *problem)
{
    bool isInputRead = false;
    for (const QString &text : secretFiles(line)) {
        const auto pair = sides(QStringLiteral("--set-file"), text, problem);
        if (!pair)
            return false;
        const auto &[name, path] = *pair;
        if (path == standardInput()) {
            if (std::exchange(isInputRead, true)) {
                *problem = Text::tr("Standard input can hold one secret only.");
                return false;
            }
            // Asked for later, without showing it.
            if (Prompt::isTerminal()) {
                if (!canBeAsked(provider, name, problem))
                    return false;
                continue;
            }
        }
        const auto secret = readSecret(path, problem);
        if (!secret)
            return false;
        values.insert(name, *secret);
    }
    return true;
}

} // namespace

std::optional<Provider> filledByCommandLine(const CommandLine &line, const Provider &provider,
                                            QString *problem)
{
    Values values;
    if (!addPlainValues(line, provider, values, problem)
        || !addSecrets(line, provider, values, problem)) {
        return std::nullopt;
    }
    return provider.filled(values, problem);
}

QList<Placeholder> valuesToAsk(const CommandLine &line, const Provider &provider)
{
    const QStringList files = secretFiles(line);
    QList<Placeholder> wanted = provider.placeholders();
    wanted.removeIf([&](const Placeholder &placeholder) {
        const bool isNeeded = placeholder.isRequired && placeholder.defaultValue.isEmpty();
        return !isNeeded && !files.contains(placeholder.name + u'=' + standardInput());
    });
    // A client may have a secret wherever it signs in; few providers declare it.
    const bool isAwaited = files.contains(clientSecret() + u'=' + standardInput());
    if (isAwaited && provider.clientSecret().isEmpty()
        && !openPlaceholder(provider, clientSecret())) {
        Placeholder secret;
        secret.name = clientSecret();
        secret.text = Text::tr("Client secret");
        secret.isSecret = true;
        wanted.append(secret);
    }
    return wanted;
}

QString missingSentence(const Provider &provider, const Placeholder &missing)
{
    if (missing.name == clientId()) {
        return provider.documentation().isEmpty()
            ? Text::tr("%1 needs a --client-id of your own.").arg(provider.name())
            : Text::tr("%1 needs a --client-id of your own. Get one at %2")
                  .arg(provider.name(), provider.documentation().toString());
    }
    const QString option =
        missing.isSecret ? QStringLiteral("--set-file %1=FILE") : QStringLiteral("--set %1=VALUE");
    return Text::tr("%1 needs \"%2\": %3. Give it with %4.")
        .arg(provider.name(), missing.name, missing.text.isEmpty() ? missing.name : missing.text,
             option.arg(missing.name));
}

QString questionFor(const Placeholder &missing)
{
    const QString text = missing.text.isEmpty() ? missing.name : missing.text;
    return missing.example.isEmpty() ? Text::tr("%1:").arg(text)
                                     : Text::tr("%1 (for instance %2):").arg(text, missing.example);
}

} // namespace Latchkey
