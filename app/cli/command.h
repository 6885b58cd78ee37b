// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "commandline.h"
#include "output.h"

#include <latchkey/accounts.h>
#include <latchkey/secretstore.h>

#include <QtCore/QObject>

#include <memory>

namespace Latchkey {

/// One verb of the command line: start() begins, finished() ends the program.
class Command : public QObject
{
    Q_OBJECT
public:
    /// Nothing for the verb None.
    static std::unique_ptr<Command> create(const CommandLine &line);
    ~Command() override;

    virtual void start() = 0;

Q_SIGNALS:
    void finished(int exitCode);

protected:
    explicit Command(const CommandLine &line);

    const CommandLine &line() const { return m_line; }
    const Output &out() const { return m_out; }
    /// The accounts that this program and latchkey-desktop share, read from their list. Null after
    /// telling why, where the list cannot be read.
    Accounts *accounts();
    SecretStore *store();
    /// The account that was asked for, or the only one there is. Null after telling why.
    Session *chosenSession(const QString &text);
    void finish(int exitCode);

private:
    const CommandLine m_line;
    const Output m_out;
    std::unique_ptr<SecretStore> m_store;
    std::unique_ptr<Accounts> m_accounts;
};

} // namespace Latchkey
