// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <latchkey/error.h>
#include <latchkey/provider.h>

#include <functional>
#include <optional>

class QObject;

namespace Latchkey {

class HttpClient;

/// Whether \a error says that an endpoint which the issuer had named is no longer where it was, so
/// that the issuer may know better.
bool hasMoved(const Provider &provider, Provider::Endpoint which, const Error &error);

/// Asks the issuer of a stored account where its endpoints are now. The callback comes once, later,
/// unless \a context dies first: with the provider as it is now, or with nothing where the issuer
/// does not answer, or says what is known already. An issuer is asked no more than once a minute.
void rediscover(HttpClient *client, const Provider &provider, QObject *context,
                std::function<void(const std::optional<Provider> &)> callback);

} // namespace Latchkey
