// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "endpoints/jwkscache.h"

#include <QtCore/QMutexLocker>

#include <algorithm>

using namespace std::chrono_literals;

namespace Latchkey {

namespace {

using std::chrono::seconds;

constexpr seconds shortestLife = 1min;
constexpr seconds longestLife = 24h;
constexpr seconds usualLife = 1h;
constexpr seconds restBetweenFetches = 1min;
// More providers than anybody has accounts of.
constexpr qsizetype mostEntries = 64;

} // namespace

JwksCache *JwksCache::instance()
{
    static JwksCache cache;
    return &cache;
}

void JwksCache::find(HttpClient *client, const Provider &provider, const QString &algorithm,
                     const QString &keyId, QObject *context, Callback callback)
{
    const QUrl url = provider.endpoint(Provider::Endpoint::Jwks);
    const Scheduler &clock = *client->scheduler();
    Expiry rest;
    {
        const QMutexLocker locker(&m_mutex);
        const auto it = m_entries.constFind(url);
        const bool isFresh = it != m_entries.constEnd() && !it->end.isOver(clock);
        if (isFresh && (it->keys.hasKeyFor(algorithm, keyId) || !it->rest.isOver(clock))) {
            const auto answer = [callback = std::move(callback), keys = it->keys] {
                callback(keys);
            };
            QMetaObject::invokeMethod(context, answer, Qt::QueuedConnection);
            return;
        }
        if (isFresh)
            rest = Expiry(clock, restBetweenFetches);
    }
    const JwksEndpoint endpoint(client, provider);
    endpoint.request(context,
                     [this, url, client, rest, callback = std::move(callback)](
                         const Expected<JwksEndpoint::Answer> &answer) {
                         if (!answer)
                             return callback(unexpected(answer.error()));
                         put(url, *answer, *client->scheduler(), rest);
                         callback(answer->keys);
                     });
}

void JwksCache::put(const QUrl &url, const JwksEndpoint::Answer &answer, const Scheduler &clock,
                    const Expiry &rest)
{
    const seconds life = std::clamp(answer.lifetime.value_or(usualLife), shortestLife, longestLife);
    const QMutexLocker locker(&m_mutex);
    if (m_entries.size() >= mostEntries)
        m_entries.clear();
    m_entries.insert(url, {answer.keys, Expiry(clock, life), rest});
}

void JwksCache::clear()
{
    const QMutexLocker locker(&m_mutex);
    m_entries.clear();
}

} // namespace Latchkey
