// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "keychain/keychainsignals.h"

#include "keychain/sessionbus.h"

#include <QtDBus/QDBusConnection>
#include <QtDBus/QDBusServiceWatcher>

namespace Latchkey {

KeychainSignals::KeychainSignals(const QDBusConnection &bus)
{
    const QString secrets = QLatin1String(secretServiceName);
    const QString wallet = nativeWalletService();
    auto *watcher = new QDBusServiceWatcher(wallet.isEmpty() ? secrets : wallet, bus,
                                            QDBusServiceWatcher::WatchForRegistration, this);
    connect(watcher, &QDBusServiceWatcher::serviceRegistered, this, &KeychainSignals::appeared);

    QDBusConnection connection = bus;
    const QString any;
    if (!wallet.isEmpty()) {
        connection.connect(wallet, any, QStringLiteral("org.kde.KWallet"),
                           QStringLiteral("walletOpened"), this, SLOT(haveSignal()));
        return;
    }
    // gnome-keyring tells of a collection's lock in both ways; others do in one of them.
    connection.connect(secrets, any, QStringLiteral("org.freedesktop.DBus.Properties"),
                       QStringLiteral("PropertiesChanged"),
                       {QStringLiteral("org.freedesktop.Secret.Collection")}, QString(), this,
                       SLOT(haveSignal()));
    for (const char *signal : {"CollectionChanged", "CollectionCreated"}) {
        connection.connect(secrets, any, QStringLiteral("org.freedesktop.Secret.Service"),
                           QLatin1String(signal), this, SLOT(haveSignal()));
    }
}

void KeychainSignals::haveSignal()
{
    Q_EMIT changed();
}

} // namespace Latchkey
