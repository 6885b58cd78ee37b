// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "command.h"

namespace Latchkey {

/// `latchkey accounts`
class AccountsCommand : public Command
{
    Q_OBJECT
public:
    explicit AccountsCommand(const CommandLine &line) : Command(line) { }
    void start() override;

private:
    void print();

    qsizetype m_waiting = 0;
};

} // namespace Latchkey
