// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "command.h"

namespace Latchkey {

/// `latchkey providers`
class ProvidersCommand : public Command
{
    Q_OBJECT
public:
    explicit ProvidersCommand(const CommandLine &line) : Command(line) { }
    void start() override;
};

} // namespace Latchkey
