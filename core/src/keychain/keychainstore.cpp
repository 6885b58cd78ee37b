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
        return Error(Error::Kind::KeychainFailed, job.errorString());
    }
}

SecretStore::ReadResult resultOf(const QKeychain::Job &job, const Error &error)
{
    SecretStore::ReadResult result;
    result.error = error;
    const auto *read = qobject_cast<const QKeychain::ReadPasswordJob *>(&job);
    result.found = read != nullptr && job.error() == QKeychain::NoError;
    if (result.found)
        result.value = read->binaryData();
    return result;
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
                         if (!guard)
                             return;
                         const SecretStore::ReadResult result = resultOf(*finished, error);
                         if (error.kind() != Error::Kind::KeychainFailed)
                             return done(result);
                         // QtKeychain does not tell an absent service from others that fail.
                         keychainStatus(guard, [done, result](const KeychainStatus &status) {
                             if (status.state != KeychainStatus::State::Absent)
                                 return done(result);
                             done({Error(Error::Kind::KeychainAbsent, status.detail), false, {}});
                         });
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
    run(job, context, std::move(callback));
}

void KeychainStore::write(const QString &key, const QByteArray &value, QObject *context,
                          DoneCallback callback)
{
    auto *job = new QKeychain::WritePasswordJob(d->service);
    job->setKey(key);
    job->setBinaryData(value);
    run(job, context,
        [callback = std::move(callback)](const ReadResult &result) { callback(result.error); });
}

void KeychainStore::remove(const QString &key, QObject *context, DoneCallback callback)
{
    auto *job = new QKeychain::DeletePasswordJob(d->service);
    job->setKey(key);
    run(job, context,
        [callback = std::move(callback)](const ReadResult &result) { callback(result.error); });
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
