// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QJsonObject>
#include <QtCore/QString>

#include <memory>

namespace Latchkey {

/// A provider's key that signs what a test wants, well-formed or not.
class TokenSigner
{
public:
    /// Makes a key for \a algorithm, such as "RS256". An RSA key has \a rsaBits.
    explicit TokenSigner(const QString &algorithm, const QString &keyId = QStringLiteral("key-1"),
                         int rsaBits = 2048);
    ~TokenSigner();
    TokenSigner(const TokenSigner &) = delete;
    TokenSigner &operator=(const TokenSigner &) = delete;

    /// The public key as a JWKS holds it, with `kid`, `use` and `alg`.
    QJsonObject publicJwk() const;
    /// A JWKS of this key alone, as text.
    QByteArray keySet() const;

    /// `alg`, `kid` and `typ` as they should be.
    QJsonObject header() const;
    QString sign(const QJsonObject &claims) const { return sign(header(), claims); }
    QString sign(const QJsonObject &header, const QJsonObject &claims) const;
    /// The header and the payload as these very texts.
    QString sign(const QByteArray &header, const QByteArray &payload) const;

    static QByteArray base64Url(const QByteArray &bytes);

private:
    struct Key;
    std::unique_ptr<Key> m_key;
};

} // namespace Latchkey
