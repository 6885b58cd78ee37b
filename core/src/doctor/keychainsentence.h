// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QString>

namespace Latchkey {

/// What there is to say of the place where secrets are kept, in the word that each system has for
/// it.
enum class KeychainSentence {
    Unlocked,
    Keeps,
    Loses,
    StartsWhenNeeded,
    NoneYet,
    MakeOne,
    NotAnswering,
    RestartIt,
    CheckSettings,
};

QString keychainSentence(KeychainSentence which);

} // namespace Latchkey
