// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "command.h"

namespace Latchkey {

class RefreshGuard;

/// `latchkey token`
class TokenCommand : public Command
{
    Q_OBJECT
public:
    explicit TokenCommand(const CommandLine &line) : Command(line) { }
    void start() override;

private:
    void ask();
    void print(const AccessTokenResult &result);

    Session *m_session = nullptr;
    RefreshGuard *m_guard = nullptr;
};

} // namespace Latchkey
