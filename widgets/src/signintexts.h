// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "footer.h"
#include "messagepage.h"
#include "signinattempt.h"
#include "waylist.h"

#include <latchkey/signinwidget.h>

/// What SignInWidget says and offers in each state.
namespace Latchkey::SignInTexts {

using State = SignInWidget::State;

/// What the buttons depend on beside the state.
struct Situation
{
    Error error;
    std::optional<Provider::Flow> way; ///< That the latest attempt began with.
    bool hasOtherWays = false;
};

Footer::Buttons buttons(State state, const Situation &situation);
/// For the states that are one sentence and what there is to say about it.
MessagePage::Message message(State state, const Situation &situation);
/// A way to sign in to \a provider, among several.
WayChoice::Words way(Provider::Flow way, const Provider &provider);
/// What became of another way; empty where there is nothing to say.
QString note(SignInAttempt::Note note);
/// What will be allowed, in words.
QStringList scopes(const Provider &provider);

} // namespace Latchkey::SignInTexts
