// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#pragma once

#include <latchkey/provider.h>

#include "providers/placeholderrule.h"

#include <QtCore/QMap>
#include <QtCore/QMetaEnum>
#include <QtCore/QSharedData>

#include <optional>

namespace Latchkey {

/// An address as a file has it, and as it is once nothing in it is open.
struct Address
{
    QString text;
    QUrl url; ///< Empty where something is open.

    // Encoded, so that no brace in it is taken for a placeholder.
    static Address fromUrl(const QUrl &url) { return {url.toString(QUrl::FullyEncoded), url}; }
};

class ProviderData : public QSharedData
{
public:
    const PlaceholderRule *rule(const QString &wanted) const;
    /// \a text with a value for each placeholder in it; nothing where one is open.
    std::optional<QString> resolved(const QString &text) const;
    /// Without those that have an open placeholder.
    QMap<QString, QString> resolved(const QMap<QString, QString> &texts) const;
    /// To be called whenever a value has changed that addresses may hold.
    void resolveAddresses();
    bool isOpen(const PlaceholderRule &known) const;

    QString id;
    QString name;
    Address issuer;
    QMap<Provider::Endpoint, Address> endpoints;
    QString clientId;
    QList<Scope> scopes;
    // Words stay known for scopes that this sign-in does not ask for.
    QList<Scope> knownScopes;
    QString audience;
    QUrl redirectUri;
    std::optional<QList<Provider::Flow>> flows; ///< Nothing where nobody has said which.
    QMap<Provider::Endpoint, QMap<QString, QString>> extraParameters;
    QMap<Provider::Endpoint, QMap<QString, QString>> extraHeaders;
    QMap<QString, QString> requestHeaders;
    TokenPresentation presentation;
    QList<Provider::Quirk> quirks;
    struct SuggestedRequest
    {
        QString method;
        Address address;
        QString text;
    };
    QList<SuggestedRequest> suggestions;
    QUrl documentation;
    Provider::ClientAuthentication clientAuthentication = Provider::ClientAuthentication::Post;
    bool sendsIssuer = false;
    QList<Provider::Endpoint> discoveredEndpoints;
    QDateTime discoveredUntil;
    QList<PlaceholderRule> placeholders;
    QMap<QString, QString> values; ///< Of placeholders, secret ones aside.
    QMap<QString, QString> secrets;
};

} // namespace Latchkey
