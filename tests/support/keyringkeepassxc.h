// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QProcess>
#include <QtCore/QVariantList>

class KeyringSession;

/// KeePassXC as the Secret Service of a KeyringSession, with one database and no display. Unlike
/// gnome-keyring, it does not know what is in a locked one.
class KeyringKeePassXC
{
public:
    /// The session has no gnome-keyring, since both offer the Secret Service. The database is open.
    explicit KeyringKeePassXC(KeyringSession *session);
    ~KeyringKeePassXC();
    KeyringKeePassXC(const KeyringKeePassXC &) = delete;
    KeyringKeePassXC &operator=(const KeyringKeePassXC &) = delete;

    void lock();
    void unlock();

private:
    void writeSettings();
    void createDatabase();
    void call(const QString &method, const QVariantList &arguments);

    KeyringSession *m_session;
    QString m_database;
    QProcess m_program;
};
