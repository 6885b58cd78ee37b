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
    void loadNext();
    void print();

    QList<Session *> m_notLoaded;
    Error m_refusal; ///< The keychain's.
};

} // namespace Latchkey
