// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "command.h"
#include "loginway.h"
#include "prompt.h"

#include <latchkey/discovery.h>
#include <latchkey/systembrowser.h>

#include <memory>
#include <optional>

namespace Latchkey {

class Interrupt;

/// `latchkey login`
class LoginCommand : public Command
{
    Q_OBJECT
public:
    explicit LoginCommand(const CommandLine &line);
    ~LoginCommand() override;

    void start() override;

private:
    /// What Ctrl+C interrupts.
    enum class Step { Preparing, SigningIn, Storing, Ending };

    bool checkProvider();
    bool hasProblem(QString *problem) const;
    std::optional<Provider::Flow> flow(QString *problem) const;
    void probeKeychain();
    void prepare();
    void askFor(const Placeholder &missing);
    void take(const QString &value);
    void discover();
    void discovered(Provider provider);
    void tellDiscovered(const Provider &provider);
    void signIn();
    void signedIn(const SignInResult &result);
    void stored(const SignInResult &result, const Accounts::AddResult &added);
    void giveUp(const Error &why);
    void giveBack(const SignInResult &result, const Error &error);
    void interrupted();
    void takeBack();
    void end(int exitCode);
    void endAfterRevoking(int exitCode);
    int failLogin(const Error &error) const;

    Step m_step = Step::Preparing;
    Interrupt *m_interrupt = nullptr;
    Prompt m_prompt;
    SystemBrowser m_browser;
    std::optional<Provider> m_provider;
    std::unique_ptr<Discovery> m_discovery;
    std::unique_ptr<LoginWay> m_way;
    std::optional<Placeholder> m_asked;
    Error m_whyGivenUp;
    quint64 m_ticket = 0; ///< While storing.
};

} // namespace Latchkey
