// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include <latchkey/discovery.h>
#include <latchkey/scheduler.h>

#include "endpoints/metadataendpoint.h"

namespace Latchkey {

class Discovery::Private
{
public:
    QUrl issuer;
    QNetworkAccessManager *manager = nullptr;
    Scheduler *scheduler = Scheduler::system();
    std::unique_ptr<HttpClient> http;
};

Discovery::Discovery(const QUrl &issuer, QObject *parent) : QObject(parent), d(new Private)
{
    d->issuer = issuer;
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

void Discovery::start()
{
    if (d->http)
        return;
    d->http = std::make_unique<HttpClient>(d->manager, d->scheduler, nullptr);
    const MetadataEndpoint endpoint(d->http.get(), d->issuer);
    endpoint.request(this, [this](const Expected<Provider> &provider) {
        if (provider)
            Q_EMIT finished(*provider, Error());
        else
            Q_EMIT finished(Provider(), provider.error());
    });
}

} // namespace Latchkey
