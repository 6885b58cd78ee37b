// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "keychain/keychainservice.h"

#include <QtCore/QDeadlineTimer>
#include <QtCore/QObject>
#include <QtCore/QVariantList>
#include <QtDBus/QDBusConnection>
#include <QtDBus/QDBusMessage>

namespace Latchkey {

/// One look at the keychain's service on the session bus. Deletes itself.
class KeychainProbe : public QObject
{
    Q_OBJECT
public:
    KeychainProbe(QObject *context, KeychainStatusCallback callback);

    void start();

private:
    using Reply = void (KeychainProbe::*)(const QDBusMessage &);

    void askBus(const QString &method, const QVariantList &arguments, Reply next);
    void askService(const QString &path, const QString &interface, const QString &method,
                    const QVariantList &arguments, Reply next);

    void haveBus();
    void haveOwner(const QDBusMessage &reply);
    void haveActivatableNames(const QDBusMessage &reply);
    void haveProcess(const QDBusMessage &reply);
    void haveOwnerOfGnomeKeyring(const QDBusMessage &reply);
    void askForLock();
    void haveDefaultCollection(const QDBusMessage &reply);
    void haveLocked(const QDBusMessage &reply);
    void haveWallet(const QDBusMessage &reply);
    void haveWalletOpen(const QDBusMessage &reply);
    void fail(const QDBusMessage &error);
    void end(KeychainStatus::State state);

    KeychainStatusCallback m_callback;
    QDBusConnection m_bus;
    QDeadlineTimer m_deadline;
    QString m_name; ///< The service's, on the bus.
    QString m_owner; ///< Who has that name.
    KeychainStatus m_status;
};

} // namespace Latchkey
