// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <latchkey/core_export.h>

#include <QtCore/QByteArray>
#include <QtCore/QDateTime>
#include <QtCore/QMetaType>
#include <QtCore/QSharedDataPointer>
#include <QtCore/QStringList>

#include <chrono>
#include <optional>

class QDebug;

namespace Latchkey {

class TokenSetData;

/// What a token endpoint granted (RFC 6749 §5.1). A value; its secrets are never part of QDebug
/// output.
class LATCHKEY_CORE_EXPORT TokenSet
{
    Q_GADGET
    Q_PROPERTY(QStringList scopes READ scopes)
    Q_PROPERTY(QDateTime expiresAt READ expiresAt)
public:
    TokenSet();
    TokenSet(const TokenSet &);
    TokenSet &operator=(const TokenSet &);
    ~TokenSet();

    /// False for a default-constructed set, which holds no access token.
    bool isValid() const;

    QString accessToken() const;
    /// As the server wrote it, for instance "Bearer" or "bearer".
    QString tokenType() const;
    /// Empty where none was granted.
    QString refreshToken() const;
    /// The raw ID token, not validated (SignInResult::identity is what came of it); empty where
    /// none was sent.
    QString idToken() const;
    /// What was granted. Where the server does not say, what was asked for (RFC 6749 §5.1).
    QStringList scopes() const;
    /// When the access token ends, in UTC. Invalid where the server did not say, which is a known
    /// state and not an error.
    QDateTime expiresAt() const;

    /// True where the access token is good at \a now and for \a seconds after that, or has no known
    /// end.
    bool isFresh(const QDateTime &now, qint64 seconds) const;

    /// By how much this computer's clock was ahead of the server's when the tokens were granted;
    /// nothing where the server did not tell the time.
    std::optional<std::chrono::seconds> clockSkew() const;

    void setAccessToken(const QString &token);
    void setTokenType(const QString &type);
    void setRefreshToken(const QString &token);
    void setIdToken(const QString &token);
    void setScopes(const QStringList &scopes);
    void setExpiresAt(const QDateTime &time);
    void setClockSkew(std::optional<std::chrono::seconds> skew);

private:
    QSharedDataPointer<TokenSetData> d;
};

LATCHKEY_CORE_EXPORT QDebug operator<<(QDebug debug, const TokenSet &tokens);

} // namespace Latchkey

Q_DECLARE_METATYPE(Latchkey::TokenSet)
