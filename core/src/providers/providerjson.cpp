// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include <latchkey/provider.h>

#include "providers/providerdata.h"
#include "providers/providernames.h"
#include "providers/providerreader.h"

#include <QtCore/QJsonArray>
#include <QtCore/QJsonObject>

namespace Latchkey {

namespace {

void insertIfSet(QJsonObject &json, const QString &name, const QString &value)
{
    if (!value.isEmpty())
        json.insert(name, value);
}

void insertIfSet(QJsonObject &json, const QString &name, const QJsonObject &value)
{
    if (!value.isEmpty())
        json.insert(name, value);
}

void insertIfSet(QJsonObject &json, const QString &name, const QJsonArray &value)
{
    if (!value.isEmpty())
        json.insert(name, value);
}

QJsonObject toObject(const QMap<QString, QString> &texts)
{
    QJsonObject json;
    for (auto it = texts.cbegin(); it != texts.cend(); ++it)
        json.insert(it.key(), it.value());
    return json;
}

QJsonObject toObject(const QMap<Provider::Endpoint, QMap<QString, QString>> &byEndpoint)
{
    QJsonObject json;
    for (auto it = byEndpoint.cbegin(); it != byEndpoint.cend(); ++it)
        json.insert(endpointNames().key(it.key()), toObject(it.value()));
    return json;
}

QJsonObject toObject(const Scope &scope)
{
    QJsonObject json{{QStringLiteral("name"), scope.name}};
    insertIfSet(json, QStringLiteral("text"), scope.text);
    return json;
}

QJsonObject toObject(const PlaceholderRule &rule)
{
    QJsonObject json{
        {QStringLiteral("name"), rule.shown.name},
        {QStringLiteral("text"), rule.shown.text},
        {QStringLiteral("kind"), placeholderKindNames().key(rule.kind)},
    };
    insertIfSet(json, QStringLiteral("example"), rule.shown.example);
    insertIfSet(json, QStringLiteral("default"), rule.shown.defaultValue);
    if (!rule.shown.isRequired)
        json.insert(QStringLiteral("required"), false);
    return json;
}

QJsonObject presentationToObject(const ProviderData &data)
{
    QJsonObject json;
    const TokenPresentation usual;
    if (data.presentation.header != usual.header || data.presentation.scheme != usual.scheme) {
        json.insert(QStringLiteral("header"), data.presentation.header);
        json.insert(QStringLiteral("scheme"), data.presentation.scheme);
    }
    insertIfSet(json, QStringLiteral("extra_headers"), toObject(data.requestHeaders));
    return json;
}

QJsonObject discoveredToObject(const ProviderData &data)
{
    if (data.discoveredEndpoints.isEmpty())
        return {};
    QJsonArray endpoints;
    for (const Provider::Endpoint which : data.discoveredEndpoints)
        endpoints.append(endpointNames().key(which));
    return {{QStringLiteral("endpoints"), endpoints},
            {QStringLiteral("until"), data.discoveredUntil.toString(Qt::ISODate)}};
}

} // namespace

std::optional<Provider> Provider::fromJson(const QJsonObject &json, QString *problem)
{
    FileProblem found;
    auto provider = ProviderReader::read(json, ProviderReader::Faults::Refuse, &found);
    if (!provider && problem)
        *problem = found.text;
    return provider;
}

QJsonObject Provider::toJson() const
{
    QJsonObject json;
    insertIfSet(json, QStringLiteral("id"), d->id);
    insertIfSet(json, QStringLiteral("name"), d->name);
    insertIfSet(json, QStringLiteral("issuer"), d->issuer.text);
    insertIfSet(json, QStringLiteral("client_id"), d->clientId);
    insertIfSet(json, QStringLiteral("audience"), d->audience);
    insertIfSet(json, QStringLiteral("redirect_uri"), d->redirectUri.toString());
    insertIfSet(json, QStringLiteral("documentation"), d->documentation.toString());
    QJsonObject endpoints;
    for (auto it = d->endpoints.cbegin(); it != d->endpoints.cend(); ++it)
        insertIfSet(endpoints, endpointNames().key(it.key()), it.value().text);
    json.insert(QStringLiteral("endpoints"), endpoints);
    QJsonArray scopes;
    for (const Scope &scope : d->scopes)
        scopes.append(toObject(scope));
    const QStringList asked = scopeNames();
    for (const Scope &scope : d->knownScopes) {
        QJsonObject entry = toObject(scope);
        entry.insert(QStringLiteral("asked"), false);
        if (!asked.contains(scope.name))
            scopes.append(entry);
    }
    json.insert(QStringLiteral("scopes"), scopes);
    if (d->flows) {
        QJsonArray flows;
        for (const Flow flow : *d->flows)
            flows.append(flowNames().key(flow));
        json.insert(QStringLiteral("flows"), flows);
    }
    QJsonArray quirks;
    for (const Quirk quirk : d->quirks)
        quirks.append(quirkNames().key(quirk));
    insertIfSet(json, QStringLiteral("quirks"), quirks);
    insertIfSet(json, QStringLiteral("extra_parameters"), toObject(d->extraParameters));
    insertIfSet(json, QStringLiteral("extra_headers"), toObject(d->extraHeaders));
    insertIfSet(json, QStringLiteral("token_presentation"), presentationToObject(*d));
    QJsonArray suggestions;
    for (const ProviderData::SuggestedRequest &suggestion : d->suggestions) {
        QJsonObject entry{{QStringLiteral("method"), suggestion.method},
                          {QStringLiteral("url"), suggestion.address.text}};
        insertIfSet(entry, QStringLiteral("text"), suggestion.text);
        suggestions.append(entry);
    }
    insertIfSet(json, QStringLiteral("suggestions"), suggestions);
    QJsonArray placeholders;
    for (const PlaceholderRule &rule : d->placeholders)
        placeholders.append(toObject(rule));
    insertIfSet(json, QStringLiteral("placeholders"), placeholders);
    insertIfSet(json, QStringLiteral("values"), toObject(d->values));
    if (d->clientAuthentication == ClientAuthentication::Basic)
        json.insert(QStringLiteral("client_authentication"), QStringLiteral("basic"));
    if (d->sendsIssuer)
        json.insert(QStringLiteral("sends_issuer"), true);
    insertIfSet(json, QStringLiteral("discovered"), discoveredToObject(*d));
    return json;
}

} // namespace Latchkey
