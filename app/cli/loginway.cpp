// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "loginway.h"

#include "devicelogin.h"

namespace Latchkey {

std::unique_ptr<LoginWay> LoginWay::create(Provider::Flow flow, const Provider &provider,
                                           const Means &means)
{
    switch (flow) {
    case Provider::Flow::Device:
        return std::make_unique<DeviceLogin>(provider, means);
    case Provider::Flow::Browser:
    case Provider::Flow::Paste:
        break;
    }
    return nullptr;
}

LoginWay::~LoginWay() = default;

void LoginWay::watchConnection()
{
    connect(signIn(), &SignIn::connectionTroubleChanged, this, &LoginWay::tellTrouble);
}

void LoginWay::tellTrouble(const Error &trouble)
{
    if (!trouble.isError())
        return;
    out().note(tr("No connection. Still trying."));
    out().note(QStringLiteral("  (%1)").arg(trouble.detail()));
}

} // namespace Latchkey
