// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "promptexchange.h"

#include <QtCore/QObject>
#include <QtCore/QVariantMap>
#include <QtDBus/QDBusConnection>
#include <QtDBus/QDBusContext>
#include <QtDBus/QDBusObjectPath>

/// Stands in for the window in which gnome-keyring asks for its password (gcr-prompter), on the bus
/// of a KeyringSession: a prompt stays open until the test answers or dismisses it. Needs the event
/// loop.
class KeyringPrompter : public QObject, protected QDBusContext
{
    Q_OBJECT
    Q_CLASSINFO("D-Bus Interface", "org.gnome.keyring.internal.Prompter")
public:
    explicit KeyringPrompter(const QDBusConnection &bus);
    ~KeyringPrompter() override;

    /// True while the person is being asked.
    bool isOpen() const { return m_open; }
    /// How often they have been asked.
    int count() const { return m_count; }
    /// What Escape and Cancel do.
    void dismiss();
    /// Types a password and presses Return. The daemon asks again where it is the wrong one.
    void answer(const QByteArray &password);

public Q_SLOTS:
    // What the daemon calls.
    Q_SCRIPTABLE void BeginPrompting(const QDBusObjectPath &callback);
    Q_SCRIPTABLE void PerformPrompt(const QDBusObjectPath &callback, const QString &type,
                                    const QVariantMap &properties, const QString &exchange);
    Q_SCRIPTABLE void StopPrompting(const QDBusObjectPath &callback);

private:
    void reply(const QString &method, const QVariantList &arguments);

    QDBusConnection m_bus;
    QString m_daemon;
    QDBusObjectPath m_callback;
    QString m_theirExchange;
    PromptExchange m_exchange;
    bool m_open = false;
    int m_count = 0;
};
