// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "keychain/keychainprobe.h"

#include "keychain/secretlibrary.h"
#include "keychain/sessionbus.h"

#include <QtCore/QFileInfo>
#include <QtDBus/QDBusError>
#include <QtDBus/QDBusObjectPath>
#include <QtDBus/QDBusVariant>

using namespace std::chrono_literals;

namespace Latchkey {

namespace {

constexpr auto patience = 5s;

KeychainStatus::Service serviceOf(const QString &program)
{
    if (program.startsWith(QLatin1String("gnome-keyring")))
        return KeychainStatus::Service::GnomeKeyring;
    if (program.startsWith(QLatin1String("kwalletd")) || program == QLatin1String("ksecretd"))
        return KeychainStatus::Service::KWallet;
    if (program.startsWith(QLatin1String("keepassxc")))
        return KeychainStatus::Service::KeePassXC;
    return KeychainStatus::Service::Other;
}

QString programOf(uint process)
{
    return QFileInfo(QStringLiteral("/proc/%1/exe").arg(process)).symLinkTarget().section(u'/', -1);
}

} // namespace

KeychainProbe::KeychainProbe(QObject *context, KeychainStatusCallback callback)
    : QObject(context), m_callback(std::move(callback)), m_bus(QString()), m_deadline(patience)
{ }

void KeychainProbe::start()
{
    m_bus = sessionBus();
    if (!m_bus.isConnected()) {
        m_status.detail = QStringLiteral("no session bus: ") + m_bus.lastError().message();
        return end(KeychainStatus::State::Absent);
    }
    m_status.isWallet = !nativeWalletService().isEmpty();
    haveBus();
}

void KeychainProbe::haveBus()
{
    m_name = m_status.isWallet ? nativeWalletService() : QLatin1String(secretServiceName);
    if (!m_status.isWallet && !haveSecretLibrary()) {
        m_status.detail = QStringLiteral("libsecret-1.so.0 cannot be loaded");
        return end(KeychainStatus::State::Absent);
    }
    askBus(QStringLiteral("GetNameOwner"), {m_name}, &KeychainProbe::haveOwner);
}

void KeychainProbe::askBus(const QString &method, const QVariantList &arguments, Reply next)
{
    QDBusMessage message = QDBusMessage::createMethodCall(
        QStringLiteral("org.freedesktop.DBus"), QStringLiteral("/org/freedesktop/DBus"),
        QStringLiteral("org.freedesktop.DBus"), method);
    message.setArguments(arguments);
    callBus(m_bus, message, static_cast<int>(m_deadline.remainingTime()), this,
            [this, next](const QDBusMessage &reply) { (this->*next)(reply); });
}

void KeychainProbe::askService(const QString &path, const QString &interface, const QString &method,
                               const QVariantList &arguments, Reply next)
{
    QDBusMessage message = QDBusMessage::createMethodCall(m_name, path, interface, method);
    message.setArguments(arguments);
    callBus(m_bus, message, static_cast<int>(m_deadline.remainingTime()), this,
            [this, next](const QDBusMessage &reply) {
                if (reply.type() == QDBusMessage::ErrorMessage)
                    fail(reply);
                else
                    (this->*next)(reply);
            });
}

void KeychainProbe::haveOwner(const QDBusMessage &reply)
{
    if (reply.type() == QDBusMessage::ErrorMessage) {
        askBus(QStringLiteral("ListActivatableNames"), {}, &KeychainProbe::haveActivatableNames);
        return;
    }
    m_owner = reply.arguments().value(0).toString();
    askBus(QStringLiteral("GetConnectionUnixProcessID"), {m_owner}, &KeychainProbe::haveProcess);
}

void KeychainProbe::haveActivatableNames(const QDBusMessage &reply)
{
    if (reply.arguments().value(0).toStringList().contains(m_name))
        return end(KeychainStatus::State::NotRunning);
    if (m_status.isWallet) {
        // QtKeychain makes do with the Secret Service then.
        m_status.isWallet = false;
        return haveBus();
    }
    m_status.detail = QStringLiteral("nobody offers %1 on the session bus").arg(m_name);
    end(KeychainStatus::State::Absent);
}

void KeychainProbe::haveProcess(const QDBusMessage &reply)
{
    m_status.program = programOf(reply.arguments().value(0).toUInt());
    m_status.service =
        m_status.isWallet ? KeychainStatus::Service::KWallet : serviceOf(m_status.program);
    if (m_status.service != KeychainStatus::Service::Other)
        return askForLock();
    // Wrapped in another program, or in a sandbox, GNOME's has another name or none.
    askBus(QStringLiteral("GetNameOwner"), {QStringLiteral("org.gnome.keyring")},
           &KeychainProbe::haveOwnerOfGnomeKeyring);
}

void KeychainProbe::haveOwnerOfGnomeKeyring(const QDBusMessage &reply)
{
    if (reply.type() == QDBusMessage::ReplyMessage
        && reply.arguments().value(0).toString() == m_owner) {
        m_status.service = KeychainStatus::Service::GnomeKeyring;
    }
    askForLock();
}

void KeychainProbe::askForLock()
{
    if (m_status.isWallet) {
        askService(nativeWalletPath(m_name), QStringLiteral("org.kde.KWallet"),
                   QStringLiteral("networkWallet"), {}, &KeychainProbe::haveWallet);
    } else {
        askService(QLatin1String(secretServicePath),
                   QStringLiteral("org.freedesktop.Secret.Service"), QStringLiteral("ReadAlias"),
                   {QStringLiteral("default")}, &KeychainProbe::haveDefaultCollection);
    }
}

void KeychainProbe::haveDefaultCollection(const QDBusMessage &reply)
{
    const auto path = reply.arguments().value(0).value<QDBusObjectPath>().path();
    if (path.size() <= 1)
        return end(KeychainStatus::State::NoKeyring);
    askService(path, QStringLiteral("org.freedesktop.DBus.Properties"), QStringLiteral("Get"),
               {QStringLiteral("org.freedesktop.Secret.Collection"), QStringLiteral("Locked")},
               &KeychainProbe::haveLocked);
}

void KeychainProbe::haveLocked(const QDBusMessage &reply)
{
    const bool locked = reply.arguments().value(0).value<QDBusVariant>().variant().toBool();
    end(locked ? KeychainStatus::State::Locked : KeychainStatus::State::Unlocked);
}

void KeychainProbe::haveWallet(const QDBusMessage &reply)
{
    askService(nativeWalletPath(m_name), QStringLiteral("org.kde.KWallet"),
               QStringLiteral("isOpen"), {reply.arguments().value(0)},
               &KeychainProbe::haveWalletOpen);
}

void KeychainProbe::haveWalletOpen(const QDBusMessage &reply)
{
    end(reply.arguments().value(0).toBool() ? KeychainStatus::State::Unlocked
                                            : KeychainStatus::State::Locked);
}

void KeychainProbe::fail(const QDBusMessage &error)
{
    m_status.detail = error.errorName() + QStringLiteral(": ") + error.errorMessage();
    switch (QDBusError(error).type()) {
    case QDBusError::ServiceUnknown:
    case QDBusError::Disconnected:
        return end(KeychainStatus::State::Absent);
    case QDBusError::AccessDenied:
        return end(KeychainStatus::State::Denied);
    case QDBusError::NoReply:
    case QDBusError::Timeout:
    case QDBusError::TimedOut:
        return end(KeychainStatus::State::NotAnswering);
    default:
        // GNOME Keyring names its login keyring as the default one before there is any.
        return end(KeychainStatus::State::NoKeyring);
    }
}

void KeychainProbe::end(KeychainStatus::State state)
{
    m_status.state = state;
    deleteLater();
    // The caller may delete the context and with it this object.
    const KeychainStatusCallback callback = std::move(m_callback);
    const KeychainStatus status = m_status;
    callback(status);
}

} // namespace Latchkey
