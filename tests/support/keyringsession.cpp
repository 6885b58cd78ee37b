// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "keyringsession.h"

#include <QtCore/QDeadlineTimer>
#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QStandardPaths>
#include <QtCore/QThread>
#include <QtCore/QUuid>
#include <QtDBus/QDBusArgument>
#include <QtDBus/QDBusConnectionInterface>
#include <QtDBus/QDBusObjectPath>
#include <QtDBus/QDBusReply>
#include <QtDBus/QDBusVariant>

#include <csignal>

namespace {

constexpr int patience = 10000; // milliseconds
constexpr char busConfiguration[] = R"(<!DOCTYPE busconfig PUBLIC
    "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
    "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
    <type>session</type>
    <listen>unix:path=%1/bus</listen>
    <auth>EXTERNAL</auth>
    <servicedir>%1/services</servicedir>
    <policy context="default">
        <allow send_destination="*" eavesdrop="true"/>
        <allow eavesdrop="true"/>
        <allow own="*"/>
        %2
    </policy>
</busconfig>
)";

const QString serviceName = QStringLiteral("org.freedesktop.secrets");
const QString servicePath = QStringLiteral("/org/freedesktop/secrets");
const QString loginPath = QStringLiteral("/org/freedesktop/secrets/collection/login");

void writeFile(const QString &path, const QString &text)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(text.toUtf8()) < 0)
        qWarning("%s cannot be written", qPrintable(path));
}

} // namespace

KeyringSession::KeyringSession(Bus bus)
    // Short, because the name of a socket in it may have 107 bytes at most.
    : m_home(QStringLiteral("/tmp/latchkey-XXXXXX")), m_connection(QUuid::createUuid().toString())
{
    QDir(home()).mkdir(QStringLiteral("run"));
    QFile::setPermissions(home() + QStringLiteral("/run"),
                          QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    QDir(home()).mkdir(QStringLiteral("services"));
    writeConfiguration(QString());
    if (bus == Bus::Running)
        startBus();
}

KeyringSession::~KeyringSession()
{
    if (m_daemon.state() != QProcess::NotRunning) {
        m_daemon.kill();
        m_daemon.waitForFinished(patience);
    }
    endBus();
}

QProcessEnvironment KeyringSession::environment() const
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const char *name : {"DISPLAY", "WAYLAND_DISPLAY", "XDG_CURRENT_DESKTOP", "DESKTOP_SESSION",
                             "KDE_FULL_SESSION", "GNOME_KEYRING_CONTROL"}) {
        environment.remove(QLatin1String(name));
    }
    environment.insert(QStringLiteral("DBUS_SESSION_BUS_ADDRESS"),
                       QStringLiteral("unix:path=%1/bus").arg(home()));
    environment.insert(QStringLiteral("HOME"), home());
    environment.insert(QStringLiteral("XDG_RUNTIME_DIR"), home() + QStringLiteral("/run"));
    for (const char *folder : {"config", "data", "cache", "state"}) {
        environment.insert(
            QStringLiteral("XDG_%1_HOME").arg(QLatin1String(folder).toString().toUpper()),
            home() + u'/' + QLatin1String(folder));
    }
    return environment;
}

void KeyringSession::startBus()
{
    m_bus.setProcessEnvironment(environment());
    m_bus.setStandardErrorFile(home() + QStringLiteral("/bus.log"), QIODevice::Append);
    m_bus.start(QStringLiteral("dbus-daemon"),
                {QStringLiteral("--nofork"), QStringLiteral("--print-address"),
                 QStringLiteral("--config-file=%1/bus.conf").arg(home())});
    // It prints its address once it listens there.
    if (!m_bus.waitForReadyRead(patience))
        qWarning("dbus-daemon did not start");
    QDBusConnection::connectToBus(QStringLiteral("unix:path=%1/bus").arg(home()), m_connection);
    if (!bus().isConnected())
        qWarning("the bus cannot be connected to: %s", qPrintable(bus().lastError().message()));
}

void KeyringSession::endBus()
{
    QDBusConnection::disconnectFromBus(m_connection);
    if (m_bus.state() == QProcess::NotRunning)
        return;
    m_bus.terminate();
    m_bus.waitForFinished(patience);
}

void KeyringSession::startDaemon(Lock lock)
{
    QStringList arguments{QStringLiteral("--foreground"), QStringLiteral("--components=secrets")};
    if (lock == Lock::Unlocked)
        arguments += QStringLiteral("--unlock");
    m_daemon.setProcessEnvironment(environment());
    m_daemon.setProcessChannelMode(QProcess::MergedChannels);
    m_daemon.setStandardOutputFile(home() + QStringLiteral("/daemon.log"), QIODevice::Append);
    m_daemon.start(m_program, arguments);
    if (lock == Lock::Unlocked) {
        m_daemon.write(password);
        m_daemon.waitForBytesWritten(patience);
    }
    m_daemon.closeWriteChannel();
    if (!m_daemon.waitForStarted(patience) || !waitForName(serviceName, true))
        qWarning("gnome-keyring did not start: %s", daemonLog().constData());
}

