// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "command.h"

#include "accountscommand.h"
#include "commandnetwork.h"
#include "democommand.h"
#include "doctorcommand.h"
#include "logincommand.h"
#include "logoutcommand.h"
#include "providerscommand.h"
#include "requestcommand.h"
#include "showcommand.h"
#include "tokencommand.h"

#include <latchkey/keychainstore.h>

#include <QtCore/QTimer>

namespace Latchkey {

std::unique_ptr<Command> Command::create(const CommandLine &line)
{
    switch (line.verb) {
    case CommandLine::Verb::None:
        return nullptr;
    case CommandLine::Verb::Login:
        return std::make_unique<LoginCommand>(line);
    case CommandLine::Verb::Token:
        return std::make_unique<TokenCommand>(line);
    case CommandLine::Verb::Accounts:
        return std::make_unique<AccountsCommand>(line);
    case CommandLine::Verb::Show:
        return std::make_unique<ShowCommand>(line);
    case CommandLine::Verb::Request:
        return std::make_unique<RequestCommand>(line);
    case CommandLine::Verb::Logout:
        return std::make_unique<LogoutCommand>(line);
    case CommandLine::Verb::Providers:
        return std::make_unique<ProvidersCommand>(line);
    case CommandLine::Verb::Doctor:
        return std::make_unique<DoctorCommand>(line);
    case CommandLine::Verb::Demo:
        return std::make_unique<DemoCommand>(line);
    }
    return nullptr;
}

Command::Command(const CommandLine &line) : m_line(line), m_out(line.json)
{ }

Command::~Command() = default;

SecretStore *Command::store()
{
    if (!m_store)
        m_store = std::make_unique<KeychainStore>(QLatin1String(program));
    return m_store.get();
}

QNetworkAccessManager *Command::network()
{
    if (!m_network)
        m_network = std::make_unique<CommandNetwork>();
    return m_network.get();
}

void Command::tellKeychainWait()
{
    if (m_hasToldOfWait)
        return;
    m_hasToldOfWait = true;
    m_out.note(tr("Waiting for your keyring to be unlocked."));
}

Accounts *Command::accounts()
{
    if (!m_accounts) {
        m_accounts = std::make_unique<Accounts>(QLatin1String(program), store());
        m_accounts->setNetworkAccessManager(network());
        // The program is about to end; nothing is to be done ahead of demand.
        m_accounts->setKeepsFresh(false);
        connect(m_accounts.get(), &Accounts::waitingForKeychainChanged, this,
                [this](bool isWaiting) {
                    if (isWaiting)
                        tellKeychainWait();
                });
        const Error error = m_accounts->restore();
        if (error.isError()) {
            finish(m_out.fail(error));
            m_accounts.reset();
        }
    }
    return m_accounts.get();
}

Session *Command::chosenSession(const QString &text)
{
    if (!accounts())
        return nullptr;
    const QList<Session *> found =
        text.isEmpty() ? accounts()->sessions() : accounts()->matches(text);
    if (found.size() == 1)
        return found.constFirst();
    if (!found.isEmpty()) {
        QStringList ids;
        for (const Session *session : found)
            ids += session->id();
        finish(m_out.fail(QStringLiteral("usage"),
                          tr("Several accounts fit. Name one: %1").arg(ids.join(u' ')), ExitUsage));
        return nullptr;
    }
    const QString message = text.isEmpty()
        ? tr("Nobody is signed in. Sign in with: latchkey login PROVIDER")
        : tr("There is no account \"%1\". Sign in with: latchkey login PROVIDER").arg(text);
    finish(m_out.fail(QStringLiteral("signed_out"), message, ExitSignInNeeded));
    return nullptr;
}

void Command::finish(int exitCode)
{
    // Later, so that no command has to mind being destroyed from within a callback.
    QTimer::singleShot(0, this, [this, exitCode] { Q_EMIT finished(exitCode); });
}

} // namespace Latchkey
