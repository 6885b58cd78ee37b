// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QString>

namespace Latchkey::Desktop {

/// Text from the network for a tool tip, which would take it for rich text where it looks like it.
QString plainToolTip(const QString &text);

/// A length of time as a person says it: "17 h 24 min", "54 min", "4 min 12 s".
QString durationText(qint64 seconds);

/// "Signing out asks Yoto to revoke the access and removes it from this computer's keyring." The
/// last word is what the system calls it.
QString signOutExplanation(const QString &providerName);
/// "Waiting for your keyring to be unlocked"
QString waitingForKeychain();
/// "Try the keyring again"
QString tryKeychainAgain();

} // namespace Latchkey::Desktop
