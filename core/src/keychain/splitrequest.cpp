// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "keychain/splitrequest.h"

namespace Latchkey {

namespace {

// More than any value has at the smallest limit.
constexpr int mostParts = 4096;
// So often may another process write while one reads.
constexpr int mostAttempts = 20;

Error failed(const QString &detail)
{
    return Error(Error::Kind::KeychainFailed, detail);
}

Error cancelled()
{
    return Error(Error::Kind::Cancelled, QStringLiteral("the store is gone"));
}

} // namespace

SplitRequest::SplitRequest(SecretStore *inner, const QString &key, QObject *caller)
    : m_inner(inner), m_key(key), m_caller(caller)
{ }

void SplitRequest::removeParts(SplitHead::Slot slot, int from, SecretStore::DoneCallback done)
{
    findPartsEnd(slot, from, from, std::move(done));
}

void SplitRequest::findPartsEnd(SplitHead::Slot slot, int from, int index,
                                SecretStore::DoneCallback done)
{
    const auto haveItem = [this, slot, from, index, done](const SecretStore::ReadResult &item) {
        if (item.error.isError())
            done(item.error);
        else if (item.found && index < mostParts)
            findPartsEnd(slot, from, index + 1, done);
        else
            removeDownTo(slot, from, item.found ? index : index - 1, done);
    };
    inner()->read(partKey(key(), slot, index), this, haveItem);
}

void SplitRequest::removeDownTo(SplitHead::Slot slot, int from, int last,
                                SecretStore::DoneCallback done)
{
    if (last < from)
        return done(Error());
    inner()->remove(partKey(key(), slot, last), this,
                    [this, slot, from, last, done](const Error &error) {
                        if (error.isError())
                            done(error);
                        else
                            removeDownTo(slot, from, last - 1, done);
                    });
}

SplitReadRequest::SplitReadRequest(SecretStore *inner, const QString &key, QObject *caller,
                                   SecretStore::ReadCallback callback)
    : SplitRequest(inner, key, caller), m_callback(std::move(callback))
{ }

void SplitReadRequest::start()
{
    inner()->read(key(), this, [this](const SecretStore::ReadResult &item) { haveItem(item); });
}

void SplitReadRequest::haveItem(const SecretStore::ReadResult &item)
{
    if (item.error.isError() || !item.found || !SplitHead::isHead(item.value))
        return end(item);
    const Expected<SplitHead> head = SplitHead::fromBytes(item.value);
    if (!head)
        return end({head.error(), false, {}});
    m_attemptsWithThisHead = m_head == *head ? m_attemptsWithThisHead + 1 : 1;
    // Twice is once more than it takes: the same value may have been removed and written anew.
    if (m_attemptsWithThisHead > 2) {
        return end(
            {failed(QStringLiteral("parts of the stored item are missing or damaged")), false, {}});
    }
    if (++m_attempts > mostAttempts) {
        return end(
            {failed(QStringLiteral("another process keeps writing the stored item")), false, {}});
    }
    m_head = *head;
    m_value.clear();
    readPart(0);
}

void SplitReadRequest::readPart(int index)
{
    if (index == m_head->count)
        return m_head->fits(m_value) ? end({Error(), true, m_value}) : start();
    inner()->read(partKey(key(), m_head->slot, index), this,
                  [this, index](const SecretStore::ReadResult &part) {
                      if (part.error.isError())
                          return end({part.error, false, {}});
                      if (!part.found || m_value.size() + part.value.size() > m_head->length)
                          return start();
                      m_value += part.value;
                      readPart(index + 1);
                  });
}

void SplitReadRequest::end(const SecretStore::ReadResult &result)
{
    // The caller may delete the store and with it this request.
    const auto callback = std::move(m_callback);
    const QPointer<QObject> guard = caller();
    Q_EMIT ended();
    if (guard)
        callback(result);
}

void SplitReadRequest::abandon()
{
    if (!caller())
        return;
    QMetaObject::invokeMethod(
        caller(),
        [callback = m_callback] {
            callback({cancelled(), false, {}});
        },
        Qt::QueuedConnection);
}

SplitChangeRequest::SplitChangeRequest(SecretStore *inner, const QString &key, QObject *caller,
                                       SecretStore::DoneCallback callback)
    : SplitRequest(inner, key, caller), m_callback(std::move(callback))
{ }

void SplitChangeRequest::end(const Error &error)
{
    const auto callback = std::move(m_callback);
    const QPointer<QObject> guard = caller();
    Q_EMIT ended();
    if (guard)
        callback(error);
}

void SplitChangeRequest::abandon()
{
    if (!caller())
        return;
    QMetaObject::invokeMethod(
        caller(), [callback = m_callback] { callback(cancelled()); }, Qt::QueuedConnection);
}

SplitWriteRequest::SplitWriteRequest(SecretStore *inner, qsizetype limit, const QString &key,
                                     const QByteArray &value, QObject *caller,
                                     SecretStore::DoneCallback callback)
    : SplitChangeRequest(inner, key, caller, std::move(callback)), m_limit(limit), m_value(value)
{ }

void SplitWriteRequest::start()
{
    inner()->read(key(), this, [this](const SecretStore::ReadResult &item) {
        if (item.error.isError())
            return end(item.error);
        quint64 generation = 1;
        auto slot = SplitHead::Slot::A;
        // A damaged head refers to nothing that could be lost.
        if (const auto old = SplitHead::fromBytes(item.value); item.found && old) {
            generation = old->generation + 1;
            slot = otherSlot(old->slot);
        }
        const qsizetype count = m_value.size() > m_limit ? (m_value.size() - 1) / m_limit + 1 : 0;
        m_head = SplitHead::of(m_value, static_cast<int>(count), generation, slot);
        writePart(0);
    });
}

void SplitWriteRequest::writePart(int index)
{
    if (index == m_head.count)
        return writeHead();
    inner()->write(partKey(key(), m_head.slot, index), m_value.mid(index * m_limit, m_limit), this,
                   [this, index](const Error &error) {
                       if (error.isError())
                           end(error);
                       else
                           writePart(index + 1);
                   });
}

void SplitWriteRequest::writeHead()
{
    inner()->write(key(), m_head.count == 0 ? m_value : m_head.toBytes(), this,
                   [this](const Error &error) {
                       if (error.isError())
                           end(error);
                       else
                           removeLeftovers();
                   });
}

void SplitWriteRequest::removeLeftovers()
{
    // The value is written; what cannot be removed now is left to the next write.
    removeParts(m_head.slot, m_head.count, [this](const Error &) {
        removeParts(otherSlot(m_head.slot), 0, [this](const Error &) { end(Error()); });
    });
}

void SplitRemoveRequest::start()
{
    inner()->remove(key(), this, [this](const Error &error) {
        if (error.isError())
            return end(error);
        removeParts(SplitHead::Slot::A, 0, [this](const Error &errorOfA) {
            removeParts(SplitHead::Slot::B, 0, [this, errorOfA](const Error &errorOfB) {
                end(errorOfA.isError() ? errorOfA : errorOfB);
            });
        });
    });
}

} // namespace Latchkey
