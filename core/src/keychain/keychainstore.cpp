// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include <latchkey/keychainstore.h>

#include "base/logging.h"
#include "keychain/keychainservice.h"

#include <QtCore/QPointer>

#include <qt6keychain/keychain.h>

namespace Latchkey {

namespace {

Error errorOf(const QKeychain::Job &job)
{
    switch (job.error()) {
    case QKeychain::NoError:
    case QKeychain::EntryNotFound:
        return {};
    case QKeychain::AccessDeniedByUser:
        // Closing the unlock prompt leaves the keychain locked, and ends up here.
        return Error(Error::Kind::KeychainLocked, job.errorString());
    case QKeychain::AccessDenied:
        return Error(Error::Kind::KeychainDenied, job.errorString());
    case QKeychain::NoBackendAvailable:
    case QKeychain::NotImplemented:
        return Error(Error::Kind::KeychainAbsent, job.errorString());
    default:
        return Error(isKeychainServicePresent() ? Error::Kind::KeychainFailed
                                                : Error::Kind::KeychainAbsent,
                     job.errorString());
    }
}

/// Starts a job that deletes itself and tells \a done, unless \a context is gone by then. A running
/// job is never deleted or interrupted: QtKeychain's answers arrive in it whenever they come.
template <typename Done> void run(QKeychain::Job *job, QObject *context, Done done)
{
    job->setAutoDelete(true);
    job->setInsecureFallback(false);
    QObject::connect(job, &QKeychain::Job::finished, job,
                     [guard = QPointer<QObject>(context), done](QKeychain::Job *finished) {
                         const Error error = errorOf(*finished);
                         if (error.isError())
                             qCWarning(lcKeychain) << error;
                         if (guard)
                             done(finished, error);
                     });
    job->start();
}

} // namespace

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
    auto *job = new QKeychain::ReadPasswordJob(d->service);
    job->setKey(key);
    run(job, context,
        [callback = std::move(callback)](QKeychain::Job *finished, const Error &error) {
            ReadResult result;
            result.error = error;
            result.found = finished->error() == QKeychain::NoError;
            if (result.found)
                result.value = static_cast<QKeychain::ReadPasswordJob *>(finished)->binaryData();
            callback(result);
        });
}

void KeychainStore::write(const QString &key, const QByteArray &value, QObject *context,
                          DoneCallback callback)
{
    auto *job = new QKeychain::WritePasswordJob(d->service);
    job->setKey(key);
    job->setBinaryData(value);
    run(job, context, [callback = std::move(callback)](QKeychain::Job *, const Error &error) {
        callback(error);
    });
}

void KeychainStore::remove(const QString &key, QObject *context, DoneCallback callback)
{
    auto *job = new QKeychain::DeletePasswordJob(d->service);
    job->setKey(key);
    run(job, context, [callback = std::move(callback)](QKeychain::Job *, const Error &error) {
        callback(error);
    });
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
