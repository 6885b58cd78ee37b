// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QList>

namespace Latchkey {

class KeychainRequest;

/// All requests of this process to the keychain, one after the other, as QtKeychain does them too.
///
/// Whoever dismisses a prompt has answered for all who waited for it: they get the same answer, and
/// the person is not asked once for each. The same goes for a service that keeps silent.
class KeychainQueue
{
public:
    /// The one of this process. It is never destroyed, since requests may end at any time.
    static KeychainQueue &instance();

    /// Takes the request over, and starts it now or later.
    void add(KeychainRequest *request);

private:
    void haveEnd();
    void startFirst();

    QList<KeychainRequest *> m_requests; ///< The first one is under way.
};

} // namespace Latchkey
