// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "endpoints/endpoint.h"

#include <latchkey/identity.h>

namespace Latchkey {

/// OpenID Connect Core §5.3.
class UserInfoEndpoint : public Endpoint
{
public:
    UserInfoEndpoint(HttpClient *client, const Provider &provider);

    using Callback = std::function<void(const Expected<Identity> &)>;
    /// The error is Protocol where the answer has no `sub`.
    void request(const QString &accessToken, QObject *context, Callback callback) const;
};

} // namespace Latchkey
