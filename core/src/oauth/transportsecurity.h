// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QUrl>

namespace Latchkey {

/// True for https, and for http to this very computer: 127.0.0.0/8, [::1] and localhost. Addresses
/// that carry a user name or password are never secure.
bool isSecureUrl(const QUrl &url);

/// True for a host that names this computer.
bool isLoopbackHost(const QString &host);

} // namespace Latchkey
