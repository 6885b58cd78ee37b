// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "oauth/tokenresponse.h"

#include "oauth/displaytext.h"
#include "oauth/json.h"
#include "oauth/jwt.h"

#include <algorithm>
#include <initializer_list>
#include <optional>

namespace Latchkey {

namespace {

// Ten years; beyond that a lifetime is as good as without end, and adding it might overflow.
constexpr qint64 longestLifetime = 10LL * 366 * 24 * 60 * 60;

// What the server's clock calls \a stamp, as a time of this computer's clock.
std::optional<QDateTime> localTime(std::optional<qint64> stamp, const QDateTime &receivedAt,
                                   const QDateTime &serverDate)
{
    // Zero is what documentation generators write for "some number", not a moment in 1970.
    if (!stamp || *stamp <= 0)
        return std::nullopt;
    const qint64 serverNow = (serverDate.isValid() ? serverDate : receivedAt).toSecsSinceEpoch();
    return receivedAt.addSecs(std::min(*stamp - serverNow, longestLifetime));
}

QDateTime earliestExpiry(std::optional<qint64> expiresIn,
                         std::initializer_list<std::optional<qint64>> stamps,
                         const QDateTime &receivedAt, const QDateTime &serverDate)
{
    QDateTime expiry;
    if (expiresIn)
        expiry = receivedAt.addSecs(std::clamp<qint64>(*expiresIn, 0, longestLifetime));
    for (const std::optional<qint64> &stamp : stamps) {
        const std::optional<QDateTime> end = localTime(stamp, receivedAt, serverDate);
        if (!end)
            continue;
        // No server grants what has ended. Where it does not tell the time, our clock is wrong, and
        // what does not depend on clocks decides.
        const bool isAbsurd = *end <= receivedAt && !serverDate.isValid() && expiresIn;
        if (!isAbsurd && (!expiry.isValid() || *end < expiry))
            expiry = *end;
    }
    return expiry;
}

} // namespace

Expected<TokenSet> tokenSetFromJson(const QJsonObject &object, const QStringList &requestedScopes,
                                    const QDateTime &receivedAt, const QDateTime &serverDate)
{
    JsonFields fields(object);
    TokenSet tokens;
    tokens.setAccessToken(fields.requiredString(QLatin1String("access_token")));
    tokens.setTokenType(fields.requiredString(QLatin1String("token_type")));
    tokens.setRefreshToken(fields.string(QLatin1String("refresh_token")));
    tokens.setIdToken(fields.string(QLatin1String("id_token")));
    const QStringList scopes = fields.words(QLatin1String("scope"));
    const std::optional<qint64> expiresIn = fields.integer(QLatin1String("expires_in"));
    const std::optional<qint64> expiresAt = fields.integer(QLatin1String("expires_at"));
    if (fields.error().isError())
        return unexpected(fields.error());
    if (tokens.tokenType().compare(QLatin1String("bearer"), Qt::CaseInsensitive) != 0) {
        return unexpected(
            Error(Error::Kind::Protocol, QStringLiteral("\"token_type\" is not Bearer")));
    }
    if (!isVisibleAscii(tokens.accessToken())) {
        return unexpected(
            Error(Error::Kind::Protocol,
                  QStringLiteral("\"access_token\" has characters that no token may have")));
    }
    tokens.setScopes(scopes.isEmpty() ? requestedScopes : scopes);
    tokens.setExpiresAt(earliestExpiry(expiresIn, {expiresAt, jwtExpiry(tokens.accessToken())},
                                       receivedAt, serverDate));
    return tokens;
}

} // namespace Latchkey
