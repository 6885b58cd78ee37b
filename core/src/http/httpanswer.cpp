// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "http/httpanswer.h"

#include "oauth/errorresponse.h"
#include "oauth/json.h"

#include <QtCore/QLocale>

#include <algorithm>

namespace Latchkey {

namespace {

constexpr std::chrono::seconds longestRetryAfter = std::chrono::hours(1);

bool isPassing(int status)
{
    return status == 429 || status >= 500;
}

} // namespace

Expected<QJsonObject> HttpAnswer::grant() const
{
    const Expected<QJsonObject> object = parseJsonObject(body);
    if (object) {
        if (const auto response = ErrorResponse::fromJson(*object)) {
            const Error error = response->toError();
            // A server in trouble may say so in JSON as well.
            if (isPassing(status) && error.kind() == Error::Kind::Rejected
                && error.oauthCode() != QLatin1String("authorization_pending")
                && error.oauthCode() != QLatin1String("slow_down")) {
                return unexpected(describe(
                    Error(Error::Kind::Network)
                        .withOAuth(error.oauthCode(), error.oauthDescription(), error.oauthUri())));
            }
            return unexpected(describe(error));
        }
    }
    if (isPassing(status))
        return unexpected(describe(Error(Error::Kind::Network)));
    if (!object)
        return unexpected(describe(object.error()));
    if (status < 200 || status > 299) {
        return unexpected(
            describe(Error(Error::Kind::Protocol, QStringLiteral("the answer has no \"error\""))));
    }
    return object;
}

Error HttpAnswer::describe(const Error &error) const
{
    return error.withEndpoint(url).withHttpStatus(status).withRetryAfter(
        std::max(error.retryAfter(), retryAfter));
}

std::chrono::seconds parseRetryAfter(const QByteArray &value, const QDateTime &now)
{
    const QString text = QString::fromLatin1(value.trimmed());
    bool isNumber = false;
    qint64 delay = text.toLongLong(&isNumber);
    if (!isNumber) {
        // IMF-fixdate, RFC 9110 §5.6.7: "Sun, 06 Nov 1994 08:49:37 GMT".
        QDateTime date =
            QLocale::c().toDateTime(text, QStringLiteral("ddd, dd MMM yyyy HH:mm:ss 'GMT'"));
        date.setTimeSpec(Qt::UTC);
        if (!date.isValid())
            return std::chrono::seconds::zero();
        delay = now.secsTo(date);
    }
    return std::clamp(std::chrono::seconds(delay), std::chrono::seconds::zero(), longestRetryAfter);
}

} // namespace Latchkey
