// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "endpoints/endpoint.h"
#include "oauth/deviceauthorization.h"

namespace Latchkey {

/// RFC 8628 §3.1.
class DeviceAuthorizationEndpoint : public Endpoint
{
public:
    DeviceAuthorizationEndpoint(HttpClient *client, const Provider &provider);

    using Callback = std::function<void(const Expected<DeviceAuthorization> &)>;
    void request(QObject *context, Callback callback) const;
};

} // namespace Latchkey
