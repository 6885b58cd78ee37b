// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "oauth/expected.h"

#include <QtCore/QByteArray>
#include <QtCore/QJsonObject>
#include <QtCore/QString>

namespace Latchkey {

/// A JSON Web Signature in the compact form (RFC 7515 §7.1), taken apart and not verified.
struct CompactJws
{
    QJsonObject header;
    QJsonObject payload;
    // The three parts as they came, in base64url: what is signed are these very letters.
    QByteArray protectedPart;
    QByteArray payloadPart;
    QByteArray signaturePart;

    /// `alg`, one of those that verifySignature() knows.
    QString algorithm() const;
    /// `kid`; empty where there is none.
    QString keyId() const;

    /// Reads \a text, which is bounded at 64 KiB. The error is InvalidIdToken where it has another
    /// form, white space or padding, JSON in which a member comes twice (RFC 7515 §4 leaves the
    /// choice, and two readers that choose differently are what forgers look for), an algorithm
    /// that is not on the list (`none` and those with a shared secret never are), or `crit`, of
    /// which no extension is known here (§4.1.11). It repeats nothing of the text.
    static Expected<CompactJws> parse(const QString &text);
};

/// What \a algorithm signs with: "RSA" or "EC" (RFC 7518 §3.1); empty for one that is not allowed.
QString keyTypeFor(const QString &algorithm);

/// The algorithms that are allowed: RS, PS and ES, each with 256, 384 and 512 bits.
QStringList allowedAlgorithms();

} // namespace Latchkey
