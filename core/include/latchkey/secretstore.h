// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <latchkey/core_export.h>
#include <latchkey/error.h>

#include <QtCore/QByteArray>
#include <QtCore/QString>

#include <functional>
#include <limits>

class QObject;

namespace Latchkey {

/// A place for secrets: small values under names.
///
/// Callbacks are called exactly once, later and in the calling thread, and dropped where \a context
/// dies first. The store has to outlive what uses it, not the requests that are under way.
class LATCHKEY_CORE_EXPORT SecretStore
{
public:
    struct ReadResult
    {
        Error error; ///< One of the Keychain kinds, or none.
        bool found = false; ///< False without an error where there is no such item.
        QByteArray value;
    };
    using ReadCallback = std::function<void(const ReadResult &)>;
    using DoneCallback = std::function<void(const Error &)>;

    SecretStore() = default;
    SecretStore(const SecretStore &) = delete;
    SecretStore &operator=(const SecretStore &) = delete;
    virtual ~SecretStore();

    virtual void read(const QString &key, QObject *context, ReadCallback callback) = 0;
    virtual void write(const QString &key, const QByteArray &value, QObject *context,
                       DoneCallback callback) = 0;
    /// Removing what is not there is no error.
    virtual void remove(const QString &key, QObject *context, DoneCallback callback) = 0;
    /// False where everything is gone when the process ends.
    virtual bool isPersistent() const = 0;
    /// How many bytes one item can hold; noLimit unless a store says otherwise.
    virtual qsizetype largestValue() const;

    static constexpr qsizetype noLimit = std::numeric_limits<qsizetype>::max();
};

} // namespace Latchkey
