// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "http/httpanswer.h"

#include "oauth/errorresponse.h"
#include "oauth/form.h"
#include "oauth/json.h"
#include "oauth/redact.h"

#include <QtCore/QRegularExpression>

#include <algorithm>

namespace Latchkey {

namespace {

constexpr std::chrono::seconds longestRetryAfter = std::chrono::hours(1);

/// What a server says, without the secrets that it may repeat there. It goes through every member,
/// so that whatever an error is read from has been cleaned.
QJsonObject withoutEchoes(QJsonObject object, const QStringList &secrets)
{
    if (secrets.isEmpty())
        return object;
    for (auto it = object.begin(); it != object.end(); ++it) {
        if (it.value().isString())
            it.value() = withoutSecrets(it.value().toString(), secrets);
    }
    return object;
}

/// JSON, or the form that GitHub sends unless it is asked for JSON, and older servers always.
Expected<QJsonObject> parseAnswer(const QByteArray &body)
{
    Expected<QJsonObject> object = parseJsonObject(body);
    // A page or a broken answer may look like a form, too, but not like one of these.
    if (object || !body.contains('=') || body.contains('{') || body.contains('<'))
        return object;
    const auto fields = formDecode(body.trimmed());
    if (!fields)
        return object;
    for (const char *name : {"access_token", "device_code", "error"}) {
        if (fields->contains(QLatin1String(name))) {
            QJsonObject form;
            for (auto it = fields->cbegin(); it != fields->cend(); ++it)
                form.insert(it.key(), it.value());
            return form;
        }
    }
    return object;
}

bool isPassing(int status)
{
    return status == 429 || status >= 500;
}

} // namespace

Expected<QJsonObject> HttpAnswer::grant() const
{
    const Expected<QJsonObject> object = parseAnswer(body);
    if (object) {
        if (const auto response = ErrorResponse::fromJson(withoutEchoes(*object, sentSecrets))) {
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
    return error.withEndpoint(url)
        .withHttpStatus(status)
        .withRetryAfter(std::max(error.retryAfter(), retryAfter))
        .withClockSkew(clockSkew());
}

std::chrono::seconds HttpAnswer::clockSkew() const
{
    // A second is lost to the header's resolution, and some more on the way.
    constexpr std::chrono::seconds tolerance(60);
    if (!serverDate.isValid() || !receivedAt.isValid())
        return std::chrono::seconds::zero();
    const std::chrono::seconds skew(serverDate.secsTo(receivedAt));
    return skew > tolerance || skew < -tolerance ? skew : std::chrono::seconds::zero();
}

// Qt reads two of the forms where the zone is a number: those of
// "Sun, 06 Nov 1994 08:49:37 GMT" and "Sun Nov  6 08:49:37 1994".
QDateTime parseHttpDate(const QByteArray &value)
{
    QString text = QString::fromLatin1(value.left(64));
    static const QRegularExpression rfc850(QStringLiteral("\\A\\w+, (\\d\\d)-(\\w{3})-(\\d\\d) "));
    const QRegularExpressionMatch match = rfc850.match(text);
    if (match.hasMatch()) {
        // Nobody asks to wait for a year of another century, but documentation has such dates.
        const QString century =
            match.captured(3) < QLatin1String("70") ? QStringLiteral("20") : QStringLiteral("19");
        text = match.captured(1) + u' ' + match.captured(2) + u' ' + century + match.captured(3)
            + u' ' + text.mid(match.capturedEnd());
    }
    text.replace(QLatin1String("GMT"), QLatin1String("+0000"));
    return QDateTime::fromString(text.simplified(), Qt::RFC2822Date).toUTC();
}

std::chrono::seconds parseRetryAfter(const QByteArray &value, const QDateTime &now)
{
    const QString text = QString::fromLatin1(value.trimmed());
    bool isNumber = false;
    qint64 delay = text.toLongLong(&isNumber);
    if (!isNumber) {
        const QDateTime date = parseHttpDate(value);
        if (!date.isValid())
            return std::chrono::seconds::zero();
        delay = now.secsTo(date);
    }
    return std::clamp(std::chrono::seconds(delay), std::chrono::seconds::zero(), longestRetryAfter);
}

} // namespace Latchkey
