// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <latchkey/provider.h>

class QNetworkAccessManager;
class QNetworkProxy;

namespace Latchkey {

/// A server that accounts depend on, and what to ask it. Accounts that share it ask once.
struct HostTarget
{
    QUrl origin; ///< Scheme, host and port.
    QList<QUrl> issuers; ///< Whose metadata it has to have.
    QUrl endpoint; ///< An address there; asked where there is no issuer.

    /// How the server is named to a person: its host, and its port where it is not the usual one.
    QString name() const;
    bool isLoopback() const;
};

/// The servers of \a providers, each of them once, in the order of their appearance.
QList<HostTarget> hostTargets(const QList<Provider> &providers);

/// The proxy that a request of \a manager to \a url goes through; of the type NoProxy where it goes
/// straight.
QNetworkProxy proxyFor(const QNetworkAccessManager *manager, const QUrl &url);

/// How a proxy is named to a person: host and port, and never a user name or password.
QString proxyName(const QNetworkProxy &proxy);

} // namespace Latchkey
