// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QJsonObject>

#include <functional>
#include <memory>
#include <mutex>

namespace Latchkey::Demo {

/// The RSA key behind the ID tokens. Made when it is first needed, which takes a noticeable part of
/// a second; safe from any thread.
class Signer
{
public:
    /// \a keyMade is called with the private key, in the thread that needed it first.
    explicit Signer(std::function<void(const QJsonObject &)> keyMade);
    ~Signer();

    /// Takes over a key that keyMade was called with. False when it is none that can sign.
    bool setPrivateJwk(const QJsonObject &jwk);

    /// RFC 7517 section 5, with the public key alone.
    QJsonObject keySet();
    /// A signed JWT (RS256) in compact form; empty if that failed.
    QByteArray sign(const QJsonObject &claims);

private:
    struct Key;

    void ensureKeyLocked();

    const std::function<void(const QJsonObject &)> m_keyMade;
    std::mutex m_mutex;
    std::unique_ptr<Key> m_key;
};

} // namespace Latchkey::Demo
