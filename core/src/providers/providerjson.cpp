// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include <latchkey/provider.h>

#include "providers/providerdata.h"

#include <QtCore/QJsonArray>
#include <QtCore/QJsonObject>
#include <QtCore/QRegularExpression>

namespace Latchkey {

namespace {

using Endpoint = Provider::Endpoint;
using Flow = Provider::Flow;

const QMap<QString, Endpoint> &endpointNames()
{
    static const QMap<QString, Endpoint> names = {
        {QStringLiteral("device_authorization"), Endpoint::DeviceAuthorization},
        {QStringLiteral("authorization"), Endpoint::Authorization},
        {QStringLiteral("token"), Endpoint::Token},
        {QStringLiteral("revocation"), Endpoint::Revocation},
        {QStringLiteral("userinfo"), Endpoint::UserInfo},
        {QStringLiteral("jwks"), Endpoint::Jwks},
    };
    return names;
}

const QMap<QString, Flow> &flowNames()
{
    static const QMap<QString, Flow> names = {
        {QStringLiteral("device"), Flow::Device},
        {QStringLiteral("browser"), Flow::Browser},
        {QStringLiteral("paste"), Flow::Paste},
    };
    return names;
}

bool isId(const QString &text)
{
    static const QRegularExpression pattern(QStringLiteral("\\A[A-Za-z0-9._-]{1,64}\\z"));
    return pattern.match(text).hasMatch();
}

/// Collects the first problem, so that the reading below stays free of error handling.
class ProviderReader
{
public:
    explicit ProviderReader(const QJsonObject &json) : m_json(json) { }

    QString string(const QString &name)
    {
        const QJsonValue value = m_json.value(name);
        if (!value.isUndefined() && !value.isString())
            fail(QStringLiteral("\"%1\" is not a string").arg(name));
        return value.toString();
    }

    QUrl url(const QJsonValue &value, const QString &name)
    {
        if (value.isUndefined())
            return {};
        const QUrl url(value.toString(), QUrl::StrictMode);
        if (!value.isString() || !url.isValid() || url.isRelative())
            fail(QStringLiteral("\"%1\" is not an absolute address").arg(name));
        return url;
    }

    QJsonObject object(const QString &name)
    {
        const QJsonValue value = m_json.value(name);
        if (!value.isUndefined() && !value.isObject())
            fail(QStringLiteral("\"%1\" is not an object").arg(name));
        return value.toObject();
    }

    QJsonArray array(const QString &name)
    {
        const QJsonValue value = m_json.value(name);
        if (!value.isUndefined() && !value.isArray())
            fail(QStringLiteral("\"%1\" is not a list").arg(name));
        return value.toArray();
    }

    QJsonValue value(const QString &name) const { return m_json.value(name); }

    void fail(const QString &problem)
    {
        if (m_problem.isEmpty())
            m_problem = problem;
    }

