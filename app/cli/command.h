// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "commandline.h"
#include "output.h"

#include <latchkey/accounts.h>
#include <latchkey/secretstore.h>

#include <QtCore/QObject>

#include <memory>

class QNetworkAccessManager;

namespace Latchkey {

class CommandNetwork;

/// One verb of the command line: start() begins, finished() ends the program.
class Command : public QObject
{
    Q_OBJECT
public:
    /// The name that the window and the command share: to the person they are one program.
    static constexpr char program[] = "latchkey";

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
    /// The one way out of this process.
    QNetworkAccessManager *network();
    /// Tells, once, that the keychain keeps us waiting for the person.
    void tellKeychainWait();
    /// The account that was asked for, or the only one there is. Null after telling why.
    Session *chosenSession(const QString &text);
    void finish(int exitCode);

private:
    const CommandLine m_line;
    const Output m_out;
    std::unique_ptr<SecretStore> m_store;
    std::unique_ptr<CommandNetwork> m_network;
    std::unique_ptr<Accounts> m_accounts;
    bool m_hasToldOfWait = false;
};

} // namespace Latchkey
