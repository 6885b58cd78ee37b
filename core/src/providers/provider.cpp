// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include <latchkey/provider.h>

#include "oauth/redact.h"
#include "oauth/transportsecurity.h"
#include "providers/providerdata.h"

#include <QtCore/QDebug>

#include <algorithm>

namespace Latchkey {

Provider::Provider() : d(new ProviderData)
{ }
Provider::Provider(const Provider &) = default;
Provider &Provider::operator=(const Provider &) = default;
Provider::~Provider() = default;

QString Provider::id() const
{
    return d->id;
}

QString Provider::name() const
{
    return d->name.isEmpty() ? d->id : d->name;
}

QUrl Provider::issuer() const
{
    return d->issuer;
}

QUrl Provider::endpoint(Endpoint which) const
{
    return d->endpoints.value(which);
}

QString Provider::clientId() const
{
    return d->clientId;
}

QString Provider::clientSecret() const
{
    return d->clientSecret;
}

QList<Scope> Provider::scopes() const
{
    return d->scopes;
}

QStringList Provider::scopeNames() const
{
    QStringList names;
    for (const Scope &scope : d->scopes)
        names += scope.name;
    return names;
}

QString Provider::audience() const
{
    return d->audience;
}

QUrl Provider::redirectUri() const
{
    return d->redirectUri;
}

QList<Provider::Flow> Provider::flows() const
{
    return d->flows;
}

QMap<QString, QString> Provider::extraParameters(Endpoint which) const
{
    return d->extraParameters.value(which);
}

QUrl Provider::documentation() const
{
    return d->documentation;
}

void Provider::setId(const QString &id)
{
    d->id = id;
}

void Provider::setName(const QString &name)
{
    d->name = name;
}

void Provider::setIssuer(const QUrl &issuer)
{
    d->issuer = issuer;
}

void Provider::setEndpoint(Endpoint which, const QUrl &url)
{
    d->endpoints.insert(which, url);
}

void Provider::setClientId(const QString &clientId)
{
    d->clientId = clientId;
}

void Provider::setClientSecret(const QString &secret)
{
    d->clientSecret = secret;
}

void Provider::setScopes(const QList<Scope> &scopes)
{
    d->scopes = scopes;
    d->knownScopes = scopes;
}

void Provider::setScopeNames(const QStringList &names)
{
    d->scopes.clear();
    for (const QString &name : names) {
        const QString text = scopeText(name);
        d->scopes.append({name, text == name ? QString() : text});
    }
}

void Provider::setAudience(const QString &audience)
{
    d->audience = audience;
}

void Provider::setRedirectUri(const QUrl &uri)
{
    d->redirectUri = uri;
}

void Provider::setFlows(const QList<Flow> &flows)
{
    d->flows = flows;
}

void Provider::setExtraParameters(Endpoint which, const QMap<QString, QString> &parameters)
{
    d->extraParameters.insert(which, parameters);
}

void Provider::setDocumentation(const QUrl &url)
{
    d->documentation = url;
}

QString Provider::scopeText(const QString &scopeName) const
{
    const auto known =
        std::find_if(d->knownScopes.cbegin(), d->knownScopes.cend(), [&](const Scope &scope) {
            return scope.name == scopeName && !scope.text.isEmpty();
        });
    return known == d->knownScopes.cend() ? scopeName : known->text;
}

Error Provider::check(Flow flow) const
{
    const Endpoint first =
        flow == Flow::Device ? Endpoint::DeviceAuthorization : Endpoint::Authorization;
    for (const Endpoint which : {first, Endpoint::Token}) {
        if (endpoint(which).isEmpty()) {
            const auto name = QMetaEnum::fromType<Endpoint>().valueToKey(static_cast<int>(which));
            return Error(
                Error::Kind::Usage,
                QStringLiteral("%1 has no %2 endpoint").arg(id(), QString::fromLatin1(name)));
        }
        if (!isSecureUrl(endpoint(which)))
            return Error(Error::Kind::InsecureEndpoint).withEndpoint(endpoint(which));
    }
    if (clientId().isEmpty())
        return Error(Error::Kind::Usage, QStringLiteral("%1 has no client id").arg(id()));
    return {};
}

QDebug operator<<(QDebug debug, const Provider &provider)
{
    const QDebugStateSaver saver(debug);
    debug.nospace() << "Provider(" << provider.id() << ", issuer " << provider.issuer().toString()
                    << ", client secret " << qUtf8Printable(redact(provider.clientSecret())) << ')';
    return debug;
}

} // namespace Latchkey
