// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "endpoints/metadatacache.h"

#include <QtCore/QMutexLocker>

#include <algorithm>

using namespace std::chrono_literals;

namespace Latchkey {

namespace {

using std::chrono::seconds;

constexpr seconds shortestLife = 10min;
constexpr seconds longestLife = 7 * 24h;
constexpr seconds usualLife = 24h;
constexpr seconds restBetweenFetches = 1min;
constexpr qsizetype mostEntries = 64;

void answerLater(QObject *context, const MetadataCache::Callback &callback,
                 const Expected<MetadataCache::Found> &answer)
{
    QMetaObject::invokeMethod(
        context, [callback, answer] { callback(answer); }, Qt::QueuedConnection);
}

} // namespace

MetadataCache *MetadataCache::instance()
{
    static MetadataCache cache;
    return &cache;
}

// Both spellings lead to the same document.
QString MetadataCache::keyOf(const QUrl &issuer)
{
    QString key = issuer.toString(QUrl::FullyEncoded);
    if (key.endsWith(u'/'))
        key.chop(1);
    return key;
}

void MetadataCache::find(HttpClient *client, const QUrl &issuer, QObject *context,
                         Callback callback)
{
    {
        const QMutexLocker locker(&m_mutex);
        const Entry entry = m_entries.value(keyOf(issuer));
        if (entry.found && !entry.end.isOver(*client->scheduler()))
            return answerLater(context, callback, *entry.found);
    }
    ask(client, issuer, context, std::move(callback));
}

void MetadataCache::refetch(HttpClient *client, const QUrl &issuer, QObject *context,
                            Callback callback)
{
    {
        const QMutexLocker locker(&m_mutex);
        const Entry entry = m_entries.value(keyOf(issuer));
        if (!entry.rest.isOver(*client->scheduler())) {
            if (entry.found)
                return answerLater(context, callback, *entry.found);
            return answerLater(context, callback,
                               unexpected(Error(Error::Kind::Network,
                                                QStringLiteral("the issuer was asked just now"))
                                              .withEndpoint(issuer)));
        }
    }
    ask(client, issuer, context, std::move(callback));
}

void MetadataCache::ask(HttpClient *client, const QUrl &issuer, QObject *context, Callback callback)
{
    {
        const QMutexLocker locker(&m_mutex);
        if (m_entries.size() >= mostEntries)
            m_entries.clear();
        m_entries[keyOf(issuer)].rest = Expiry(*client->scheduler(), restBetweenFetches);
    }
    const MetadataEndpoint endpoint(client, issuer);
    endpoint.request(
        context,
        [this, client, issuer, callback = std::move(callback)](const Expected<Metadata> &metadata) {
            callback(metadata.map(
                [&](const Metadata &answer) { return put(issuer, answer, *client->scheduler()); }));
        });
}

MetadataCache::Found MetadataCache::put(const QUrl &issuer, const Metadata &metadata,
                                        const Scheduler &clock)
{
    const seconds life =
        std::clamp(metadata.lifetime.value_or(usualLife), shortestLife, longestLife);
    const Found found{metadata, clock.wallClock().addSecs(life.count())};
    const QMutexLocker locker(&m_mutex);
    Entry &entry = m_entries[keyOf(issuer)];
    entry.found = found;
    entry.end = Expiry(clock, life);
    return found;
}

void MetadataCache::forget(const QUrl &issuer)
{
    const QMutexLocker locker(&m_mutex);
    const auto it = m_entries.find(keyOf(issuer));
    if (it != m_entries.end())
        it->end = Expiry();
}

void MetadataCache::clear()
{
    const QMutexLocker locker(&m_mutex);
    m_entries.clear();
}

} // namespace Latchkey
