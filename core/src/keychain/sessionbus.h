// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtDBus/QDBusConnection>
#include <QtDBus/QDBusMessage>

#include <functional>

class QObject;

namespace Latchkey {

/// The session bus, also where it came up later than this process: Qt keeps its own connection for
/// good, be it made or failed. Not connected where there is none now.
QDBusConnection sessionBus();

/// Calls, and hands the reply or the error to \a done, unless \a context dies first. A negative
/// \a milliseconds is D-Bus's own time-out, 25 seconds. Never blocks, and starts no service.
void callBus(const QDBusConnection &bus, QDBusMessage message, int milliseconds, QObject *context,
             std::function<void(const QDBusMessage &)> done);

} // namespace Latchkey
