// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "base/expiry.h"
#include "endpoints/metadataendpoint.h"

#include <QtCore/QMap>
#include <QtCore/QMutex>

#include <functional>
#include <optional>

namespace Latchkey {

/// The metadata of issuers that this process has asked. They are kept for as long as the server
/// says, but ten minutes at the least and a week at the most, and a day where it does not say. May
/// be used from any thread.
class MetadataCache
{
public:
    /// The one that all of the process shares.
    static MetadataCache *instance();

    struct Found
    {
        Metadata metadata;
        QDateTime goodUntil;
    };
    using Callback = std::function<void(const Expected<Found> &)>;

    /// The metadata of \a issuer, asked for where none is at hand that is still good. The callback
    /// comes once, later, unless \a context dies first.
    void find(HttpClient *client, const QUrl &issuer, QObject *context, Callback callback);
    /// The same, asked for anew, since what is at hand has turned out to be wrong. An issuer is
    /// asked no more than once a minute: until then what it has said last has to do, and Network is
    /// the error where it has said nothing.
    void refetch(HttpClient *client, const QUrl &issuer, QObject *context, Callback callback);
    /// What is at hand is not to be used again.
    void forget(const QUrl &issuer);
    void clear();

private:
    struct Entry
    {
        std::optional<Found> found;
        Expiry end;
        Expiry rest; ///< Before its end the issuer is not asked again.
    };

    static QString keyOf(const QUrl &issuer);
    void ask(HttpClient *client, const QUrl &issuer, QObject *context, Callback callback);
    Found put(const QUrl &issuer, const Metadata &metadata, const Scheduler &clock);

    QMutex m_mutex;
    QMap<QString, Entry> m_entries;
};

} // namespace Latchkey
