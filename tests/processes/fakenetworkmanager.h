// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QVariantMap>
#include <QtDBus/QDBusConnection>
#include <QtDBus/QDBusVirtualObject>

/// As much of NetworkManager as tells whether there is a network, on a bus of the test's own.
class FakeNetworkManager : public QDBusVirtualObject
{
public:
    enum class Manner {
        Answers,
        Refuses, ///< As where a sandbox keeps a program from asking.
        SaysNothing, ///< It hangs.
    };
    /// NMState.
    enum State : uint { Disconnected = 20, Connecting = 40, ConnectedSite = 60, Connected = 70 };
    /// NMConnectivityState.
    enum Connectivity : uint { NoConnectivity = 1, Portal = 2, FullConnectivity = 4 };

    /// Connected at first. What does not work fails the test by a warning.
    FakeNetworkManager(const QDBusConnection &bus, Manner manner);
    ~FakeNetworkManager() override;

    void setState(State state, Connectivity connectivity);

    QString introspect(const QString &path) const override;
    bool handleMessage(const QDBusMessage &message, const QDBusConnection &connection) override;

private:
    QDBusConnection m_bus;
    Manner m_manner;
    QVariantMap m_properties;
};
