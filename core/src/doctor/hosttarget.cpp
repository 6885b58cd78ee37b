// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "doctor/hosttarget.h"

#include "oauth/displaytext.h"
#include "oauth/transportsecurity.h"

#include <QtNetwork/QNetworkAccessManager>
#include <QtNetwork/QNetworkProxy>

#include <algorithm>

namespace Latchkey {

namespace {

int usualPort(const QUrl &url)
{
    return url.scheme() == QLatin1String("http") ? 80 : 443;
}

QUrl originOf(const QUrl &url)
{
    QUrl origin;
    origin.setScheme(url.scheme());
    origin.setHost(url.host());
    origin.setPort(url.port(usualPort(url)));
    return origin;
}

} // namespace

QString HostTarget::name() const
{
    QString text = origin.host(QUrl::FullyEncoded);
    if (const int port = origin.port(usualPort(origin)); port != usualPort(origin))
        text += u':' + QString::number(port);
    return displayText(text, maxNameLength);
}

bool HostTarget::isLoopback() const
{
    return isLoopbackHost(origin.host());
}

QList<HostTarget> hostTargets(const QList<Provider> &providers)
{
    QList<HostTarget> targets;
    const auto targetFor = [&](const QUrl &url) -> HostTarget & {
        const QUrl origin = originOf(url);
        const auto it = std::find_if(targets.begin(), targets.end(), [&](const HostTarget &target) {
            return target.origin == origin;
        });
        if (it != targets.end())
            return *it;
        targets.append({origin, {}, {}});
        return targets.last();
    };
    for (const Provider &provider : providers) {
        if (!provider.issuer().isEmpty()) {
            HostTarget &target = targetFor(provider.issuer());
            if (!target.issuers.contains(provider.issuer()))
                target.issuers.append(provider.issuer());
        }
        // A GET there does nothing, and whatever its status, it was answered.
        for (const auto which : {Provider::Endpoint::Token, Provider::Endpoint::DeviceAuthorization,
                                 Provider::Endpoint::Authorization, Provider::Endpoint::Revocation,
                                 Provider::Endpoint::UserInfo}) {
            const QUrl url =
                provider.endpoint(which).adjusted(QUrl::RemoveQuery | QUrl::RemoveFragment);
            if (url.isEmpty())
                continue;
            HostTarget &target = targetFor(url);
            if (target.endpoint.isEmpty())
                target.endpoint = url;
        }
    }
    return targets;
}

QNetworkProxy proxyFor(const QNetworkAccessManager *manager, const QUrl &url)
{
    if (manager->proxy().type() != QNetworkProxy::DefaultProxy)
        return manager->proxy();
    const QNetworkProxyQuery query(url);
    QNetworkProxyFactory *const factory = manager->proxyFactory();
    const QList<QNetworkProxy> proxies =
        factory ? factory->queryProxy(query) : QNetworkProxyFactory::proxyForQuery(query);
    return proxies.value(0, QNetworkProxy(QNetworkProxy::NoProxy));
}

QString proxyName(const QNetworkProxy &proxy)
{
    return displayText(proxy.hostName() + u':' + QString::number(proxy.port()), maxNameLength);
}

} // namespace Latchkey
