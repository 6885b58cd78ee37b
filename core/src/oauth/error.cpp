// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include <latchkey/error.h>

#include "oauth/errormessage.h"

#include <QtCore/QDebug>
#include <QtCore/QStringList>

namespace Latchkey {

class ErrorData : public QSharedData
{
public:
    Error::Kind kind = Error::Kind::None;
    QString oauthCode;
    QString oauthDescription;
    QUrl oauthUri;
    QUrl endpoint;
    int httpStatus = 0;
    bool outcomeUnknown = false;
    std::chrono::seconds retryAfter{0};
    std::chrono::seconds clockSkew{0};
    QString detail;
    QString message;
    QString advice;
};

Error::Error() : d(new ErrorData)
{ }

Error::Error(Kind kind) : Error()
{
    d->kind = kind;
}

Error::Error(Kind kind, const QString &detail) : Error(kind)
{
    d->detail = detail;
}

Error::Error(const Error &) = default;
Error &Error::operator=(const Error &) = default;
Error::~Error() = default;

Error::Kind Error::kind() const
{
    return d->kind;
}

bool Error::isTransient() const
{
    switch (d->kind) {
    case Kind::Network:
    case Kind::Tls:
    case Kind::KeychainLocked:
    case Kind::Busy:
        return true;
    case Kind::Protocol:
        // A captive portal or a server in trouble answers with pages of its own.
        return d->oauthCode.isEmpty();
    default:
        return false;
    }
}

QString Error::code() const
{
    if (!d->oauthCode.isEmpty())
        return d->oauthCode;
    switch (d->kind) {
    case Kind::None:
        return {};
    case Kind::Denied:
        return QStringLiteral("access_denied");
    case Kind::Expired:
        return QStringLiteral("expired_token");
    case Kind::Network:
        return QStringLiteral("network");
    case Kind::Tls:
        return QStringLiteral("tls");
    case Kind::Protocol:
    case Kind::Rejected:
        return QStringLiteral("protocol");
    case Kind::InsecureEndpoint:
        return QStringLiteral("insecure_endpoint");
    case Kind::InvalidIdToken:
        return QStringLiteral("invalid_id_token");
    case Kind::KeychainLocked:
        return QStringLiteral("keychain_locked");
    case Kind::KeychainAbsent:
        return QStringLiteral("keychain_absent");
    case Kind::KeychainDenied:
        return QStringLiteral("keychain_denied");
    case Kind::KeychainFailed:
        return QStringLiteral("keychain_failed");
    case Kind::StorageFailed:
        return QStringLiteral("storage_failed");
    case Kind::Busy:
        return QStringLiteral("busy");
    case Kind::SignedOut:
        return QStringLiteral("signed_out");
    case Kind::Cancelled:
        return QStringLiteral("cancelled");
    case Kind::Usage:
        return QStringLiteral("usage");
    }
    Q_UNREACHABLE();
    return {};
}

QString Error::oauthCode() const
{
    return d->oauthCode;
}

QString Error::oauthDescription() const
{
    return d->oauthDescription;
}

QUrl Error::oauthUri() const
{
    return d->oauthUri;
}

QUrl Error::endpoint() const
{
    return d->endpoint;
}

int Error::httpStatus() const
{
    return d->httpStatus;
}

bool Error::isOutcomeUnknown() const
{
    return d->outcomeUnknown;
}

std::chrono::seconds Error::retryAfter() const
{
    return d->retryAfter;
}

std::chrono::seconds Error::clockSkew() const
{
    return d->clockSkew;
}

QString Error::message() const
{
    return d->message.isEmpty() ? ErrorMessage::message(*this) : d->message;
}

QString Error::advice() const
{
    return d->message.isEmpty() ? ErrorMessage::advice(*this) : d->advice;
}

QString Error::detail() const
{
    QStringList parts;
    // Encoded, since a decoded address may hold line separators and bidirectional characters.
    if (!d->endpoint.isEmpty())
        parts += d->endpoint.toString(QUrl::FullyEncoded);
    if (d->httpStatus != 0)
        parts += QStringLiteral("HTTP %1").arg(d->httpStatus);
    if (!d->oauthCode.isEmpty())
        parts += d->oauthCode;
    if (!d->oauthDescription.isEmpty())
        parts += d->oauthDescription;
    if (!d->oauthUri.isEmpty())
        parts += d->oauthUri.toString(QUrl::FullyEncoded);
    if (!d->detail.isEmpty())
        parts += d->detail;
    if (d->clockSkew.count() != 0) {
        parts += QStringLiteral("this computer's clock is %1 s %2")
                     .arg(std::abs(d->clockSkew.count()))
                     .arg(d->clockSkew.count() > 0 ? QLatin1String("fast") : QLatin1String("slow"));
    }
    return parts.join(QStringLiteral(": "));
}

Error Error::withOAuth(const QString &code, const QString &description, const QUrl &uri) const
{
    Error copy(*this);
    copy.d->oauthCode = code;
    copy.d->oauthDescription = description;
    copy.d->oauthUri = uri;
    return copy;
}

Error Error::withEndpoint(const QUrl &endpoint) const
{
    Error copy(*this);
    copy.d->endpoint =
        endpoint.adjusted(QUrl::RemoveQuery | QUrl::RemoveFragment | QUrl::RemoveUserInfo);
    return copy;
}

Error Error::withHttpStatus(int status) const
{
    Error copy(*this);
    copy.d->httpStatus = status;
    return copy;
}

Error Error::withOutcomeUnknown() const
{
    Error copy(*this);
    copy.d->outcomeUnknown = true;
    return copy;
}

Error Error::withRetryAfter(std::chrono::seconds delay) const
{
    Error copy(*this);
    copy.d->retryAfter = delay;
    return copy;
}

Error Error::withClockSkew(std::chrono::seconds skew) const
{
    Error copy(*this);
    copy.d->clockSkew = skew;
    return copy;
}

Error Error::withDetail(const QString &detail) const
{
    Error copy(*this);
    copy.d->detail = detail;
    return copy;
}

Error Error::withSentences(const QString &message, const QString &advice) const
{
    Error copy(*this);
    copy.d->message = message;
    copy.d->advice = advice;
    return copy;
}

QDebug operator<<(QDebug debug, const Error &error)
{
    const QDebugStateSaver saver(debug);
    debug.nospace() << "Error(" << error.kind() << ", " << error.detail() << ')';
    return debug;
}

} // namespace Latchkey