    QString problem() const { return m_problem; }

private:
    QJsonObject m_json;
    QString m_problem;
};

QMap<Endpoint, QUrl> readEndpoints(ProviderReader &reader)
{
    QMap<Endpoint, QUrl> endpoints;
    const QJsonObject json = reader.object(QStringLiteral("endpoints"));
    for (auto it = json.begin(); it != json.end(); ++it) {
        if (!endpointNames().contains(it.key()))
            reader.fail(QStringLiteral("\"%1\" is not an endpoint that is known").arg(it.key()));
        else
            endpoints.insert(endpointNames().value(it.key()), reader.url(it.value(), it.key()));
    }
    return endpoints;
}

QList<Scope> readScopes(ProviderReader &reader)
{
    QList<Scope> scopes;
    const QJsonArray json = reader.array(QStringLiteral("scopes"));
    for (const QJsonValue &entry : json) {
        const QJsonObject object = entry.toObject();
        const QString name =
            entry.isString() ? entry.toString() : object.value(QLatin1String("name")).toString();
        if (name.isEmpty() || name.contains(u' '))
            reader.fail(QStringLiteral("\"scopes\" holds an entry without a name"));
        const QJsonValue text = object.value(QLatin1String("text"));
        if (!text.isUndefined() && !text.isString())
            reader.fail(QStringLiteral("\"scopes\" holds an entry whose text is not a string"));
        scopes.append({name, text.toString()});
    }
    return scopes;
}

QList<Flow> readFlows(ProviderReader &reader)
{
    QList<Flow> flows;
    const QJsonArray json = reader.array(QStringLiteral("flows"));
    for (const QJsonValue &entry : json) {
        if (flowNames().contains(entry.toString()))
            flows.append(flowNames().value(entry.toString()));
        else
            reader.fail(QStringLiteral("\"flows\" holds something other than \"device\", "
                                       "\"browser\" and \"paste\""));
    }
    return flows;
}

QMap<Endpoint, QMap<QString, QString>> readExtraParameters(ProviderReader &reader)
{
    QMap<Endpoint, QMap<QString, QString>> all;
    const QJsonObject json = reader.object(QStringLiteral("extra_parameters"));
    for (auto it = json.begin(); it != json.end(); ++it) {
        if (!endpointNames().contains(it.key()))
            reader.fail(QStringLiteral("\"%1\" is not an endpoint that is known").arg(it.key()));
        if (!it.value().isObject())
            reader.fail(
                QStringLiteral("\"extra_parameters\" holds something that is not an object"));
        QMap<QString, QString> parameters;
        const QJsonObject object = it.value().toObject();
        for (auto parameter = object.begin(); parameter != object.end(); ++parameter) {
            if (!parameter.value().isString())
                reader.fail(
                    QStringLiteral("\"extra_parameters\" holds a value that is not a string"));
            parameters.insert(parameter.key(), parameter.value().toString());
        }
        all.insert(endpointNames().value(it.key()), parameters);
    }
    return all;
}

void insertIfSet(QJsonObject &json, const QString &name, const QString &value)
{
    if (!value.isEmpty())
        json.insert(name, value);
}

} // namespace

std::optional<Provider> Provider::fromJson(const QJsonObject &json, QString *problem)
{
    ProviderReader reader(json);
    Provider provider;
    provider.d->id = reader.string(QStringLiteral("id"));
    if (!isId(provider.d->id)) {
        reader.fail(QStringLiteral("\"id\" has to be 1 to 64 letters, digits, '-', '_' or '.'"));
    }
    provider.d->name = reader.string(QStringLiteral("name"));
    provider.d->issuer =
        reader.url(reader.value(QStringLiteral("issuer")), QStringLiteral("issuer"));
    provider.d->endpoints = readEndpoints(reader);
    provider.d->clientId = reader.string(QStringLiteral("client_id"));
    provider.setScopes(readScopes(reader));
    provider.d->audience = reader.string(QStringLiteral("audience"));
    provider.d->redirectUri =
        reader.url(reader.value(QStringLiteral("redirect_uri")), QStringLiteral("redirect_uri"));
    const QList<Flow> flows = readFlows(reader);
    if (!flows.isEmpty())
        provider.d->flows = flows;
    provider.d->extraParameters = readExtraParameters(reader);
    provider.d->documentation =
        reader.url(reader.value(QStringLiteral("documentation")), QStringLiteral("documentation"));
    if (!reader.problem().isEmpty()) {
        if (problem)
            *problem = reader.problem();
        return std::nullopt;
    }
    return provider;
}

QJsonObject Provider::toJson() const
{
    QJsonObject json;
    insertIfSet(json, QStringLiteral("id"), d->id);
    insertIfSet(json, QStringLiteral("name"), d->name);
    insertIfSet(json, QStringLiteral("issuer"), d->issuer.toString());
    insertIfSet(json, QStringLiteral("client_id"), d->clientId);
    insertIfSet(json, QStringLiteral("audience"), d->audience);
    insertIfSet(json, QStringLiteral("redirect_uri"), d->redirectUri.toString());
    insertIfSet(json, QStringLiteral("documentation"), d->documentation.toString());
    QJsonObject endpoints;
    for (auto it = d->endpoints.cbegin(); it != d->endpoints.cend(); ++it)
        insertIfSet(endpoints, endpointNames().key(it.key()), it.value().toString());
    json.insert(QStringLiteral("endpoints"), endpoints);
    QJsonArray scopes;
    for (const Scope &scope : d->scopes) {
        QJsonObject entry{{QStringLiteral("name"), scope.name}};
        insertIfSet(entry, QStringLiteral("text"), scope.text);
        scopes.append(entry);
    }
    json.insert(QStringLiteral("scopes"), scopes);
    QJsonArray flows;
    for (const Flow flow : d->flows)
        flows.append(flowNames().key(flow));
    json.insert(QStringLiteral("flows"), flows);
    QJsonObject extra;
    for (auto it = d->extraParameters.cbegin(); it != d->extraParameters.cend(); ++it) {
        QJsonObject parameters;
        for (auto parameter = it->cbegin(); parameter != it->cend(); ++parameter)
            parameters.insert(parameter.key(), parameter.value());
        extra.insert(endpointNames().key(it.key()), parameters);
    }
    if (!extra.isEmpty())
        json.insert(QStringLiteral("extra_parameters"), extra);
    return json;
}

} // namespace Latchkey
