// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QProcess>
#include <QtCore/QProcessEnvironment>
#include <QtCore/QTemporaryDir>
#include <QtDBus/QDBusConnection>
#include <QtDBus/QDBusMessage>

/// A D-Bus session of a test's own, with a home of its own and, where it is wanted, a real
/// gnome-keyring in whatever mood. Everything ends with it.
///
/// A process keeps the bus that it has found, so what is to be tested runs in a child process, with
/// environment(). Whatever does not work fails the test by a warning.
class KeyringSession
{
public:
    enum class Bus {
        Running,
        Later, ///< Its address is known, and nobody listens there until startBus().
    };
    enum class Lock { Unlocked, Locked };

    /// The login keyring's.
    static constexpr char password[] = "latchkey-tests";

    /// No keyring runs at first, and nothing on the bus would start one.
    explicit KeyringSession(Bus bus);
    ~KeyringSession();
    KeyringSession(const KeyringSession &) = delete;
    KeyringSession &operator=(const KeyringSession &) = delete;

    /// What a process needs in order to be in this session: the address of the bus, and HOME and
    /// the XDG folders in home(). There is no display, so nothing can prompt.
    QProcessEnvironment environment() const;
    QString home() const { return m_home.path(); }

    void startBus();
    void endBus();

    /// Starts gnome-keyring and waits until it is on the bus. Unlocked creates the login keyring
    /// where there is none yet; Locked needs one.
    void startDaemon(Lock lock);
    /// Starts a copy of gnome-keyring by this name from now on.
    void renameDaemon(const QString &name);
    /// As when the person logs out.
    void endDaemon();
    /// kill -9.
    void killDaemon();
    /// Stops it in the middle of whatever it does (SIGSTOP), and lets it go on (SIGCONT).
    void freezeDaemon();
    void thawDaemon();

    /// Locks or unlocks the login keyring of a running daemon, as a program for passwords does.
    void lock();
    void unlock();
    /// Makes the bus start gnome-keyring, locked, for the next request, as desktops do.
    void makeStartable();
    /// Makes the bus refuse every message to the keyring, as confinement does, and pass them again.
    void denyService();
    void allowService();

    /// One call to whatever is on the bus, for what has no method here.
    QDBusMessage call(const QString &service, const QString &path, const QString &interface,
                      const QString &method, const QVariantList &arguments) const;
    /// Waits until a service is on the bus, or until it is gone; false where that does not happen.
    bool waitForName(const QString &service, bool present) const;
    /// The connection of the test itself.
    QDBusConnection bus() const { return QDBusConnection(m_connection); }
    /// What the daemon has said so far.
    QByteArray daemonLog() const;

private:
    void writeConfiguration(const QString &rules);
    void reloadConfiguration();
    void signalDaemon(int signal);

    QTemporaryDir m_home;
    QString m_connection;
    QProcess m_bus;
    QProcess m_daemon;
    QString m_program = QStringLiteral("gnome-keyring-daemon");
};
