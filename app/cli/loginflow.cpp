// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "loginflow.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QStringList>

#include <algorithm>

namespace Latchkey {

namespace {

using Flow = Provider::Flow;

class Text
{
    Q_DECLARE_TR_FUNCTIONS(Latchkey::LoginCommand)
};

/// The component that listens for the browser may have been left out.
bool isBuilt(Flow flow)
{
#ifdef LATCHKEY_HAVE_BROWSER
    Q_UNUSED(flow)
    return true;
#else
    return flow != Flow::Browser;
#endif
}

bool isOffered(const Provider &provider, Flow flow)
{
    return provider.check(flow).kind() != Error::Kind::Usage;
}

std::optional<Flow> namedFlow(const Provider &provider, const QString &name, QString *problem)
{
    for (const Flow flow : {Flow::Device, Flow::Browser, Flow::Paste}) {
        if (flowName(flow) != name)
            continue;
        if (isOffered(provider, flow) && isBuilt(flow))
            return flow;
        *problem = isBuilt(flow)
            ? Text::tr("%1 does not offer sign-in by %2.").arg(provider.name(), name)
            : Text::tr("This build of latchkey has no sign-in by browser. Ways that it has: "
                       "device, paste.");
        return std::nullopt;
    }
    *problem = Text::tr("There is no way to sign in that is called \"%1\".").arg(name);
    return std::nullopt;
}

/// How much a way needs a browser on this computer.
int needOfBrowser(Flow flow)
{
    switch (flow) {
    case Flow::Device:
        return 0;
    case Flow::Paste:
        return 1; // Any browser shows the code.
    case Flow::Browser:
        return 2;
    }
    return 0;
}

} // namespace

QString flowName(Provider::Flow flow)
{
    switch (flow) {
    case Flow::Device:
        return QStringLiteral("device");
    case Flow::Browser:
        return QStringLiteral("browser");
    case Flow::Paste:
        return QStringLiteral("paste");
    }
    return {};
}

std::optional<Provider::Flow> chooseFlow(const Provider &provider, const QString &asked,
                                         bool canOpenBrowser, QString *problem)
{
    if (!asked.isEmpty())
        return namedFlow(provider, asked, problem);
    QList<Flow> flows;
    for (const Flow flow : provider.flows()) {
        if (isBuilt(flow) && isOffered(provider, flow))
            flows += flow;
    }
    if (flows.isEmpty()) {
        *problem =
            Text::tr("%1 offers no way to sign in that this program has.").arg(provider.name());
        return std::nullopt;
    }
    if (!canOpenBrowser) {
        std::stable_sort(flows.begin(), flows.end(), [](Flow one, Flow other) {
            return needOfBrowser(one) < needOfBrowser(other);
        });
    }
    return flows.constFirst();
}

} // namespace Latchkey
