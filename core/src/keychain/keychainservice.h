// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QString>

#include <functional>

class QObject;

namespace Latchkey {

/// What keeps the secrets on this computer, and whether it would without asking anybody.
struct KeychainStatus
{
    enum class State {
        Unlocked, ///< Requests are answered at once.
        Locked, ///< A request would make the person be asked to unlock it.
        NoKeyring, ///< It has no keyring yet; the first write creates one, and asks for a password.
        NotRunning, ///< The first request would start it.
        Absent, ///< There is no session bus, no service on it, or no library to talk to it.
        Denied, ///< The bus or the service lets this program ask nothing.
        NotAnswering, ///< It is there, and said nothing for five seconds.
        NotAsked, ///< The system's own, on Windows and macOS: always there.
    };
    enum class Service { None, GnomeKeyring, KWallet, KeePassXC, Other, System };

    State state = State::Absent;
    Service service = Service::None;
    /// The name of the service's program, for instance "gnome-keyring-daemon"; empty where it is
    /// not known.
    QString program;
    bool isWallet = false; ///< KWallet by its own interface, as in Plasma.
    /// Why it is of no use, for a log; not translated.
    QString detail;
};

using KeychainStatusCallback = std::function<void(const KeychainStatus &)>;

/// Calls back later, after five seconds at the most, unless \a context dies first. Nobody is asked
/// for anything, nothing is started, and QtKeychain's queue is not waited for.
void keychainStatus(QObject *context, KeychainStatusCallback callback);

} // namespace Latchkey
