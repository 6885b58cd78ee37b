// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <latchkey/core_export.h>
#include <latchkey/error.h>

#include <QtCore/QJsonObject>

#include <optional>

namespace Latchkey {

/// An error answer (RFC 6749 §5.2), already fit to be shown.
struct LATCHKEY_CORE_EXPORT ErrorResponse
{
    QString error;
    QString description;
    QUrl uri;
    /// With `slow_down` GitHub sends the interval from now on; zero where it was not sent.
    std::chrono::seconds interval{0};

    /// Nothing where \a object is no error. Errors that servers tell in words of their own, in
    /// `message` or `error_code`, are read as what they mean.
    static std::optional<ErrorResponse> fromJson(const QJsonObject &object);
    /// Denied, Expired, Network for what the server says is passing, otherwise Rejected.
    Error toError() const;
};

} // namespace Latchkey
