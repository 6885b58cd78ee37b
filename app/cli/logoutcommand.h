// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "command.h"

namespace Latchkey {

/// `latchkey logout`
class LogoutCommand : public Command
{
    Q_OBJECT
public:
    explicit LogoutCommand(const CommandLine &line) : Command(line) { }
    void start() override;

private:
    void signOutNext();
    void report(const QString &account, const Provider &provider, const SignOutResult &result);

    QStringList m_accounts;
    int m_exitCode = ExitDone; ///< The worst, which is the highest.
    Error m_refusal; ///< The keychain's.
};

} // namespace Latchkey
