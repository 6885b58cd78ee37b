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
    const auto refused = [&context](Cause cause, const QByteArray &challenge) {
        HttpAnswer answer = refuse(context, cause,
                                   cause == Cause::AccessTokenMissing
                                       ? QString()
                                       : QStringLiteral("See the WWW-Authenticate header."));
        answer.setHeader("WWW-Authenticate", "Bearer realm=\"demo\"" + challenge);
        return AccessOrError{{}, answer};
    };
    const std::optional<QByteArray> token = context.rules.presentedToken(context.request);
    if (!token)
        return refused(Cause::AccessTokenMissing, {});
    const auto access = context.store.access(*token, context.nowMs);
    if (!access) {
        return refused(Cause::AccessTokenRefused,
                       ", error=\"invalid_token\", error_description=\"Unknown, expired or "
                       "revoked\"");
    }
    if (!scope.isEmpty() && !access->scopes.contains(scope)) {
        return refused(Cause::ScopeInsufficient,
                       ", error=\"insufficient_scope\", scope=\"" + scope.toLatin1() + '"');
    }
    return {*access, std::nullopt};
}

} // namespace

HttpAnswer answerUserInfo(const Context &context)
{
    const AccessOrError authorized = authorize(context, QString(context.rules.userInfoScope()));
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
    context.rules.shapeUserInfo(context.facts(), claims);
    return dialectAnswer(context, claims);
}

HttpAnswer answerItems(const Context &context)
{
    // No other provider has this scope.
    const bool ownScopes = context.knobs.dialect == Dialect::Standard;
    const AccessOrError authorized =
        authorize(context, ownScopes ? QStringLiteral("demo:read") : QString());
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
