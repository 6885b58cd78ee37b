// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "footer.h"
#include "messagepage.h"

#include <latchkey/signinwidget.h>

/// What SignInWidget says and offers in each state.
namespace Latchkey::SignInTexts {

using State = SignInWidget::State;

Footer::Buttons buttons(State state, const Error &error);
/// For the states that are one sentence and what there is to say about it.
MessagePage::Message message(State state, const Error &error);
/// What will be allowed, in words.
QStringList scopes(const Provider &provider);

} // namespace Latchkey::SignInTexts
