// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include <latchkey/accounts.h>
#include <latchkey/memorystore.h>
#include <latchkey/scheduler.h>

#include "base/logging.h"
#include "session/session_p.h"

#include <QtCore/QPointer>

#include <algorithm>

namespace Latchkey {

class Accounts::Private
{
public:
    Private(Accounts *accounts, const QString &program, SecretStore *secretStore)
        : q(accounts), store(secretStore), index(program, nullptr)
    { }

    SessionContext sessionContext();
    SessionContext thisRunContext();
    QList<AccountRecord> records() const;
    qsizetype rowOf(const QString &id) const;
    Session *insert(const AccountRecord &record, const SessionContext &context);
    void removeRow(qsizetype row);
    void synchronise(const QList<AccountRecord> &records);
    void list(const AccountRecord &record, const DurableSecrets &durable,
              const CachedAccess &cached, QObject *context, const AddCallback &callback);

    Accounts *q;
    SecretStore *store;
    MemoryStore thisRun;
    AccountIndex index;
    QNetworkAccessManager *manager = nullptr;
    Scheduler *scheduler = Scheduler::system();
    std::unique_ptr<HttpClient> http;
    QList<Session *> sessions;
};

SessionContext Accounts::Private::sessionContext()
{
    if (!http)
        http = std::make_unique<HttpClient>(manager, scheduler, nullptr);
    return {store, &index, scheduler, http.get()};
}

SessionContext Accounts::Private::thisRunContext()
{
    SessionContext context = sessionContext();
    context.store = &thisRun;
    context.index = nullptr;
    return context;
}

QList<AccountRecord> Accounts::Private::records() const
{
    QList<AccountRecord> list;
    for (const Session *session : sessions)
        list.append(session->d->record);
    return list;
}

qsizetype Accounts::Private::rowOf(const QString &id) const
{
    const auto it = std::find_if(sessions.cbegin(), sessions.cend(),
                                 [&](const Session *session) { return session->id() == id; });
    return it == sessions.cend() ? -1 : std::distance(sessions.cbegin(), it);
}

/// Makes a session, or replaces what an existing one is made of.
Session *Accounts::Private::insert(const AccountRecord &record, const SessionContext &context)
{
    if (const qsizetype row = rowOf(record.id); row >= 0) {
        Session *const session = sessions.at(row);
        session->d->record = record;
        session->d->context = context;
        Q_EMIT session->changed();
        return session;
    }
    auto *session = new Session(std::make_unique<SessionPrivate>(record, context), q);
    session->d->forgotten = [this, session] {
        if (const qsizetype row = sessions.indexOf(session); row >= 0)
            removeRow(row);
    };
    QObject::connect(session, &Session::changed, q, [this, session] {
        const QModelIndex changed = q->index(static_cast<int>(sessions.indexOf(session)));
        Q_EMIT q->dataChanged(changed, changed);
    });
    const int row = static_cast<int>(sessions.size());
    q->beginInsertRows(QModelIndex(), row, row);
    sessions.append(session);
    q->endInsertRows();
    Q_EMIT q->countChanged();
    return session;
}

void Accounts::Private::removeRow(qsizetype row)
{
    q->beginRemoveRows(QModelIndex(), static_cast<int>(row), static_cast<int>(row));
    Session *const session = sessions.takeAt(row);
    q->endRemoveRows();
    session->disconnect(q);
    session->deleteLater();
    Q_EMIT q->countChanged();
}

/// Takes over what another process has written.
void Accounts::Private::synchronise(const QList<AccountRecord> &records)
{
    const auto isListed = [&](const Session *session) {
        return !session->isPersistent()
            || std::any_of(records.cbegin(), records.cend(),
                           [&](const AccountRecord &record) { return record.id == session->id(); });
    };
    for (qsizetype row = sessions.size() - 1; row >= 0; --row) {
        if (!isListed(sessions.at(row)))
            removeRow(row);
    }
    for (const AccountRecord &record : records) {
        if (rowOf(record.id) < 0)
            insert(record, sessionContext());
    }
}

/// The last step of add(): the secrets are stored.
void Accounts::Private::list(const AccountRecord &record, const DurableSecrets &durable,
                             const CachedAccess &cached, QObject *context,
                             const AddCallback &callback)
{
    const auto change = [record](QList<AccountRecord> &records) {
        records.removeIf([&](const AccountRecord &entry) { return entry.id == record.id; });
        records.append(record);
    };
    index.update(scheduler, change,
                 [this, record, durable, cached, caller = QPointer<QObject>(context),
                  callback](const Error &error) {
                     AddResult result;
                     result.error = error;
                     if (error.isError()) {
                         // Secrets that no list names would stay in the keychain for good.
                         AccountSecrets(store, record.id).remove(q, [](const Error &) {});
                     } else {
                         result.session = insert(record, sessionContext());
                         result.session->d->loaded(durable, cached);
                     }
                     if (caller)
                         callback(result);
                 });
}

namespace {

DurableSecrets durableSecrets(const SignInResult &result)
{
    DurableSecrets durable;
    durable.refreshToken = result.tokens.refreshToken();
    durable.clientSecret = result.provider.clientSecret();
    durable.scopes = result.tokens.scopes();
    durable.claims = claimsToKeep(result.identity);
    return durable;
}

CachedAccess cachedAccess(const SignInResult &result, const QDateTime &now)
{
    return {result.tokens.accessToken(), result.tokens.tokenType(), now, result.tokens.expiresAt()};
}

} // namespace

Accounts::Accounts(const QString &program, SecretStore *store, QObject *parent)
    : QAbstractListModel(parent), d(new Private(this, program, store))
{ }

Accounts::~Accounts()
{
    // Sessions use what the private part holds.
    qDeleteAll(d->sessions);
}

void Accounts::setNetworkAccessManager(QNetworkAccessManager *manager)
{
    d->manager = manager;
}

void Accounts::setScheduler(Scheduler *scheduler)
{
    d->scheduler = scheduler;
}

Error Accounts::restore()
{
    const Expected<QList<AccountRecord>> records = d->index.load();
    if (!records)
        return records.error();
    d->synchronise(*records);
    return {};
}

void Accounts::watch()
{
    connect(&d->index, &AccountIndex::changed, this, &Accounts::restoreAgain, Qt::UniqueConnection);
    d->index.watch();
}

void Accounts::restoreAgain()
{
    const Error error = restore();
    if (error.isError())
        qCWarning(lcSession) << error;
    // What is new has to be read, and what was unusable may have been mended by a new sign-in.
    for (Session *session : std::as_const(d->sessions)) {
        if (session->state() != Session::State::Active)
            session->load();
    }
}

int Accounts::count() const
{
    return static_cast<int>(d->sessions.size());
}

QList<Session *> Accounts::sessions() const
{
    return d->sessions;
}

Session *Accounts::find(const QString &text) const
{
    const QList<Session *> found = matches(text);
    return found.size() == 1 ? found.constFirst() : nullptr;
}

QList<Session *> Accounts::matches(const QString &text) const
{
    QList<Session *> found;
    for (Session *session : std::as_const(d->sessions)) {
        if (session->id() == text)
            return {session};
        if (session->provider().id() == text || session->name() == text)
            found.append(session);
    }
    return found;
}

void Accounts::add(const SignInResult &result, const QString &accountName, QObject *context,
                   AddCallback callback)
{
    const AccountRecord record =
        AccountRecord::make(result.provider, result.identity, accountName, d->records());
    const DurableSecrets durable = durableSecrets(result);
    const CachedAccess cached = cachedAccess(result, d->scheduler->wallClock());
    AccountSecrets(d->store, record.id)
        .write(durable, cached, this,
               [this, record, durable, cached, caller = QPointer<QObject>(context),
                callback = std::move(callback)](const Error &error) {
                   if (!error.isError())
                       d->list(record, durable, cached, caller, callback);
                   else if (caller)
                       callback({error, nullptr});
               });
}

Session *Accounts::addForThisRun(const SignInResult &result, const QString &accountName)
{
    const AccountRecord record =
        AccountRecord::make(result.provider, result.identity, accountName, d->records());
    const DurableSecrets durable = durableSecrets(result);
    const CachedAccess cached = cachedAccess(result, d->scheduler->wallClock());
    AccountSecrets(&d->thisRun, record.id).write(durable, cached, this, [](const Error &) {});
    Session *const session = d->insert(record, d->thisRunContext());
    session->d->loaded(durable, cached);
    return session;
}

int Accounts::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : count();
}

QVariant Accounts::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    Session *const session = d->sessions.at(index.row());
    switch (role) {
    case IdRole:
        return session->id();
    case Qt::DisplayRole:
    case NameRole:
        return session->name();
    case ProviderNameRole:
        return session->provider().name();
    case ProviderIdRole:
        return session->provider().id();
    case StateRole:
        return static_cast<int>(session->state());
    case SessionRole:
        return QVariant::fromValue(session);
    default:
        return {};
    }
}

QHash<int, QByteArray> Accounts::roleNames() const
{
    return {
        {IdRole, "accountId"},          {NameRole, "name"},   {ProviderNameRole, "providerName"},
        {ProviderIdRole, "providerId"}, {StateRole, "state"}, {SessionRole, "session"},
    };
}

} // namespace Latchkey
