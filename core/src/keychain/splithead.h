// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "oauth/expected.h"

#include <QtCore/QByteArray>
#include <QtCore/QString>

namespace Latchkey {

/// The item that stands where a value is expected and says where the value's parts are.
///
/// As bytes: `latchkey-parts 1 GENERATION SLOT COUNT LENGTH SHA256`, the hash in hexadecimal.
struct SplitHead
{
    /// Two places for parts, so that a new value never overwrites those of the one before.
    enum class Slot { A, B };

    static constexpr qsizetype largestTotal = 256 * 1024;

    quint64 generation = 1; ///< One more with each write.
    Slot slot = Slot::A;
    int count = 0; ///< Of parts.
    qsizetype length = 0; ///< Of the value.
    QByteArray hash; ///< SHA-256 of the value, 32 bytes.

    /// The head of \a value, once it lies in \a count parts.
    static SplitHead of(const QByteArray &value, int count, quint64 generation, Slot slot);

    /// True where an item begins as a head does; no value may.
    static bool isHead(const QByteArray &item);
    /// KeychainFailed where the head is damaged or was written by a newer version.
    static Expected<SplitHead> fromBytes(const QByteArray &item);
    QByteArray toBytes() const;
    /// True where \a value is what was stored.
    bool fits(const QByteArray &value) const;

    bool operator==(const SplitHead &) const = default;
};

/// The other of the two slots.
SplitHead::Slot otherSlot(SplitHead::Slot slot);
/// The name of one part of the value that is called \a key.
QString partKey(const QString &key, SplitHead::Slot slot, int index);

} // namespace Latchkey
