// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "testauthority.h"

#include <QtCore/QFile>
#include <QtCore/QProcess>

namespace Latchkey {

namespace {

// "req" makes certificates that begin now; only "ca" takes other days.
const QByteArray configuration = R"([ca]
default_ca = authority
[authority]
database = index.txt
serial = serial
new_certs_dir = .
default_md = sha256
policy = policy
unique_subject = no
copy_extensions = copy
[policy]
commonName = supplied
)";

QStringList newKey(const QString &file)
{
    return {QStringLiteral("-newkey"),
            QStringLiteral("ec"),
            QStringLiteral("-pkeyopt"),
            QStringLiteral("ec_paramgen_curve:prime256v1"),
            QStringLiteral("-nodes"),
            QStringLiteral("-keyout"),
            file};
}

QString day(const QDateTime &time)
{
    return time.toUTC().toString(QStringLiteral("yyyyMMddhhmmss")) + u'Z';
}

} // namespace

TestAuthority::TestAuthority()
{
    const auto write = [&](const QString &name, const QByteArray &content) {
        QFile file(m_folder.filePath(name));
        return file.open(QIODevice::WriteOnly) && file.write(content) == content.size();
    };
    const bool isReady = write(QStringLiteral("ca.cnf"), configuration)
        && write(QStringLiteral("index.txt"), {}) && write(QStringLiteral("serial"), "01\n")
        && openssl(QStringList{QStringLiteral("req"), QStringLiteral("-x509"),
                               QStringLiteral("-subj"), QStringLiteral("/CN=authority"),
                               QStringLiteral("-days"), QStringLiteral("2"), QStringLiteral("-out"),
                               QStringLiteral("authority.pem")}
                   << newKey(QStringLiteral("authority.key")));
    if (isReady)
        m_certificate = QSslCertificate::fromPath(file()).value(0);
}

QString TestAuthority::file() const
{
    return m_folder.filePath(QStringLiteral("authority.pem"));
}

QSslServer *TestAuthority::newServer(const QString &subjectAltName, const QDateTime &from,
                                     const QDateTime &until) const
{
    const bool isMade = openssl(QStringList{QStringLiteral("req"), QStringLiteral("-subj"),
                                            QStringLiteral("/CN=test"), QStringLiteral("-addext"),
                                            QStringLiteral("subjectAltName=") + subjectAltName,
                                            QStringLiteral("-out"), QStringLiteral("server.csr")}
                                << newKey(QStringLiteral("server.key")))
        && openssl({QStringLiteral("ca"), QStringLiteral("-batch"), QStringLiteral("-notext"),
                    QStringLiteral("-config"), QStringLiteral("ca.cnf"), QStringLiteral("-cert"),
                    QStringLiteral("authority.pem"), QStringLiteral("-keyfile"),
                    QStringLiteral("authority.key"), QStringLiteral("-startdate"), day(from),
                    QStringLiteral("-enddate"), day(until), QStringLiteral("-in"),
                    QStringLiteral("server.csr"), QStringLiteral("-out"),
                    QStringLiteral("server.pem")});
    QFile key(m_folder.filePath(QStringLiteral("server.key")));
    if (!isMade || !key.open(QIODevice::ReadOnly))
        return nullptr;
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setLocalCertificateChain(
        QSslCertificate::fromPath(m_folder.filePath(QStringLiteral("server.pem"))));
    configuration.setPrivateKey(QSslKey(&key, QSsl::Ec));
    auto server = std::make_unique<QSslServer>();
    server->setSslConfiguration(configuration);
    return server.release();
}

QSslServer *TestAuthority::newServer() const
{
    const QDateTime now = QDateTime::currentDateTimeUtc();
    return newServer(QStringLiteral("IP:127.0.0.1"), now.addDays(-1), now.addDays(1));
}

bool TestAuthority::openssl(const QStringList &arguments) const
{
    QProcess process;
    process.setWorkingDirectory(m_folder.path());
    process.start(QStringLiteral("openssl"), arguments, QIODevice::ReadOnly);
    return process.waitForFinished() && process.exitStatus() == QProcess::NormalExit
        && process.exitCode() == 0;
}

} // namespace Latchkey
