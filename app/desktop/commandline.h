// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <QtCore/QtGlobal>

#include <optional>

namespace Latchkey::Desktop {

/// What was asked for on the command line.
struct CommandLine
{
    bool demo = false;
    quint16 demoPort = 0;
    /// Set where the program ends here: the help was printed, or the usage was wrong.
    std::optional<int> exitCode;
};

CommandLine parseCommandLine(int argc, char **argv);

} // namespace Latchkey::Desktop
