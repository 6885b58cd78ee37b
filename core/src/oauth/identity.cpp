// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include <latchkey/identity.h>

#include "oauth/displaytext.h"
#include "oauth/redact.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDebug>

#include <algorithm>

namespace Latchkey {

class IdentityData : public QSharedData
{
public:
    QJsonObject claims;
    Identity::Source source = Identity::Source::Unknown;
    QList<Identity::Check> checks;

    QString text(QLatin1String name, qsizetype maxLength = maxNameLength) const
    {
        return displayText(claims.value(name).toString(), maxLength);
    }
};

Identity::Identity() : d(new IdentityData)
{ }

Identity::Identity(const QJsonObject &claims) : Identity(claims, Source::UserInfo, {})
{ }

Identity::Identity(const QJsonObject &claims, Source source, const QList<Check> &checks)
    : d(new IdentityData)
{
    d->claims = claims;
    d->source = isValid() ? source : Source::Unknown;
    d->checks = checks;
    std::sort(d->checks.begin(), d->checks.end());
}

Identity::Identity(const Identity &) = default;
Identity &Identity::operator=(const Identity &) = default;
Identity::~Identity() = default;

bool Identity::isValid() const
{
    return !subject().isEmpty();
}

QString Identity::subject() const
{
    return d->text(QLatin1String("sub"), maxSubjectLength);
}

QString Identity::name() const
{
    for (const char *claim : {"name", "preferred_username", "email", "sub"}) {
        const QString text = d->text(QLatin1String(claim));
        if (!text.isEmpty())
            return text;
    }
    return {};
}

QString Identity::email() const
{
    return d->text(QLatin1String("email"));
}

bool Identity::isEmailVerified() const
{
    // Some providers write it as a string.
    const QJsonValue value = d->claims.value(QLatin1String("email_verified"));
    return value.toBool() || value.toString() == QLatin1String("true");
}

QUrl Identity::picture() const
{
    const QUrl url(d->claims.value(QLatin1String("picture")).toString(), QUrl::StrictMode);
    return url.scheme() == QLatin1String("https") ? url : QUrl();
}

QJsonObject Identity::claims() const
{
    return d->claims;
}

Identity::Source Identity::source() const
{
    return d->source;
}

QList<Identity::Check> Identity::checks() const
{
    return d->checks;
}

namespace {

class IdentityText
{
    Q_DECLARE_TR_FUNCTIONS(Latchkey::Identity)
};

} // namespace

QString Identity::text(Source source)
{
    switch (source) {
    case Source::Unknown:
        return IdentityText::tr("The provider did not say who signed in.");
    case Source::UserInfo:
        return IdentityText::tr("The provider said so when it was asked over a secure connection.");
    case Source::TlsOrigin:
        return IdentityText::tr("The provider says so in an ID token that came straight from it "
                                "over a secure connection. Its signature was not checked.");
    case Source::Signature:
        return IdentityText::tr("The provider says so in an ID token that it has signed.");
    }
    Q_UNREACHABLE();
    return {};
}

QString Identity::text(Check check)
{
    switch (check) {
    case Check::Issuer:
        return IdentityText::tr("The provider has issued it.");
    case Check::Audience:
        return IdentityText::tr("It is meant for this program.");
    case Check::AuthorizedParty:
        return IdentityText::tr("It was issued to this program.");
    case Check::Subject:
        return IdentityText::tr("It names a person.");
    case Check::Expiry:
        return IdentityText::tr("It had not ended.");
    case Check::IssuedAt:
        return IdentityText::tr("It was not from the future.");
    case Check::NotBefore:
        return IdentityText::tr("Its time had begun.");
    case Check::Nonce:
        return IdentityText::tr("It answers this very sign-in.");
    case Check::AccessTokenHash:
        return IdentityText::tr("It belongs to the access token.");
    case Check::Signature:
        return IdentityText::tr("Its signature is the provider's.");
    case Check::UserInfoSubject:
        return IdentityText::tr("What was asked for in addition is about the same person.");
    }
    Q_UNREACHABLE();
    return {};
}

QDebug operator<<(QDebug debug, const Identity &identity)
{
    const QDebugStateSaver saver(debug);
    debug.nospace() << "Identity(subject " << qUtf8Printable(redact(identity.subject())) << ", "
                    << identity.claims().size() << " claims)";
    return debug;
}

} // namespace Latchkey
