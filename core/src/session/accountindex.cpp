// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "session/accountindex.h"

#include "session/processlock.h"

#include <QtCore/QCryptographicHash>
#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QFileInfo>
#include <QtCore/QFileSystemWatcher>
#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QSaveFile>
#include <QtCore/QStandardPaths>
#include <QtCore/QUrl>

namespace Latchkey {

namespace {

constexpr std::chrono::milliseconds lockPatience(10000);
constexpr qint64 largestFile = 4 * 1024 * 1024;

Error storageError(const QString &path, const QString &problem)
{
    return Error(Error::Kind::StorageFailed, QStringLiteral("%1: %2").arg(path, problem));
}

} // namespace

/// One change that is under way; it ends with the index.
class AccountIndex::Update : public QObject
{
public:
    Update(const QString &lockPath, QObject *parent) : QObject(parent), lock(lockPath) { }

    ProcessLock lock;
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

QString AccountIndex::lockPath(const QString &accountId) const
{
    // In a folder of their own: the one with the list is watched.
    constexpr qsizetype longestName = 200;
    QByteArray name = QUrl::toPercentEncoding(accountId);
    if (name.size() > longestName)
        name = QCryptographicHash::hash(accountId.toUtf8(), QCryptographicHash::Sha256).toHex();
    return QFileInfo(m_path).path() + QStringLiteral("/locks/") + QString::fromLatin1(name)
        + QStringLiteral(".lock");
}

void AccountIndex::update(Scheduler *scheduler, Change change, Callback callback)
{
    auto *update = new Update(m_path + QStringLiteral(".lock"), this);
    update->lock.acquire(scheduler, lockPatience,
                         [this, update, change = std::move(change),
                          callback = std::move(callback)](const Error &lockError) {
                             const Error error =
                                 lockError.isError() ? lockError : applyChange(change);
                             update->lock.release();
                             update->deleteLater();
                             callback(error);
                         });
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
