// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

namespace Latchkey {

/// False where nothing on this computer could keep secrets: no session bus, or no Secret Service
/// and no KWallet on it, neither running nor to be started. Asked only once a request has failed,
/// since QtKeychain does not tell that case from others. Always true on other systems than Linux.
bool isKeychainServicePresent();

} // namespace Latchkey
