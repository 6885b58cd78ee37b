// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "providers/placeholderrule.h"

#include "oauth/displaytext.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QRegularExpression>
#include <QtNetwork/QHostAddress>

#include <algorithm>

namespace Latchkey {

namespace {

constexpr qsizetype longestValue = 1024;
constexpr qsizetype longestSecret = 4096;

class Text
{
    Q_DECLARE_TR_FUNCTIONS(Latchkey::Provider)
};

bool isPort(const QString &text)
{
    static const QRegularExpression digits(QStringLiteral("\\A[1-9][0-9]{0,4}\\z"));
    return digits.match(text).hasMatch() && text.toInt() <= 65535;
}

bool isServerName(const QString &name)
{
    static const QRegularExpression labels(
        QStringLiteral("\\A[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
                       "(\\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*\\z"));
    constexpr qsizetype longestName = 253;
    if (name.size() > longestName || !labels.match(name).hasMatch())
        return false;
    // A number may be the spelling of an address: "2130706433" is 127.0.0.1.
    return QUrl(QStringLiteral("https://%1/").arg(name), QUrl::StrictMode).host() == name;
}

/// In a name of letters of all scripts something may stand that looks like a slash and is none.
bool hasOnlyLetters(const QString &name)
{
    const QList<uint> characters = name.toUcs4();
    return std::all_of(characters.cbegin(), characters.cend(), [](uint character) {
        return QChar::isLetterOrNumber(character) || QChar::isMark(character) || character == '-'
            || character == '.';
    });
}

std::optional<QString> authority(QString text)
{
    // What a browser's address line gives when one copies from it.
    const QLatin1String scheme("https://");
    if (text.startsWith(scheme, Qt::CaseInsensitive)) {
        text.remove(0, scheme.size());
        if (text.endsWith(u'/'))
            text.chop(1);
    }
    static const QRegularExpression ipv6(
        QStringLiteral("\\A\\[([0-9A-Fa-f:.]+)\\](:([0-9]+))?\\z"));
    const QRegularExpressionMatch match = ipv6.match(text);
    if (match.hasMatch()) {
        const QHostAddress address(match.captured(1));
        const bool isWhole = match.captured(2).isEmpty() || isPort(match.captured(3));
        if (address.protocol() != QAbstractSocket::IPv6Protocol || !isWhole)
            return std::nullopt;
        return u'[' + address.toString() + u']' + match.captured(2);
    }
    const qsizetype colon = text.indexOf(u':');
    const QString port = colon < 0 ? QString() : text.mid(colon + 1);
    if (colon >= 0 && !isPort(port))
        return std::nullopt;
    // Converts to lower case, too, and what is not a name to nothing.
    const QString name = QString::fromLatin1(QUrl::toAce(text.left(colon)));
    if (!hasOnlyLetters(text.left(colon)) || !isServerName(name))
        return std::nullopt;
    return colon < 0 ? name : name + u':' + port;
}

bool isPathSegment(const QString &text)
{
    constexpr qsizetype longest = 255;
    const bool isPlain = std::all_of(text.cbegin(), text.cend(), [](QChar character) {
        return character.isLetterOrNumber() || QStringLiteral("-._~").contains(character);
    });
    return isPlain && text.size() <= longest && text != QLatin1String(".")
        && text != QLatin1String("..");
}

} // namespace

QString clientIdName()
{
    return QStringLiteral("client_id");
}

QString clientSecretName()
{
    return QStringLiteral("client_secret");
}

bool isPlaceholderName(const QString &text)
{
    static const QRegularExpression pattern(QStringLiteral("\\A[a-z][a-z0-9_]{0,31}\\z"));
    return pattern.match(text).hasMatch();
}

QStringList placeholdersIn(const QString &text)
{
    static const QRegularExpression pattern(QStringLiteral("\\{([a-z][a-z0-9_]{0,31})\\}"));
    QStringList names;
    auto match = pattern.globalMatch(text);
    while (match.hasNext())
        names += match.next().captured(1);
    return names;
}

std::optional<QString> checkedValue(const PlaceholderRule &rule, const QString &value,
                                    QString *problem)
{
    const auto refuse = [&](const QString &sentence) {
        if (problem)
            *problem = sentence;
        return std::nullopt;
    };
    const QString text = value.trimmed();
    const QString label = rule.shown.text.isEmpty() ? rule.shown.name : rule.shown.text;
    if (text.isEmpty())
        return refuse(Text::tr("\"%1\" is missing.").arg(label));
    const bool isSecret = rule.kind == PlaceholderRule::Kind::Secret;
    if (text.size() > (isSecret ? longestSecret : longestValue))
        return refuse(Text::tr("What was entered for \"%1\" is too long.").arg(label));
    switch (rule.kind) {
    case PlaceholderRule::Kind::Host: {
        const std::optional<QString> host = authority(text);
        if (host)
            return host;
        const QString example =
            rule.shown.example.isEmpty() ? QStringLiteral("id.example.org") : rule.shown.example;
        return refuse(Text::tr("\"%1\" is not the name of a server. Enter nothing but the name, "
                               "such as %2.")
                          .arg(displayText(text, maxNameLength), example));
    }
    case PlaceholderRule::Kind::PathSegment:
        if (isPathSegment(text))
            return text;
        return refuse(Text::tr("\"%1\" will not do: only letters, digits, '-', '.', '_' and '~' "
                               "can stand there.")
                          .arg(displayText(text, maxNameLength)));
    case PlaceholderRule::Kind::Text:
    case PlaceholderRule::Kind::Secret:
        if (isVisibleAscii(text))
            return text;
        return refuse(
            Text::tr("What was entered for \"%1\" holds characters that cannot be sent. Copy it "
                     "once more.")
                .arg(label));
    }
    Q_UNREACHABLE();
    return std::nullopt;
}

} // namespace Latchkey
