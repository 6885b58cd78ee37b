// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "keychain/secretsearch.h"

#include "keychain/sessionbus.h"

#include <QtCore/QMap>
#include <QtDBus/QDBusMetaType>
#include <QtDBus/QDBusObjectPath>
#include <QtDBus/QDBusPendingReply>
#include <QtDBus/QDBusVariant>

namespace Latchkey {

namespace {

constexpr int patience = 2500; // milliseconds, for each of two calls
using Paths = QList<QDBusObjectPath>;
using Attributes = QMap<QString, QString>;

void searchCollectionOf(const QString &item, QObject *context,
                        std::function<void(SecretFound)> callback)
{
    QDBusMessage message = QDBusMessage::createMethodCall(
        QLatin1String(secretServiceName), item.section(u'/', 0, -2),
        QStringLiteral("org.freedesktop.DBus.Properties"), QStringLiteral("Get"));
    message << QStringLiteral("org.freedesktop.Secret.Collection") << QStringLiteral("Locked");
    callBus(sessionBus(), message, patience, context,
            [callback = std::move(callback)](const QDBusMessage &reply) {
                if (reply.type() == QDBusMessage::ErrorMessage)
                    return callback(SecretFound::Unknown);
                const auto locked = reply.arguments().value(0).value<QDBusVariant>().variant();
                callback(locked.toBool() ? SecretFound::InLockedCollection : SecretFound::Withheld);
            });
}

} // namespace

void searchSecret(const QString &service, const QString &key, QObject *context,
                  std::function<void(SecretFound)> callback)
{
    static const auto registered = qDBusRegisterMetaType<Attributes>();
    Q_UNUSED(registered)
    QDBusMessage message = QDBusMessage::createMethodCall(
        QLatin1String(secretServiceName), QLatin1String(secretServicePath),
        QStringLiteral("org.freedesktop.Secret.Service"), QStringLiteral("SearchItems"));
    message << QVariant::fromValue(
        Attributes{{QStringLiteral("server"), service}, {QStringLiteral("user"), key}});
    callBus(sessionBus(), message, patience, context,
            [context, callback = std::move(callback)](const QDBusMessage &answer) {
                const QDBusPendingReply<Paths, Paths> reply(answer);
                if (reply.isError())
                    callback(SecretFound::Unknown);
                else if (!reply.argumentAt<1>().isEmpty())
                    searchCollectionOf(reply.argumentAt<1>().first().path(), context, callback);
                else
                    callback(reply.argumentAt<0>().isEmpty() ? SecretFound::Nowhere
                                                             : SecretFound::Open);
            });
}

} // namespace Latchkey
