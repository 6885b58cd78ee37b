// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include <latchkey/memorystore.h>

#include <QtCore/QHash>
#include <QtCore/QObject>

namespace Latchkey {

class MemoryStore::Private
{
public:
    QHash<QString, QByteArray> items;
};

MemoryStore::MemoryStore() : d(new Private)
{ }

MemoryStore::~MemoryStore() = default;

void MemoryStore::read(const QString &key, QObject *context, ReadCallback callback)
{
    ReadResult result;
    result.found = d->items.contains(key);
    result.value = d->items.value(key);
    QMetaObject::invokeMethod(
        context, [result, callback = std::move(callback)] { callback(result); },
        Qt::QueuedConnection);
}

void MemoryStore::write(const QString &key, const QByteArray &value, QObject *context,
                        DoneCallback callback)
{
    d->items.insert(key, value);
    QMetaObject::invokeMethod(
        context, [callback = std::move(callback)] { callback(Error()); }, Qt::QueuedConnection);
}

void MemoryStore::remove(const QString &key, QObject *context, DoneCallback callback)
{
    d->items.remove(key);
    QMetaObject::invokeMethod(
        context, [callback = std::move(callback)] { callback(Error()); }, Qt::QueuedConnection);
}

bool MemoryStore::isPersistent() const
{
    return false;
}

} // namespace Latchkey
