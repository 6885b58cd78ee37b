// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "oauth/deviceauthorization.h"

#include "oauth/displaytext.h"
#include "oauth/json.h"
#include "oauth/transportsecurity.h"

#include <algorithm>

namespace Latchkey {

namespace {

using std::chrono::seconds;

// A code that is good for longer than a day is a mistake or an attack; waiting for it is bounded.
constexpr seconds longestLifetime = std::chrono::hours(24);
constexpr qsizetype maxUriLength = 2048;

Expected<QUrl> safeUri(const QString &text)
{
    if (text.size() > maxUriLength)
        return unexpected(
            Error(Error::Kind::Protocol, QStringLiteral("the verification address is too long")));
    const QUrl url(text, QUrl::StrictMode);
    if (!url.isValid() || url.isRelative())
        return unexpected(Error(Error::Kind::Protocol,
                                QStringLiteral("the verification address is not an address")));
    if (!isSecureUrl(url)) {
        return unexpected(
            Error(Error::Kind::InsecureEndpoint,
                  QStringLiteral("the verification address is not https: %1")
                      .arg(displayText(url.toString(QUrl::RemoveUserInfo | QUrl::RemoveQuery),
                                       maxNameLength))));
    }
    return url;
}

} // namespace

FormParameters DeviceAuthorizationRequest::toForm() const
{
    return {
        {QStringLiteral("client_id"), clientId},
        {QStringLiteral("scope"), scopes.join(u' ')},
        {QStringLiteral("audience"), audience},
    };
}

Expected<DeviceAuthorization> DeviceAuthorization::fromJson(const QJsonObject &object)
{
    JsonFields fields(object);
    DeviceAuthorization code;
    code.deviceCode = fields.requiredString(QLatin1String("device_code"));
    const QString userCode = fields.requiredString(QLatin1String("user_code"));
    // Google sends the draft's name of the field.
    const bool draftName = !fields.contains(QLatin1String("verification_uri"))
        && fields.contains(QLatin1String("verification_url"));
    const QString uri = fields.requiredString(draftName ? QLatin1String("verification_url")
                                                        : QLatin1String("verification_uri"));
    const QString complete = fields.string(draftName ? QLatin1String("verification_url_complete")
                                                     : QLatin1String("verification_uri_complete"));
    const std::optional<qint64> expiresIn = fields.requiredInteger(QLatin1String("expires_in"));
    const std::optional<qint64> interval = fields.integer(QLatin1String("interval"));
    if (fields.error().isError())
        return unexpected(fields.error());
    // Cut short it would be shown and would not work.
    if (userCode.size() > maxCodeLength)
        return unexpected(Error(Error::Kind::Protocol, QStringLiteral("the code is too long")));
    code.userCode = displayText(userCode, maxCodeLength);
    if (code.userCode.isEmpty() || *expiresIn <= 0) {
        return unexpected(Error(Error::Kind::Protocol,
                                QStringLiteral("the code has no characters or no lifetime")));
    }

    code.expiresIn = std::min(seconds(*expiresIn), longestLifetime);
    // Absent means 5 (RFC 8628 §3.2). None at all would be a flood of requests, so a second is the
    // least; more than the code's own life comes to the same as its life.
    if (interval)
        code.interval = std::clamp(seconds(*interval), seconds(1), longestLifetime);

    const Expected<QUrl> plain = safeUri(uri);
    if (!plain)
        return unexpected(plain.error());
    code.verificationUri = *plain;
    if (!complete.isEmpty()) {
        const Expected<QUrl> withCode = safeUri(complete);
        if (!withCode)
            return unexpected(withCode.error());
        code.verificationUriComplete = *withCode;
    }
    return code;
}

} // namespace Latchkey
