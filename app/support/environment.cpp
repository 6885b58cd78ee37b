// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "environment.h"

#include "thiscomputer.h"

#include <QtCore/QDir>
#include <QtCore/QUrl>
#include <QtNetwork/QNetworkProxy>
#include <QtNetwork/QSslCertificate>
#include <QtNetwork/QSslConfiguration>

namespace Latchkey {

namespace {

QString variable(const char *name)
{
    const QString lower = QString::fromLatin1(name).toLower();
    const QString value = qEnvironmentVariable(lower.toLatin1().constData());
    return value.isEmpty() ? qEnvironmentVariable(name) : value;
}

/// HTTPS_PROXY and NO_PROXY as curl reads them. Plain http goes to loopback only, and that is never
/// proxied.
class EnvironmentProxyFactory : public QNetworkProxyFactory
{
public:
    EnvironmentProxyFactory(const QNetworkProxy &proxy, const QStringList &exceptions)
        : m_proxy(proxy), m_exceptions(exceptions)
    { }

    QList<QNetworkProxy> queryProxy(const QNetworkProxyQuery &query) override
    {
        const QString host = query.peerHostName();
        if (isThisComputer(host) || isException(host))
            return {QNetworkProxy::NoProxy};
        return {m_proxy};
    }

private:
    bool isException(const QString &host) const
    {
        for (QString name : m_exceptions) {
            if (name == QLatin1String("*"))
                return true;
            while (name.startsWith(u'.'))
                name.remove(0, 1);
            if (host == name || host.endsWith(u'.' + name))
                return true;
        }
        return false;
    }

    QNetworkProxy m_proxy;
    QStringList m_exceptions;
};

void applyProxy()
{
    const QString address = variable("HTTPS_PROXY");
    if (address.isEmpty())
        return;
    const QUrl url = QUrl::fromUserInput(address);
    const QNetworkProxy proxy(QNetworkProxy::HttpProxy, url.host(),
                              static_cast<quint16>(url.port(8080)), url.userName(), url.password());
    QStringList exceptions;
    for (const QString &name : variable("NO_PROXY").split(u',', Qt::SkipEmptyParts))
        exceptions += name.trimmed().toLower();
    QNetworkProxyFactory::setApplicationProxyFactory(
        new EnvironmentProxyFactory(proxy, exceptions));
}

void applyCertificates()
{
    QList<QSslCertificate> authorities;
    const QString file = qEnvironmentVariable("SSL_CERT_FILE");
    if (!file.isEmpty())
        authorities += QSslCertificate::fromPath(file);
    const QString folder = qEnvironmentVariable("SSL_CERT_DIR");
    if (!folder.isEmpty()) {
        for (const QFileInfo &entry : QDir(folder).entryInfoList(QDir::Files))
            authorities += QSslCertificate::fromPath(entry.filePath());
    }
    if (authorities.isEmpty())
        return;
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.addCaCertificates(authorities);
    QSslConfiguration::setDefaultConfiguration(configuration);
}

} // namespace

void applyEnvironment()
{
    applyProxy();
    applyCertificates();
}

} // namespace Latchkey
