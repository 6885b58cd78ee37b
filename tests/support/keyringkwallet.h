// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QProcess>
#include <QtCore/QProcessEnvironment>
#include <QtCore/QVariantList>

class KeyringSession;

/// KDE's kwalletd5 in a KeyringSession, with one wallet and no display: its prompts are nowhere to
/// be seen, and stay open.
class KeyringKWallet
{
public:
    /// What it does with programs whose service is "latchkey-test".
    enum class Rule { Allow, Deny };
    enum class Switch { On, Off };

    /// The session has no gnome-keyring, since both offer the Secret Service.
    KeyringKWallet(KeyringSession *session, Rule rule, Switch onOff);
    ~KeyringKWallet();
    KeyringKWallet(const KeyringKWallet &) = delete;
    KeyringKWallet &operator=(const KeyringKWallet &) = delete;

    /// What a process needs in order to be in this session, and in Plasma.
    QProcessEnvironment environment() const;

    /// Opens the wallet, and creates it the first time, as PAM does at login.
    void open();
    void close();
    void kill();

private:
    void call(const QString &method, const QVariantList &arguments);

    KeyringSession *m_session;
    QProcess m_daemon;
};
