// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "oauth/errorresponse.h"

#include "oauth/displaytext.h"
#include "oauth/json.h"

#include <algorithm>

namespace Latchkey {

std::optional<ErrorResponse> ErrorResponse::fromJson(const QJsonObject &object)
{
    const QJsonValue error = object.value(QLatin1String("error"));
    if (!error.isString() || error.toString().isEmpty())
        return std::nullopt;
    ErrorResponse response;
    response.error = displayText(error.toString(), maxCodeLength);
    response.description =
            displayText(object.value(QLatin1String("error_description")).toString(),
                        maxDescriptionLength);
    const QString uri = object.value(QLatin1String("error_uri")).toString();
    if (uri.size() <= 2048)
        response.uri = QUrl(uri, QUrl::StrictMode);
    if (response.uri.scheme() != QLatin1String("https")
        && response.uri.scheme() != QLatin1String("http"))
        response.uri.clear();
    if (response.error == QLatin1String("slow_down")) {
        JsonFields fields(object);
        const qint64 interval = fields.integer(QLatin1String("interval")).value_or(0);
        response.interval = std::chrono::seconds(std::clamp<qint64>(interval, 0, 3600));
    }
    return response;
}

Error ErrorResponse::toError() const
{
    Error::Kind kind = Error::Kind::Rejected;
    // authorization_declined is Microsoft's word for access_denied.
    if (error == QLatin1String("access_denied") || error == QLatin1String("authorization_declined"))
        kind = Error::Kind::Denied;
    else if (error == QLatin1String("expired_token"))
        kind = Error::Kind::Expired;
    else if (error == QLatin1String("server_error")
             || error == QLatin1String("temporarily_unavailable"))
        kind = Error::Kind::Network;
    return Error(kind).withOAuth(error, description, uri).withRetryAfter(interval);
}

} // namespace Latchkey
