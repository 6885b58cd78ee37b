// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QDateTime>
#include <QtCore/QString>
#include <QtCore/QTemporaryDir>
#include <QtNetwork/QSslCertificate>
#include <QtNetwork/QSslKey>
#include <QtNetwork/QSslServer>

#include <memory>

namespace Latchkey {

/// A certificate authority of this run alone, made by the openssl command.
class TestAuthority
{
public:
    TestAuthority();

    /// False where openssl failed.
    bool isValid() const { return !m_certificate.isNull(); }
    QSslCertificate certificate() const { return m_certificate; }
    /// Where its certificate is, as PEM.
    QString file() const;

    /// A server, for a LoopbackServer to own, with a certificate for \a subjectAltName that is
    /// valid between the two days. Null where openssl failed.
    QSslServer *newServer(const QString &subjectAltName, const QDateTime &from,
                          const QDateTime &until) const;
    /// One that is valid now, for the address that a LoopbackServer listens on.
    QSslServer *newServer() const;

private:
    bool openssl(const QStringList &arguments) const;

    QTemporaryDir m_folder;
    QSslCertificate m_certificate;
};

} // namespace Latchkey
