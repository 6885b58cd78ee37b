// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "fakenetworkmanager.h"

#include <QtDBus/QDBusError>
#include <QtDBus/QDBusMessage>

namespace {

const QString name = QStringLiteral("org.freedesktop.NetworkManager");
const QString path = QStringLiteral("/org/freedesktop/NetworkManager");
const QString properties = QStringLiteral("org.freedesktop.DBus.Properties");

QVariantMap propertiesOf(uint state, uint connectivity)
{
    return {{QStringLiteral("State"), state}, {QStringLiteral("Connectivity"), connectivity}};
}

} // namespace

FakeNetworkManager::FakeNetworkManager(const QDBusConnection &bus, Manner manner)
    : m_bus(bus), m_manner(manner), m_properties(propertiesOf(Connected, FullConnectivity))
{
    if (!m_bus.registerVirtualObject(path, this) || !m_bus.registerService(name))
        qWarning("there is no NetworkManager: %s", qPrintable(m_bus.lastError().message()));
}

FakeNetworkManager::~FakeNetworkManager()
{
    m_bus.unregisterService(name);
    m_bus.unregisterObject(path);
}

void FakeNetworkManager::setState(State state, Connectivity connectivity)
{
    m_properties = propertiesOf(state, connectivity);
    QDBusMessage changed =
        QDBusMessage::createSignal(path, properties, QStringLiteral("PropertiesChanged"));
    changed.setArguments({name, m_properties, QStringList()});
    if (!m_bus.send(changed))
        qWarning("the change cannot be told");
}

QString FakeNetworkManager::introspect(const QString &) const
{
    return {};
}

bool FakeNetworkManager::handleMessage(const QDBusMessage &message,
                                       const QDBusConnection &connection)
{
    switch (m_manner) {
    case Manner::SaysNothing:
        return true;
    case Manner::Refuses:
        return connection.send(
            message.createErrorReply(QDBusError::AccessDenied, QStringLiteral("confined")));
    case Manner::Answers:
        break;
    }
    if (message.interface() == properties && message.member() == QLatin1String("GetAll"))
        return connection.send(message.createReply(m_properties));
    return false;
}
