// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "doctor/proxycheck.h"

#include "doctor/hosttarget.h"
#include "oauth/displaytext.h"

#include <chrono>

namespace Latchkey {

namespace {

constexpr std::chrono::seconds patience(10);

QString correctIt()
{
    return Doctor::tr("Correct the proxy in HTTPS_PROXY or in the system's settings, or start it.");
}

} // namespace

ProxyCheck::ProxyCheck(const QNetworkProxy &proxy, Scheduler *scheduler, QObject *parent)
    : DoctorCheck(parent), m_proxy(proxy), m_name(proxyName(proxy)), m_scheduler(scheduler)
{
    // Or the proxy would be asked for the way to itself.
    m_socket.setProxy(QNetworkProxy::NoProxy);
    connect(&m_socket, &QAbstractSocket::connected, this, [this] {
        tell(okFinding(Finding::Check::Proxy, m_name,
                       Doctor::tr("Connections go through the proxy %1.").arg(m_name)));
    });
    connect(&m_socket, &QAbstractSocket::errorOccurred, this, &ProxyCheck::failed);
}

void ProxyCheck::start()
{
    if (m_proxy.hostName().isEmpty()) {
        return tell(problem(Finding::Check::Proxy, QString(),
                            Doctor::tr("The address of the proxy cannot be understood."),
                            Doctor::tr("Correct HTTPS_PROXY: it should be like "
                                       "http://proxy.example:8080.")));
    }
    m_deadline.start(m_scheduler, patience, [this] {
        for (const Finding &finding : giveUp())
            tell(finding);
    });
    m_socket.connectToHost(m_proxy.hostName(), m_proxy.port());
}

Findings ProxyCheck::giveUp() const
{
    return {problem(Finding::Check::Proxy, m_name,
                    Doctor::tr("The proxy %1 does not answer in time.").arg(m_name), correctIt())};
}

void ProxyCheck::failed(QAbstractSocket::SocketError error)
{
    QString message;
    switch (error) {
    case QAbstractSocket::HostNotFoundError:
        message = Doctor::tr("The name of the proxy %1 is not found.");
        break;
    case QAbstractSocket::ConnectionRefusedError:
        message = Doctor::tr("The proxy %1 refuses the connection.");
        break;
    default:
        message = Doctor::tr("The proxy %1 cannot be reached.");
        break;
    }
    tell(problem(Finding::Check::Proxy, m_name, message.arg(m_name), correctIt())
             .withDetail(displayText(m_socket.errorString(), maxDescriptionLength)));
}

void ProxyCheck::tell(const Finding &finding)
{
    if (isFinished())
        return;
    m_deadline.cancel();
    m_socket.abort();
    Q_EMIT found(finding);
    finish();
}

} // namespace Latchkey
