// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include <latchkey/tokenset.h>

#include "oauth/redact.h"

#include <QtCore/QDebug>

namespace Latchkey {

class TokenSetData : public QSharedData
{
public:
    QString accessToken;
    QString tokenType;
    QString refreshToken;
    QString idToken;
    QStringList scopes;
    QDateTime expiresAt;
    std::optional<std::chrono::seconds> clockSkew;
};

TokenSet::TokenSet() : d(new TokenSetData)
{ }
TokenSet::TokenSet(const TokenSet &) = default;
TokenSet &TokenSet::operator=(const TokenSet &) = default;
TokenSet::~TokenSet() = default;

bool TokenSet::isValid() const
{
    return !d->accessToken.isEmpty();
}

QString TokenSet::accessToken() const
{
    return d->accessToken;
}

QString TokenSet::tokenType() const
{
    return d->tokenType;
}

QString TokenSet::refreshToken() const
{
    return d->refreshToken;
}

QString TokenSet::idToken() const
{
    return d->idToken;
}

QStringList TokenSet::scopes() const
{
    return d->scopes;
}

QDateTime TokenSet::expiresAt() const
{
    return d->expiresAt;
}

bool TokenSet::isFresh(const QDateTime &now, qint64 seconds) const
{
    return isValid() && (!d->expiresAt.isValid() || now.addSecs(seconds) < d->expiresAt);
}

std::optional<std::chrono::seconds> TokenSet::clockSkew() const
{
    return d->clockSkew;
}

void TokenSet::setAccessToken(const QString &token)
{
    d->accessToken = token;
}

void TokenSet::setTokenType(const QString &type)
{
    d->tokenType = type;
}

void TokenSet::setRefreshToken(const QString &token)
{
    d->refreshToken = token;
}

void TokenSet::setIdToken(const QString &token)
{
    d->idToken = token;
}

void TokenSet::setScopes(const QStringList &scopes)
{
    d->scopes = scopes;
}

void TokenSet::setExpiresAt(const QDateTime &time)
{
    d->expiresAt = time;
}

void TokenSet::setClockSkew(std::optional<std::chrono::seconds> skew)
{
    d->clockSkew = skew;
}

QDebug operator<<(QDebug debug, const TokenSet &tokens)
{
    const QDebugStateSaver saver(debug);
    debug.nospace() << "TokenSet(access " << qUtf8Printable(redact(tokens.accessToken()))
                    << ", refresh " << qUtf8Printable(redact(tokens.refreshToken())) << ", expires "
                    << tokens.expiresAt().toString(Qt::ISODate) << ", scopes " << tokens.scopes()
                    << ')';
    return debug;
}

} // namespace Latchkey
