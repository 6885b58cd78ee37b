// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "endpoints/endpoint.h"
#include "oauth/jwkset.h"

#include <optional>

namespace Latchkey {

/// The keys of a provider, RFC 7517 §5.
class JwksEndpoint : public Endpoint
{
public:
    JwksEndpoint(HttpClient *client, const Provider &provider);

    struct Answer
    {
        JwkSet keys;
        std::optional<std::chrono::seconds> lifetime; ///< As HttpAnswer::lifetime.
    };

    using Callback = std::function<void(const Expected<Answer> &)>;
    void request(QObject *context, Callback callback) const;
};

} // namespace Latchkey
