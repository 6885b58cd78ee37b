// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

// What a provider has from its issuer's metadata.

#include <latchkey/provider.h>

#include "providers/providerdata.h"
#include "providers/providernames.h"

#include <algorithm>

namespace Latchkey {

Provider::ClientAuthentication Provider::clientAuthentication() const
{
    return d->clientAuthentication;
}

bool Provider::sendsIssuer() const
{
    return d->sendsIssuer;
}

QList<Provider::Endpoint> Provider::discoveredEndpoints() const
{
    return d->discoveredEndpoints;
}

QDateTime Provider::discoveredUntil() const
{
    return d->discoveredUntil;
}

void Provider::setClientAuthentication(ClientAuthentication way)
{
    d->clientAuthentication = way;
}

void Provider::setSendsIssuer(bool sends)
{
    d->sendsIssuer = sends;
}

bool Provider::takeDiscovered(const Provider &found, const QDateTime &until)
{
    const Provider before = *this;
    for (const Endpoint which : endpointNames()) {
        const bool isByHand =
            !d->endpoints.value(which).text.isEmpty() && !d->discoveredEndpoints.contains(which);
        // One that the document no longer has may only have been forgotten in it.
        if (isByHand || found.endpoint(which).isEmpty())
            continue;
        setEndpoint(which, found.endpoint(which));
        d->discoveredEndpoints.append(which);
    }
    std::sort(d->discoveredEndpoints.begin(), d->discoveredEndpoints.end());
    d->discoveredUntil = until;
    // What goes with an endpoint that was given by hand was given by hand as well.
    if (d->discoveredEndpoints.contains(Endpoint::Authorization))
        d->sendsIssuer = found.sendsIssuer();
    if (d->discoveredEndpoints.contains(Endpoint::Token))
        d->clientAuthentication = found.clientAuthentication();
    if (d->scopes.isEmpty())
        setScopes(found.scopes());
    if (!d->flows && found.d->flows) {
        d->flows = found.d->flows;
        // An endpoint that was given by hand is a way in, whether the issuer knows of it or not.
        if (!endpoint(Endpoint::DeviceAuthorization).isEmpty() && !d->flows->contains(Flow::Device))
            d->flows->prepend(Flow::Device);
    }
    for (const Endpoint which : std::as_const(d->discoveredEndpoints)) {
        if (endpoint(which) != before.endpoint(which))
            return true;
    }
    return false;
}

} // namespace Latchkey
