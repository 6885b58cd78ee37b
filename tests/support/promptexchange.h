// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QString>

/// How gnome-keyring and its prompter keep the password from the bus: a Diffie-Hellman exchange in
/// the group of RFC 3526 §2, HKDF (RFC 5869) with SHA-256, and AES-128-CBC; gcr calls it
/// "sx-aes-1".
class PromptExchange
{
public:
    PromptExchange();

    /// What the prompter begins with.
    QString begin() const;
    /// \a secret, for the daemon that has said \a exchange.
    QString answer(const QString &exchange, const QByteArray &secret) const;

private:
    QByteArray m_private;
    QByteArray m_public;
};
