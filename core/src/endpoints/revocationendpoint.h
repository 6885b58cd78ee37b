// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "endpoints/endpoint.h"

#include <latchkey/tokenset.h>

namespace Latchkey {

/// RFC 7009.
class RevocationEndpoint : public Endpoint
{
public:
    RevocationEndpoint(HttpClient *client, const Provider &provider);

    /// False where the provider has no such endpoint; nothing can be revoked then.
    bool exists() const;

    using Callback = std::function<void(const Error &)>;
    /// Revokes the refresh token, then the access token. The error is that of the first request
    /// that failed; the second is made all the same.
    void revoke(const TokenSet &tokens, QObject *context, const Callback &callback) const;

private:
    void revokeOne(const QString &token, const QString &hint, QObject *context,
                   Callback callback) const;
};

/// Revokes \a tokens in the background, for an attempt that its owner has given up. Uses \a manager
/// where it is not null, and needs nobody to wait for it: the clock is Scheduler::system(), since
/// the owner's may end with the owner.
void revokeInBackground(const Provider &provider, const TokenSet &tokens,
                        QNetworkAccessManager *manager);

} // namespace Latchkey
