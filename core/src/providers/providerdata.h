// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <latchkey/provider.h>

#include <QtCore/QMap>
#include <QtCore/QMetaEnum>
#include <QtCore/QSharedData>

namespace Latchkey {

class ProviderData : public QSharedData
{
public:
    QString id;
    QString name;
    QUrl issuer;
    QMap<Provider::Endpoint, QUrl> endpoints;
    QString clientId;
    QString clientSecret;
    QList<Scope> scopes;
    // Words stay known for scopes that this sign-in does not ask for.
    QList<Scope> knownScopes;
    QString audience;
    QUrl redirectUri;
    QList<Provider::Flow> flows{Provider::Flow::Device};
    QMap<Provider::Endpoint, QMap<QString, QString>> extraParameters;
    QUrl documentation;
};

} // namespace Latchkey
