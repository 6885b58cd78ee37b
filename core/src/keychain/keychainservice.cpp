// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "keychain/keychainservice.h"

#ifdef LATCHKEY_HAVE_DBUS
#include <QtCore/QStringList>
#include <QtDBus/QDBusConnection>
#include <QtDBus/QDBusConnectionInterface>
#endif

namespace Latchkey {

bool isKeychainServicePresent()
{
#ifdef LATCHKEY_HAVE_DBUS
    const QDBusConnection bus = QDBusConnection::sessionBus();
    if (!bus.isConnected())
        return false;
    QStringList names = bus.interface()->registeredServiceNames().value();
    names += bus.interface()->activatableServiceNames().value();
    for (const char *service :
         {"org.freedesktop.secrets", "org.kde.kwalletd5", "org.kde.kwalletd6"}) {
        if (names.contains(QLatin1String(service)))
            return true;
    }
    return false;
#else
    return true;
#endif
}

} // namespace Latchkey
