// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "command.h"

namespace Latchkey {

/// `latchkey show`: all that is known of an account and is not secret.
class ShowCommand : public Command
{
    Q_OBJECT
public:
    explicit ShowCommand(const CommandLine &line) : Command(line) { }
    void start() override;

private:
    void print(const Session *session);
    void printForPeople(const Session *session);
};

} // namespace Latchkey
