// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "oauth/expected.h"
#include "oauth/form.h"

#include <QtCore/QJsonObject>
#include <QtCore/QStringList>

#include <chrono>

namespace Latchkey {

/// What is asked of the device authorization endpoint (RFC 8628 §3.1).
struct DeviceAuthorizationRequest
{
    QString clientId;
    QStringList scopes;
    QString audience;

    FormParameters toForm() const;
};

/// What the device authorization endpoint answers (RFC 8628 §3.2).
struct DeviceAuthorization
{
    QString deviceCode; ///< A secret: never shown, never logged.
    QString userCode;
    QUrl verificationUri;
    QUrl verificationUriComplete;
    std::chrono::seconds expiresIn{0};
    std::chrono::seconds interval{5};

    /// The error is Protocol, or InsecureEndpoint where a verification address is neither https
    /// nor http on loopback.
    static Expected<DeviceAuthorization> fromJson(const QJsonObject &object);
};

} // namespace Latchkey
