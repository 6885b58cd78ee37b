// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "keychain/servicelosslistener.h"

#include "keychain/sessionbus.h"

#include <latchkey/scheduler.h>

#include <QtDBus/QDBusServiceWatcher>

using namespace std::chrono_literals;

namespace Latchkey {

ServiceLossListener::ServiceLossListener()
{
    Scheduler::system()->callAfter(200ms, this, [this] { listen(); });
}

void ServiceLossListener::listen()
{
    auto *watcher = new QDBusServiceWatcher(QLatin1String(secretServiceName), sessionBus(),
                                            QDBusServiceWatcher::WatchForUnregistration, this);
    connect(watcher, &QDBusServiceWatcher::serviceUnregistered, this,
            [this] { Scheduler::system()->callAfter(1s, this, [this] { Q_EMIT lost(); }); });
    // It may have ended before. It may also be only just being started, which takes longer than
    // that, but not as long as this.
    ifMissing([this] {
        Scheduler::system()->callAfter(30s, this, [this] { ifMissing([this] { Q_EMIT lost(); }); });
    });
}

void ServiceLossListener::ifMissing(std::function<void()> then)
{
    QDBusMessage message = QDBusMessage::createMethodCall(
        QStringLiteral("org.freedesktop.DBus"), QStringLiteral("/org/freedesktop/DBus"),
        QStringLiteral("org.freedesktop.DBus"), QStringLiteral("NameHasOwner"));
    message << QLatin1String(secretServiceName);
    callBus(sessionBus(), message, -1, this, [then = std::move(then)](const QDBusMessage &reply) {
        if (reply.type() == QDBusMessage::ReplyMessage && !reply.arguments().value(0).toBool())
            then();
    });
}

} // namespace Latchkey
