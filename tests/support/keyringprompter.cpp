// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "keyringprompter.h"

#include <QtDBus/QDBusError>
#include <QtDBus/QDBusMessage>
#include <QtDBus/QDBusVariant>

namespace {

const QString serviceName = QStringLiteral("org.gnome.keyring.SystemPrompter");
const QString objectPath = QStringLiteral("/org/gnome/keyring/Prompter");

} // namespace

KeyringPrompter::KeyringPrompter(const QDBusConnection &bus) : m_bus(bus)
{
    if (!m_bus.registerObject(objectPath, this, QDBusConnection::ExportScriptableSlots)
        || !m_bus.registerService(serviceName)) {
        qWarning("the prompter is not on the bus: %s", qPrintable(m_bus.lastError().message()));
    }
}

KeyringPrompter::~KeyringPrompter()
{
    m_bus.unregisterService(serviceName);
    m_bus.unregisterObject(objectPath);
}

void KeyringPrompter::dismiss()
{
    m_open = false;
    reply(QStringLiteral("PromptReady"), {QStringLiteral("no"), QVariantMap(), m_exchange.begin()});
}

void KeyringPrompter::answer(const QByteArray &password)
{
    m_open = false;
    // A new keyring is not made with a password that has no strength. Properties are wrapped twice.
    const QVariant strength = QVariant::fromValue(QDBusVariant(1));
    reply(QStringLiteral("PromptReady"),
          {QStringLiteral("yes"), QVariantMap{{QStringLiteral("password-strength"), strength}},
           m_exchange.answer(m_theirExchange, password)});
}

void KeyringPrompter::BeginPrompting(const QDBusObjectPath &callback)
{
    m_daemon = message().service();
    m_callback = callback;
    // The daemon wants the return of this call first.
    QMetaObject::invokeMethod(
        this,
        [this] {
            reply(QStringLiteral("PromptReady"), {QString(), QVariantMap(), m_exchange.begin()});
        },
        Qt::QueuedConnection);
}

void KeyringPrompter::PerformPrompt(const QDBusObjectPath &callback, const QString &type,
                                    const QVariantMap &properties, const QString &exchange)
{
    Q_UNUSED(type)
    Q_UNUSED(properties)
    m_callback = callback;
    m_theirExchange = exchange;
    m_open = true;
    ++m_count;
}

void KeyringPrompter::StopPrompting(const QDBusObjectPath &callback)
{
    m_open = false;
    m_callback = callback;
    reply(QStringLiteral("PromptDone"), {});
}

void KeyringPrompter::reply(const QString &method, const QVariantList &arguments)
{
    QDBusMessage call = QDBusMessage::createMethodCall(
        m_daemon, m_callback.path(), QStringLiteral("org.gnome.keyring.internal.Prompter.Callback"),
        method);
    call.setArguments(arguments);
    m_bus.send(call);
}
