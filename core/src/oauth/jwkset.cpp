// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "oauth/jwkset.h"

#include "oauth/jws.h"

#include <QtCore/QJsonArray>

#include <algorithm>

namespace Latchkey {

namespace {

constexpr qsizetype mostKeysTried = 16;
constexpr int fewestRsaBits = 2048;
constexpr int mostRsaBits = 16384;

QString text(const QJsonObject &key, const char *name)
{
    return key.value(QLatin1String(name)).toString();
}

/// What says for what a key is meant, and what is public of it.
QJsonObject publicPart(const QJsonObject &key)
{
    const bool isRsa = text(key, "kty") == QLatin1String("RSA");
    const bool isCurve = text(key, "kty") == QLatin1String("EC");
    if (!isRsa && !isCurve)
        return {};
    QJsonObject part;
    for (const char *name : {"kty", "kid", "use", "key_ops", "alg"}) {
        const QJsonValue value = key.value(QLatin1String(name));
        if (!value.isUndefined())
            part.insert(QLatin1String(name), value);
    }
    const QList<const char *> needed =
        isRsa ? QList<const char *>{"n", "e"} : QList<const char *>{"crv", "x", "y"};
    for (const char *name : needed) {
        if (text(key, name).isEmpty())
            return {};
        part.insert(QLatin1String(name), text(key, name));
    }
    return part;
}

int rsaBits(const QJsonObject &key)
{
    const QByteArray modulus =
        QByteArray::fromBase64(text(key, "n").toLatin1(), QByteArray::Base64UrlEncoding);
    const auto first =
        std::find_if(modulus.cbegin(), modulus.cend(), [](char byte) { return byte != 0; });
    if (first == modulus.cend())
        return 0;
    int bits = static_cast<int>(std::distance(first, modulus.cend()) - 1) * 8;
    for (auto top = static_cast<unsigned char>(*first); top != 0; top >>= 1)
        ++bits;
    return bits;
}

QString curveFor(const QString &algorithm)
{
    if (algorithm == QLatin1String("ES256"))
        return QStringLiteral("P-256");
    if (algorithm == QLatin1String("ES384"))
        return QStringLiteral("P-384");
    return QStringLiteral("P-521");
}

bool isForSignatures(const QJsonObject &key)
{
    const QJsonValue use = key.value(QLatin1String("use"));
    const QJsonValue operations = key.value(QLatin1String("key_ops"));
    return (use.isUndefined() || use.toString() == QLatin1String("sig"))
        && (operations.isUndefined() || operations.toArray().contains(QStringLiteral("verify")));
}

bool isStrongEnough(const QJsonObject &key, const QString &algorithm)
{
    if (keyTypeFor(algorithm) == QLatin1String("EC"))
        return text(key, "crv") == curveFor(algorithm);
    const int bits = rsaBits(key);
    return bits >= fewestRsaBits && bits <= mostRsaBits;
}

bool isMeant(const QJsonObject &key, const QString &algorithm, const QString &keyId)
{
    const QJsonValue keyAlgorithm = key.value(QLatin1String("alg"));
    return text(key, "kty") == keyTypeFor(algorithm)
        && (keyId.isEmpty() || text(key, "kid") == keyId)
        && (keyAlgorithm.isUndefined() || keyAlgorithm.toString() == algorithm)
        && isForSignatures(key) && isStrongEnough(key, algorithm);
}

} // namespace

Expected<JwkSet> JwkSet::fromJson(const QJsonObject &object)
{
    const QJsonValue keys = object.value(QLatin1String("keys"));
    if (!keys.isArray()) {
        return unexpected(Error(Error::Kind::Protocol, QStringLiteral("\"keys\" is not a list")));
    }
    JwkSet set;
    const QJsonArray array = keys.toArray();
    for (const QJsonValue &entry : array) {
        const QJsonObject key = publicPart(entry.toObject());
        if (!key.isEmpty())
            set.m_keys.append(key);
    }
    return set;
}

bool JwkSet::hasKeyFor(const QString &algorithm, const QString &keyId) const
{
    return std::any_of(m_keys.cbegin(), m_keys.cend(),
                       [&](const QJsonObject &key) { return isMeant(key, algorithm, keyId); });
}

QList<QJsonObject> JwkSet::keysFor(const QString &algorithm, const QString &keyId) const
{
    QList<QJsonObject> meant;
    for (const QJsonObject &key : m_keys) {
        if (meant.size() == mostKeysTried)
            break;
        if (isMeant(key, algorithm, keyId))
            meant.append(key);
    }
    return meant;
}

} // namespace Latchkey
