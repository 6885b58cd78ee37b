// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "keychain/secretlibrary.h"

#include <QtCore/QAbstractEventDispatcher>
#include <QtCore/QLibrary>
#include <QtCore/QTimer>

using namespace std::chrono_literals;

namespace Latchkey {

namespace {

/// The very library that QtKeychain loads, by the same name.
QLibrary &library()
{
    static QLibrary library(QStringLiteral("secret-1"), 0);
    return library;
}

} // namespace

bool haveSecretLibrary()
{
    return library().load();
}

void forgetSecretService()
{
    using Disconnect = void (*)();
    const auto disconnect =
        reinterpret_cast<Disconnect>(library().resolve("secret_service_disconnect"));
    if (disconnect != nullptr)
        disconnect();
}

void serveSecretLibrary(QObject *job)
{
    const QAbstractEventDispatcher *dispatcher = QAbstractEventDispatcher::instance();
    if (dispatcher == nullptr || dispatcher->inherits("QEventDispatcherGlib"))
        return;
    using Iterate = int (*)(void *context, int mayBlock);
    static const auto iterate = reinterpret_cast<Iterate>(
        QLibrary::resolve(QStringLiteral("glib-2.0"), 0, "g_main_context_iteration"));
    if (iterate == nullptr)
        return;
    auto *timer = new QTimer(job);
    QObject::connect(timer, &QTimer::timeout, timer, [] {
        // Bounded, since others may be busy there.
        for (int round = 0; round < 100 && iterate(nullptr, 0) != 0; ++round) { }
    });
    timer->start(10ms);
}

} // namespace Latchkey
