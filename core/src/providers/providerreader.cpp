// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "providers/providerreader.h"

#include "oauth/displaytext.h"
#include "providers/providernames.h"

#include <QtCore/QRegularExpression>

#include <algorithm>

namespace Latchkey {

namespace {

using Kind = PlaceholderRule::Kind;

// RFC 9110 §5.1. Those that belong to the request itself are not a provider's to set.
bool isHeaderName(const QString &text)
{
    static const QRegularExpression pattern(
        QStringLiteral("\\A[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}\\z"));
    static const QStringList reserved{
        QStringLiteral("accept"),       QStringLiteral("connection"),
        QStringLiteral("content-type"), QStringLiteral("content-length"),
        QStringLiteral("cookie"),       QStringLiteral("host"),
        QStringLiteral("te"),           QStringLiteral("trailer"),
        QStringLiteral("upgrade"),      QStringLiteral("transfer-encoding"),
    };
    return pattern.match(text).hasMatch() && !reserved.contains(text.toLower());
}

bool isAuthorization(const QString &header)
{
    return header.compare(QLatin1String("Authorization"), Qt::CaseInsensitive) == 0;
}

} // namespace

std::optional<Provider> ProviderReader::read(const QJsonObject &json, Faults faults,
                                             FileProblem *problem)
{
    FileProblem found;
    ProviderReader reader(json, faults, &found);
    const bool isRefused = faults == Faults::Refuse && !found.text.isEmpty();
    if (isRefused || !isProviderId(reader.m_data.id)) {
        if (problem)
            *problem = found;
        return std::nullopt;
    }
    Provider provider;
    provider.d = new ProviderData(reader.m_data);
    return provider;
}

ProviderReader::ProviderReader(const QJsonObject &json, Faults faults, FileProblem *problem)
    : m_faults(faults), m_file(json, {}, problem)
{
    m_file.string(QStringLiteral("$schema"));
    m_file.string(QStringLiteral("$comment"));
    m_data.id = m_file.string(QStringLiteral("id"));
    if (!isProviderId(m_data.id)) {
        m_file.fail(QStringLiteral("id"),
                    QStringLiteral("has to be 1 to 64 letters, digits, '-', '_' or '.'"));
    }
    m_data.name = m_file.string(QStringLiteral("name"));
    m_data.clientId = m_file.string(QStringLiteral("client_id"));
    // What else there is may name them.
    readPlaceholders();
    m_data.issuer = address(m_file, QStringLiteral("issuer"));
    readEndpoints();
    readScopes();
    m_data.audience = text(m_file, QStringLiteral("audience"), false);
    m_data.redirectUri = m_file.url(QStringLiteral("redirect_uri"));
    readFlows();
    readQuirks();
    readExtraParameters();
    readExtraHeaders();
    readPresentation();
    readSuggestions();
    m_data.documentation = m_file.url(QStringLiteral("documentation"));
    readValues();
    readMetadata();
    refuseOthers(m_file);
    m_data.resolveAddresses();
}

void ProviderReader::readPlaceholders()
{
    const QString field = QStringLiteral("placeholders");
    const QJsonArray list = m_file.array(field);
    for (qsizetype i = 0; i < list.size(); ++i) {
        if (!list.at(i).isObject())
            m_file.fail(field, i, QStringLiteral("is not an object"));
        FileObject entry = m_file.entry(field, i, list.at(i).toObject());
        const PlaceholderRule rule = readPlaceholder(entry);
        if (m_data.rule(rule.shown.name))
            m_file.fail(field, i, QStringLiteral("has the name of another"));
        else
            m_data.placeholders.append(rule);
    }
}

PlaceholderRule ProviderReader::readPlaceholder(FileObject &entry)
{
    PlaceholderRule rule;
    Placeholder &shown = rule.shown;
    shown.name = entry.string(QStringLiteral("name"));
    if (!isPlaceholderName(shown.name)) {
        entry.fail(QStringLiteral("name"),
                   QStringLiteral("has to be a small letter and up to 31 more, digits or '_'"));
    }
    shown.text = entry.string(QStringLiteral("text"));
    if (shown.text.isEmpty())
        entry.fail(QStringLiteral("text"), QStringLiteral("is missing"));
    shown.example = entry.string(QStringLiteral("example"));
    shown.isRequired = entry.boolean(QStringLiteral("required"), true);
    const QString kind = entry.string(QStringLiteral("kind"));
    if (!placeholderKindNames().contains(kind)) {
        entry.fail(QStringLiteral("kind"),
                   QStringLiteral("is none of \"host\", \"path_segment\", \"text\", \"secret\""));
    }
    rule.kind = placeholderKindNames().value(kind, Kind::Text);
    shown.isSecret = rule.kind == Kind::Secret;
    const bool hasItsKind = (shown.name != clientIdName() || rule.kind == Kind::Text)
        && (shown.name != clientSecretName() || rule.kind == Kind::Secret);
    if (!hasItsKind)
        entry.fail(QStringLiteral("kind"), QStringLiteral("is not what \"%1\" is").arg(shown.name));
    const QString preset = entry.string(QStringLiteral("default"));
    if (!preset.isEmpty()) {
        QString why;
        const std::optional<QString> checked = checkedValue(rule, preset, &why);
        if (shown.isSecret || shown.name == clientIdName() || !checked) {
            entry.fail(QStringLiteral("default"),
                       shown.isSecret ? QStringLiteral("is a secret, which no file may hold")
                                      : QStringLiteral("is no value for it: %1").arg(why));
        }
        shown.defaultValue = checked.value_or(QString());
    }
    refuseOthers(entry);
    return rule;
}

void ProviderReader::readEndpoints()
{
    FileObject endpoints = m_file.object(QStringLiteral("endpoints"));
    for (const QString &name : endpoints.names()) {
        if (endpointNames().contains(name))
            m_data.endpoints.insert(endpointNames().value(name), address(endpoints, name));
        else if (m_faults == Faults::Refuse)
            endpoints.fail(name, QStringLiteral("is not an endpoint that is known"));
    }
}

void ProviderReader::readScopes()
{
    const QString field = QStringLiteral("scopes");
    const QJsonArray list = m_file.array(field);
    for (qsizetype i = 0; i < list.size(); ++i) {
        const QJsonValue value = list.at(i);
        Scope scope{value.toString(), {}};
        bool isAsked = true;
        if (value.isObject()) {
            FileObject entry = m_file.entry(field, i, value.toObject());
            scope = {entry.string(QStringLiteral("name")), entry.string(QStringLiteral("text"))};
            isAsked = entry.boolean(QStringLiteral("asked"), true);
            refuseOthers(entry);
        }
        if (scope.name.isEmpty())
            m_file.fail(field, i, QStringLiteral("has no name"));
        if (scope.name.contains(u' '))
            m_file.fail(field, i, QStringLiteral("has a name with a blank"));
        if (scope.name.isEmpty())
            continue;
        m_data.knownScopes.append(scope);
        if (isAsked)
            m_data.scopes.append(scope);
    }
}

void ProviderReader::readFlows()
{
    const QString field = QStringLiteral("flows");
    QList<Provider::Flow> flows;
    const QJsonArray list = m_file.array(field);
    for (qsizetype i = 0; i < list.size(); ++i) {
        const QString name = list.at(i).toString();
        if (flowNames().contains(name))
            flows.append(flowNames().value(name));
        else if (m_faults == Faults::Refuse)
            m_file.fail(field, i,
                        QStringLiteral("is none of \"device\", \"browser\" and \"paste\""));
    }
    if (!flows.isEmpty())
        m_data.flows = flows;
}

void ProviderReader::readQuirks()
{
    const QString field = QStringLiteral("quirks");
    const QJsonArray list = m_file.array(field);
    for (qsizetype i = 0; i < list.size(); ++i) {
        const QString name = list.at(i).toString();
        if (quirkNames().contains(name))
            m_data.quirks.append(quirkNames().value(name));
        else if (m_faults == Faults::Refuse)
            m_file.fail(field, i, QStringLiteral("is not a quirk that is known"));
    }
}

void ProviderReader::readExtraParameters()
{
    FileObject all = m_file.object(QStringLiteral("extra_parameters"));
    for (const QString &endpoint : all.names()) {
        if (!endpointNames().contains(endpoint)) {
            if (m_faults == Faults::Refuse)
                all.fail(endpoint, QStringLiteral("is not an endpoint that is known"));
            continue;
        }
        const Provider::Endpoint which = endpointNames().value(endpoint);
        FileObject json = all.object(endpoint);
        // These parameters become a part of an address.
        const bool maySeeSecrets = which != Provider::Endpoint::Authorization;
        QMap<QString, QString> parameters;
        for (const QString &name : json.names())
            parameters.insert(name, text(json, name, maySeeSecrets));
        m_data.extraParameters.insert(which, parameters);
    }
}

void ProviderReader::readExtraHeaders()
{
    FileObject all = m_file.object(QStringLiteral("extra_headers"));
    for (const QString &endpoint : all.names()) {
        FileObject json = all.object(endpoint);
        if (endpointNames().contains(endpoint))
            m_data.extraHeaders.insert(endpointNames().value(endpoint), headers(json));
        else if (m_faults == Faults::Refuse)
            all.fail(endpoint, QStringLiteral("is not an endpoint that is known"));
    }
}

void ProviderReader::readPresentation()
{
    FileObject json = m_file.object(QStringLiteral("token_presentation"));
    TokenPresentation &presentation = m_data.presentation;
    if (json.contains(QStringLiteral("header"))) {
        presentation.header = json.string(QStringLiteral("header"));
        if (!isHeaderName(presentation.header))
            json.fail(QStringLiteral("header"), QStringLiteral("is not the name of a header"));
        // The scheme belongs to the one header that RFC 6750 knows.
        if (!isAuthorization(presentation.header))
            presentation.scheme.clear();
    }
    if (json.contains(QStringLiteral("scheme"))) {
        presentation.scheme = json.string(QStringLiteral("scheme"));
        if (!isVisibleAscii(presentation.scheme))
            json.fail(QStringLiteral("scheme"), QStringLiteral("holds what no header can"));
    }
    FileObject extra = json.object(QStringLiteral("extra_headers"));
    m_data.requestHeaders = headers(extra);
    refuseOthers(json);
}

void ProviderReader::readSuggestions()
{
    static const QStringList methods{
        QStringLiteral("GET"), QStringLiteral("HEAD"),  QStringLiteral("POST"),
        QStringLiteral("PUT"), QStringLiteral("PATCH"), QStringLiteral("DELETE"),
    };
    const QString field = QStringLiteral("suggestions");
    const QJsonArray list = m_file.array(field);
    for (qsizetype i = 0; i < list.size(); ++i) {
        if (!list.at(i).isObject())
            m_file.fail(field, i, QStringLiteral("is not an object"));
        FileObject entry = m_file.entry(field, i, list.at(i).toObject());
        ProviderData::SuggestedRequest suggestion;
        suggestion.method = entry.string(QStringLiteral("method"));
        if (!entry.contains(QStringLiteral("method")))
            suggestion.method = methods.constFirst();
        else if (!methods.contains(suggestion.method))
            entry.fail(QStringLiteral("method"), QStringLiteral("is not a method that is known"));
        suggestion.address = address(entry, QStringLiteral("url"));
        if (!entry.contains(QStringLiteral("url")))
            entry.fail(QStringLiteral("url"), QStringLiteral("is missing"));
        suggestion.text = entry.string(QStringLiteral("text"));
        refuseOthers(entry);
        if (!suggestion.address.text.isEmpty())
            m_data.suggestions.append(suggestion);
    }
}

void ProviderReader::readValues()
{
    FileObject json = m_file.object(QStringLiteral("values"));
    for (const QString &name : json.names()) {
        const QString value = json.string(name);
        const PlaceholderRule *rule = m_data.rule(name);
        if (!rule || name == clientIdName()) {
            json.fail(name, QStringLiteral("is not a placeholder of this file"));
            continue;
        }
        if (rule->shown.isSecret) {
            json.fail(name, QStringLiteral("is a secret, which no file may hold"));
            continue;
        }
        QString why;
        const std::optional<QString> checked = checkedValue(*rule, value, &why);
        if (checked)
            m_data.values.insert(name, *checked);
        else
            json.fail(name, QStringLiteral("is no value for it: %1").arg(why));
    }
}

/// What the issuer's metadata would say, and what it has said of a stored account's provider.
void ProviderReader::readMetadata()
{
    const QString field = QStringLiteral("client_authentication");
    const QString way = m_file.string(field);
    if (way == QLatin1String("basic"))
        m_data.clientAuthentication = Provider::ClientAuthentication::Basic;
    else if (m_file.contains(field) && way != QLatin1String("post"))
        m_file.fail(field, QStringLiteral("is neither \"basic\" nor \"post\""));
    m_data.sendsIssuer = m_file.boolean(QStringLiteral("sends_issuer"), false);
    FileObject discovered = m_file.object(QStringLiteral("discovered"));
    const QJsonArray list = discovered.array(QStringLiteral("endpoints"));
    for (const QJsonValue &entry : list) {
        const auto it = endpointNames().constFind(entry.toString());
        if (it != endpointNames().constEnd() && m_data.endpoints.contains(*it))
            m_data.discoveredEndpoints.append(*it);
    }
    m_data.discoveredUntil =
        QDateTime::fromString(discovered.string(QStringLiteral("until")), Qt::ISODate);
    refuseOthers(discovered);
}

Address ProviderReader::address(FileObject &object, const QString &name)
{
    const QString text = object.string(name);
    if (!object.contains(name))
        return {};
    const QString problem = addressProblem(text);
    if (!problem.isEmpty()) {
        object.fail(name, problem);
        return {};
    }
    return {text, QUrl(text, QUrl::StrictMode)};
}

/// A name of a server stands for all that is between "https://" and the path, and nothing else in
/// an address can be left open but parts of its path, so that nobody can fill in another host.
QString ProviderReader::addressProblem(const QString &text) const
{
    static const QRegularExpression parts(
        QStringLiteral("\\A(https?)://([^/?#@\\\\\\s]+)(/[^?#\\\\\\s]*)?(\\?[^#\\\\\\s]*)?\\z"));
    const QRegularExpressionMatch match = parts.match(text);
    if (!match.hasMatch())
        return QStringLiteral("is not an absolute address");
    QString sample = text;
    for (const QString &name : placeholdersIn(text)) {
        const PlaceholderRule *rule = m_data.rule(name);
        if (!rule)
            return QStringLiteral("names the placeholder \"%1\", which is not declared").arg(name);
        const QString braced = u'{' + name + u'}';
        const bool isHost = rule->kind == Kind::Host && match.captured(2) == braced
            && match.captured(1) == QLatin1String("https") && !match.captured(3).contains(braced);
        const bool isSegment =
            rule->kind == Kind::PathSegment && !match.captured(2).contains(braced);
        if ((!isHost && !isSegment) || match.captured(4).contains(braced))
            return QStringLiteral("holds \"%1\" where it cannot stand").arg(braced);
        sample.replace(braced, QStringLiteral("a"));
    }
    const QUrl url(sample, QUrl::StrictMode);
    return url.isValid() && !url.host().isEmpty() ? QString()
                                                  : QStringLiteral("is not an absolute address");
}

QString ProviderReader::text(FileObject &object, const QString &name, bool maySeeSecrets)
{
    const QString value = object.string(name);
    for (const QString &placeholder : placeholdersIn(value)) {
        const PlaceholderRule *rule = m_data.rule(placeholder);
        if (!rule && placeholder != clientIdName()) {
            object.fail(name,
                        QStringLiteral("names the placeholder \"%1\", which is not declared")
                            .arg(placeholder));
        }
        if (rule && rule->shown.isSecret && !maySeeSecrets) {
            object.fail(
                name,
                QStringLiteral("holds the secret \"%1\" where it would be seen").arg(placeholder));
        }
    }
    return value;
}

QMap<QString, QString> ProviderReader::headers(FileObject &object)
{
    QMap<QString, QString> all;
    for (const QString &name : object.names()) {
        const QString value = text(object, name, true);
        if (!isHeaderName(name) || isAuthorization(name))
            object.fail(name, QStringLiteral("is not a header that a file can set"));
        else if (!isVisibleAscii(value))
            object.fail(name, QStringLiteral("holds what no header can"));
        else
            all.insert(name, value);
    }
    return all;
}

void ProviderReader::refuseOthers(FileObject &object)
{
    if (m_faults == Faults::Refuse)
        object.refuseOthers();
}

} // namespace Latchkey
