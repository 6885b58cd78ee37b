// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "oauth/expected.h"

#include <QtCore/QJsonObject>
#include <QtCore/QList>

namespace Latchkey {

/// The public keys of a provider (RFC 7517 §5). A value.
class JwkSet
{
public:
    JwkSet() = default;
    /// The error is Protocol where there is no list of keys. What is no key, or none of a kind that
    /// is known, is left out, as §5 asks; so is whatever a key holds that is not public.
    static Expected<JwkSet> fromJson(const QJsonObject &object);

    qsizetype size() const { return m_keys.size(); }

    /// Whether any key may be meant by a signature of \a algorithm that names \a keyId (RFC 7515
    /// §4.1.4). Without an id each key that fits is meant.
    bool hasKeyFor(const QString &algorithm, const QString &keyId) const;
    /// Those keys, sixteen at the most: nobody makes us try thousands. A key for encryption, for
    /// another algorithm or curve, and an RSA key of less than 2048 bits (RFC 7518 §3.3) or of more
    /// than 16384 are none of them.
    QList<QJsonObject> keysFor(const QString &algorithm, const QString &keyId) const;

private:
    QList<QJsonObject> m_keys;
};

} // namespace Latchkey
