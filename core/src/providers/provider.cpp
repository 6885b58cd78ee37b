// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include <latchkey/provider.h>

#include "oauth/displaytext.h"
#include "oauth/transportsecurity.h"
#include "providers/providerdata.h"
#include "providers/providernames.h"

#include <QtCore/QCoreApplication>
#include <QtCore/QDebug>

#include <algorithm>

namespace Latchkey {

namespace {

const QString &audienceName()
{
    static const QString name = QStringLiteral("audience");
    return name;
}

/// What is asked for where the file says nothing of a client id.
PlaceholderRule clientIdRule()
{
    PlaceholderRule rule;
    rule.shown.name = clientIdName();
    rule.shown.text = QCoreApplication::translate("Latchkey::Provider", "Client id");
    return rule;
}

PlaceholderRule clientSecretRule()
{
    PlaceholderRule rule;
    rule.shown.name = clientSecretName();
    rule.shown.text = QCoreApplication::translate("Latchkey::Provider", "Client secret");
    rule.shown.isSecret = true;
    rule.kind = PlaceholderRule::Kind::Secret;
    return rule;
}

} // namespace

QString TokenPresentation::value(const QString &accessToken) const
{
    return scheme.isEmpty() ? accessToken : scheme + u' ' + accessToken;
}

const PlaceholderRule *ProviderData::rule(const QString &wanted) const
{
    const auto it =
        std::find_if(placeholders.cbegin(), placeholders.cend(),
                     [&](const PlaceholderRule &known) { return known.shown.name == wanted; });
    return it == placeholders.cend() ? nullptr : &*it;
}

std::optional<QString> ProviderData::resolved(const QString &text) const
{
    QString result = text;
    const QStringList names = placeholdersIn(text);
    for (const QString &wanted : names) {
        const PlaceholderRule *known = rule(wanted);
        QString value;
        if (wanted == clientIdName())
            value = clientId;
        else if (!known)
            continue;
        else if (known->shown.isSecret)
            value = secrets.value(wanted);
        else
            value = values.value(wanted, known->shown.defaultValue);
        const bool mayBeEmpty = known && !known->shown.isRequired && !known->shown.isSecret;
        if (value.isEmpty() && !mayBeEmpty)
            return std::nullopt;
        result.replace(u'{' + wanted + u'}', value);
    }
    return result;
}

QMap<QString, QString> ProviderData::resolved(const QMap<QString, QString> &texts) const
{
    QMap<QString, QString> result;
    for (auto it = texts.cbegin(); it != texts.cend(); ++it) {
        if (const std::optional<QString> value = resolved(it.value()))
            result.insert(it.key(), *value);
    }
    return result;
}

void ProviderData::resolveAddresses()
{
    const auto resolve = [this](Address &address) {
        if (placeholdersIn(address.text).isEmpty())
            return;
        const std::optional<QString> text = resolved(address.text);
        address.url = text ? QUrl(*text, QUrl::StrictMode) : QUrl();
    };
    resolve(issuer);
    for (auto it = endpoints.begin(); it != endpoints.end(); ++it)
        resolve(it.value());
    for (SuggestedRequest &suggestion : suggestions)
        resolve(suggestion.address);
}

bool ProviderData::isOpen(const PlaceholderRule &known) const
{
    if (known.shown.name == clientIdName())
        return clientId.isEmpty();
    return known.shown.isSecret ? secrets.value(known.shown.name).isEmpty()
                                : !values.contains(known.shown.name);
}

Provider::Provider() : d(new ProviderData)
{ }
Provider::Provider(const Provider &) = default;
Provider &Provider::operator=(const Provider &) = default;
Provider::~Provider() = default;

QString Provider::id() const
{
    return d->id;
}

QString Provider::name() const
{
    return d->name.isEmpty() ? d->id : d->name;
}

QUrl Provider::issuer() const
{
    return d->issuer.url;
}

QUrl Provider::endpoint(Endpoint which) const
{
    return d->endpoints.value(which).url;
}

QString Provider::clientId() const
{
    return d->clientId;
}

QString Provider::clientSecret() const
{
    return d->secrets.value(clientSecretName());
}

QList<Scope> Provider::scopes() const
{
    return d->scopes;
}

QList<Scope> Provider::knownScopes() const
{
    return d->knownScopes;
}

QStringList Provider::scopeNames() const
{
    QStringList names;
    for (const Scope &scope : d->scopes)
        names += scope.name;
    return names;
}

QString Provider::audience() const
{
    return d->resolved(d->audience).value_or(QString());
}

QString Provider::audience(Endpoint which) const
{
    const QMap<QString, QString> own = d->extraParameters.value(which);
    return own.contains(audienceName()) ? d->resolved(own.value(audienceName())).value_or(QString())
                                        : audience();
}

QUrl Provider::redirectUri() const
{
    return d->redirectUri;
}

QList<Provider::Flow> Provider::flows() const
{
    return d->flows.value_or(QList<Flow>{Flow::Device});
}

QMap<QString, QString> Provider::extraParameters(Endpoint which) const
{
    return d->resolved(d->extraParameters.value(which));
}

QMap<QString, QString> Provider::extraHeaders(Endpoint which) const
{
    return d->resolved(d->extraHeaders.value(which));
}

QMap<QString, QString> Provider::requestHeaders() const
{
    return d->resolved(d->requestHeaders);
}

QStringList Provider::requestHeaderNames() const
{
    return d->requestHeaders.keys();
}

TokenPresentation Provider::tokenPresentation() const
{
    return d->presentation;
}

QList<Provider::Quirk> Provider::quirks() const
{
    return d->quirks;
}

bool Provider::hasQuirk(Quirk quirk) const
{
    return d->quirks.contains(quirk);
}

QList<Suggestion> Provider::suggestions() const
{
    QList<Suggestion> list;
    for (const ProviderData::SuggestedRequest &suggestion : d->suggestions) {
        if (!suggestion.address.url.isEmpty())
            list.append({suggestion.method, suggestion.address.url, suggestion.text});
    }
    return list;
}

QList<Placeholder> Provider::placeholders() const
{
    QList<Placeholder> open;
    for (const PlaceholderRule &rule : d->placeholders) {
        if (d->isOpen(rule))
            open.append(rule.shown);
    }
    if (d->clientId.isEmpty() && !d->rule(clientIdName()))
        open.append(clientIdRule().shown);
    return open;
}

std::optional<Provider> Provider::filled(const QMap<QString, QString> &values,
                                         QString *problem) const
{
    Provider result(*this);
    for (auto it = values.cbegin(); it != values.cend(); ++it) {
        const PlaceholderRule *declared = d->rule(it.key());
        const bool isClientId = it.key() == clientIdName();
        if (!declared && !isClientId && it.key() != clientSecretName()) {
            if (problem) {
                *problem = QCoreApplication::translate("Latchkey::Provider",
                                                       "%1 has nothing to fill in that is called "
                                                       "\"%2\".")
                               .arg(name(), displayText(it.key(), maxNameLength));
            }
            return std::nullopt;
        }
        PlaceholderRule rule = isClientId ? clientIdRule() : clientSecretRule();
        if (declared)
            rule = *declared;
        // Whoever leaves a field alone wants what stands for it.
        if (it.value().trimmed().isEmpty() && !rule.shown.isRequired) {
            result.d->values.remove(it.key());
            result.d->secrets.remove(it.key());
            continue;
        }
        const std::optional<QString> value = checkedValue(rule, it.value(), problem);
        if (!value)
            return std::nullopt;
        if (isClientId)
            result.d->clientId = *value;
        else if (rule.shown.isSecret)
            result.d->secrets.insert(it.key(), *value);
        else
            result.d->values.insert(it.key(), *value);
    }
    result.d->resolveAddresses();
    return result;
}

QMap<QString, QString> Provider::values() const
{
    return d->values;
}

QMap<QString, QString> Provider::secrets() const
{
    return d->secrets;
}

QUrl Provider::documentation() const
{
    return d->documentation;
}

void Provider::setId(const QString &id)
{
    d->id = id.isEmpty() ? id : usableProviderId(id);
}

void Provider::setName(const QString &name)
{
    d->name = name;
}

void Provider::setIssuer(const QUrl &issuer)
{
    d->issuer = Address::fromUrl(issuer);
}

void Provider::setEndpoint(Endpoint which, const QUrl &url)
{
    d->endpoints.insert(which, Address::fromUrl(url));
    d->discoveredEndpoints.removeAll(which);
}

void Provider::setClientId(const QString &clientId)
{
    d->clientId = clientId;
}

void Provider::setClientSecret(const QString &secret)
{
    if (secret.isEmpty())
        d->secrets.remove(clientSecretName());
    else
        d->secrets.insert(clientSecretName(), secret);
}

void Provider::setScopes(const QList<Scope> &scopes)
{
    d->scopes = scopes;
    d->knownScopes = scopes;
}

void Provider::setScopeNames(const QStringList &names)
{
    d->scopes.clear();
    for (const QString &name : names) {
        const QString text = scopeText(name);
        d->scopes.append({name, text == name ? QString() : text});
    }
}

void Provider::setAudience(const QString &audience)
{
    d->audience = audience;
}

void Provider::setRedirectUri(const QUrl &uri)
{
    d->redirectUri = uri;
}

void Provider::setFlows(const QList<Flow> &flows)
{
    d->flows = flows;
}

void Provider::setExtraParameters(Endpoint which, const QMap<QString, QString> &parameters)
{
    d->extraParameters.insert(which, parameters);
}

void Provider::setExtraHeaders(Endpoint which, const QMap<QString, QString> &headers)
{
    d->extraHeaders.insert(which, headers);
}

void Provider::setRequestHeaders(const QMap<QString, QString> &headers)
{
    d->requestHeaders = headers;
}

void Provider::setTokenPresentation(const TokenPresentation &presentation)
{
    d->presentation = presentation;
}

void Provider::setQuirks(const QList<Quirk> &quirks)
{
    d->quirks = quirks;
}

void Provider::setSuggestions(const QList<Suggestion> &suggestions)
{
    d->suggestions.clear();
    for (const Suggestion &suggestion : suggestions) {
        d->suggestions.append(
            {suggestion.method, Address::fromUrl(suggestion.url), suggestion.text});
    }
}

void Provider::setSecrets(const QMap<QString, QString> &secrets)
{
    d->secrets = secrets;
    d->secrets.removeIf([](const auto &entry) { return entry.value().isEmpty(); });
}

void Provider::setDocumentation(const QUrl &url)
{
    d->documentation = url;
}

QString Provider::scopeText(const QString &scopeName) const
{
    const auto known =
        std::find_if(d->knownScopes.cbegin(), d->knownScopes.cend(), [&](const Scope &scope) {
            return scope.name == scopeName && !scope.text.isEmpty();
        });
    return known == d->knownScopes.cend() ? scopeName : known->text;
}

Error Provider::check(Flow flow) const
{
    for (const PlaceholderRule &rule : d->placeholders) {
        const bool hasDefault = !rule.shown.defaultValue.isEmpty();
        if (rule.shown.name == clientIdName() || !rule.shown.isRequired || hasDefault
            || !d->isOpen(rule))
            continue;
        return Error(Error::Kind::Usage,
                     QStringLiteral("%1 has no value for \"%2\"").arg(id(), rule.shown.name));
    }
    const Endpoint first =
        flow == Flow::Device ? Endpoint::DeviceAuthorization : Endpoint::Authorization;
    for (const Endpoint which : {first, Endpoint::Token}) {
        if (endpoint(which).isEmpty()) {
            const auto name = QMetaEnum::fromType<Endpoint>().valueToKey(static_cast<int>(which));
            return Error(
                Error::Kind::Usage,
                QStringLiteral("%1 has no %2 endpoint").arg(id(), QString::fromLatin1(name)));
        }
        if (!isSecureUrl(endpoint(which)))
            return Error(Error::Kind::InsecureEndpoint).withEndpoint(endpoint(which));
    }
    if (clientId().isEmpty())
        return Error(Error::Kind::Usage, QStringLiteral("%1 has no client id").arg(id()));
    return {};
}

QDebug operator<<(QDebug debug, const Provider &provider)
{
    const QDebugStateSaver saver(debug);
    debug.nospace() << "Provider(" << provider.id() << ", issuer " << provider.issuer().toString()
                    << ", " << provider.secrets().size() << " secrets)";
    return debug;
}

} // namespace Latchkey
