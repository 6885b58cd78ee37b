// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "loginprovider.h"

#include "loginvalues.h"

#include <latchkey/providercatalog.h>

#include <QtCore/QCoreApplication>

namespace Latchkey {

namespace {

class Text
{
    Q_DECLARE_TR_FUNCTIONS(Latchkey::LoginCommand)
};

bool applyEndpoint(const QString &address, Provider::Endpoint which, Provider &provider,
                   QString *problem)
{
    if (address.isEmpty())
        return true;
    const QUrl url(address, QUrl::StrictMode);
    if (!url.isValid() || url.isRelative() || url.host().isEmpty()) {
        *problem = Text::tr("\"%1\" is not an address.").arg(address);
        return false;
    }
    provider.setEndpoint(which, url);
    return true;
}

} // namespace

std::optional<Provider> namedProvider(const CommandLine &line, QString *problem)
{
    if (!line.provider.isEmpty()) {
        const ProviderCatalog catalog;
        auto provider = catalog.provider(line.provider);
        if (!provider) {
            *problem = Text::tr("There is no provider \"%1\". See them with: latchkey providers")
                           .arg(line.provider);
        }
        return provider;
    }
    QList<Provider::Flow> flows;
    if (!line.deviceEndpoint.isEmpty())
        flows += Provider::Flow::Device;
    if (!line.authorizationEndpoint.isEmpty())
        flows += Provider::Flow::Browser;
    if (flows.isEmpty()) {
        *problem = Text::tr("Name a provider, an --issuer, or a --device-endpoint and a "
                            "--token-endpoint.");
        return std::nullopt;
    }
    const QUrl url(line.deviceEndpoint.isEmpty() ? line.authorizationEndpoint : line.deviceEndpoint,
                   QUrl::StrictMode);
    Provider provider;
    const QString host = url.host(QUrl::FullyEncoded);
    provider.setId(host.isEmpty() ? QStringLiteral("custom") : host);
    provider.setFlows(flows);
    return provider;
}

bool applyOptions(const CommandLine &line, Provider &provider, QString *problem)
{
    const auto filled = filledByCommandLine(line, provider, problem);
    if (!filled)
        return false;
    provider = *filled;
    if (!line.scopes.isEmpty())
        provider.setScopeNames(line.scopes.join(u' ').split(u' ', Qt::SkipEmptyParts));
    if (line.audience)
        provider.setAudience(*line.audience);
    if (!line.redirectUri.isEmpty()) {
        const QUrl uri(line.redirectUri, QUrl::StrictMode);
        if (!uri.isValid() || uri.isRelative()) {
            *problem = Text::tr("\"%1\" is not an address.").arg(line.redirectUri);
            return false;
        }
        provider.setRedirectUri(uri);
    }
    return applyEndpoint(line.deviceEndpoint, Provider::Endpoint::DeviceAuthorization, provider,
                         problem)
        && applyEndpoint(line.authorizationEndpoint, Provider::Endpoint::Authorization, provider,
                         problem)
        && applyEndpoint(line.tokenEndpoint, Provider::Endpoint::Token, provider, problem)
        && applyEndpoint(line.revocationEndpoint, Provider::Endpoint::Revocation, provider,
                         problem);
}

} // namespace Latchkey
