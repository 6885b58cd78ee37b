// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QString>

#include <functional>

class QObject;

namespace Latchkey {

/// Where the Secret Service has an item of QtKeychain's.
enum class SecretFound {
    Nowhere,
    Open, ///< It can be read.
    InLockedCollection,
    Withheld, ///< Its collection is open, and the service does not give it to this program.
    Unknown, ///< The service did not answer.
};

/// Looks for the item past libsecret, which takes one that it may not read for none. Calls back
/// later, after five seconds at the most, unless \a context dies first.
///
/// GNOME Keyring knows the items of a locked collection, and prompts for nothing. Others may not,
/// so they are to be asked only where no collection is locked.
void searchSecret(const QString &service, const QString &key, QObject *context,
                  std::function<void(SecretFound)> callback);

} // namespace Latchkey
