// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "command.h"

#include <latchkey/devicesignin.h>
#include <latchkey/discovery.h>

#include <memory>
#include <optional>

namespace Latchkey {

/// `latchkey login`
class LoginCommand : public Command
{
    Q_OBJECT
public:
    explicit LoginCommand(const CommandLine &line);
    ~LoginCommand() override;

    void start() override;

private:
    bool checkProvider();
    void probeKeychain();
    void findProvider();
    void discovered(Provider provider);
    void signIn(const Provider &provider);
    void showCode();
    void showQrCode(const QUrl &url);
    void tellTrouble(const Error &trouble);
    void signedIn(const SignInResult &result);
    void stored(const SignInResult &result, const Accounts::AddResult &added);
    void giveBack(const SignInResult &result, const Error &error);
    void interrupted();
    void finishAfterRevoking(int exitCode);
    int failLogin(const Error &error) const;

    std::optional<Provider> m_provider;
    std::unique_ptr<Discovery> m_discovery;
    std::unique_ptr<DeviceSignIn> m_signIn;
};

} // namespace Latchkey
