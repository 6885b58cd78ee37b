// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include <latchkey/accounts.h>
#include <latchkey/memorystore.h>
#include <latchkey/scheduler.h>

#include "base/logging.h"
#include "endpoints/revocationendpoint.h"
#include "keychain/patientstore.h"
#include "keychain/splitstore.h"
#include "session/accountstoring.h"
#include "session/recovery.h"
#include "session/session_p.h"
#include "session/storedidentity.h"

#include <QtCore/QHash>
#include <QtCore/QPointer>

#include <algorithm>

namespace Latchkey {

namespace {

DurableSecrets durableSecrets(const SignInResult &result)
{
    DurableSecrets durable;
    durable.refreshToken = result.tokens.refreshToken();
    durable.secrets = result.provider.secrets();
    durable.scopes = result.tokens.scopes();
    durable.claims = claimsToKeep(result.identity);
    durable.proof = proofToKeep(result.identity);
    return durable;
}

CachedAccess cachedAccess(const SignInResult &result, const QDateTime &now)
{
    return {result.tokens.accessToken(), result.tokens.tokenType(), now, result.tokens.expiresAt()};
}

} // namespace

class Accounts::Private
{
public:
    Private(Accounts *accounts, const QString &program, SecretStore *secretStore)
        : q(accounts), innerStore(secretStore), index(program, nullptr)
    { }

    SecretStore *store();
    HttpClient *client();
    Recovery *recovery();

    SessionContext sessionContext();
    SessionContext thisRunContext();
    QList<AccountRecord> records() const;
    qsizetype rowOf(const QString &id) const;
    Session *insert(const AccountRecord &record, const SessionContext &context);
    void removeRow(qsizetype row);
    void synchronise(const QList<AccountRecord> &records);
    AccountStoring::Grant grant(const SignInResult &result, const QString &accountName) const;
    Session *put(const AccountStoring::Grant &grant, const SessionContext &context);

