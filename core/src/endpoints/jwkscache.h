// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "base/expiry.h"
#include "endpoints/jwksendpoint.h"

#include <QtCore/QMap>
#include <QtCore/QMutex>

#include <functional>

namespace Latchkey {

/// The keys of the providers that this process has signed in to. They are kept for as long as the
/// server says, but a minute at the least and a day at the most, and an hour where it does not say.
/// May be used from any thread.
class JwksCache
{
public:
    /// The one that all of the process shares.
    static JwksCache *instance();

    using Callback = std::function<void(const Expected<JwkSet> &)>;
    /// The keys of \a provider, for a signature of \a algorithm that names \a keyId. Where the keys
    /// at hand hold none that is meant, they are fetched once more (OpenID Connect Core §10.1.1),
    /// unless that was done within the last minute: nobody makes us fetch them for each token. The
    /// callback comes once, later, unless \a context dies first. The error is that of the fetch.
    void find(HttpClient *client, const Provider &provider, const QString &algorithm,
              const QString &keyId, QObject *context, Callback callback);
    /// Forgets all of them.
    void clear();

private:
    struct Entry
    {
        JwkSet keys;
        Expiry end;
        Expiry rest; ///< Before its end no unknown key has them fetched again.
    };

    void put(const QUrl &url, const JwksEndpoint::Answer &answer, const Scheduler &clock,
             const Expiry &rest);

    QMutex m_mutex;
    QMap<QUrl, Entry> m_entries;
};

} // namespace Latchkey
