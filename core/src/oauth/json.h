// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "oauth/expected.h"

#include <QtCore/QJsonObject>
#include <QtCore/QStringList>

#include <optional>

namespace Latchkey {

/// Reads one JSON object out of an answer's body. The error is Protocol and says what came instead.
Expected<QJsonObject> parseJsonObject(const QByteArray &body);

/// Reads fields of the types that servers are known to send. The first field that is required and
/// absent, or has another type, is remembered; error() tells it.
class JsonFields
{
public:
    explicit JsonFields(const QJsonObject &object);

    QString requiredString(QLatin1String name);
    /// Empty where absent or null.
    QString string(QLatin1String name);
    /// Words separated by blanks, or a list of words. Nothing where absent or null.
    QStringList words(QLatin1String name);
    /// A number, or a number as a string. Nothing where absent or null.
    std::optional<qint64> integer(QLatin1String name);
    std::optional<qint64> requiredInteger(QLatin1String name);
    bool contains(QLatin1String name) const;

    /// Protocol, naming the field; no error where all was well.
    Error error() const { return m_error; }

private:
    void fail(QLatin1String name, QLatin1String why);

    QJsonObject m_object;
    Error m_error;
};

} // namespace Latchkey
