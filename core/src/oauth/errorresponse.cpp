// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "oauth/errorresponse.h"

#include "oauth/displaytext.h"
#include "oauth/errorcodes.h"
#include "oauth/json.h"

#include <algorithm>

namespace Latchkey {

namespace {

// A page that a person could open, and that is where it says it is.
QUrl webAddress(const QString &text)
{
    constexpr qsizetype maxLength = 2048;
    if (text.size() > maxLength)
        return {};
    const QUrl url(text, QUrl::StrictMode);
    const bool isWeb =
        url.scheme() == QLatin1String("https") || url.scheme() == QLatin1String("http");
    const bool isPlain = url.isValid() && !url.host().isEmpty() && url.userInfo().isEmpty();
    return isWeb && isPlain ? url : QUrl();
}

/// An error in words, beside a status, and perhaps the status in words: `{"error": "Bad Request",
/// "status": 400, "message": "Invalid refresh token"}`. Answers that grant something may have a
/// `message`, too (Microsoft), but no such status.
bool isOfTwitchsKind(const QJsonObject &object)
{
    constexpr int firstError = 400;
    return object.value(QLatin1String("status")).toInt() >= firstError
        && object.value(QLatin1String("message")).isString();
}

} // namespace

std::optional<ErrorResponse> ErrorResponse::fromJson(const QJsonObject &object)
{
    ErrorResponse response;
    const auto text = [&](const char *name, qsizetype maxLength) {
        return displayText(object.value(QLatin1String(name)).toString(), maxLength);
    };
    response.error = text("error", maxCodeLength);
    response.description = text("error_description", maxDescriptionLength);
    if (isOfTwitchsKind(object)) {
        const QString message = text("message", maxDescriptionLength);
        const QString code = codeFromWords(message);
        if (!code.isEmpty())
            response.error = code;
        if (response.description.isEmpty() && message != code)
            response.description = message;
    }
    // Google's, where a program has asked for too many codes.
    if (response.error.isEmpty())
        response.error = text("error_code", maxCodeLength);
    // Okta's, where it does not know a client: the error of its own API.
    if (response.error.isEmpty()) {
        response.error = text("errorCode", maxCodeLength);
        if (response.description.isEmpty())
            response.description = text("errorSummary", maxDescriptionLength);
    }
    if (response.error.isEmpty())
        return std::nullopt;
    response.uri = webAddress(object.value(QLatin1String("error_uri")).toString());
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
             || error == QLatin1String("temporarily_unavailable")
             || error == QLatin1String("rate_limit_exceeded"))
        kind = Error::Kind::Network;
    return Error(kind).withOAuth(error, description, uri).withRetryAfter(interval);
}

} // namespace Latchkey
