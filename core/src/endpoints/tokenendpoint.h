// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "endpoints/endpoint.h"
#include "oauth/tokenrequest.h"

#include <latchkey/tokenset.h>

namespace Latchkey {

/// RFC 6749 §3.2.
class TokenEndpoint : public Endpoint
{
public:
    TokenEndpoint(HttpClient *client, const Provider &provider);

    using Callback = std::function<void(const Expected<TokenSet> &)>;
    void request(const TokenRequest &request, QObject *context, Callback callback) const;

private:
    void addHabits(FormParameters &form, const QStringList &scopes) const;
};

} // namespace Latchkey
