// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <latchkey/error.h>

#include <QtCore/QCoreApplication>

namespace Latchkey {

/// The translated sentences for an error.
class ErrorMessage
{
    Q_DECLARE_TR_FUNCTIONS(Latchkey::Error)
public:
    /// What happened.
    static QString message(const Error &error);
    /// What to do about it; may be empty.
    static QString advice(const Error &error);

private:
    static QString rejection(const Error &error);
    static QString network(const Error &error);
    static QString keychain(Error::Kind kind);
    static QString keychainAdvice(Error::Kind kind);
    static bool mayBeTheClock(const Error &error);
    static QString clockAdvice(std::chrono::seconds skew);
};

} // namespace Latchkey
