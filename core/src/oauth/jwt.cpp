// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "oauth/jwt.h"

#include <QtCore/QByteArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>
#include <QtCore/QStringList>

#include <cmath>

namespace Latchkey {

std::optional<qint64> jwtExpiry(const QString &token)
{
    constexpr qsizetype longestToken = 64 * 1024;
    constexpr double latest = 1e12;
    const QStringList parts = token.size() > longestToken ? QStringList() : token.split(u'.');
    if (parts.size() != 3)
        return std::nullopt;
    const auto payload = QByteArray::fromBase64Encoding(
        parts.at(1).toLatin1(),
        QByteArray::Base64UrlEncoding | QByteArray::AbortOnBase64DecodingErrors);
    if (!payload)
        return std::nullopt;
    const QJsonValue exp =
        QJsonDocument::fromJson(payload.decoded).object().value(QLatin1String("exp"));
    // A NumericDate may have a fraction.
    const double seconds = exp.toDouble(0);
    if (seconds <= 0 || seconds > latest)
        return std::nullopt;
    return static_cast<qint64>(std::floor(seconds));
}

} // namespace Latchkey
