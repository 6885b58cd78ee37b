// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include <latchkey/discovery.h>
#include <latchkey/scheduler.h>

#include "endpoints/metadatacache.h"
#include "oauth/displaytext.h"

#include <QtCore/QJsonArray>

namespace Latchkey {

class Discovery::Private
{
public:
    QUrl issuer;
    std::optional<Provider> known;
    QNetworkAccessManager *manager = nullptr;
    Scheduler *scheduler = Scheduler::system();
    std::unique_ptr<HttpClient> http;
    MetadataCache::Found found;

    Provider provider() const;
};

Provider Discovery::Private::provider() const
{
    Provider provider = known.value_or(found.metadata.provider);
    provider.takeDiscovered(found.metadata.provider, found.goodUntil);
    // The issuer's own spelling counts: it is the one in ID tokens.
    if (provider.issuer() != found.metadata.provider.issuer())
        provider.setIssuer(found.metadata.provider.issuer());
    return provider;
}

Discovery::Discovery(const QUrl &issuer, QObject *parent) : QObject(parent), d(new Private)
{
    d->issuer = issuer;
}

Discovery::Discovery(const Provider &provider, QObject *parent)
    : Discovery(provider.issuer(), parent)
{
    d->known = provider;
}

Discovery::~Discovery() = default;

void Discovery::setNetworkAccessManager(QNetworkAccessManager *manager)
{
    d->manager = manager;
}

void Discovery::setScheduler(Scheduler *scheduler)
{
    d->scheduler = scheduler;
}

QUrl Discovery::documentUrl() const
{
    return d->found.metadata.url;
}

QJsonObject Discovery::document() const
{
    return d->found.metadata.document;
}

QDateTime Discovery::goodUntil() const
{
    return d->found.goodUntil;
}

QStringList Discovery::scopesSupported() const
{
    constexpr qsizetype most = 200;
    QStringList scopes;
    const QJsonArray array = document().value(QLatin1String("scopes_supported")).toArray();
    for (const QJsonValue &entry : array) {
        const QString scope = displayText(entry.toString(), maxNameLength);
        if (!scope.isEmpty())
            scopes += scope;
        if (scopes.size() == most)
            break;
    }
    return scopes;
}

QStringList Discovery::idTokenAlgorithms() const
{
    return commonIdTokenAlgorithms(document());
}

bool Discovery::signsIdTokens() const
{
    return !d->found.metadata.provider.endpoint(Provider::Endpoint::Jwks).isEmpty()
        && !idTokenAlgorithms().isEmpty();
}

bool Discovery::listsPkce() const
{
    return document()
        .value(QLatin1String("code_challenge_methods_supported"))
        .toArray()
        .contains(QStringLiteral("S256"));
}

void Discovery::start()
{
    if (d->http)
        return;
    d->http = std::make_unique<HttpClient>(d->manager, d->scheduler, nullptr);
    MetadataCache::instance()->find(d->http.get(), d->issuer, this,
                                    [this](const Expected<MetadataCache::Found> &found) {
                                        if (!found)
                                            return Q_EMIT finished(Provider(), found.error());
                                        d->found = *found;
                                        Q_EMIT finished(d->provider(), Error());
                                    });
}

} // namespace Latchkey
