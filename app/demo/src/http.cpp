// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT
#include "http.h"

#include <QtCore/QSet>

namespace Latchkey::Demo {

QByteArray HttpRequest::header(QByteArrayView name) const
{
    for (const auto &[key, value] : headers) {
        if (key.compare(name, Qt::CaseInsensitive) == 0)
            return value;
    }
    return {};
}

bool HttpRequest::hasHeader(QByteArrayView name) const
{
    for (const auto &[key, value] : headers) {
        if (key.compare(name, Qt::CaseInsensitive) == 0)
            return true;
    }
    return false;
}

bool HttpRequest::isForm() const
{
    const QByteArray type = header("Content-Type").split(';').constFirst().trimmed().toLower();
    return type == "application/x-www-form-urlencoded";
}

void HttpAnswer::setHeader(const QByteArray &name, const QByteArray &value)
{
    headers.removeIf([&name](const QPair<QByteArray, QByteArray> &header) {
        return header.first.compare(name, Qt::CaseInsensitive) == 0;
    });
    headers.append({name, value});
}

std::optional<ParameterList> parseForm(const QByteArray &encoded, int limit)
{
    ParameterList parameters;
    if (encoded.isEmpty())
        return parameters;
    const auto decoded = [](QByteArray text) {
        text.replace('+', ' ');
        return QString::fromUtf8(QByteArray::fromPercentEncoding(text));
    };
    const QList<QByteArray> pairs = encoded.split('&');
    if (pairs.size() > limit)
        return std::nullopt;
    for (const QByteArray &pair : pairs) {
        if (pair.isEmpty())
            continue;
        const qsizetype equals = pair.indexOf('=');
        if (equals < 0)
            parameters.append({decoded(pair), QString()});
        else
            parameters.append({decoded(pair.left(equals)), decoded(pair.mid(equals + 1))});
    }
    return parameters;
}

QString valueOf(const ParameterList &parameters, QStringView name)
{
    for (const auto &[key, value] : parameters) {
        if (key == name)
            return value;
    }
    return {};
}

bool hasDuplicates(const ParameterList &parameters)
{
    QSet<QString> seen;
    for (const auto &parameter : parameters) {
        if (seen.contains(parameter.first))
            return true;
        seen.insert(parameter.first);
    }
    return false;
}

} // namespace Latchkey::Demo
