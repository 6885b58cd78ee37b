// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "keychain/secretlibrary.h"

#include <QtCore/QLibrary>

namespace Latchkey {

namespace {

/// The very library that QtKeychain loads, by the same name.
QLibrary &library()
{
    static QLibrary library(QStringLiteral("secret-1"), 0);
    return library;
}

} // namespace

bool haveSecretLibrary()
{
    return library().load();
}

void forgetSecretService()
{
    using Disconnect = void (*)();
    const auto disconnect =
        reinterpret_cast<Disconnect>(library().resolve("secret_service_disconnect"));
    if (disconnect != nullptr)
        disconnect();
}

} // namespace Latchkey
