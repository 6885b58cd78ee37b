// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "keychain/sessionbus.h"

#include <QtDBus/QDBusPendingCallWatcher>

namespace Latchkey {

QString nativeWalletService()
{
    // As QtKeychain decides it.
    const QByteArray desktop = qgetenv("XDG_CURRENT_DESKTOP");
    if (desktop != "KDE" && qgetenv("DESKTOP_SESSION") != "kde"
        && qEnvironmentVariableIsEmpty("KDE_FULL_SESSION")) {
        return {};
    }
    const QByteArray version = qgetenv("KDE_SESSION_VERSION");
    if (version != "5" && version != "6")
        return {};
    return QStringLiteral("org.kde.kwalletd") + QString::fromLatin1(version);
}

QString nativeWalletPath(const QString &service)
{
    return QStringLiteral("/modules/") + service.section(u'.', -1);
}

QDBusConnection sessionBus()
{
    if (QDBusConnection shared = QDBusConnection::sessionBus(); shared.isConnected())
        return shared;
    const QString name = QStringLiteral("latchkey-session-bus");
    if (QDBusConnection own(name); own.isConnected())
        return own;
    QDBusConnection::disconnectFromBus(name);
    return QDBusConnection::connectToBus(QDBusConnection::SessionBus, name);
}

void callBus(const QDBusConnection &bus, QDBusMessage message, int milliseconds, QObject *context,
             std::function<void(const QDBusMessage &)> done)
{
    message.setAutoStartService(false);
    auto *watcher = new QDBusPendingCallWatcher(bus.asyncCall(message, milliseconds), context);
    QObject::connect(watcher, &QDBusPendingCallWatcher::finished, context,
                     [done = std::move(done)](QDBusPendingCallWatcher *finished) {
                         finished->deleteLater();
                         done(finished->reply());
                     });
}

} // namespace Latchkey
