// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "ways.h"

#include <QtCore/QCoreApplication>
#include <QtNetwork/QHostAddress>

#include <algorithm>

namespace Latchkey::Desktop {

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(Latchkey::Desktop::Ways)
};

QString wordFor(Provider::Flow way)
{
    switch (way) {
    case Provider::Flow::Device:
        return Text::tr("by code", "one of the ways to sign in");
    case Provider::Flow::Browser:
        return Text::tr("by browser", "one of the ways to sign in");
    case Provider::Flow::Paste:
        return Text::tr("by a pasted code", "one of the ways to sign in");
    }
    return {};
}

QString asSentence(QString words)
{
    if (!words.isEmpty())
        words.replace(0, 1, words.at(0).toUpper());
    return words;
}

} // namespace

QList<Provider::Flow> waysOf(const Provider &provider, const Services &services)
{
    QList<Provider::Flow> ways = provider.flows();
    if (!services.browserSignIn)
        ways.removeAll(Provider::Flow::Browser);
    return ways;
}

QString waysSentence(const Provider &provider, const Services &services)
{
    const QList<Provider::Flow> ways = waysOf(provider, services);
    // No phone can reach what listens on this computer alone.
    const QUrl device = provider.endpoint(Provider::Endpoint::DeviceAuthorization);
    if (QHostAddress(device.host()).isLoopback()) {
        return ways.contains(Provider::Flow::Browser)
            ? Text::tr("By code or by browser, on this computer")
            : Text::tr("By code, on this computer");
    }
    QStringList words;
    for (const Provider::Flow way : ways)
        words.append(wordFor(way));
    return asSentence(words.join(Text::tr(" or ", "between ways to sign in")));
}

QString waysText(const Provider &provider, const Services &services)
{
    const QString said = waysSentence(provider, services);
    const QList<Placeholder> open = provider.placeholders();
    const bool needsMore = std::any_of(open.cbegin(), open.cend(),
                                       [](const Placeholder &one) { return one.isRequired; });
    return needsMore ? Text::tr("%1; needs a client id", "ways to sign in").arg(said) : said;
}

} // namespace Latchkey::Desktop
