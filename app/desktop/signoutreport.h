// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QString>

namespace Latchkey {
struct SignOutResult;
}

namespace Latchkey::Desktop {

/// What signing out has come to, in a sentence or two that promise nothing that did not happen.
QString signOutReport(const SignOutResult &result, const QString &accountName,
                      const QString &providerName);
/// Whether all of it went well.
bool isCleanSignOut(const SignOutResult &result);

} // namespace Latchkey::Desktop
