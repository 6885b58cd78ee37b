// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <latchkey/identity.h>
#include <latchkey/provider.h>

#include <QtCore/QDateTime>
#include <QtCore/QJsonObject>

#include <optional>

namespace Latchkey {

/// One line of the list of accounts: all that may be known without opening the keychain.
struct AccountRecord
{
    QString id;
    QString name;
    QString subject; ///< Empty where the provider does not tell who signed in.
    Provider provider;
    /// When the person signed in, in UTC, so that other programs notice that they did so again.
    QDateTime signedInAt;

    QJsonObject toJson() const;
    static std::optional<AccountRecord> fromJson(const QJsonObject &json);

    /// The record for a new sign-in. \a known are the accounts there are: one of the same provider
    /// and person keeps its id.
    static AccountRecord make(const Provider &provider, const Identity &identity,
                              const QString &accountName, const QList<AccountRecord> &known);
};

} // namespace Latchkey
