// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtDBus/QDBusConnection>
#include <QtDBus/QDBusMessage>

#include <functional>

class QObject;

namespace Latchkey {

/// The Secret Service on the session bus.
inline constexpr char secretServiceName[] = "org.freedesktop.secrets";
inline constexpr char secretServicePath[] = "/org/freedesktop/secrets";

/// The service by which QtKeychain talks to KWallet in its own way, "org.kde.kwalletd5" for
/// instance; empty where it talks to the Secret Service, which it does outside of Plasma.
QString nativeWalletService();
/// The object of such a service.
QString nativeWalletPath(const QString &service);

/// The session bus, also where it came up later than this process: Qt keeps its own connection for
/// good, be it made or failed. Not connected where there is none now.
QDBusConnection sessionBus();

/// Calls, and hands the reply or the error to \a done, unless \a context dies first. A negative
/// \a milliseconds is D-Bus's own time-out, 25 seconds. Never blocks, and starts no service.
void callBus(const QDBusConnection &bus, QDBusMessage message, int milliseconds, QObject *context,
             std::function<void(const QDBusMessage &)> done);

} // namespace Latchkey
