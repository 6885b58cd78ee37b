// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

namespace Latchkey {

/// False where QtKeychain finds no libsecret to load, by which it talks to the Secret Service.
bool haveSecretLibrary();

/// Makes libsecret begin anew with the Secret Service. It keeps its session with a service that has
/// ended, and everything fails from then on, although another has long taken its place.
void forgetSecretService();

} // namespace Latchkey
