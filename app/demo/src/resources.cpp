// SPDX-FileCopyrightText: 2026 The Latchkey authors
// SPDX-License-Identifier: MIT
#include "endpoints.h"

#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>

namespace Latchkey::Demo {

namespace {

struct AccessOrError
{
    GrantStore::Access access;
    std::optional<HttpAnswer> error;
};

/// RFC 6750: the token in the header only, and the three ways to say no.
AccessOrError authorize(const Context &context, const QString &scope)
{
    const auto refuse = [](int status, const QByteArray &challenge, const QString &code) {
        HttpAnswer answer = code.isEmpty()
            ? jsonAnswer(status, {})
            : oauthError(status, code, QStringLiteral("See the WWW-Authenticate header."));
        answer.setHeader("WWW-Authenticate", "Bearer realm=\"demo\"" + challenge);
        return AccessOrError{{}, answer};
    };
    const QByteArray authorization = context.request.header("Authorization");
    if (!authorization.toLower().startsWith("bearer "))
        return refuse(401, {}, {});
    const auto access = context.store.access(authorization.mid(7).trimmed(), context.nowMs);
    if (!access) {
        return refuse(
            401, ", error=\"invalid_token\", error_description=\"Unknown, expired or revoked\"",
            QStringLiteral("invalid_token"));
    }
    if (!access->scopes.contains(scope)) {
        return refuse(403, ", error=\"insufficient_scope\", scope=\"" + scope.toLatin1() + '"',
                      QStringLiteral("insufficient_scope"));
    }
    return {*access, std::nullopt};
}

} // namespace

HttpAnswer answerUserInfo(const Context &context)
{
    const AccessOrError authorized = authorize(context, QStringLiteral("openid"));
    if (authorized.error)
        return *authorized.error;
    const Person &person = context.knobs.person;
    QJsonObject claims{{QStringLiteral("sub"), person.subject}};
    if (authorized.access.scopes.contains(QLatin1String("profile"))) {
        claims.insert(QStringLiteral("name"), person.name);
        claims.insert(QStringLiteral("preferred_username"), person.email);
    }
    if (authorized.access.scopes.contains(QLatin1String("email"))) {
        claims.insert(QStringLiteral("email"), person.email);
        claims.insert(QStringLiteral("email_verified"), true);
    }
    return jsonAnswer(200, claims);
}

HttpAnswer answerItems(const Context &context)
{
    const AccessOrError authorized = authorize(context, QStringLiteral("demo:read"));
    if (authorized.error)
        return *authorized.error;
    const auto item = [](int id, const char *title) {
        return QJsonObject{{QStringLiteral("id"), id},
                           {QStringLiteral("title"), QString::fromLatin1(title)}};
    };
    return jsonAnswer(
        200,
        {{QStringLiteral("owner"), context.knobs.person.subject},
         {QStringLiteral("items"),
          QJsonArray{item(1, "A key to the front door"), item(2, "A spare key for the neighbours"),
                     item(3, "A key that nobody remembers")}}});
}

} // namespace Latchkey::Demo
