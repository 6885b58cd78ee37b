// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "base/scheduledcall.h"
#include "doctor/check.h"
#include "keychain/keychainservice.h"

#include <latchkey/secretstore.h>

#include <functional>

namespace Latchkey {

/// Whether secrets can be kept: what the keychain's service says of itself, and, only where that
/// would ask nobody for anything, one item that is written, read and removed.
///
/// Waiting is bounded. A request that does not end by then is left to end by itself.
class KeychainCheck : public DoctorCheck
{
    Q_OBJECT
public:
    using AskStatus = std::function<void(QObject *context, KeychainStatusCallback callback)>;

    /// Neither \a store nor \a scheduler is owned. \a askStatus is empty where the store is not the
    /// system's keychain: it is tried as it is then.
    KeychainCheck(SecretStore *store, Scheduler *scheduler, AskStatus askStatus, QObject *parent);
    /// Removes the item where it is not known to be removed.
    ~KeychainCheck() override;

    void start() override;
    Findings giveUp() const override;

private:
    void judge(const KeychainStatus &status);
    void write();
    void read();
    void compare(const SecretStore::ReadResult &item);
    void remove();
    void tell(const Finding &finding);
    void end();

    SecretStore *m_store;
    Scheduler *m_scheduler;
    AskStatus m_askStatus;
    QString m_service;
    QString m_key;
    QByteArray m_value;
    ScheduledCall m_deadline;
    bool m_mayBeThere = false;
};

} // namespace Latchkey
