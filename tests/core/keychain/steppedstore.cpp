// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "steppedstore.h"

using namespace Latchkey;

void SteppedStore::failAt(int request, Fault fault)
{
    m_faultAt = request;
    m_fault = fault;
}

bool SteppedStore::step()
{
    if (m_crashed || m_queue.isEmpty())
        return false;
    const Request request = m_queue.dequeue();
    const Fault fault = m_requests == m_faultAt ? m_fault : Fault::None;
    const bool isDone = fault != Fault::Refused && fault != Fault::CrashBefore;
    m_crashed = fault == Fault::CrashBefore || fault == Fault::CrashAfter;
    ++m_requests;
    const bool isError = fault != Fault::None;
    request(isDone,
            isError ? Error(Error::Kind::KeychainLocked, QStringLiteral("fault")) : Error());
    return !m_crashed;
}

void SteppedStore::run()
{
    while (step()) { }
}

void SteppedStore::read(const QString &key, QObject *context, ReadCallback callback)
{
    m_queue.enqueue([this, key, guard = QPointer<QObject>(context),
                     callback = std::move(callback)](bool, const Error &fault) {
        if (!guard || m_crashed)
            return;
        if (fault.isError())
            callback({fault, false, {}});
        else
            callback({Error(), m_disk->contains(key), m_disk->value(key)});
    });
}

void SteppedStore::write(const QString &key, const QByteArray &value, QObject *context,
                         DoneCallback callback)
{
    m_queue.enqueue([this, key, value, guard = QPointer<QObject>(context),
                     callback = std::move(callback)](bool isDone, const Error &fault) {
        const bool fits = value.size() <= m_limit;
        if (isDone && fits)
            m_disk->insert(key, value);
        if (!guard || m_crashed)
            return;
        callback(fits ? fault : Error(Error::Kind::KeychainFailed, QStringLiteral("too large")));
    });
}

void SteppedStore::remove(const QString &key, QObject *context, DoneCallback callback)
{
    m_queue.enqueue([this, key, guard = QPointer<QObject>(context),
                     callback = std::move(callback)](bool isDone, const Error &fault) {
        if (isDone)
            m_disk->remove(key);
        if (guard && !m_crashed)
            callback(fault);
    });
}
