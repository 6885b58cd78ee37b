// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

class QObject;

namespace Latchkey {

/// False where QtKeychain finds no libsecret to load, by which it talks to the Secret Service.
bool haveSecretLibrary();

/// Makes libsecret begin anew with the Secret Service. It keeps its session with a service that has
/// ended, and everything fails from then on, although another has long taken its place.
void forgetSecretService();

/// Runs GLib's main context for as long as \a job lives, where the event loop of this thread does
/// not: libsecret's answers arrive there, so that without it they never would.
void serveSecretLibrary(QObject *job);

} // namespace Latchkey
