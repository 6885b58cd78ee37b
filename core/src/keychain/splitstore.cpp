// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "keychain/splitstore.h"

#include "keychain/splitrequest.h"

#include <QtCore/QObject>
#include <QtCore/QQueue>

namespace Latchkey {

class SplitStore::Private
{
public:
    bool isLimited() const { return limit < largestTotal; }
    void enqueue(SplitRequest *request);

    SecretStore *inner = nullptr;
    qsizetype limit = noLimit;
    /// The first one is under way. One after the other, as a keychain does it, so that a read that
    /// follows a write finds what was written.
    QQueue<SplitRequest *> queue;
};

void SplitStore::Private::enqueue(SplitRequest *request)
{
    QObject::connect(request, &SplitRequest::ended, request, [this, request] {
        request->deleteLater();
        queue.removeOne(request);
        if (isLimited() && !queue.isEmpty())
            queue.head()->start();
    });
    queue.enqueue(request);
    if (!isLimited() || queue.size() == 1)
        request->start();
}

SplitStore::SplitStore(SecretStore *inner) : SplitStore(inner, inner->largestValue())
{ }

SplitStore::SplitStore(SecretStore *inner, qsizetype limit) : d(new Private{inner, limit, {}})
{
    Q_ASSERT(limit >= smallestLimit);
}

SplitStore::~SplitStore()
{
    for (SplitRequest *request : std::as_const(d->queue)) {
        request->abandon();
        delete request;
    }
}

void SplitStore::read(const QString &key, QObject *context, ReadCallback callback)
{
    d->enqueue(new SplitReadRequest(d->inner, key, context, std::move(callback)));
}

void SplitStore::write(const QString &key, const QByteArray &value, QObject *context,
                       DoneCallback callback)
{
    Error refused;
    if (value.size() > largestTotal) {
        refused = Error(Error::Kind::KeychainFailed,
                        QStringLiteral("the value has %1 bytes, and %2 can be kept")
                            .arg(value.size())
                            .arg(largestTotal));
    } else if (SplitHead::isHead(value)) {
        refused = Error(Error::Kind::Usage,
                        QStringLiteral("the value would be taken for the head of another"));
    }
    if (refused.isError()) {
        QMetaObject::invokeMethod(
            context, [refused, callback = std::move(callback)] { callback(refused); },
            Qt::QueuedConnection);
    } else if (d->isLimited()) {
        d->enqueue(
            new SplitWriteRequest(d->inner, d->limit, key, value, context, std::move(callback)));
    } else {
        d->inner->write(key, value, context, std::move(callback));
    }
}

void SplitStore::remove(const QString &key, QObject *context, DoneCallback callback)
{
    if (d->isLimited())
        d->enqueue(new SplitRemoveRequest(d->inner, key, context, std::move(callback)));
    else
        d->inner->remove(key, context, std::move(callback));
}

bool SplitStore::isPersistent() const
{
    return d->inner->isPersistent();
}

qsizetype SplitStore::largestValue() const
{
    return largestTotal;
}

} // namespace Latchkey
