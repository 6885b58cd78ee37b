// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT
#include "redirecturi.h"

#include <QtCore/QUrl>

#include <algorithm>

namespace Latchkey::Demo {

namespace {

constexpr int maximumRedirectUri = 1000;

/// Plain HTTP to an address that is this very computer's. A name such as localhost is not one: it
/// means whatever the resolver says (RFC 8252 section 8.3).
bool isLoopbackLiteral(const QUrl &url)
{
    return url.isValid() && url.scheme() == QLatin1String("http") && url.userInfo().isEmpty()
        && (url.host() == QLatin1String("127.0.0.1") || url.host() == QLatin1String("::1"));
}

QString withoutPort(QUrl url)
{
    url.setPort(-1);
    return url.toString(QUrl::FullyEncoded);
}

} // namespace

bool mayRedirectTo(const QString &redirectUri, const Client &client, bool anyLoopbackPort)
{
    if (redirectUri.isEmpty() || redirectUri.size() > maximumRedirectUri
        || redirectUri.contains(QLatin1Char('#')))
        return false;
    const QUrl url(redirectUri, QUrl::StrictMode);
    const bool loopback = isLoopbackLiteral(url);
    if (client.redirectUris.isEmpty())
        return loopback || redirectUri == outOfBand || redirectUri == automaticOutOfBand;
    return std::any_of(client.redirectUris.begin(), client.redirectUris.end(),
                       [&](const QString &registered) {
                           if (registered == redirectUri)
                               return true;
                           const QUrl known(registered, QUrl::StrictMode);
                           return anyLoopbackPort && loopback && isLoopbackLiteral(known)
                               && withoutPort(known) == withoutPort(url);
                       });
}

QString encoded(const ParameterList &parameters)
{
    QString form;
    for (const auto &[name, value] : parameters) {
        if (!form.isEmpty())
            form += QLatin1Char('&');
        form += QString::fromLatin1(QUrl::toPercentEncoding(name)) + QLatin1Char('=')
            + QString::fromLatin1(QUrl::toPercentEncoding(value));
    }
    return form;
}

QString withParameters(const QString &redirectUri, const ParameterList &parameters)
{
    const bool hasQuery = redirectUri.contains(QLatin1Char('?'));
    return redirectUri + (hasQuery ? QLatin1Char('&') : QLatin1Char('?')) + encoded(parameters);
}

} // namespace Latchkey::Demo
