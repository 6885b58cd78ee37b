// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "endpoints/metadata.h"

#include "oauth/displaytext.h"
#include "oauth/issuer.h"
#include "oauth/json.h"
#include "oauth/jws.h"
#include "oauth/transportsecurity.h"

#include <QtCore/QCryptographicHash>
#include <QtCore/QJsonArray>

#include <algorithm>

namespace Latchkey {

namespace {

QString withoutTrailingSlash(QString text)
{
    if (text.endsWith(u'/'))
        text.chop(1);
    return text;
}

/// A list of words; nothing where it is absent or of another type.
std::optional<QStringList> words(const QJsonObject &document, const char *name)
{
    const QJsonValue value = document.value(QLatin1String(name));
    if (!value.isArray())
        return std::nullopt;
    QStringList list;
    const QJsonArray array = value.toArray();
    for (const QJsonValue &entry : array)
        list += entry.toString();
    return list;
}

/// Whether a list holds a word, or is not there, which says nothing either way.
bool mayBe(const QJsonObject &document, const char *name, const char *word)
{
    const std::optional<QStringList> list = words(document, name);
    return !list || list->contains(QLatin1String(word));
}

// What a sign-in asks for where nobody says otherwise: who it is, and to stay signed in.
QList<Scope> usualScopes(const QStringList &supported)
{
    QList<Scope> scopes;
    for (const char *name : {"openid", "profile", "email", "offline_access"}) {
        if (supported.contains(QLatin1String(name)))
            scopes.append({QString::fromLatin1(name), {}});
    }
    return scopes;
}

Error insecure(QLatin1String name, const QString &address)
{
    return Error(Error::Kind::InsecureEndpoint,
                 QStringLiteral("\"%1\" is %2").arg(name, displayText(address, maxNameLength)));
}

// An id is read again from files and is a part of keys, so it is ASCII and bounded. The path is in
// it, since two realms of one host are two issuers, and whose subjects are alike are not one
// person.
QString idFromIssuer(const QUrl &issuer)
{
    constexpr qsizetype longest = 64;
    QString id = issuer.host(QUrl::FullyEncoded);
    id.replace(u':', u'_');
    if (issuer.port() >= 0)
        id += u'-' + QString::number(issuer.port());
    const QString path = withoutTrailingSlash(issuer.path(QUrl::FullyEncoded));
    bool isUnique = !path.contains(u'_');
    for (const QChar character : path) {
        const char ascii = character.toLatin1();
        const bool isKept = (ascii >= 'a' && ascii <= 'z') || (ascii >= 'A' && ascii <= 'Z')
            || (ascii >= '0' && ascii <= '9') || ascii == '.' || ascii == '-';
        id += isKept ? character : QChar(u'_');
        isUnique = isUnique && (isKept || ascii == '/');
    }
    if (isUnique && id.size() <= longest)
        return id;
    const QByteArray hash =
        QCryptographicHash::hash(withoutTrailingSlash(issuer.toString(QUrl::FullyEncoded)).toUtf8(),
                                 QCryptographicHash::Sha256);
    const QString suffix = u'-' + QString::fromLatin1(hash.toHex().left(8));
    return id.left(longest - suffix.size()) + suffix;
}

QList<Provider::Flow> flowsOf(const QJsonObject &document, const Provider &provider)
{
    QList<Provider::Flow> flows;
    // That there is the endpoint says it (RFC 8628 §4): the grant is listed under several names.
    if (!provider.endpoint(Provider::Endpoint::DeviceAuthorization).isEmpty())
        flows.append(Provider::Flow::Device);
    // Without a list of challenges nobody knows, and a server that has no PKCE does not mind it.
    // One that has the plain challenge alone gives no protection (RFC 9700 §2.1.1).
    if (!provider.endpoint(Provider::Endpoint::Authorization).isEmpty()
        && mayBe(document, "grant_types_supported", "authorization_code")
        && mayBe(document, "response_types_supported", "code")
        && mayBe(document, "code_challenge_methods_supported", "S256")) {
        flows.append(Provider::Flow::Browser);
    }
    return flows;
}

/// RFC 8414 §2: where nothing is said, it is the header, which every server has to know (RFC 6749
/// §2.3.1). The form is preferred where it is offered, as it was before there were documents.
Provider::ClientAuthentication clientAuthenticationOf(const QJsonObject &document)
{
    const QStringList methods = words(document, "token_endpoint_auth_methods_supported")
                                    .value_or(QStringList{QStringLiteral("client_secret_basic")});
    const bool needsHeader = methods.contains(QLatin1String("client_secret_basic"))
        && !methods.contains(QLatin1String("client_secret_post"));
    return needsHeader ? Provider::ClientAuthentication::Basic
                       : Provider::ClientAuthentication::Post;
}

} // namespace

QStringList commonIdTokenAlgorithms(const QJsonObject &document)
{
    const QStringList allowed = allowedAlgorithms();
    QStringList common;
    const QStringList offered =
        words(document, "id_token_signing_alg_values_supported").value_or(QStringList());
    for (const QString &algorithm : offered) {
        if (allowed.contains(algorithm))
            common += algorithm;
    }
    return common;
}

Expected<Provider> providerFromMetadata(const QJsonObject &document, const QUrl &issuer)
{
    JsonFields fields(document);
    const QString named = fields.requiredString(QLatin1String("issuer"));
    if (fields.error().isError())
        return unexpected(fields.error());
    // Some issuers are written with a slash at the end and typed without it; nothing else may
    // differ.
    if (!isIssuer(issuer, named, LastSlash::DoesNotCount)) {
        return unexpected(
            Error(Error::Kind::Protocol, QStringLiteral("the document is another issuer's")));
    }

    Provider provider;
    provider.setId(idFromIssuer(issuer));
    provider.setName(issuer.host());
    provider.setIssuer(QUrl(named, QUrl::StrictMode));
    Provider found;
    const std::pair<Provider::Endpoint, QLatin1String> known[] = {
        {Provider::Endpoint::DeviceAuthorization, QLatin1String("device_authorization_endpoint")},
        {Provider::Endpoint::Authorization, QLatin1String("authorization_endpoint")},
        {Provider::Endpoint::Token, QLatin1String("token_endpoint")},
        {Provider::Endpoint::Revocation, QLatin1String("revocation_endpoint")},
        {Provider::Endpoint::UserInfo, QLatin1String("userinfo_endpoint")},
        {Provider::Endpoint::Jwks, QLatin1String("jwks_uri")},
    };
    for (const auto &[which, name] : known) {
        const QString text = fields.string(name);
        if (fields.error().isError())
            return unexpected(fields.error());
        if (text.isEmpty())
            continue;
        const QUrl url(text, QUrl::StrictMode);
        if (!isSecureUrl(url))
            return unexpected(insecure(name, text));
        found.setEndpoint(which, url);
    }
    found.setClientAuthentication(clientAuthenticationOf(document));
    found.setSendsIssuer(
        document.value(QLatin1String("authorization_response_iss_parameter_supported")).toBool());
    provider.takeDiscovered(found, QDateTime());
    provider.setScopes(usualScopes(words(document, "scopes_supported").value_or(QStringList())));
    provider.setFlows(flowsOf(document, provider));
    return provider;
}

} // namespace Latchkey
