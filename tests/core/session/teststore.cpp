// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "teststore.h"

#include <utility>

namespace Latchkey {

void TestStore::read(const QString &key, QObject *context, ReadCallback callback)
{
    const auto request = [this, key, guard = QPointer<QObject>(context),
                          callback = std::move(callback)] {
        ++reads;
        ReadResult result;
        result.error = readError;
        if (!readError.isError()) {
            result.found = items.contains(key);
            result.value = items.value(key);
        }
        if (guard) {
            QMetaObject::invokeMethod(
                guard, [callback, result] { callback(result); }, Qt::QueuedConnection);
        }
    };
    perform(Operation::Read, key, request);
}

void TestStore::write(const QString &key, const QByteArray &value, QObject *context,
                      DoneCallback callback)
{
    const auto request = [this, key, value, guard = QPointer<QObject>(context),
                          callback = std::move(callback)] {
        const Error error = changeError(writeError);
        if (!error.isError() && !losesWrites)
            items.insert(key, value);
        if (guard) {
            QMetaObject::invokeMethod(
                guard, [callback, error] { callback(error); }, Qt::QueuedConnection);
        }
    };
    perform(Operation::Write, key, request);
}

void TestStore::remove(const QString &key, QObject *context, DoneCallback callback)
{
    const auto request = [this, key, guard = QPointer<QObject>(context),
                          callback = std::move(callback)] {
        const Error error = changeError(removeError);
        if (!error.isError())
            items.remove(key);
        if (guard) {
            QMetaObject::invokeMethod(
                guard, [callback, error] { callback(error); }, Qt::QueuedConnection);
        }
    };
    perform(Operation::Remove, key, request);
}

void TestStore::release()
{
    holds = nullptr;
    const QQueue<std::function<void()>> held = std::exchange(m_held, {});
    for (const auto &request : held)
        request();
}

void TestStore::perform(Operation operation, const QString &key, std::function<void()> request)
{
    if (holds && holds(operation, key))
        m_held.enqueue(std::move(request));
    else
        request();
}

Error TestStore::changeError(const Error &scripted)
{
    if (changes++ == m_failingChange)
        return Error(Error::Kind::KeychainDenied, QStringLiteral("scripted"));
    return scripted;
}

} // namespace Latchkey
