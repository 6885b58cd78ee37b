// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "session/rediscovery.h"

#include "base/logging.h"
#include "endpoints/metadatacache.h"

namespace Latchkey {

bool hasMoved(const Provider &provider, Provider::Endpoint which, const Error &error)
{
    const bool isGone = error.httpStatus() == 404 || error.httpStatus() == 410;
    return isGone && !provider.issuer().isEmpty() && provider.discoveredEndpoints().contains(which);
}

void rediscover(HttpClient *client, const Provider &provider, QObject *context,
                std::function<void(const std::optional<Provider> &)> callback)
{
    const auto found =
        [provider, callback = std::move(callback)](const Expected<MetadataCache::Found> &answer) {
            if (!answer) {
                qCWarning(lcSession, "the issuer was asked anew, and does not tell: %s",
                          qUtf8Printable(answer.error().detail()));
                return callback(std::nullopt);
            }
            // A person may have typed it in another way; what is stored is the issuer's own
            // spelling.
            if (answer->metadata.provider.issuer() != provider.issuer()) {
                qCWarning(lcSession, "the issuer calls itself by another name now");
                return callback(std::nullopt);
            }
            Provider renewed = provider;
            const bool isNews = renewed.takeDiscovered(answer->metadata.provider, answer->goodUntil)
                || renewed.discoveredUntil() != provider.discoveredUntil();
            callback(isNews ? std::optional(renewed) : std::nullopt);
        };
    MetadataCache::instance()->refetch(client, provider.issuer(), context, found);
}

} // namespace Latchkey
