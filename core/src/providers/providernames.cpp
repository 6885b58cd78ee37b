// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT

#include "providers/providernames.h"

#include <QtCore/QCryptographicHash>
#include <QtCore/QRegularExpression>

namespace Latchkey {

const QMap<QString, Provider::Endpoint> &endpointNames()
{
    using Endpoint = Provider::Endpoint;
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

const QMap<QString, Provider::Flow> &flowNames()
{
    using Flow = Provider::Flow;
    static const QMap<QString, Flow> names = {
        {QStringLiteral("device"), Flow::Device},
        {QStringLiteral("browser"), Flow::Browser},
        {QStringLiteral("paste"), Flow::Paste},
    };
    return names;
}

const QMap<QString, Provider::Quirk> &quirkNames()
{
    using Quirk = Provider::Quirk;
    static const QMap<QString, Quirk> names = {
        {QStringLiteral("comma_separated_scopes"), Quirk::CommaSeparatedScopes},
        {QStringLiteral("device_scopes_parameter"), Quirk::DeviceScopesParameter},
        {QStringLiteral("redirect_uri_on_refresh"), Quirk::RedirectUriOnRefresh},
        {QStringLiteral("authorize_answers_program"), Quirk::AuthorizeAnswersProgram},
    };
    return names;
}

const QMap<QString, PlaceholderRule::Kind> &placeholderKindNames()
{
    using Kind = PlaceholderRule::Kind;
    static const QMap<QString, Kind> names = {
        {QStringLiteral("host"), Kind::Host},
        {QStringLiteral("path_segment"), Kind::PathSegment},
        {QStringLiteral("text"), Kind::Text},
        {QStringLiteral("secret"), Kind::Secret},
    };
    return names;
}

bool isProviderId(const QString &text)
{
    static const QRegularExpression pattern(QStringLiteral("\\A[A-Za-z0-9._-]{1,64}\\z"));
    return pattern.match(text).hasMatch();
}

QString usableProviderId(const QString &text)
{
    if (isProviderId(text))
        return text;
    static const QRegularExpression others(QStringLiteral("[^A-Za-z0-9._-]"));
    constexpr qsizetype longest = 64;
    const QByteArray hash = QCryptographicHash::hash(text.toUtf8(), QCryptographicHash::Sha256);
    const QString suffix = u'-' + QString::fromLatin1(hash.toHex().left(8));
    return QString(text).replace(others, QStringLiteral("_")).left(longest - suffix.size())
        + suffix;
}

} // namespace Latchkey
