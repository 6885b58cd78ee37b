// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "doctor/connectionfindings.h"

#include "oauth/displaytext.h"

#include <QtNetwork/QHostAddress>

#include <algorithm>

namespace Latchkey {

namespace {

using Check = Finding::Check;

// What is wrong with a certificate, the telling before the consequential: a clock that is wrong
// makes all of them untrusted, and a stranger's certificate is seldom trusted either.
enum class CertificateFault { Expired, NotYetValid, OfAnotherHost, Untrusted, Other };

CertificateFault faultOf(const QList<QSslError> &errors)
{
    const auto has = [&](std::initializer_list<QSslError::SslError> codes) {
        return std::any_of(errors.cbegin(), errors.cend(), [&](const QSslError &error) {
            return std::find(codes.begin(), codes.end(), error.error()) != codes.end();
        });
    };
    if (has({QSslError::CertificateExpired}))
        return CertificateFault::Expired;
    if (has({QSslError::CertificateNotYetValid}))
        return CertificateFault::NotYetValid;
    if (has({QSslError::HostNameMismatch}))
        return CertificateFault::OfAnotherHost;
    if (has({QSslError::SelfSignedCertificate, QSslError::SelfSignedCertificateInChain,
             QSslError::UnableToGetIssuerCertificate, QSslError::UnableToGetLocalIssuerCertificate,
             QSslError::UnableToVerifyFirstCertificate, QSslError::CertificateUntrusted,
             QSslError::InvalidCaCertificate, QSslError::CertificateSignatureFailed,
             QSslError::NoPeerCertificate}))
        return CertificateFault::Untrusted;
    return CertificateFault::Other;
}

Finding insecureConnection(const QString &server, const QList<QSslError> &errors)
{
    const auto finding = [&](const QString &message, const QString &remedy) {
        return problem(Check::Tls, server, message.arg(server), remedy);
    };
    switch (faultOf(errors)) {
    case CertificateFault::Expired:
        return finding(Doctor::tr("The certificate of %1 has expired."),
                       Doctor::tr("Set this computer's date and time right; if they are, whoever "
                                  "runs %1 has to renew it.")
                           .arg(server));
    case CertificateFault::NotYetValid:
        return finding(Doctor::tr("The certificate of %1 is not valid yet."),
                       Doctor::tr("Set this computer's date and time right: its clock seems to be "
                                  "behind."));
    case CertificateFault::OfAnotherHost:
        return finding(Doctor::tr("Another server answers in the place of %1: the certificate is "
                                  "not for that name."),
                       Doctor::tr("Open a page in a browser, since the network may ask for a "
                                  "sign-in of its own first, or use another network."));
    case CertificateFault::Untrusted:
        return finding(Doctor::tr("Nobody whom this computer trusts has signed the certificate of "
                                  "%1."),
                       Doctor::tr("If your network inspects connections, name its certificate "
                                  "authority in SSL_CERT_FILE; otherwise use another network."));
    case CertificateFault::Other:
        break;
    }
    return finding(Doctor::tr("The connection to %1 cannot be made secure."),
                   Doctor::tr("Check whether the network asks for a sign-in of its own, or use "
                              "another network."));
}

Finding proxyTrouble(const Route &route, const QString &message, const QString &remedy)
{
    return problem(Check::Proxy, route.proxy, message, remedy);
}

Finding refused(const Route &route)
{
    return problem(
        Check::Connection, route.server, Doctor::tr("%1 refuses the connection.").arg(route.server),
        route.isLoopback ? Doctor::tr("Start the server on this computer that should answer there.")
                         : Doctor::tr("Try again later; if it stays so, ask whoever runs %1.")
                               .arg(route.server));
}

Finding unreachable(const Route &route)
{
    return problem(Check::Connection, route.server,
                   Doctor::tr("%1 cannot be reached.").arg(route.server),
                   Doctor::tr("Check this computer's network connection."));
}

Finding brokenOff(const Route &route)
{
    return problem(
        Check::Connection, route.server,
        Doctor::tr("%1 ends the connection before it has answered.").arg(route.server),
        Doctor::tr("Try again later; if it stays so, a firewall or a proxy may be in the way."));
}

Finding notConnected(const Route &route, QNetworkReply::NetworkError code)
{
    switch (code) {
    case QNetworkReply::HostNotFoundError:
        return problem(Check::Dns, route.server,
                       Doctor::tr("The name of %1 is not found.").arg(route.server),
                       Doctor::tr("Check this computer's network connection and name servers."));
    case QNetworkReply::ConnectionRefusedError:
        return refused(route);
    case QNetworkReply::TimeoutError:
        return noAnswerInTime(route);
    case QNetworkReply::ProxyConnectionRefusedError:
    case QNetworkReply::ProxyConnectionClosedError:
        return proxyTrouble(route,
                            Doctor::tr("The proxy %1 refuses the connection.").arg(route.proxy),
                            Doctor::tr("Correct the proxy in HTTPS_PROXY or in the system's "
                                       "settings, or start it."));
    case QNetworkReply::ProxyNotFoundError:
        return proxyTrouble(route,
                            Doctor::tr("The name of the proxy %1 is not found.").arg(route.proxy),
                            Doctor::tr("Correct the proxy in HTTPS_PROXY or in the system's "
                                       "settings."));
    case QNetworkReply::ProxyTimeoutError:
        return proxyTrouble(route,
                            Doctor::tr("The proxy %1 does not answer in time.").arg(route.proxy),
                            Doctor::tr("Correct the proxy in HTTPS_PROXY or in the system's "
                                       "settings, or ask whoever runs it."));
    case QNetworkReply::ProxyAuthenticationRequiredError:
        return proxyTrouble(
            route, Doctor::tr("The proxy %1 asks for a name and a password.").arg(route.proxy),
            Doctor::tr("Put them into HTTPS_PROXY or into the system's proxy "
                       "settings."));
    case QNetworkReply::RemoteHostClosedError:
        return brokenOff(route);
    default:
        break;
    }
    // What a proxy says when it does not go through has no error of its own in Qt.
    if (!route.proxy.isEmpty() && code != QNetworkReply::NoError) {
        return proxyTrouble(
            route,
            Doctor::tr("The proxy %1 does not connect to %2.").arg(route.proxy, route.server),
            Doctor::tr("Ask whoever runs the proxy, or name %1 in NO_PROXY.").arg(route.server));
    }
    // Once a request is on its way, what ends it is the server or something in between.
    return code == QNetworkReply::NoError ? brokenOff(route) : unreachable(route);
}

QString detailOf(const Error &error, const ConnectionTrouble &trouble)
{
    QStringList parts{error.detail()};
    for (const QSslError &certificateError : trouble.certificateErrors)
        parts += certificateError.errorString();
    return displayText(parts.join(QStringLiteral("; ")), maxDescriptionLength);
}

} // namespace

Route Route::to(const HostTarget &target, const QString &proxy)
{
    Route route;
    route.server = target.name();
    route.proxy = proxy;
    route.isLoopback = target.isLoopback();
    // A proxy looks names up by itself.
    route.hasName = proxy.isEmpty() && QHostAddress(target.origin.host()).isNull();
    route.isEncrypted = target.origin.scheme() == QLatin1String("https");
    return route;
}

Findings reached(const Route &route)
{
    Findings findings;
    if (route.hasName) {
        findings += okFinding(Check::Dns, route.server,
                              Doctor::tr("The name of %1 is found.").arg(route.server));
    }
    findings += okFinding(
        Check::Connection, route.server,
        route.proxy.isEmpty()
            ? Doctor::tr("%1 answers.").arg(route.server)
            : Doctor::tr("%1 answers through the proxy %2.").arg(route.server, route.proxy));
    if (route.isEncrypted) {
        findings += okFinding(Check::Tls, route.server,
                              Doctor::tr("The connection to %1 is secure.").arg(route.server));
    }
    return findings;
}

Finding notReached(const Route &route, const Error &error, const ConnectionTrouble &trouble)
{
    const QString detail = detailOf(error, trouble);
    switch (error.kind()) {
    case Error::Kind::InsecureEndpoint:
        return problem(Check::Tls, route.server,
                       Doctor::tr("The address of %1 is not secure.").arg(route.server),
                       Doctor::tr("Sign in again with an address that begins with https."))
            .withDetail(detail);
    case Error::Kind::Tls:
        return insecureConnection(route.server, trouble.certificateErrors).withDetail(detail);
    default:
        return notConnected(route, trouble.code).withDetail(detail);
    }
}

Finding noAnswerInTime(const Route &route)
{
    return problem(
        Check::Connection, route.server,
        Doctor::tr("%1 does not answer in time.").arg(route.server),
        Doctor::tr("Check this computer's network connection, and whether a firewall or a proxy "
                   "is in the way."));
}

} // namespace Latchkey
