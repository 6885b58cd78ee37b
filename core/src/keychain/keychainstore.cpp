// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include <latchkey/keychainstore.h>

#include "keychain/keychainqueue.h"
#include "keychain/keychainrequest.h"

namespace Latchkey {

using Verb = KeychainRequest::Verb;

class KeychainStore::Private
{
public:
    QString service;
};

KeychainStore::KeychainStore(const QString &service) : d(new Private)
{
    d->service = service;
}

KeychainStore::~KeychainStore() = default;

void KeychainStore::read(const QString &key, QObject *context, ReadCallback callback)
{
    KeychainQueue::instance().add(
        new KeychainRequest({Verb::Read, d->service, key, {}}, context, std::move(callback)));
}

void KeychainStore::write(const QString &key, const QByteArray &value, QObject *context,
                          DoneCallback callback)
{
    KeychainQueue::instance().add(new KeychainRequest(
        {Verb::Write, d->service, key, value}, context,
        [callback = std::move(callback)](const ReadResult &result) { callback(result.error); }));
}

void KeychainStore::remove(const QString &key, QObject *context, DoneCallback callback)
{
    KeychainQueue::instance().add(new KeychainRequest(
        {Verb::Remove, d->service, key, {}}, context,
        [callback = std::move(callback)](const ReadResult &result) { callback(result.error); }));
}

bool KeychainStore::isPersistent() const
{
    return true;
}

qsizetype KeychainStore::largestValue() const
{
    // QtKeychain hands the bytes to CredWriteW as they are.
#ifdef Q_OS_WIN
    return 2560;
#else
    return noLimit;
#endif
}

} // namespace Latchkey
