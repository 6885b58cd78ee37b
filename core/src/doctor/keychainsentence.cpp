// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "doctor/keychainsentence.h"

#include <latchkey/doctor.h>

namespace Latchkey {

QString keychainSentence(KeychainSentence which)
{
    switch (which) {
#if defined(Q_OS_MACOS)
    case KeychainSentence::Unlocked:
        return Doctor::tr("The keychain is unlocked.");
    case KeychainSentence::Keeps:
        return Doctor::tr("The keychain keeps what it is given.");
    case KeychainSentence::Loses:
        return Doctor::tr("The keychain does not keep what it is given.");
    case KeychainSentence::StartsWhenNeeded:
        return Doctor::tr("The keychain is started when it is needed.");
    case KeychainSentence::NoneYet:
        return Doctor::tr("There is no keychain yet.");
    case KeychainSentence::MakeOne:
        return Doctor::tr("Sign in once: you are asked for a password for a new keychain then.");
    case KeychainSentence::NotAnswering:
        return Doctor::tr("The keychain does not answer.");
    case KeychainSentence::RestartIt:
        return Doctor::tr("See whether a window of the keychain waits for you, or sign out of "
                          "this computer and in again.");
    case KeychainSentence::CheckSettings:
        return Doctor::tr("Check the keychain's settings, then try again.");
#elif defined(Q_OS_WIN)
    case KeychainSentence::Unlocked:
        return Doctor::tr("The credential store is unlocked.");
    case KeychainSentence::Keeps:
        return Doctor::tr("The credential store keeps what it is given.");
    case KeychainSentence::Loses:
        return Doctor::tr("The credential store does not keep what it is given.");
    case KeychainSentence::StartsWhenNeeded:
        return Doctor::tr("The credential store is started when it is needed.");
    case KeychainSentence::NoneYet:
        return Doctor::tr("There is no credential store yet.");
    case KeychainSentence::MakeOne:
        return Doctor::tr("Sign in once: you are asked for a password for a new credential store "
                          "then.");
    case KeychainSentence::NotAnswering:
        return Doctor::tr("The credential store does not answer.");
    case KeychainSentence::RestartIt:
        return Doctor::tr("Sign out of this computer and in again.");
    case KeychainSentence::CheckSettings:
        return Doctor::tr("Check the credential store's settings, then try again.");
#else
    case KeychainSentence::Unlocked:
        return Doctor::tr("The keyring is unlocked.");
    case KeychainSentence::Keeps:
        return Doctor::tr("The keyring keeps what it is given.");
    case KeychainSentence::Loses:
        return Doctor::tr("The keyring does not keep what it is given.");
    case KeychainSentence::StartsWhenNeeded:
        return Doctor::tr("The keyring is started when it is needed.");
    case KeychainSentence::NoneYet:
        return Doctor::tr("There is no keyring yet.");
    case KeychainSentence::MakeOne:
        return Doctor::tr("Sign in once: you are asked for a password for a new keyring then.");
    case KeychainSentence::NotAnswering:
        return Doctor::tr("The keyring does not answer.");
    case KeychainSentence::RestartIt:
        return Doctor::tr("See whether a window of the keyring waits for you, or sign out of the "
                          "desktop and in again.");
    case KeychainSentence::CheckSettings:
        return Doctor::tr("Check the keyring's settings, then try again.");
#endif
    }
    Q_UNREACHABLE();
    return {};
}

} // namespace Latchkey
