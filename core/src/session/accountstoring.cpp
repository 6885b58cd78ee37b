// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "session/accountstoring.h"

#include "base/logging.h"
#include "session/accountindex.h"

#include <QtCore/QPointer>

#include <algorithm>

namespace Latchkey {

namespace {

constexpr std::chrono::milliseconds lockPatience = std::chrono::seconds(75);

QList<AccountRecord>::iterator find(QList<AccountRecord> &records, const QString &id)
{
    return std::find_if(records.begin(), records.end(),
                        [&](const AccountRecord &record) { return record.id == id; });
}

} // namespace

AccountStoring::AccountStoring(SecretStore *store, AccountIndex *index, Scheduler *scheduler,
                               const Grant &grant, QObject *parent)
    : QObject(parent), m_index(index), m_scheduler(scheduler), m_secrets(store, grant.record.id),
      m_grant(grant), m_lock(index->lockPath(grant.record.id))
{ }

void AccountStoring::start(std::function<void(const Error &)> callback)
{
    m_callback = std::move(callback);
    // Once without the lock, so that a person who has to unlock the keychain first keeps no other
    // program waiting.
    m_secrets.snapshot(this, [this](const Expected<AccountSecrets::Snapshot> &before) {
        if (!before || m_isTakenBack)
            return finish(before ? Error() : before.error());
        m_lock.acquire(m_scheduler, lockPatience, [this](const Error &error) {
            if (error.isError() || m_isTakenBack)
                finish(error);
            else
                lookAtWhatIsThere();
        });
    });
}

void AccountStoring::lookAtWhatIsThere()
{
    m_secrets.snapshot(this, [this](const Expected<AccountSecrets::Snapshot> &before) {
        if (!before || m_isTakenBack)
            return finish(before ? Error() : before.error());
        m_before = *before;
        replace();
    });
}

void AccountStoring::replace()
{
    m_secrets.replace(m_grant.durable, m_grant.access, this, [this](const Error &error) {
        if (error.isError() || m_isTakenBack)
            undo(error);
        else
            list();
    });
}

void AccountStoring::list()
{
    const QPointer<AccountStoring> self(this);
    m_index->update(
        m_scheduler,
        [self](QList<AccountRecord> &records) {
            if (!self)
                return;
            const auto it = find(records, self->m_grant.record.id);
            if (it == records.end()) {
                records.append(self->m_grant.record);
            } else {
                // In its place: the list is shown in this order.
                self->m_recordBefore = *it;
                *it = self->m_grant.record;
            }
        },
        [self](const Error &error) {
            if (self)
                self->listed(error);
        });
}

void AccountStoring::listed(const Error &error)
{
    m_isListed = !error.isError();
    if (error.isError() || m_isTakenBack)
        undo(error);
    else
        finish(Error());
}

/// Secrets that no list names would stay in the keychain for good, and what was there before is
/// still good.
void AccountStoring::undo(const Error &error)
{
    m_secrets.restore(m_before, this, [this, error](const Error &restoreError) {
        if (restoreError.isError())
            qCWarning(lcSession, "what was there before could not be put back: %s",
                      qUtf8Printable(restoreError.detail()));
        if (m_isListed)
            undoList(error);
        else
            finish(error);
    });
}

void AccountStoring::undoList(const Error &error)
{
    const QPointer<AccountStoring> self(this);
    m_index->update(
        m_scheduler,
        [id = m_grant.record.id, before = m_recordBefore](QList<AccountRecord> &records) {
            const auto it = find(records, id);
            if (it == records.end())
                return;
            if (before)
                *it = *before;
            else
                records.erase(it);
        },
        [self, error](const Error &) {
            if (self)
                self->finish(error);
        });
}

void AccountStoring::finish(const Error &error)
{
    m_lock.release();
    deleteLater();
    const auto callback = std::move(m_callback);
    if (!m_isTakenBack)
        callback(error);
}

} // namespace Latchkey
