// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "waymakers.h"

#include <latchkey/devicesignin.h>
#include <latchkey/pastedcodesignin.h>

namespace Latchkey {

using Flow = Provider::Flow;

WayMakers::WayMakers()
{
    set(Flow::Device, [](const Provider &provider, QObject *parent) {
        return new DeviceSignIn(provider, parent);
    });
    set(Flow::Paste, [](const Provider &provider, QObject *parent) {
        return new PastedCodeSignIn(provider, parent);
    });
}

void WayMakers::set(Flow way, const SignInWidget::SignInMaker &maker)
{
    if (maker)
        m_makers.insert(way, maker);
    else
        m_makers.remove(way);
}

QList<Flow> WayMakers::waysFor(const Provider &provider) const
{
    QList<Flow> makeable;
    QList<Flow> ready;
    for (const Flow way : provider.flows()) {
        if (!m_makers.contains(way) || makeable.contains(way))
            continue;
        makeable.append(way);
        if (!provider.check(way).isError())
            ready.append(way);
    }
    if (!ready.isEmpty())
        return ready;
    return {makeable.value(0, Flow::Device)};
}

SignIn *WayMakers::make(Flow way, const Provider &provider, QObject *parent) const
{
    const SignInWidget::SignInMaker maker = m_makers.value(way);
    return maker ? maker(provider, parent) : nullptr;
}

} // namespace Latchkey
