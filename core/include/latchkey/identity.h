// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <latchkey/core_export.h>

#include <QtCore/QJsonObject>
#include <QtCore/QList>
#include <QtCore/QMetaType>
#include <QtCore/QSharedDataPointer>
#include <QtCore/QString>
#include <QtCore/QUrl>

class QDebug;

namespace Latchkey {

class IdentityData;

/// Who signed in: by an ID token (OpenID Connect Core §2), the userinfo endpoint (§5.3), or both.
/// source() says how sure that is, and checks() what was looked at.
///
/// Every text is free of control and bidirectional characters and bounded in length, and is still
/// data from the network: show it as plain text.
class LATCHKEY_CORE_EXPORT Identity
{
    Q_GADGET
    Q_PROPERTY(QString subject READ subject)
    Q_PROPERTY(QString name READ name)
    Q_PROPERTY(QString email READ email)
public:
    /// What vouches for the subject.
    enum class Source {
        Unknown, ///< Nobody: there is no identity.
        UserInfo, ///< The userinfo endpoint, asked over TLS with the access token; no ID token.
        TlsOrigin, ///< An ID token that came straight from the token endpoint over TLS, or from
                   ///< this computer, with all checks but that of its signature (§3.1.3.7, step 6).
        Signature, ///< An ID token whose signature is the provider's, with all other checks.
    };
    Q_ENUM(Source)

    /// A check of an ID token that was passed (OpenID Connect Core §3.1.3.7).
    enum class Check {
        Issuer, ///< `iss` is the provider's issuer.
        Audience, ///< `aud` names this program and nobody who is not trusted.
        AuthorizedParty, ///< `azp` is this program.
        Subject, ///< `sub` is there and plain text of 255 characters at the most.
        Expiry, ///< `exp` is to come.
        IssuedAt, ///< `iat` is not to come.
        NotBefore, ///< `nbf` is not to come.
        Nonce, ///< `nonce` is what was sent.
        AccessTokenHash, ///< `at_hash` fits the access token (§3.1.3.8).
        Signature, ///< A key of the provider's has signed it.
        UserInfoSubject, ///< Userinfo, where it added something, is about the same `sub` (§5.3.2).
    };
    Q_ENUM(Check)

    Identity();
    /// Of claims that userinfo has told: source() is UserInfo where they name a subject.
    explicit Identity(const QJsonObject &claims);
    Identity(const QJsonObject &claims, Source source, const QList<Check> &checks);
    Identity(const Identity &);
    Identity &operator=(const Identity &);
    ~Identity();

    /// False where the provider did not tell who signed in: there is no `sub`.
    bool isValid() const;

    /// `sub`: what tells two people of one provider apart. Never changes, may be unreadable.
    QString subject() const;
    /// The best name for a person to read: `name`, else `preferred_username`, else `email`, else
    /// `sub`.
    QString name() const;
    QString email() const;
    /// `email_verified`: the provider says that the address is this person's. False where it does
    /// not say.
    bool isEmailVerified() const;
    /// `picture` where it is an https address, otherwise empty.
    QUrl picture() const;
    /// Everything that was said, as it was said.
    QJsonObject claims() const;

    Source source() const;
    /// The checks that were passed, in the order of the enumeration. What there was no cause for is
    /// not among them: no `azp`, no nonce that was sent, no keys.
    QList<Check> checks() const;
    /// One sentence for a person: what stands behind a source, or was looked at. Translated.
    static QString text(Source source);
    static QString text(Check check);

private:
    QSharedDataPointer<IdentityData> d;
};

LATCHKEY_CORE_EXPORT QDebug operator<<(QDebug debug, const Identity &identity);

} // namespace Latchkey

Q_DECLARE_METATYPE(Latchkey::Identity)
