// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "commandline.h"

#include <latchkey/provider.h>

#include <optional>

namespace Latchkey {

/// Fills in what the command line has for the provider's placeholders, the client id and the client
/// secret among them; reads files and standard input for secrets. Nothing, and a sentence in
/// \a problem, where one of them will not do.
std::optional<Provider> filledByCommandLine(const CommandLine &line, const Provider &provider,
                                            QString *problem);

/// What the person has to be asked for yet: what nobody can sign in without, and secrets that are
/// to come by a standard input that is the terminal.
QList<Placeholder> valuesToAsk(const CommandLine &line, const Provider &provider);

/// One sentence that says what is missing, what it means and how to give it.
QString missingSentence(const Provider &provider, const Placeholder &missing);

/// The question for it.
QString questionFor(const Placeholder &missing);

} // namespace Latchkey
