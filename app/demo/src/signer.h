// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT
#pragma once

#include <latchkey/demo/demoknobs.h>

#include <QtCore/QByteArray>
#include <QtCore/QJsonObject>

#include <functional>
#include <memory>
#include <mutex>

namespace Latchkey::Demo {

/// The keys behind the ID tokens: an RSA one for RS256 and PS256, and one on P-256 for ES256. Each
/// is made when it is first needed, which takes a noticeable part of a second for RSA; safe from
/// any thread.
class Signer
{
public:
    enum class FirstKeys {
        Own,
        /// Those that all such signers of one process begin with.
        Shared
    };

    /// \a keyMade is called with each private RSA key of its own, in the thread that needed it
    /// first.
    Signer(FirstKeys firstKeys, std::function<void(const QJsonObject &)> keyMade);
    ~Signer();

    /// Takes over a key that keyMade was called with. False when it is none that can sign.
    bool setPrivateJwk(const QJsonObject &jwk);
    /// From now on other keys sign. Those that signed until now stay published until the next time.
    void rotate();

    /// RFC 7517 section 5, with the public keys for this algorithm alone.
    QJsonObject keySet(SigningAlgorithm algorithm);
    /// A signed JWT in compact form, \a header merged into its own; empty if that failed.
    QByteArray sign(const QJsonObject &claims, SigningAlgorithm algorithm,
                    const QJsonObject &header = {});

private:
    struct Key;
    struct Family;

    Family &familyLocked(SigningAlgorithm algorithm);

    const FirstKeys m_firstKeys;
    const std::function<void(const QJsonObject &)> m_keyMade;
    std::mutex m_mutex;
    std::unique_ptr<Family> m_rsa;
    std::unique_ptr<Family> m_elliptic;
};

/// The name in the header, RFC 7518 section 3.1.
QString nameOf(SigningAlgorithm algorithm);

} // namespace Latchkey::Demo