void KeyringSession::renameDaemon(const QString &name)
{
    const QString original = QStandardPaths::findExecutable(m_program);
    m_program = home() + u'/' + name;
    if (!QFile::copy(original, m_program))
        qWarning("%s cannot be copied", qPrintable(original));
}

void KeyringSession::endDaemon()
{
    m_daemon.terminate();
    if (!m_daemon.waitForFinished(patience) || !waitForName(serviceName, false))
        qWarning("gnome-keyring did not end");
}

void KeyringSession::killDaemon()
{
    m_daemon.kill();
    if (!m_daemon.waitForFinished(patience) || !waitForName(serviceName, false))
        qWarning("gnome-keyring was not killed");
}

void KeyringSession::freezeDaemon()
{
    signalDaemon(SIGSTOP);
}

void KeyringSession::thawDaemon()
{
    signalDaemon(SIGCONT);
}

void KeyringSession::lock()
{
    const QVariant paths = QVariant::fromValue(QList<QDBusObjectPath>{QDBusObjectPath(loginPath)});
    call(serviceName, servicePath, QStringLiteral("org.freedesktop.Secret.Service"),
         QStringLiteral("Lock"), {paths});
}

void KeyringSession::unlock()
{
    const QDBusMessage session =
        call(serviceName, servicePath, QStringLiteral("org.freedesktop.Secret.Service"),
             QStringLiteral("OpenSession"),
             {QStringLiteral("plain"), QVariant::fromValue(QDBusVariant(QString()))});
    QDBusArgument secret;
    secret.beginStructure();
    secret << session.arguments().value(1).value<QDBusObjectPath>() << QByteArray()
           << QByteArray(password) << QStringLiteral("text/plain");
    secret.endStructure();
    // What PAM does at login.
    call(serviceName, servicePath,
         QStringLiteral("org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface"),
         QStringLiteral("UnlockWithMasterPassword"),
         {QVariant::fromValue(QDBusObjectPath(loginPath)), QVariant::fromValue(secret)});
}

void KeyringSession::makeStartable()
{
    writeFile(home() + QStringLiteral("/services/org.freedesktop.secrets.service"),
              QStringLiteral("[D-BUS Service]\nName=org.freedesktop.secrets\n"
                             "Exec=/usr/bin/gnome-keyring-daemon --foreground "
                             "--components=secrets\n"));
    reloadConfiguration();
}

void KeyringSession::denyService()
{
    writeConfiguration(QStringLiteral("<deny send_destination=\"%1\"/>").arg(serviceName));
    reloadConfiguration();
}

void KeyringSession::allowService()
{
    writeConfiguration(QString());
    reloadConfiguration();
}

void KeyringSession::writeConfiguration(const QString &rules)
{
    writeFile(home() + QStringLiteral("/bus.conf"),
              QString::fromLatin1(busConfiguration).arg(home(), rules));
}

void KeyringSession::reloadConfiguration()
{
    call(QStringLiteral("org.freedesktop.DBus"), QStringLiteral("/org/freedesktop/DBus"),
         QStringLiteral("org.freedesktop.DBus"), QStringLiteral("ReloadConfig"), {});
}

QDBusMessage KeyringSession::call(const QString &service, const QString &path,
                                  const QString &interface, const QString &method,
                                  const QVariantList &arguments) const
{
    QDBusMessage message = QDBusMessage::createMethodCall(service, path, interface, method);
    message.setArguments(arguments);
    const QDBusMessage reply = bus().call(message, QDBus::Block, patience);
    if (reply.type() == QDBusMessage::ErrorMessage)
        qWarning("%s: %s", qPrintable(method), qPrintable(reply.errorMessage()));
    return reply;
}

QByteArray KeyringSession::daemonLog() const
{
    QFile file(home() + QStringLiteral("/daemon.log"));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

bool KeyringSession::waitForName(const QString &service, bool present) const
{
    const QDeadlineTimer deadline(patience);
    while (bus().interface()->isServiceRegistered(service).value() != present) {
        if (deadline.hasExpired())
            return false;
        QThread::msleep(5);
    }
    return true;
}

void KeyringSession::signalDaemon(int signal)
{
    ::kill(static_cast<pid_t>(m_daemon.processId()), signal);
}
