// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "doctor/authoritycheck.h"

#include "oauth/displaytext.h"

#include <QtCore/QDirIterator>
#include <QtCore/QFile>
#include <QtCore/QFileInfo>
#include <QtCore/QPromise>
#include <QtCore/QSet>
#include <QtCore/QThreadPool>
#include <QtNetwork/QSslCertificate>
#include <QtNetwork/QSslConfiguration>
#include <QtNetwork/QSslSocket>

#include <algorithm>
#include <memory>

namespace Latchkey {

namespace {

// All authorities that there are in the world take some 250 KiB; a folder has each of them thrice.
constexpr qint64 mostBytes = 16 * 1024 * 1024;
constexpr int mostFiles = 4096;

using Certificates = QSet<QSslCertificate>;

QString shownPath(const QString &path)
{
    return displayText(path, maxDescriptionLength);
}

Finding bad(const QString &variable, const QString &path, const QString &message)
{
    return problem(Finding::Check::CertificateAuthorities, shownPath(path),
                   message.arg(variable, shownPath(path)),
                   Doctor::tr("Correct %1, or remove it from the environment.").arg(variable));
}

Certificates readFile(const QString &path, qint64 &bytesLeft)
{
    QFile file(path);
    if (!QFileInfo(path).isFile() || !file.open(QIODevice::ReadOnly))
        return {};
    const QByteArray data = file.read(bytesLeft);
    bytesLeft -= data.size();
    const QList<QSslCertificate> list = QSslCertificate::fromData(data, QSsl::Pem);
    return {list.cbegin(), list.cend()};
}

Certificates readFolder(const QString &path)
{
    Certificates certificates;
    qint64 bytesLeft = mostBytes;
    QDirIterator it(path, QDir::Files);
    for (int count = 0; it.hasNext() && bytesLeft > 0 && count < mostFiles; ++count)
        certificates += readFile(it.next(), bytesLeft);
    return certificates;
}

Finding judge(const QString &variable, const QString &path, const Certificates &certificates,
              const QDateTime &now)
{
    if (certificates.isEmpty())
        return bad(variable, path, Doctor::tr("%1 names %2, which holds no certificate."));
    const auto isGood = [&](const QSslCertificate &certificate) {
        return certificate.effectiveDate() <= now && now <= certificate.expiryDate();
    };
    if (std::none_of(certificates.cbegin(), certificates.cend(), isGood)) {
        return problem(Finding::Check::CertificateAuthorities, shownPath(path),
                       Doctor::tr("No certificate that %1 names is valid today.").arg(variable),
                       Doctor::tr("Set this computer's date and time right; if they are, put "
                                  "newer certificates into %1.")
                           .arg(shownPath(path)));
    }
    return okFinding(Finding::Check::CertificateAuthorities, shownPath(path),
                     Doctor::tr("Certificate authorities that %1 adds: %2.")
                         .arg(variable, QString::number(certificates.size())));
}

Finding judgeFile(const QString &path, const QDateTime &now)
{
    const QString variable = QStringLiteral("SSL_CERT_FILE");
    const QFileInfo info(path);
    QFile file(path);
    if (!info.exists())
        return bad(variable, path, Doctor::tr("%1 names %2, which does not exist."));
    if (!info.isFile())
        return bad(variable, path, Doctor::tr("%1 names %2, which is not a file."));
    if (!file.open(QIODevice::ReadOnly)) {
        return bad(variable, path, Doctor::tr("%1 names %2, which cannot be read."))
            .withDetail(displayText(file.errorString(), maxDescriptionLength));
    }
    if (info.size() > mostBytes)
        return bad(variable, path, Doctor::tr("%1 names %2, which is too large."));
    qint64 bytesLeft = mostBytes;
    return judge(variable, path, readFile(path, bytesLeft), now);
}

Finding judgeFolder(const QString &path, const QDateTime &now)
{
    const QString variable = QStringLiteral("SSL_CERT_DIR");
    const QFileInfo info(path);
    if (!info.exists())
        return bad(variable, path, Doctor::tr("%1 names %2, which does not exist."));
    if (!info.isDir())
        return bad(variable, path, Doctor::tr("%1 names %2, which is not a folder."));
    if (!info.isReadable() || !info.isExecutable())
        return bad(variable, path, Doctor::tr("%1 names %2, which cannot be read."));
    return judge(variable, path, readFolder(path), now);
}

} // namespace

AuthoritySources AuthoritySources::ofProcess()
{
    AuthoritySources sources;
    sources.file = qEnvironmentVariable("SSL_CERT_FILE");
    sources.folder = qEnvironmentVariable("SSL_CERT_DIR");
    sources.hasTls = QSslSocket::supportsSsl();
    sources.systemCount = [] { return QSslConfiguration::systemCaCertificates().size(); };
    return sources;
}

Findings checkAuthorities(const AuthoritySources &sources, const QDateTime &now)
{
    using Check = Finding::Check;
    if (!sources.hasTls) {
        return {problem(Check::CertificateAuthorities, QString(),
                        Doctor::tr("This program cannot make connections secure."),
                        Doctor::tr("Install OpenSSL and the TLS plug-in of Qt."))};
    }
    Findings findings;
    if (!sources.file.isEmpty())
        findings += judgeFile(sources.file, now);
    if (!sources.folder.isEmpty())
        findings += judgeFolder(sources.folder, now);
    if (std::any_of(findings.cbegin(), findings.cend(), std::mem_fn(&Finding::isOk)))
        return findings;
    const qsizetype count = sources.systemCount();
    if (count > 0) {
        findings += okFinding(
            Check::CertificateAuthorities, QString(),
            Doctor::tr("Certificate authorities that this computer trusts: %1.").arg(count));
    } else {
        findings += problem(Check::CertificateAuthorities, QString(),
                            Doctor::tr("This computer trusts no certificate authority, so no "
                                       "connection can be made secure."),
                            Doctor::tr("Install the system's certificate authorities, for "
                                       "instance the package ca-certificates."));
    }
    return findings;
}

AuthorityCheck::AuthorityCheck(const AuthoritySources &sources, const QDateTime &now,
                               QObject *parent)
    : DoctorCheck(parent), m_sources(sources), m_now(now)
{
    connect(&m_watcher, &QFutureWatcherBase::finished, this, [this] {
        for (const Finding &finding : m_watcher.result())
            Q_EMIT found(finding);
        finish();
    });
}

void AuthorityCheck::start()
{
    // The thread has copies of all that it needs, and may outlive this object.
    const auto promise = std::make_shared<QPromise<Findings>>();
    m_watcher.setFuture(promise->future());
    QThreadPool::globalInstance()->start([promise, sources = m_sources, now = m_now] {
        promise->start();
        promise->addResult(checkAuthorities(sources, now));
        promise->finish();
    });
}

Findings AuthorityCheck::giveUp() const
{
    return {warning(Finding::Check::CertificateAuthorities, QString(),
                    Doctor::tr("The certificate authorities take too long to read."),
                    Doctor::tr("Look at the disk that SSL_CERT_FILE or SSL_CERT_DIR lead to."))};
}

} // namespace Latchkey
