// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "oauth/json.h"

#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>

#include <cmath>

namespace Latchkey {

Expected<QJsonObject> parseJsonObject(const QByteArray &body)
{
    const auto protocolError = [](const QString &detail) {
        return unexpected(Error(Error::Kind::Protocol, detail));
    };
    if (body.trimmed().isEmpty())
        return protocolError(QStringLiteral("the answer is empty"));
    QJsonParseError parseError;
    const QJsonDocument document = QJsonDocument::fromJson(body, &parseError);
    if (document.isObject())
        return document.object();
    if (body.trimmed().startsWith('<'))
        return protocolError(QStringLiteral("the answer is a web page, not JSON"));
    if (parseError.error != QJsonParseError::NoError) {
        return protocolError(QStringLiteral("the answer is not JSON: %1 at byte %2")
                                 .arg(parseError.errorString())
                                 .arg(parseError.offset));
    }
    return protocolError(QStringLiteral("the answer is JSON, but not an object"));
}

JsonFields::JsonFields(const QJsonObject &object) : m_object(object)
{ }

QString JsonFields::requiredString(QLatin1String name)
{
    const QString value = string(name);
    if (value.isEmpty())
        fail(name, QLatin1String("is missing"));
    return value;
}

QString JsonFields::string(QLatin1String name)
{
    const QJsonValue value = m_object.value(name);
    if (value.isUndefined() || value.isNull())
        return {};
    if (!value.isString())
        fail(name, QLatin1String("is not a string"));
    return value.toString();
}

QStringList JsonFields::words(QLatin1String name)
{
    const QJsonValue value = m_object.value(name);
    if (!value.isArray())
        return string(name).split(u' ', Qt::SkipEmptyParts);
    QStringList words;
    const QJsonArray array = value.toArray();
    for (const QJsonValue &entry : array) {
        if (!entry.isString())
            fail(name, QLatin1String("holds something that is not a string"));
        words += entry.toString().split(u' ', Qt::SkipEmptyParts);
    }
    return words;
}

std::optional<qint64> JsonFields::integer(QLatin1String name)
{
    const QJsonValue value = m_object.value(name);
    if (value.isUndefined() || value.isNull())
        return std::nullopt;
    bool isNumber = value.isDouble();
    const double number = isNumber ? value.toDouble() : value.toString().toDouble(&isNumber);
    // Beyond 2^53 a double is no longer exact, and no lifetime or time stamp is that large.
    constexpr double largest = 9007199254740992.0;
    if (!isNumber || !std::isfinite(number) || std::abs(number) > largest) {
        fail(name, QLatin1String("is not a number"));
        return std::nullopt;
    }
    return static_cast<qint64>(number);
}

std::optional<qint64> JsonFields::requiredInteger(QLatin1String name)
{
    const std::optional<qint64> value = integer(name);
    if (!value)
        fail(name, QLatin1String("is missing"));
    return value;
}

bool JsonFields::contains(QLatin1String name) const
{
    return m_object.contains(name);
}

void JsonFields::fail(QLatin1String name, QLatin1String why)
{
    if (!m_error.isError())
        m_error = Error(Error::Kind::Protocol, QStringLiteral("\"%1\" %2").arg(name, why));
}

} // namespace Latchkey
