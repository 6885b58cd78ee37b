// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "oauth/form.h"

#include <QtCore/QStringDecoder>
#include <QtCore/QUrl>

#include <algorithm>
#include <optional>

namespace Latchkey {

namespace {

/// A name or a value; nothing where it is not percent-encoded UTF-8.
std::optional<QString> decodePart(QByteArray part)
{
    for (qsizetype i = part.indexOf('%'); i >= 0; i = part.indexOf('%', i + 1)) {
        const QByteArray digits = part.mid(i + 1, 2);
        const bool isHex = std::all_of(digits.cbegin(), digits.cend(), [](char c) {
            return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
        });
        if (digits.size() != 2 || !isHex)
            return std::nullopt;
    }
    QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
    QString text = decoder.decode(QByteArray::fromPercentEncoding(part.replace('+', ' ')));
    if (decoder.hasError())
        return std::nullopt;
    return text;
}

} // namespace

Expected<QMap<QString, QString>> formDecode(const QByteArray &body)
{
    constexpr qsizetype longest = 16 * 1024;
    const auto refuse = [](const QString &why) {
        return unexpected(Error(Error::Kind::Protocol, why));
    };
    if (body.size() > longest)
        return refuse(QStringLiteral("the form is too long"));
    QMap<QString, QString> fields;
    const QList<QByteArray> parts = body.split('&');
    for (const QByteArray &part : parts) {
        if (part.isEmpty())
            continue;
        const qsizetype equals = part.indexOf('=');
        const std::optional<QString> name = decodePart(equals < 0 ? part : part.left(equals));
        const std::optional<QString> value =
            decodePart(equals < 0 ? QByteArray() : part.mid(equals + 1));
        if (!name || !value)
            return refuse(QStringLiteral("the form is not encoded as it has to be"));
        if (fields.contains(*name))
            return refuse(QStringLiteral("the form names something twice"));
        fields.insert(*name, *value);
    }
    return fields;
}

QByteArray formEncode(const FormParameters &parameters)
{
    QByteArray body;
    for (const auto &[name, value] : parameters) {
        if (value.isEmpty())
            continue;
        if (!body.isEmpty())
            body += '&';
        body += QUrl::toPercentEncoding(name) + '=' + QUrl::toPercentEncoding(value);
    }
    return body;
}

void addParameters(FormParameters &parameters, const QMap<QString, QString> &extra)
{
    for (auto it = extra.cbegin(); it != extra.cend(); ++it) {
        const bool known = std::any_of(parameters.cbegin(), parameters.cend(),
                                       [&](const auto &pair) { return pair.first == it.key(); });
        if (!known)
            parameters.append({it.key(), it.value()});
    }
}

} // namespace Latchkey
