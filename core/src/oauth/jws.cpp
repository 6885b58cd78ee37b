// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "oauth/jws.h"

#include "oauth/signature.h"

#include <QtCore/QJsonDocument>
#include <QtCore/QList>
#include <QtCore/QStringList>

#include <algorithm>
#include <optional>

namespace Latchkey {

namespace {

constexpr qsizetype longestToken = 64 * 1024;
constexpr qsizetype longestKeyId = 1024;

Error invalid(const char *why)
{
    return Error(Error::Kind::InvalidIdToken, QString::fromLatin1(why));
}

bool isBase64Url(const QByteArray &part)
{
    const auto isLetter = [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')
            || c == '-' || c == '_';
    };
    return !part.isEmpty() && part.size() % 4 != 1
        && std::all_of(part.cbegin(), part.cend(), isLetter);
}

std::optional<QJsonObject> decodedObject(const QByteArray &part)
{
    const QByteArray json = QByteArray::fromBase64(part, QByteArray::Base64UrlEncoding);
    const QJsonDocument document = QJsonDocument::fromJson(json);
    if (!document.isObject() || hasRepeatedMembers(json))
        return std::nullopt;
    return document.object();
}

// RFC 8725 §3.11: a token that says that it is something else is not an ID token.
bool isOfAnotherType(const QJsonValue &type)
{
    const QString text = type.toString().toLower();
    return !type.isUndefined() && (!type.isString() || text.endsWith(QLatin1String("+jwt")));
}

Error headerError(const QJsonObject &header)
{
    const QJsonValue algorithm = header.value(QLatin1String("alg"));
    if (!algorithm.isString())
        return invalid("\"alg\" is missing");
    if (algorithm.toString().compare(QLatin1String("none"), Qt::CaseInsensitive) == 0)
        return invalid("it is not signed (\"alg\" is \"none\")");
    if (keyTypeFor(algorithm.toString()).isEmpty())
        return invalid("it is signed by an algorithm that is not accepted");
    // RFC 7797 counts as critical, and nobody may leave that out.
    if (header.contains(QLatin1String("crit")) || header.contains(QLatin1String("b64")))
        return invalid("it needs an extension that is not known (\"crit\")");
    const QJsonValue keyId = header.value(QLatin1String("kid"));
    if (!keyId.isUndefined() && (!keyId.isString() || keyId.toString().size() > longestKeyId))
        return invalid("\"kid\" is not a usable string");
    if (isOfAnotherType(header.value(QLatin1String("typ"))))
        return invalid("\"typ\" says that it is another kind of token");
    return {};
}

} // namespace

QString CompactJws::algorithm() const
{
    return header.value(QLatin1String("alg")).toString();
}

QString CompactJws::keyId() const
{
    return header.value(QLatin1String("kid")).toString();
}

Expected<CompactJws> CompactJws::parse(const QString &text)
{
    if (text.size() > longestToken)
        return unexpected(invalid("it is larger than 64 KiB"));
    // Whatever Latin-1 lacks becomes a '?', which no part may hold.
    const QList<QByteArray> parts = text.toLatin1().split('.');
    if (parts.size() == 5)
        return unexpected(invalid("it is encrypted, which was not asked for"));
    if (parts.size() != 3)
        return unexpected(invalid("it does not have three parts"));
    if (!std::all_of(parts.cbegin(), parts.cbegin() + 2, isBase64Url))
        return unexpected(invalid("a part is not base64url"));
    const std::optional<QJsonObject> header = decodedObject(parts.at(0));
    if (!header)
        return unexpected(invalid("its header is not a JSON object, or repeats a member"));
    if (const Error error = headerError(*header); error.isError())
        return unexpected(error);
    // An unsigned one may have nothing here, and was told as such above.
    if (!isBase64Url(parts.at(2)))
        return unexpected(invalid("a part is not base64url"));
    const std::optional<QJsonObject> payload = decodedObject(parts.at(1));
    if (!payload)
        return unexpected(invalid("its claims are not a JSON object, or repeat a member"));
    return CompactJws{*header, *payload, parts.at(0), parts.at(1), parts.at(2)};
}

QStringList allowedAlgorithms()
{
    return {
        QStringLiteral("RS256"), QStringLiteral("RS384"), QStringLiteral("RS512"),
        QStringLiteral("PS256"), QStringLiteral("PS384"), QStringLiteral("PS512"),
        QStringLiteral("ES256"), QStringLiteral("ES384"), QStringLiteral("ES512"),
    };
}

QString keyTypeFor(const QString &algorithm)
{
    if (!allowedAlgorithms().contains(algorithm))
        return {};
    return algorithm.startsWith(u'E') ? QStringLiteral("EC") : QStringLiteral("RSA");
}

} // namespace Latchkey
