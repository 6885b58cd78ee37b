// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QJsonObject>

namespace Latchkey {

struct CompactJws;

// All that is done by the library José is done here.

/// True where \a jws was signed by the owner of \a publicKey (RFC 7517), which JwkSet chose for it.
bool verifySignature(const CompactJws &jws, const QJsonObject &publicKey);

/// True where an object in \a json has a member twice, at any depth, or \a json cannot be read
/// to its end, so that nobody can say.
bool hasRepeatedMembers(const QByteArray &json);

} // namespace Latchkey
