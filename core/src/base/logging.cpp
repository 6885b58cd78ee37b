// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "base/logging.h"

namespace Latchkey {

Q_LOGGING_CATEGORY(lcHttp, "latchkey.http", QtCriticalMsg)
Q_LOGGING_CATEGORY(lcSignIn, "latchkey.signin", QtCriticalMsg)
Q_LOGGING_CATEGORY(lcKeychain, "latchkey.keychain", QtCriticalMsg)
Q_LOGGING_CATEGORY(lcSession, "latchkey.session", QtCriticalMsg)
Q_LOGGING_CATEGORY(lcProviders, "latchkey.providers", QtCriticalMsg)

} // namespace Latchkey
