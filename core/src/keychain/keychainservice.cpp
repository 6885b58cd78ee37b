// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "keychain/keychainservice.h"

#include "keychain/keychainprobe.h"

#include <QtCore/QObject>

namespace Latchkey {

void keychainStatus(QObject *context, KeychainStatusCallback callback)
{
#ifdef LATCHKEY_HAVE_DBUS
    auto *probe = new KeychainProbe(context, std::move(callback));
    QMetaObject::invokeMethod(probe, &KeychainProbe::start, Qt::QueuedConnection);
#else
    KeychainStatus status;
    status.state = KeychainStatus::State::NotAsked;
    status.service = KeychainStatus::Service::System;
    QMetaObject::invokeMethod(
        context, [status, callback = std::move(callback)] { callback(status); },
        Qt::QueuedConnection);
#endif
}

} // namespace Latchkey
