// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "keychain/splithead.h"

#include <latchkey/secretstore.h>

#include <memory>

namespace Latchkey {

/// Keeps values that are larger than what one item of another store can hold.
///
/// A value within the limit is one item, as it is. A larger one is split: its parts are written
/// first, where nothing refers to them, and then the item with the value's own name, the head,
/// which says where they are. Writing or removing that one item is the moment at which the value
/// changes, so whatever ends the process in between leaves either the old or the new value whole.
/// Parts that nothing refers to any more are removed afterwards, or by the next write or removal
/// where that was not reached.
///
/// Reading needs no lock: length and hash are in the head, and where they do not fit because
/// another process has just written, it is read again. Writing and removing does: processes that
/// change the same value have to take turns.
///
/// Where there is no limit, writing and removing are one request each, as without this class.
class SplitStore : public SecretStore
{
public:
    /// What a value may have at most, whatever the inner store can hold.
    static constexpr qsizetype largestTotal = SplitHead::largestTotal;
    /// What a limit has to be at least, for the sake of the head.
    static constexpr qsizetype smallestLimit = 160;

    /// \a inner is not owned and has to outlive this. The limit is what it says.
    explicit SplitStore(SecretStore *inner);
    SplitStore(SecretStore *inner, qsizetype limit);
    /// What is under way stops after the request that the inner store has in hand, which leaves the
    /// old or the new value; its callers are told Cancelled.
    ~SplitStore() override;

    /// KeychainFailed where parts are missing or are not those that were written.
    void read(const QString &key, QObject *context, ReadCallback callback) override;
    /// KeychainFailed where the value has more than largestTotal bytes; Usage where it begins like
    /// a head, which JSON does not. Any error means that the old value is still there, unless the
    /// inner store did what it reported to have failed.
    void write(const QString &key, const QByteArray &value, QObject *context,
               DoneCallback callback) override;
    /// After an error the value may be gone already, and only parts of it left; removing again
    /// removes these.
    void remove(const QString &key, QObject *context, DoneCallback callback) override;
    bool isPersistent() const override;
    /// largestTotal.
    qsizetype largestValue() const override;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace Latchkey
