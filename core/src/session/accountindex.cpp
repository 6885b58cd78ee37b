// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "session/accountindex.h"

#include "base/logging.h"

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QFileInfo>
#include <QtCore/QFileSystemWatcher>
#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QSaveFile>
#include <QtCore/QStandardPaths>

namespace Latchkey {

namespace {

constexpr std::chrono::milliseconds lockRetry(20);
constexpr std::chrono::milliseconds lockPatience(10000);
constexpr qint64 largestFile = 4 * 1024 * 1024;

Error storageError(const QString &path, const QString &problem)
{
    return Error(Error::Kind::StorageFailed, QStringLiteral("%1: %2").arg(path, problem));
}

} // namespace

struct AccountIndex::Update
{
    Update(const QString &lockPath, Scheduler *clock)
        : lock(lockPath), scheduler(clock), begun(clock->monotonic())
    { }

    QLockFile lock;
    Scheduler *scheduler;
    std::chrono::milliseconds begun;
    Change change;
    Callback callback;
};

AccountIndex::AccountIndex(const QString &program, QObject *parent)
    : QObject(parent), m_path(QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation)
                              + QStringLiteral("/latchkey/%1/accounts.json").arg(program))
{ }

AccountIndex::~AccountIndex() = default;

Expected<QList<AccountRecord>> AccountIndex::load() const
{
    QFile file(m_path);
    if (!file.exists())
        return QList<AccountRecord>();
    if (!file.open(QIODevice::ReadOnly))
        return unexpected(storageError(m_path, file.errorString()));
    if (file.size() > largestFile)
        return unexpected(storageError(m_path, QStringLiteral("the file is larger than 4 MiB")));
    QJsonParseError parseError;
    const QJsonDocument document = QJsonDocument::fromJson(file.readAll(), &parseError);
    const QJsonValue accounts = document.object().value(QLatin1String("accounts"));
    if (parseError.error != QJsonParseError::NoError || !accounts.isArray())
        return unexpected(storageError(m_path, QStringLiteral("the file is damaged")));
    QList<AccountRecord> records;
    for (const QJsonValue &entry : accounts.toArray()) {
        const auto record = AccountRecord::fromJson(entry.toObject());
        if (!record)
            return unexpected(storageError(m_path, QStringLiteral("an entry is damaged")));
        records.append(*record);
    }
    return records;
}

void AccountIndex::update(Scheduler *scheduler, Change change, Callback callback)
{
    // The folder tells which programs somebody uses, and the file who they are there.
    const QString folder = QFileInfo(m_path).path();
    if (!QFileInfo::exists(folder) && QDir().mkpath(folder)) {
        QFile::setPermissions(
            folder, QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ExeOwner);
    }
    const auto update = std::make_shared<Update>(m_path + QStringLiteral(".lock"), scheduler);
    update->change = std::move(change);
    update->callback = std::move(callback);
    scheduler->callAfter(std::chrono::milliseconds::zero(), this,
                         [this, update] { attempt(update); });
}

void AccountIndex::attempt(const std::shared_ptr<Update> &update)
{
    if (update->lock.tryLock(0)) {
        const Error error = applyChange(update->change);
        update->lock.unlock();
        return update->callback(error);
    }
    const bool heldByAnother = update->lock.error() == QLockFile::LockFailedError;
    if (!heldByAnother)
        return update->callback(storageError(m_path, QStringLiteral("its lock cannot be made")));
    if (update->scheduler->monotonic() - update->begun >= lockPatience)
        return update->callback(storageError(m_path, QStringLiteral("another program holds it")));
    update->scheduler->callAfter(lockRetry, this, [this, update] { attempt(update); });
}

Error AccountIndex::applyChange(const Change &change) const
{
    Expected<QList<AccountRecord>> records = load();
    if (!records)
        return records.error();
    change(*records);
    QJsonArray accounts;
    for (const AccountRecord &record : std::as_const(*records))
        accounts.append(record.toJson());
    const QJsonObject document{{QStringLiteral("version"), 1},
                               {QStringLiteral("accounts"), accounts}};
    QSaveFile file(m_path);
    if (!file.open(QIODevice::WriteOnly))
        return storageError(m_path, file.errorString());
    file.setPermissions(QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    file.write(QJsonDocument(document).toJson());
    if (!file.commit())
        return storageError(m_path, file.errorString());
    return {};
}

void AccountIndex::watch()
{
    if (m_watching)
        return;
    m_watching = true;
    // The folder, not the file: every change puts a new file in place of the old one.
    const QString folder = QFileInfo(m_path).path();
    QDir().mkpath(folder);
    auto *watcher = new QFileSystemWatcher({folder}, this);
    connect(watcher, &QFileSystemWatcher::directoryChanged, this, &AccountIndex::changed);
}

} // namespace Latchkey
