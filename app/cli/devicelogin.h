// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include "loginway.h"

#include <latchkey/devicesignin.h>

namespace Latchkey {

/// By a code that is entered on any device.
class DeviceLogin : public LoginWay
{
    Q_OBJECT
public:
    DeviceLogin(const Provider &provider, const Means &means);

    SignIn *signIn() override { return &m_signIn; }

private:
    void showCode();
    void showQrCode(const QUrl &url);

    DeviceSignIn m_signIn;
};

} // namespace Latchkey
