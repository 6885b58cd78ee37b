// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include <latchkey/identity.h>

#include "oauth/displaytext.h"
#include "oauth/redact.h"

#include <QtCore/QDebug>

namespace Latchkey {

class IdentityData : public QSharedData
{
public:
    QJsonObject claims;

    QString text(QLatin1String name, qsizetype maxLength = maxNameLength) const
    {
        return displayText(claims.value(name).toString(), maxLength);
    }
};

Identity::Identity() : d(new IdentityData)
{ }

Identity::Identity(const QJsonObject &claims) : d(new IdentityData)
{
    d->claims = claims;
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

QUrl Identity::picture() const
{
    const QUrl url(d->claims.value(QLatin1String("picture")).toString(), QUrl::StrictMode);
    return url.scheme() == QLatin1String("https") ? url : QUrl();
}

QJsonObject Identity::claims() const
{
    return d->claims;
}

QDebug operator<<(QDebug debug, const Identity &identity)
{
    const QDebugStateSaver saver(debug);
    debug.nospace() << "Identity(subject " << qUtf8Printable(redact(identity.subject())) << ", "
                    << identity.claims().size() << " claims)";
    return debug;
}

} // namespace Latchkey
