// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QObject>

class QDBusConnection;

namespace Latchkey {

/// What the session bus tells of the keychain, for as long as this lives. Starts no service.
class KeychainSignals : public QObject
{
    Q_OBJECT
public:
    explicit KeychainSignals(const QDBusConnection &bus);

Q_SIGNALS:
    /// The service has come, be it anew or for the first time.
    void appeared();
    /// It may have been locked or unlocked.
    void changed();

private Q_SLOTS:
    // Called by the bus, by its name.
    void haveSignal();
};

} // namespace Latchkey