    Accounts *q;
    SecretStore *innerStore;
    std::unique_ptr<SplitStore> splitStore;
    std::unique_ptr<PatientStore> patientStore;
    MemoryStore thisRun;
    AccountIndex index;
    QNetworkAccessManager *manager = nullptr;
    Scheduler *scheduler = Scheduler::system();
    std::unique_ptr<HttpClient> http;
    QList<Session *> sessions;
    bool keepsFresh = true;
    std::unique_ptr<Recovery> sessionRecovery;
    QHash<quint64, AccountStoring *> storings;
    quint64 lastTicket = 0;
};

SecretStore *Accounts::Private::store()
{
    // Made on first use, when the scheduler is known.
    if (!patientStore) {
        splitStore = std::make_unique<SplitStore>(innerStore);
        patientStore = std::make_unique<PatientStore>(splitStore.get(), scheduler);
        QObject::connect(patientStore.get(), &PatientStore::waitingChanged, q, [this] {
            Q_EMIT q->waitingForKeychainChanged(patientStore->isWaiting());
        });
    }
    return patientStore.get();
}

HttpClient *Accounts::Private::client()
{
    if (!http)
        http = std::make_unique<HttpClient>(manager, scheduler, nullptr);
    return http.get();
}

Recovery *Accounts::Private::recovery()
{
    if (!sessionRecovery) {
        sessionRecovery = std::make_unique<Recovery>(
            Recovery::Context{&sessions, &keepsFresh, innerStore->isPersistent(), scheduler}, q);
    }
    return sessionRecovery.get();
}

SessionContext Accounts::Private::sessionContext()
{
    return {store(), &index, scheduler, client(), &keepsFresh, recovery()->absenceWatch()};
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

Session *Accounts::Private::insert(const AccountRecord &record, const SessionContext &context)
{
    auto *session = new Session(std::make_unique<SessionPrivate>(record, context), q);
    session->d->forgotten = [this, session] {
        if (const qsizetype row = sessions.indexOf(session); row >= 0)
            removeRow(row);
    };
    // Here and below, whoever listens may delete the accounts.
    const QPointer<Accounts> alive(q);
    QObject::connect(session, &Session::changed, q, [this, session, alive] {
        const QModelIndex changed = q->index(static_cast<int>(sessions.indexOf(session)));
        Q_EMIT q->dataChanged(changed, changed);
        if (alive)
            recovery()->update();
    });
    const int row = static_cast<int>(sessions.size());
    q->beginInsertRows(QModelIndex(), row, row);
    sessions.append(session);
    q->endInsertRows();
    if (alive)
        Q_EMIT q->countChanged();
    return alive ? session : nullptr;
}

void Accounts::Private::removeRow(qsizetype row)
{
    q->beginRemoveRows(QModelIndex(), static_cast<int>(row), static_cast<int>(row));
    Session *const session = sessions.takeAt(row);
    session->disconnect(q);
    session->deleteLater();
    const QPointer<Accounts> alive(q);
    q->endRemoveRows();
    if (alive)
        recovery()->update();
    if (alive)
        Q_EMIT q->countChanged();
}

/// Takes over what another process has written.
void Accounts::Private::synchronise(const QList<AccountRecord> &records)
{
    const auto isListed = [&](const Session *session) {
        // One that is signing out here, too, goes once it has told so.
        return !session->isPersistent() || session->d->isSigningOut()
            || std::any_of(records.cbegin(), records.cend(),
                           [&](const AccountRecord &record) { return record.id == session->id(); });
    };
    const QPointer<Accounts> alive(q);
    const QList<Session *> present = sessions;
    for (Session *session : present) {
        if (alive && sessions.contains(session) && !isListed(session))
            removeRow(sessions.indexOf(session));
    }
    for (const AccountRecord &record : records) {
        if (!alive)
            return;
        const qsizetype row = rowOf(record.id);
        if (row < 0) {
            insert(record, sessionContext());
        } else if (sessions.at(row)->d->record.signedInAt != record.signedInAt) {
            sessions.at(row)->d->record = record;
            sessions.at(row)->load();
        }
    }
}

AccountStoring::Grant Accounts::Private::grant(const SignInResult &result,
                                               const QString &accountName) const
{
    AccountStoring::Grant grant;
    grant.record = AccountRecord::make(result.provider, result.identity, accountName, records());
    grant.record.signedInAt = scheduler->wallClock();
    grant.durable = durableSecrets(result);
    grant.access = cachedAccess(result, scheduler->wallClock());
    grant.result = result;
    return grant;
}

/// Makes a session of what was stored, or brings an existing one up to date. Null where a listener
/// has deleted it.
Session *Accounts::Private::put(const AccountStoring::Grant &grant, const SessionContext &context)
{
    const qsizetype row = rowOf(grant.record.id);
    const QPointer<Session> session = row < 0 ? insert(grant.record, context) : sessions.at(row);
    if (session)
        session->d->replace(grant.record, context, grant.durable, grant.access);
    return session;
}

Accounts::Accounts(const QString &program, SecretStore *store, QObject *parent)
    : QAbstractListModel(parent), d(new Private(this, program, store))
{ }

Accounts::~Accounts()
{
    // They use what the private part holds.
    qDeleteAll(d->storings);
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

bool Accounts::keepsFresh() const
{
    return d->keepsFresh;
}

void Accounts::setKeepsFresh(bool keepsFresh)
{
    d->keepsFresh = keepsFresh;
    for (Session *session : std::as_const(d->sessions))
        session->d->plan();
    if (d->sessionRecovery)
        d->sessionRecovery->update();
}

bool Accounts::isWaitingForKeychain() const
{
    return d->patientStore && d->patientStore->isWaiting();
}

void Accounts::retryNow()
{
    if (d->sessionRecovery)
        d->sessionRecovery->retryAll();
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
    const QPointer<Accounts> alive(this);
    const Error error = restore();
    if (error.isError())
        qCWarning(lcSession) << error;
    if (!alive)
        return;
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

quint64 Accounts::add(const SignInResult &result, const QString &accountName, QObject *context,
                      AddCallback callback)
{
    const quint64 ticket = ++d->lastTicket;
    auto *storing = new AccountStoring(d->store(), &d->index, d->scheduler,
                                       d->grant(result, accountName), this);
    d->storings.insert(ticket, storing);
    storing->start([this, ticket, storing, caller = QPointer<QObject>(context),
                    callback = std::move(callback)](const Error &error) {
        d->storings.remove(ticket);
        const QPointer<Accounts> alive(this);
        AddResult added;
        added.error = error;
        if (!error.isError())
            added.session = d->put(storing->grant(), d->sessionContext());
        if (alive && caller)
            callback(added);
    });
    return ticket;
}

void Accounts::takeBack(quint64 ticket)
{
    AccountStoring *const storing = d->storings.take(ticket);
    if (!storing)
        return;
    // It deletes itself at its end.
    connect(storing, &QObject::destroyed, this, [this, ticket] { Q_EMIT takenBack(ticket); });
    storing->takeBack();
    revokeUnwanted(storing->grant().result);
}

void Accounts::revokeUnwanted(const SignInResult &result)
{
    revokeInBackground(result.provider, result.tokens, d->manager);
}

Session *Accounts::addForThisRun(const SignInResult &result, const QString &accountName)
{
    const AccountStoring::Grant grant = d->grant(result, accountName);
    AccountSecrets(&d->thisRun, grant.record.id)
        .replace(grant.durable, grant.access, this, [](const Error &) {});
    return d->put(grant, d->thisRunContext());
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
