// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include <latchkey/doctor.h>

#include <QtCore/QDebug>

namespace Latchkey {

class FindingData : public QSharedData
{
public:
    Finding::Check check = Finding::Check::Clock;
    Finding::Severity severity = Finding::Severity::Ok;
    QString subject;
    QString message;
    QString remedy;
    QString detail;
};

Finding::Finding() : d(new FindingData)
{ }

Finding::Finding(Check check, Severity severity, const QString &subject, const QString &message)
    : Finding()
{
    d->check = check;
    d->severity = severity;
    d->subject = subject;
    d->message = message;
}

Finding::Finding(const Finding &) = default;
Finding &Finding::operator=(const Finding &) = default;
Finding::~Finding() = default;

Finding::Check Finding::check() const
{
    return d->check;
}

Finding::Severity Finding::severity() const
{
    return d->severity;
}

QString Finding::subject() const
{
    return d->subject;
}

QString Finding::title() const
{
    switch (d->check) {
    case Check::Clock:
        return Doctor::tr("Clock");
    case Check::Dns:
        return Doctor::tr("Name");
    case Check::Connection:
        return Doctor::tr("Connection");
    case Check::Tls:
        return Doctor::tr("Security");
    case Check::Metadata:
        return Doctor::tr("Provider");
    case Check::Proxy:
        return Doctor::tr("Proxy");
    case Check::CertificateAuthorities:
        return Doctor::tr("Authorities");
    case Check::Keychain:
#if defined(Q_OS_MACOS)
        return Doctor::tr("Keychain");
#elif defined(Q_OS_WIN)
        return Doctor::tr("Credential store");
#else
        return Doctor::tr("Keyring");
#endif
    case Check::AccountList:
        return Doctor::tr("Accounts");
    case Check::Locks:
        return Doctor::tr("Locks");
    case Check::Browser:
        return Doctor::tr("Browser");
    }
    Q_UNREACHABLE();
    return {};
}

QString Finding::message() const
{
    return d->message;
}

QString Finding::remedy() const
{
    return d->remedy;
}

QString Finding::detail() const
{
    return d->detail;
}

QString Finding::checkCode() const
{
    switch (d->check) {
    case Check::Clock:
        return QStringLiteral("clock");
    case Check::Dns:
        return QStringLiteral("dns");
    case Check::Connection:
        return QStringLiteral("connection");
    case Check::Tls:
        return QStringLiteral("tls");
    case Check::Metadata:
        return QStringLiteral("metadata");
    case Check::Proxy:
        return QStringLiteral("proxy");
    case Check::CertificateAuthorities:
        return QStringLiteral("certificate_authorities");
    case Check::Keychain:
        return QStringLiteral("keychain");
    case Check::AccountList:
        return QStringLiteral("account_list");
    case Check::Locks:
        return QStringLiteral("locks");
    case Check::Browser:
        return QStringLiteral("browser");
    }
    Q_UNREACHABLE();
    return {};
}

QString Finding::severityCode() const
{
    switch (d->severity) {
    case Severity::Ok:
        return QStringLiteral("ok");
    case Severity::Warning:
        return QStringLiteral("warning");
    case Severity::Problem:
        return QStringLiteral("problem");
    }
    Q_UNREACHABLE();
    return {};
}

Finding Finding::withRemedy(const QString &remedy) const
{
    Finding copy(*this);
    copy.d->remedy = remedy;
    return copy;
}

Finding Finding::withDetail(const QString &detail) const
{
    Finding copy(*this);
    copy.d->detail = detail;
    return copy;
}

QDebug operator<<(QDebug debug, const Finding &finding)
{
    const QDebugStateSaver saver(debug);
    debug.nospace() << "Finding(" << finding.checkCode() << ", " << finding.severityCode() << ", "
                    << finding.subject() << ", " << finding.message() << ", " << finding.detail()
                    << ')';
    return debug;
}

} // namespace Latchkey
