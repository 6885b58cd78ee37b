// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "http/freshness.h"

#include "http/httpanswer.h"

#include <QtCore/QList>

#include <algorithm>

namespace Latchkey {

namespace {

using std::chrono::seconds;

// Nothing is kept for longer than a year, and adding it has to be safe.
constexpr qint64 longest = 366LL * 24 * 60 * 60;

/// A number of seconds, perhaps in quotes; what is too large counts as large (RFC 9111 §1.2.2).
std::optional<seconds> deltaSeconds(QByteArray text)
{
    text = text.trimmed();
    if (text.size() >= 2 && text.startsWith('"') && text.endsWith('"'))
        text = text.mid(1, text.size() - 2);
    const bool isNumber = !text.isEmpty()
        && std::all_of(text.cbegin(), text.cend(), [](char c) { return c >= '0' && c <= '9'; });
    if (!isNumber)
        return std::nullopt;
    bool isSmall = false;
    const qint64 value = text.toLongLong(&isSmall);
    return seconds(isSmall ? std::min(value, longest) : longest);
}

} // namespace

std::optional<seconds> freshness(const FreshnessHeaders &headers, const QDateTime &serverDate,
                                 const QDateTime &receivedAt)
{
    std::optional<seconds> lifetime;
    const QList<QByteArray> directives = headers.cacheControl.toLower().left(1024).split(',');
    for (const QByteArray &directive : directives) {
        const QByteArray name = directive.split('=').constFirst().trimmed();
        if (name == "no-store" || name == "no-cache")
            return seconds::zero();
        // Of two, the first; one that cannot be read is as good as stale (RFC 9111 §4.2.1).
        if (name == "max-age" && !lifetime) {
            lifetime = directive.contains('=')
                ? deltaSeconds(directive.mid(directive.indexOf('=') + 1)).value_or(seconds::zero())
                : seconds::zero();
        }
    }
    if (!lifetime && !headers.expires.isEmpty()) {
        // "0" and other dates that are none have passed (RFC 9111 §5.3).
        const QDateTime end = parseHttpDate(headers.expires);
        const QDateTime begin = serverDate.isValid() ? serverDate : receivedAt;
        lifetime = seconds(end.isValid() ? std::min<qint64>(begin.secsTo(end), longest) : 0);
    }
    if (!lifetime)
        return std::nullopt;
    const seconds age = deltaSeconds(headers.age).value_or(seconds::zero());
    return std::max(*lifetime - age, seconds::zero());
}

} // namespace Latchkey
