// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "command.h"

namespace Latchkey {

/// `latchkey token`
class TokenCommand : public Command
{
    Q_OBJECT
public:
    explicit TokenCommand(const CommandLine &line) : Command(line) { }
    void start() override;

private:
    void print(const Session *session, const AccessTokenResult &result);
};

} // namespace Latchkey
