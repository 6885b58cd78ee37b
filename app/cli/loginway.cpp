// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "loginway.h"

#ifdef LATCHKEY_HAVE_BROWSER
#include "browserlogin.h"
#endif
#include "devicelogin.h"
#include "pastelogin.h"

namespace Latchkey {

std::unique_ptr<LoginWay> LoginWay::create(Provider::Flow flow, const Provider &provider,
                                           const Means &means)
{
    switch (flow) {
    case Provider::Flow::Device:
        return std::make_unique<DeviceLogin>(provider, means);
    case Provider::Flow::Browser:
#ifdef LATCHKEY_HAVE_BROWSER
        return std::make_unique<BrowserLogin>(provider, means);
#else
        break;
#endif
    case Provider::Flow::Paste:
        return std::make_unique<PasteLogin>(provider, means);
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
